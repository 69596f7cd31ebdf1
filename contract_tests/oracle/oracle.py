"""The oracle: an answer is judged by what may have happened, by its form, and by its headers."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.oracle.conformity import malformed
from contract_tests.oracle.cursors import Cursors
from contract_tests.oracle.exercised import Forms
from contract_tests.oracle.headers import Headers
from contract_tests.oracle.leave import Leave
from contract_tests.oracle.worlds import Judgement, Worlds
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api


class Oracle:
    """Judges the answers of one server, one after the other."""

    def __init__(self, api: Api) -> None:
        self._api, self._forms, self._leave = api, Forms(api), Leave(api)
        self.begin(State())

    def begin(self, state: State) -> None:
        """Begin anew with a server that is in a state."""
        self._headers, self._cursors = Headers(self._api), Cursors(self._api)
        self.worlds = Worlds(self._api, state, leave=self._leave)

    def judge(self, request: Request, response: Response, role: str, now: float) -> Judgement:
        """Return what an answer to a request with the credential of a role means; `now` are the
        seconds of a clock that only goes forward.
        """
        request = self._cursors.meant(request)
        judgement = self.worlds.judge(request, response)
        if judgement.certain or judgement.verdict == "unknown":
            return judgement
        self._cursors.learn(self.worlds.states[0], request, response)
        operation = self._api.operations.get(request.operation or "")
        wrong = malformed(self._api, operation, response) if operation else None
        if judgement.verdict == "violates":
            return replace(wrong, lost=True) if wrong and wrong.certain else judgement
        wrong = wrong or self._headers.judge(response, role, now)
        if wrong is not None:
            return wrong
        if 200 <= response.status < 300:
            self._leave.accepted.note(request)
        rules = (*judgement.rules, *self._headers.rules, *self._forms.kept(request, response))
        return replace(judgement, rules=tuple(dict.fromkeys(rules)))
