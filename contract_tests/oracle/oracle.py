"""The oracle: an answer is judged by what may have happened, by its form, and by its headers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from contract_tests.oracle.blame import documented, refuses
from contract_tests.oracle.conformity import malformed
from contract_tests.oracle.cursors import Cursors
from contract_tests.oracle.exercised import Forms
from contract_tests.oracle.headers import Headers
from contract_tests.oracle.judgement import Judgement
from contract_tests.oracle.leave import Leave
from contract_tests.oracle.together import judged_together
from contract_tests.oracle.unmoved import Unmoved
from contract_tests.oracle.voided import voids_some
from contract_tests.oracle.worlds import Worlds
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.property import NO_CLAUSES


class Oracle:
    """Judges the answers of one server, one after the other."""

    def __init__(self, api: Api) -> None:
        self._api, self._forms, self._leave = api, Forms(api), Leave(api)
        self._headers, self._unmoved = Headers(api), Unmoved(api)
        self.accepted = self._leave.accepted
        self.begin(State())

    def begin(self, state: State) -> None:
        """Begin anew with a server that is in a state."""
        self._cursors = Cursors(self._api)
        self._headers.forget()
        self._unmoved.forget()
        self._leave.keys.forget()
        self._leave.steps.forget()
        self._leave.sharing.begin(state)
        self._leave.unsettled.begin()
        self._leave.renewed.begin()
        self._leave.gaps.forget()
        self._leave.shifts.forget()
        self.worlds = Worlds(self._api, state, leave=self._leave)

    def judge(self, request: Request, response: Response, role: str, now: float) -> Judgement:
        """Return what an answer to a request with the credential of a role means; `now` are the
        seconds of a clock that only goes forward.
        """
        odd = self._cursors.lead_anywhere(self.worlds.states[0], request)
        request = self._cursors.meant(self.worlds.states[0], request)
        before = self.worlds.states[0]
        self._leave.renewed.look(before, request, response)
        judgement = self.worlds.judge(request, response)
        if odd and judgement.verdict == "violates":
            return Judgement(verdict="unknown", lost=judgement.lost)
        if judgement.certain and self._may_repeat(request, response, judgement):
            judgement = replace(judgement, certain=False)
        moved = self._unmoved.judge(request, response, judgement)
        self._leave.keys.note(request)
        self._leave.naming.note(request, response)
        self._leave.sharing.note(request, response)
        self._leave.unsettled.note(before, request, response)
        if moved is not None and not judgement.certain:
            return moved
        if judgement.certain or judgement.verdict == "unknown":
            return judgement
        if 200 <= response.status < 300 and not voids_some(self._api, request, response):
            self.accepted.note(request)
        self._cursors.learn(self.worlds.states[0], request, response)
        operation = self._api.operations.get(request.operation or "")
        wrong = malformed(self._api, operation, response) if operation else None
        if judgement.verdict == "violates":
            self.accepted.note_refused(request, response)
            worse = wrong is not None and wrong.certain and not _takes_more(judgement)
            return replace(wrong, lost=True) if wrong and worse else judgement
        wrong = wrong or self._headers.judge(response, role, now)
        if wrong is not None:
            return wrong
        rules = (*judgement.rules, *self._headers.rules, *self._forms.kept(request, response))
        return replace(judgement, rules=tuple(dict.fromkeys(rules)))

    def _may_repeat(self, request: Request, response: Response, judgement: Judgement) -> bool:
        """Say whether an answer may be that to an earlier request with the same key: a server need
        not look at one that it seems to know, unless a document says so.
        """
        found = judgement.mismatch
        if found is None or found.about != "status" or refuses(response):
            return False
        operation = self._api.operations.get(request.operation or "")
        clauses = operation.rules if operation else NO_CLAUSES
        told = documented(clauses.get("idempotency.differs", ()))
        is_refusal = found.expected in range(400, 500)
        return is_refusal and not told and self._leave.keys.is_taken(request)

    def unanswered(self, request: Request) -> None:
        """Note that nobody knows whether a request was carried out."""
        self._unmoved.forget()
        self.worlds.unanswered(request)

    def judge_together(
        self,
        requests: Sequence[Request],
        responses: Sequence[Response | None],
        before: Sequence[Collection[int]],
    ) -> tuple[Judgement, ...]:
        """Return what answers mean to requests that were sent at the same time, as `Worlds` does;
        their headers, which may tell of each other, are not looked at.
        """
        self._unmoved.forget()
        found: list[Judgement] = []
        judgements = judged_together(self.worlds, requests, responses, before)
        self._leave.gaps.forget()
        for request in requests:
            self._leave.keys.note(request)
        overlapping = self._overlapping(requests)
        for request, response, judgement in zip(requests, responses, judgements, strict=True):
            operation = self._api.operations.get(request.operation or "")
            wrong = None
            if operation and response and judgement.verdict == "conforms":
                wrong = malformed(self._api, operation, response)
                if wrong is None and 200 <= response.status < 300:
                    self.accepted.note(request)
            if judgement.verdict == "conforms" and operation and operation.one_at_a_time:
                judgement = replace(judgement, rules=(*judgement.rules, *overlapping))
            found.append(wrong or judgement)
        return tuple(found)

    def _overlapping(self, requests: Sequence[Request]) -> tuple[str, ...]:
        """Return the rules on writes of which servers may refuse all but one, if several are."""
        several = (self._api.operations.get(each.operation or "") for each in requests)
        writes = [each for each in several if each and each.one_at_a_time]
        if len(writes) < 2:
            return ()
        return tuple(id_ for each in writes for id_ in each.rules.get("one-at-a-time.refused", ()))


def _takes_more(judgement: Judgement) -> bool:
    """Say whether an answer is wrong in that something was taken which is to be refused, though not
    for certain: what the answer shows then is as it was sent, and may be more than is told of it.
    """
    found = judgement.mismatch
    if found is None or judgement.certain or found.about != "status":
        return False
    return isinstance(found.expected, int) and 400 <= found.expected < 500
