"""The examiner: sends what a document invites to send, and judges every answer by its rules."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contract_tests.arguments import Arguments
from contract_tests.oracle import Judgement, Worlds
from contract_tests.oracle.conformity import malformed
from contract_tests.report import Exchange, Finding, Report, RuleResult
from contract_tests.requests import request_of
from contract_tests.script import Script, Step
from contract_tests.session import Budget, OutOfBudget, Session
from contract_tests.shrinking import shrunk
from contract_tests.survey import surveyed
from contract_tests.symbols import Symbols
from contract_tests.target import Target, adjusted
from mockserver.document import Document
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation

LENGTH = 40
"""How many steps a script has at most."""

SHRINKING = 150
"""How many requests may be spent on one finding to find a shorter script."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Refused(Exception):
    """Why an examination cannot begin: nobody answers, or the credentials are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an examination may do: `read_only` sends nothing that writes; `rules` are those that
    count (none for all); `strict` lets inferred rules fail the run, too.
    """

    seed: int = 0
    read_only: bool = False
    strict: bool = False
    rules: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Seen:
    """What an examination has seen so far."""

    exercised: Counter[str] = field(default_factory=Counter)
    reached: dict[str, Counter[str]] = field(default_factory=dict)
    phases: Counter[str] = field(default_factory=Counter)
    findings: dict[tuple[Any, ...], Finding] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Examiner:
    """Examines one server. `progress` is told of the phase and what was seen, now and then."""

    def __init__(
        self,
        document: Document,
        api: Api,
        target: Target,
        budget: Budget,
        plan: Plan,
        progress: Callable[[str, Examiner], None] = lambda phase, examiner: None,
    ) -> None:
        self.api = adjusted(api, target)
        self.target, self.budget, self.plan = target, budget, plan
        self.seen, self._phase, self._progress = _Seen(), "survey", progress
        self._session = Session(self.api, target, budget, self._observe)
        self._roles = tuple(target.credentials) or ("",)
        self._arguments = Arguments(self.api, document, roles=self._roles, seed=plan.seed)
        self._random = random.Random(plan.seed)
        self._beginning = State()
        self._unclear: set[str] = set()

    def examine(self) -> Report:
        """Examine until the budget is spent.

        Raises Refused when it cannot begin.
        """
        started, begun = time.time(), time.monotonic()
        try:
            self._begin()
            while True:
                self._script("explored")
        except OutOfBudget:
            pass
        finally:
            self._session.close()
        return self._report(started, time.monotonic() - begun)

    def replay(self, script: Script) -> list[tuple[Exchange, Judgement]]:
        """Read what is there, and send a script up to the first answer that is wrong.

        Raises Refused and OutOfBudget.
        """
        try:
            self._session.reset()
            self._worlds = self._surveyed(first=True)
            return self._played(script)
        finally:
            self._session.close()

    def _begin(self) -> None:
        """Read what is there; what cannot be explained even then is not judged."""
        self._session.reset()
        worlds = self._surveyed(first=True)
        for operation in self.api.operations.values():
            for _ in range(4 if operation.method in SAFE else 0):
                step = self._arguments.step(
                    worlds.states[0], worlds.states[0], operation, role=self._roles[0]
                )
                _, response = self._session.send(0, step)
                if response is None:
                    continue
                judgement = worlds.judge(self._request(step), response)
                if judgement.verdict == "violates" and self._is_unclear(judgement):
                    self._unclear.add(operation.id)

    def _is_unclear(self, judgement: Judgement) -> bool:
        """Say whether a difference may come from what was there before and never shown."""
        assert judgement.mismatch is not None
        return False

    def _surveyed(self, *, first: bool = False) -> Worlds:
        answered: list[Response] = []

        def ask(step: Step) -> Response | None:
            exchange, response = self._session.send(0, step)
            if response is None and not answered:
                raise Refused(f"{self.target.url} does not answer ({exchange.error})")
            if response is not None:
                answered.append(response)
            return response

        survey = surveyed(self.api, self.target, ask, self._roles[0])
        if first:
            self.seen.notes += survey.notes
            if answered and all(each.status in {401, 403} for each in answered):
                raise Refused(f"{self.target.url} refuses the credentials")
        self._beginning = survey.state
        return Worlds(self.api, survey.state)

    def _script(self, phase: str) -> None:
        """Send the steps of one script, made up as it goes, until something is found."""
        self._phase = phase
        if self._session.reset() or self._beginning is None:
            self._phase = "survey"
            self._worlds = self._surveyed()
            self._phase = phase
        elif not hasattr(self, "_worlds"):
            self._worlds = Worlds(self.api, self._beginning)
        symbols, exchanges = Symbols(), list[Exchange]()
        for number in range(LENGTH):
            operation = self._chosen()
            step = self._arguments.step(self._worlds.states[0], self._beginning, operation)
            exchange, judgement = self._asked(self._worlds, number, step)
            exchanges.append(replace(exchange, rules=judgement.rules))
            symbols.note(step, exchange, judgement.made)
            if judgement.verdict == "violates":
                self._found(symbols.script(), judgement, operation, exchanges)
                break
        self._progress(phase, self)

    def _chosen(self) -> Operation:
        """Return what to ask next: changes half of the time, as they are what rules are about."""
        every = list(self.api.operations.values())
        safe = [each for each in every if each.method in SAFE]
        writing = [each for each in every if each.method not in SAFE]
        if self.plan.read_only or not writing:
            return self._random.choice(safe)
        return self._random.choice(writing if self._random.random() < 0.6 or not safe else safe)

    def _asked(self, worlds: Worlds, number: int, step: Step) -> tuple[Exchange, Judgement]:
        """Send a step and judge the answer."""
        exchange, response = self._session.send(number, step)
        request = self._request(step)
        if response is None:
            worlds.unanswered(request)
            return exchange, Judgement(verdict="unknown")
        self.seen.phases[self._phase] += 1
        operation = self.api.operations[step.operation]
        self.seen.reached.setdefault(operation.id, Counter())[str(response.status)] += 1
        judgement = worlds.judge(request, response)
        if judgement.verdict == "conforms":
            judgement = malformed(self.api, operation, response) or judgement
        if judgement.verdict != "unknown":
            self.seen.exercised.update(set(judgement.rules))
        return exchange, judgement

    def _request(self, step: Step) -> Request:
        known = {each.role: each.headers for each in self.api.credentials}
        request = request_of(self.api, step, known.get(step.role, {}))
        host = self.target.url.partition("://")[2].partition("/")[0]
        return replace(request, headers={**request.headers, "host": host})

    def _found(
        self,
        script: Script,
        judgement: Judgement,
        operation: Operation,
        exchanges: list[Exchange],
    ) -> None:
        assert judgement.mismatch is not None
        finding = Finding(
            rules=judgement.rules,
            certain=judgement.certain,
            operation=operation.id,
            where=judgement.mismatch.path,
            expected=plain(judgement.mismatch.expected),
            seen=plain(judgement.mismatch.seen),
            script=script,
            exchanges=tuple(exchanges),
            phase=self._phase,
            seed=self.plan.seed,
        )
        if finding.key in self.seen.findings:
            return
        self.seen.findings[finding.key] = finding
        short = shrunk(script, lambda each: self._fails(each, finding), SHRINKING)
        if len(short) < len(script):
            again = self._played(short)
            self.seen.findings[finding.key] = replace(
                finding, script=short, exchanges=tuple(each for each, _ in again)
            )

    def _fails(self, script: Script, finding: Finding) -> bool:
        """Say whether a script still ends as a finding did."""
        played = self._played(script)
        if not played:
            return False
        _, last = played[-1]
        return (
            len(played) == len(script)
            and last.verdict == "violates"
            and last.mismatch is not None
            and replace(finding, rules=last.rules, where=last.mismatch.path).key == finding.key
        )

    def _played(self, script: Script) -> list[tuple[Exchange, Judgement]]:
        """Send a script from the beginning, up to the first answer that is wrong."""
        phase, self._phase = self._phase, "shrinking"
        if self._session.reset():
            self._worlds = self._surveyed()
        played: list[tuple[Exchange, Judgement]] = []
        answers: dict[int, Any] = {}
        for number, step in enumerate(script):
            known = step.resolved(answers)
            if known is None:
                break
            exchange, judgement = self._asked(self._worlds, number, known)
            played.append((replace(exchange, rules=judgement.rules), judgement))
            answers[number] = self._last_body
            if judgement.verdict == "violates":
                break
        self._phase = phase
        return played

    _last_body: Any = None

    def _observe(self, exchange: Exchange) -> None:
        from contract_tests.session import response_of

        self._last_body = None if exchange.error else response_of(exchange).body
        self._progress(self._phase, self)
        self.seen.exchanges.append(exchange)
        del self.seen.exchanges[:-2000]

    def _report(self, started: float, seconds: float) -> Report:
        findings = tuple(self.seen.findings.values())
        return Report(
            api=self.api.name,
            title=self.api.title,
            url=self.target.url,
            started=started,
            seconds=seconds,
            seed=self.plan.seed,
            calls=self.budget.spent,
            rules=tuple(self._result(id_) for id_ in self.api.rules),
            findings=findings,
            phases=dict(self.seen.phases),
            reached={name: dict(each) for name, each in self.seen.reached.items()},
            unreached={
                each.id: tuple(
                    status
                    for status in each.statuses
                    if status not in self.seen.reached.get(each.id, {})
                )
                for each in self.api.operations.values()
            },
            exchanges=tuple(self.seen.exchanges),
            notes=tuple(dict.fromkeys(self.seen.notes)),
            strict=self.plan.strict,
        )

    def _result(self, id_: str) -> RuleResult:
        rule, times = self.api.rules[id_], self.seen.exercised[id_]
        broken = any(id_ in each.rules[:1] for each in self.seen.findings.values())
        return RuleResult(
            id=id_,
            says=rule.says,
            source=rule.source,
            see=rule.see,
            exercised=times,
            verdict="violates" if broken else "conforms" if times else "unknown",
        )


def plain(value: Any) -> Any:
    """Return a JSON value for something expected or seen: a hole is what it stands for."""
    from mockserver.engine.hole import Hole

    if isinstance(value, Hole):
        return f"({value.property.made_by or 'a value'} of the server's choice)"
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
