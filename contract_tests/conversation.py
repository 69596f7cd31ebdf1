"""Conversations: what one server is asked, and what its answers mean."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from contract_tests.accounts import left_out
from contract_tests.arguments import Arguments
from contract_tests.beginnings import Beginnings
from contract_tests.choices import choices_of
from contract_tests.cleaning import Place, deletable, deletions, not_seen_gone, still_ours
from contract_tests.finding import place_of
from contract_tests.manners import foreign, guesses, touches
from contract_tests.oracle import Judgement
from contract_tests.oracle.oracle import Oracle
from contract_tests.oracle.worlds import MOST
from contract_tests.report import Exchange
from contract_tests.requests import request_of
from contract_tests.script import SAFE, Script, Step, at_once, bursts, marks_in, renamed
from contract_tests.seen import Plan, Seen
from contract_tests.session import Budget, OutOfBudget, Session
from contract_tests.survey import surveyed
from contract_tests.target import Target
from contract_tests.walks import Asked, Said, Scene
from mockserver.document import Document
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api

Connect = Callable[[Api, Target, Budget, Callable[[Exchange], None]], Session]
"""Opens a session with a target, which tells of every exchange."""

ROUNDS = 3
"""What cannot be deleted before something else may be in the next round."""


class Refused(Exception):
    """Why an examination cannot begin: nobody answers, or the credentials are refused."""


class Conversation:
    """A conversation with one server; `seen` is told of everything. A server that can be reset is
    taken back to its beginning before each script; of any other it is remembered what has become
    of it. `lost` says that this is not known any more. Behind a write without an answer nothing is
    certain: it may still be done.
    """

    def __init__(
        self,
        document: Document,
        api: Api,
        target: Target,
        budget: Budget,
        plan: Plan,
        seen: Seen,
        observe: Callable[[Exchange], None],
        connect: Connect = Session,
    ) -> None:
        self.api, self.target, self.plan, self.seen = api, target, plan, seen
        self.lost = self._touched = self._in_doubt = False
        self._session = connect(api, target, budget, observe)
        self._roles = tuple(target.credentials) or ("",)
        self._mark = f"-{uuid4().hex[:8]}"  # a server may remember the keys of earlier runs
        self._choices = choices_of(api, document)
        self._oracle = Oracle(api)
        self.scene = Scene(
            api=api,
            arguments=Arguments(api, document, roles=self._roles, seed=plan.seed, mark=self._mark),
            random=random.Random(plan.seed),
            worlds=self._oracle.worlds,
            accepted=self._oracle.accepted,
            beginning=State(),
            roles=self._roles,
            operations=tuple(
                each
                for each in api.operations.values()
                if each.method in SAFE or not plan.read_only
            ),
        )
        self._first: list[tuple[Step, Exchange, Response, float]] = []
        self._made, self._foreign = set[Any](), frozenset[str]()
        self._beginnings = Beginnings(api, self._session.now)
        self._keeps = target.reset is None and not plan.read_only
        self._able = deletable(api)
        self.ours: dict[Place, None] = {}

    def begin(self) -> None:
        """Read what is there. Raises Refused and OutOfBudget."""
        self._session.reset()
        answered: list[int] = []
        try:
            self.survey(answered)
        finally:
            if answered and all(status in {401, 403} for status in answered):
                raise Refused(f"{self.target.url} refuses the credentials")
        self.seen.notes += left_out(self.scene, partial(self._session.send, 0))

    def survey(self, answered: list[int] | None = None) -> None:
        """Read what is there, into worlds that begin with it."""
        phase, self.seen.phase = self.seen.phase, "survey"

        def ask(step: Step) -> Response | None:
            exchange, response = self._session.send(0, step)
            if response is None and answered == []:
                raise Refused(f"{self.target.url} does not answer ({exchange.error})")
            if response is not None and answered is not None:
                answered.append(response.status)
                if response.status == self.api.operations[step.operation].status:
                    self._first.append((step, exchange, response, self._session.now()))
            return response

        survey = surveyed(self.api, self.target, ask, self._roles[0], self._choices)
        self.seen.notes += survey.notes
        self.seen.phase = phase
        self.lost = self._touched = self._in_doubt = False
        self._oracle.begin(survey.state)
        self.scene.worlds, self.scene.beginning = self._oracle.worlds, survey.state
        self._beginnings.note(survey.state)
        if self.target.reset is None:
            self.scene.arguments.forget()
            self._foreign = foreign(self.api, survey.state, self.target, self._made)

    def look_back(self) -> list[Said]:
        """Judge what was read at the beginning by what all of it tells."""
        first, self._first = self._first, []
        return [
            (step, self._noted(step, exchange, response, judgement))
            for step, exchange, response, then in first
            for judgement in [self._oracle.judge(self._request(step), response, step.role, then)]
        ]

    def afresh(self) -> None:
        """Take the server back to its beginning, if it can be and has left it; look what is there
        until that was seen to be always the same. After an answer that nothing explains, look what
        has become of a server that cannot be taken back.
        """
        back = self._touched and self._session.reset()
        open_ = self.lost or self._in_doubt
        if (open_ and not back) or (back and not self._beginnings.is_same):
            self.survey()
        elif back:
            self.lost = self._touched = self._in_doubt = False
            self._oracle.begin(self._beginnings.state)
            self.scene.worlds = self._oracle.worlds

    def may(self, step: Step) -> bool:
        """Say whether a step may be sent to this server."""
        operation = self.api.operations[step.operation]
        if operation.member and guesses(self.api, self._request(step)):
            return False
        if operation.method in SAFE:
            return True
        return not self.plan.read_only and not touches(operation, step, self._foreign)

    def ask(self, number: int, steps: Sequence[Step]) -> list[Said]:
        """Send a step, or several at the same time, and judge the answers; of several the one
        that violates comes last.

        Raises OutOfBudget, also when what is left is needed for cleaning up.
        """
        if self.seen.phase != "cleaning" and self._is_time_to_clean():
            raise OutOfBudget
        before = self.scene.state
        operations = [self.api.operations[each.operation] for each in steps]
        self._touched |= any(each.method not in SAFE for each in operations)
        if len(steps) == 1:
            sent = [self._session.send(number, steps[0])]
        else:
            sent = self._session.send_together(number, steps)
        requests = [self._request(each) for each in steps]
        worlds, oracle = self.scene.worlds, self._oracle
        if len(steps) > 1:
            judgements = oracle.judge_together(requests, [each for _, each in sent], _before(sent))
        elif (response := sent[0][1]) is None:
            oracle.unanswered(requests[0])
            judgements = (Judgement(verdict="unknown"),)
        else:
            judgements = (oracle.judge(requests[0], response, steps[0].role, self._session.now()),)
        if worlds.capped:
            self.seen.notes.append(
                f"More than {MOST} states explained what was seen: not all kept."
            )
        said = [
            (step, self._noted(step, exchange, response, judgement))
            for step, (exchange, response), judgement in zip(steps, sent, judgements, strict=True)
        ]
        if self._keeps:
            self.ours = still_ours(self.api, self.ours, before, self.scene.state, said)
        if len(said) > 1:
            said.sort(key=_wrongness)
            again = at_once([step for step, _ in said])
            said = [(step, asked) for step, (_, asked) in zip(again, said, strict=True)]
        return said

    @property
    def deletable_count(self) -> int:
        """How many of what was made here can be deleted."""
        return sum(resource in self._able for resource, _ in self.ours)

    def _is_time_to_clean(self) -> bool:
        """Say whether the rest of the budget is needed to delete what was made here."""
        count = self.deletable_count
        if not count:
            return False
        budget = self._session.budget
        return budget.calls - budget.spent <= count or budget.left < 0.2 + 1.5 * count * budget.pace

    def clean(self) -> None:
        """Delete what was made here, as far as the document says how and the budget lasts."""
        if self.lost:
            self.survey()
        phase, self.seen.phase = self.seen.phase, "cleaning"
        for _ in range(ROUNDS):
            gone = 0
            for place, step in [*deletions(self.api, self.scene.state, self.ours)]:
                if place not in self.ours:
                    continue  # it went with another one
                able = self.scene.arguments.able(self.api.operations[step.operation])
                [(_, (exchange, _, _))] = self.ask(0, [replace(step, role=next(iter(able), ""))])
                if 200 <= exchange.status < 300 or exchange.status in {404, 410}:
                    self.ours.pop(place, None)
                    gone += 1
            if not gone:
                break
        self.ours = not_seen_gone(self.api, self.scene.state, self.ours)
        self.seen.phase = phase

    def _noted(
        self, step: Step, exchange: Exchange, response: Response | None, judgement: Judgement
    ) -> Asked:
        """Take notice of what came of a step."""
        operation = self.api.operations[step.operation]
        if response is None:
            self._in_doubt = self._in_doubt or operation.method not in SAFE
            return exchange, None, judgement
        judgement = replace(judgement, certain=judgement.certain and not self._in_doubt)
        self.seen.phases[self.seen.phase] += 1
        self.seen.reached.setdefault(operation.id, Counter())[str(response.status)] += 1
        if self.seen.phase != "shrinking" and judgement.verdict != "unknown":
            self.seen.times[operation.id, response.status] += 1
            if judgement.mismatch is not None:
                place = place_of(judgement.mismatch.path)
                self.seen.times[operation.id, response.status, place] += 1
        unclear = judgement.lost and (operation.method not in SAFE or self._in_doubt)
        self.lost |= unclear or (judgement.verdict == "violates" and judgement.certain)
        self.seen.exercised.update(set(judgement.rules))
        self._made |= set(judgement.made)
        return replace(exchange, rules=judgement.rules), response, judgement

    def _request(self, step: Step) -> Request:
        known = {each.role: each.headers for each in self.api.credentials}
        request = request_of(self.api, step, known.get(step.role, {}))
        host = self.target.url.partition("://")[2].partition("/")[0]
        return replace(request, headers={**request.headers, "host": host})

    def played(self, script: Script) -> Iterator[Said]:
        """Send a script from the beginning, up to the first answer that is wrong, or after which
        nobody knows what has been done, or the first step that may not be sent to this server.
        """
        self.afresh()
        mark, answers = f"-{uuid4().hex[:8]}", dict[int, Any]()
        marks = {self._mark, *(each for step in script for each in marks_in(step))}
        for numbers in bursts(script):
            known = [each for number in numbers if (each := script[number].resolved(answers))]
            if len(known) < len(numbers):
                return
            for old in sorted(marks):
                known = [renamed(each, old, mark) for each in known]
            if not all(self.may(each) for each in known):
                return
            said = self.ask(numbers[0], known)
            yield from said
            if self.lost:
                return
            answers |= {asked[0].step: asked[1].body for _, asked in said if asked[1]}

    def close(self) -> None:
        """End the conversation."""
        self._session.close()


def _wrongness(said: Said) -> tuple[bool, bool]:
    judgement = said[1][2]
    return judgement.verdict == "violates", judgement.certain


def _before(sent: Sequence[tuple[Exchange, Response | None]]) -> list[frozenset[int]]:
    """Return for each exchange the numbers of those that were over before it began."""
    ends = [each.started + each.seconds for each, _ in sent]
    return [
        frozenset(number for number, end in enumerate(ends) if end < each.started)
        for each, _ in sent
    ]
