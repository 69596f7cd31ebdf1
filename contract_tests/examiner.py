"""The examiner: sends what a document invites to send, and judges every answer by its rules."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from contract_tests.arguments import Arguments
from contract_tests.manners import foreign, guesses, touches
from contract_tests.oracle import Judgement
from contract_tests.oracle.oracle import Oracle
from contract_tests.oracle.plain import plain
from contract_tests.oracle.worlds import MOST
from contract_tests.report import Exchange, Finding, Report
from contract_tests.requests import request_of
from contract_tests.script import Script, Step, renamed
from contract_tests.seen import Plan, Seen, report_of
from contract_tests.session import Budget, OutOfBudget, Session
from contract_tests.shrinking import shrunk
from contract_tests.survey import choices_of, surveyed
from contract_tests.symbols import Symbols
from contract_tests.target import Target, adjusted
from contract_tests.walks import SAFE, Asked, Scene, Walk, directed, explored, unfilled
from mockserver.document import Document
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api

SHRINKING = 150
"""How many requests may be spent on one finding to find a shorter script."""

CHANCES = 25
"""How many walks by chance there are between two rounds of directed ones."""


class Refused(Exception):
    """Why an examination cannot begin: nobody answers, or the credentials are refused."""


Connect = Callable[[Api, Target, Budget, Callable[[Exchange], None]], Session]
"""Opens a session with a target, which tells of every exchange."""


class Examiner:
    """Examines one server. `progress` is told of the phase after each answer, `connect` opens the
    session: over HTTP, unless told.

    A server that can be reset is taken back to its beginning before each script, and before each
    replay of one; of any other it is remembered what has become of it, and nothing is written
    there that names something which is neither given nor made by the examiner.
    """

    def __init__(
        self,
        document: Document,
        api: Api,
        target: Target,
        budget: Budget,
        plan: Plan,
        progress: Callable[[str, Examiner], None] = lambda phase, examiner: None,
        connect: Connect = Session,
    ) -> None:
        self.api = adjusted(api, target)
        self.target, self.budget, self.plan = target, budget, plan
        self.seen, self.phase, self._progress = Seen(), "survey", progress
        self._session = connect(self.api, target, budget, self._observe)
        self._roles = tuple(target.credentials) or ("",)
        self._mark = f"-{uuid4().hex[:8]}"  # a server may remember the keys of earlier runs
        self._choices = choices_of(self.api, document)
        self._lost, self._touched, self._oracle = False, False, Oracle(self.api)
        self.scene = Scene(
            api=self.api,
            arguments=Arguments(
                self.api, document, roles=self._roles, seed=plan.seed, mark=self._mark
            ),
            random=random.Random(plan.seed),
            worlds=self._oracle.worlds,
            beginning=State(),
            roles=self._roles,
            operations=tuple(
                each
                for each in self.api.operations.values()
                if each.method in SAFE or not plan.read_only
            ),
        )
        self._made, self._foreign = set[Any](), frozenset[str]()

    def examine(self) -> Report:
        """Examine until the budget is spent.

        Raises Refused when it cannot begin.
        """
        started, begun = time.time(), time.monotonic()
        try:
            self._begin()
            for phase, walk in self._phases():
                self._follow(phase, walk)
        except OutOfBudget:
            pass
        finally:
            self._session.close()
        return report_of(
            self.api,
            self.target.url,
            self.seen,
            self.plan,
            started=started,
            seconds=time.monotonic() - begun,
            calls=self.budget.spent,
        )

    def replay(self, script: Script) -> list[tuple[Exchange, Judgement]]:
        """Read what is there, and send a script up to the first answer that is wrong.

        Raises Refused and OutOfBudget.
        """
        try:
            self._begin()
            return [(exchange, judgement) for exchange, _, judgement in self._played(script)]
        finally:
            self._session.close()

    def _begin(self) -> None:
        self._session.reset()
        answered: list[int] = []
        try:
            self._survey(answered)
        except OutOfBudget:
            self._check_welcome(answered)
            raise
        self._check_welcome(answered)

    def _check_welcome(self, answered: list[int]) -> None:
        if answered and all(status in {401, 403} for status in answered):
            raise Refused(f"{self.target.url} refuses the credentials")

    def _survey(self, answered: list[int] | None = None) -> None:
        """Read what is there, into worlds that begin with it."""
        phase, self.phase = self.phase, "survey"

        def ask(step: Step) -> Response | None:
            exchange, response = self._session.send(0, step)
            if response is None and answered == []:
                raise Refused(f"{self.target.url} does not answer ({exchange.error})")
            if response is not None and answered is not None:
                answered.append(response.status)
            return response

        survey = surveyed(self.api, self.target, ask, self._roles[0], self._choices)
        self.seen.notes += survey.notes
        self.phase, self._lost, self._touched = phase, False, False
        self._oracle.begin(survey.state)
        self.scene.worlds, self.scene.beginning = self._oracle.worlds, survey.state
        if self.target.reset is None:
            self._foreign = foreign(self.api, survey.state, self.target, self._made)

    def _afresh(self) -> None:
        """Take the server back to its beginning, if it can be and has left it. After an answer
        that nothing explains, look at least what has become of it.
        """
        if (self._touched and self._session.reset()) or self._lost:
            self._survey()

    def _phases(self) -> Iterator[tuple[str, Walk]]:
        """Yield walks with the names of their phases, without end: first what each kind of rule
        asks for, then what chance brings, and every now and then again what the rules ask for.
        """
        self.seen.notes += unfilled(self.api)
        while True:
            for walk in directed(self.scene):
                yield "directed", walk
            for _ in range(CHANCES):
                yield "explored", explored(self.scene)

    def _follow(self, phase: str, walk: Walk) -> None:
        """Send what a walk asks for, one step after the other, until something is found."""
        self.phase = phase
        self._afresh()
        symbols, exchanges = Symbols(), list[Exchange]()
        asked: Asked | None = None
        while (step := _next(walk, asked)) is not None:
            asked = None
            if not self._may(step):
                continue
            exchange, response, judgement = asked = self._ask(len(exchanges), step)
            exchanges.append(exchange)
            symbols.note(step, response, judgement.made)
            if judgement.verdict == "violates":
                self._find(symbols.script(), judgement, exchanges)
            if self._lost:
                break

    def _may(self, step: Step) -> bool:
        """Say whether a step may be sent to this server."""
        operation = self.api.operations[step.operation]
        if operation.member and guesses(self.api, self._request(step)):
            return False
        if operation.method in SAFE:
            return True
        return not self.plan.read_only and not touches(operation, step, self._foreign)

    def _ask(self, number: int, step: Step) -> Asked:
        """Send a step and judge the answer."""
        self._touched = self._touched or self.api.operations[step.operation].method not in SAFE
        exchange, response = self._session.send(number, step)
        request = self._request(step)
        if response is None:
            self.scene.worlds.unanswered(request)
            return exchange, None, Judgement(verdict="unknown")
        self.seen.phases[self.phase] += 1
        operation = self.api.operations[step.operation]
        self.seen.reached.setdefault(operation.id, Counter())[str(response.status)] += 1
        judgement = self._oracle.judge(request, response, step.role, time.monotonic())
        if self.scene.worlds.capped:
            self.seen.notes.append(
                f"More than {MOST} states explained what was seen: not all kept."
            )
        self._lost = self._lost or (judgement.lost and operation.method not in SAFE)
        self._lost = self._lost or (judgement.verdict == "violates" and judgement.certain)
        self.seen.exercised.update(set(judgement.rules))
        self._made |= set(judgement.made)
        return replace(exchange, rules=judgement.rules), response, judgement

    def _request(self, step: Step) -> Request:
        known = {each.role: each.headers for each in self.api.credentials}
        request = request_of(self.api, step, known.get(step.role, {}))
        host = self.target.url.partition("://")[2].partition("/")[0]
        return replace(request, headers={**request.headers, "host": host})

    def _find(self, script: Script, judgement: Judgement, exchanges: list[Exchange]) -> None:
        """Note a finding if its cause is new, and look for a shorter script that shows it."""
        finding = self._finding(script, judgement, exchanges)
        if finding.key in self.seen.findings:
            return
        self.seen.findings[finding.key] = finding
        if not self.plan.counts(finding):
            return
        phase, self.phase = self.phase, "shrinking"
        idle = [each.id for each in self.api.operations.values() if each.method in SAFE]
        short = shrunk(script, lambda each: self._fails(each, finding), SHRINKING, idle=idle)
        if short != script:
            played = list(self._played(short))
            again = tuple(exchange for exchange, _, _ in played)
            self.seen.findings[finding.key] = replace(finding, script=short, exchanges=again)
        self.phase = phase

    def _finding(self, script: Script, judgement: Judgement, exchanges: list[Exchange]) -> Finding:
        assert judgement.mismatch is not None
        return Finding(
            rules=judgement.rules,
            certain=judgement.certain,
            operation=script[-1].operation,
            where=judgement.mismatch.path,
            expected=plain(judgement.mismatch.expected),
            seen=plain(judgement.mismatch.seen),
            script=script,
            exchanges=tuple(exchanges),
            phase=self.phase,
            seed=self.plan.seed,
        )

    def _fails(self, script: Script, finding: Finding) -> bool:
        """Say whether a script ends as a finding did, and not before its last step."""
        played = list(self._played(script))
        if len(played) != len(script) or played[-1][2].verdict != "violates":
            return False
        return self._finding(script, played[-1][2], []).key == finding.key

    def _played(self, script: Script) -> Iterator[Asked]:
        """Send a script from the beginning, up to the first answer that is wrong."""
        self._afresh()
        mark, answers = f"-{uuid4().hex[:8]}", dict[int, Any]()
        for number, step in enumerate(script):
            known = step.resolved(answers)
            if known is None:
                return
            asked = self._ask(number, renamed(known, self._mark, mark))
            yield asked
            if asked[2].verdict == "violates" and asked[2].certain:
                return
            answers[number] = asked[1].body if asked[1] else None

    def _observe(self, exchange: Exchange) -> None:
        self._progress(self.phase, self)
        self.seen.keep(exchange)


def _next(walk: Walk, asked: Asked | None) -> Step | None:
    """Return the next step of a walk, None at its end."""
    try:
        return walk.send(asked)
    except StopIteration:
        return None
