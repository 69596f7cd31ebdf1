"""Killing: a mutant is examined until something is found that counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from contract_tests.examination import in_time
from contract_tests.examiner import Examiner
from contract_tests.mutants.fault import Mutant
from contract_tests.mutants.server import Server
from contract_tests.mutants.session import URL, InProcess
from contract_tests.mutants.shadow import Difference, Shadow
from contract_tests.report import Finding
from contract_tests.seen import Plan
from contract_tests.session import Budget, OutOfBudget
from contract_tests.target import Target, target_of
from mockserver.document import Document
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.rule import Inferred
from mockserver.standin import StandIn

LATE_SECONDS = 2.0
"""What is broken may not come to an end: so long after its time a mutant is broken off."""


@dataclass(slots=True, kw_only=True)
class Work(Budget):
    """A budget of the processor time that this process has had: what others do on the machine
    changes nothing in what is found, until the time `until` of the monotonic clock.
    """

    clock: Callable[[], float] = time.process_time
    until: float = inf

    @property
    def left(self) -> float:
        """How many seconds are left; none when time is up."""
        return max(0.0, min(self.deadline - self.clock(), self.until - time.monotonic()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every mutant of an API stands on: its document, the right API and the beginning."""

    document: Document
    api: Api
    beginning: State
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a mutant. `finding` killed it, None for a survivor; `suspected` is one that is
    not certain enough to kill; `calls` and `seconds`
    were spent, `chances` is how often the fault could show; `crash` is why it failed to answer.
    Of one that was `watched` the `differences` from a right server are known. It had so many
    `tries`.
    """

    mutant: Mutant
    finding: Finding | None
    suspected: Finding | None = None
    calls: int
    seconds: float
    chances: int
    crash: str = ""
    watched: bool = False
    differences: tuple[Difference, ...] = ()
    tries: int = 1

    @property
    def killed(self) -> bool:
        """Whether it was noticed."""
        return self.finding is not None and not self.wronged

    @property
    def wronged(self) -> bool:
        """Whether it is accused though all its answers were those of a right server: then a right
        one would be accused, too.
        """
        return self.finding is not None and self.watched and not self.differences

    @property
    def told(self) -> Result:
        """What is told of it, without what makes the fault and what was sent for a finding, where
        values may be of any type; it can be pickled.
        """
        finding, suspected = (each and _told(each) for each in (self.finding, self.suspected))
        return replace(self, mutant=self.mutant.told, finding=finding, suspected=suspected)

    @property
    def named(self) -> bool:
        """Whether what was found names a rule that is broken."""
        rules = self.finding.rules if self.finding else ()
        return bool(set(rules) & set(self.mutant.rules))


def _told(finding: Finding) -> Finding:
    last = (
        replace(each, request_headers=(), response_headers=()) for each in finding.exchanges[-1:]
    )
    expected, seen = repr(finding.expected), repr(finding.seen)
    return replace(finding, script=(), exchanges=tuple(last), expected=expected, seen=seen)


def ground_of(standin: StandIn) -> Ground:
    """Return what the mutants of a stand-in's API stand on."""
    facts = standin.fixtures()
    target = target_of(URL, {**facts, "base-path": standin.api.server_path}, standin.api)
    return Ground(
        document=standin.document,
        api=standin.api,
        beginning=standin.snapshot(),
        target=target,
    )


def examined(
    ground: Ground,
    mutant: Mutant,
    *,
    seconds: float,
    calls: int,
    seed: int,
    until: float = inf,
    judged_by: Api | None = None,
    watched: bool = False,
) -> Result:
    """Examine a mutant until it is killed, or so many `seconds` of processor time or the calls are
    spent, or it is `until` of the monotonic clock.
    """
    make = Shadow if watched else Server
    server = make(ground.api, ground.beginning, mutant)
    begun = time.process_time()
    budget = Work(calls=calls, deadline=begun + seconds, until=until)
    counting: list[Finding] = []

    def progress(phase: str, examiner: Examiner) -> None:
        counting.extend(f for f in examiner.seen.findings.values() if counts(mutant, f))
        if counting:
            raise OutOfBudget

    examiner = Examiner(
        ground.document,
        judged_by or ground.api,
        ground.target,
        budget,
        Plan(seed=seed),
        progress,
        partial(InProcess, server),
    )
    with in_time(budget, LATE_SECONDS):
        report = examiner.examine()
    found = [*counting, *(each for each in report.findings if counts(mutant, each))]
    return Result(
        mutant=mutant,
        finding=found[0] if found else None,
        suspected=suspicion(mutant, report.findings),
        calls=budget.spent,
        seconds=time.process_time() - begun,
        chances=server.applied,
        crash=server.crashes[0] if server.crashes else "",
        watched=watched,
        differences=tuple(server.differences) if isinstance(server, Shadow) else (),
    )


def suspicion(mutant: Mutant, findings: Sequence[Finding]) -> Finding | None:
    """Return of several findings the one that tells most of why a mutant survives: the first that
    warns of it, else the first, None for none.
    """
    return min(findings, key=lambda each: not warns(mutant, each), default=None)


def warns(mutant: Mutant, finding: Finding) -> bool:
    """Return whether a finding is first about an inferred rule which a mutant breaks."""
    return any(isinstance(each, Inferred) and each in mutant.rules for each in finding.rules[:1])


def counts(mutant: Mutant, finding: Finding) -> bool:
    """Return whether a finding kills: one about something documented does, and any does if what
    is broken is only inferred, or is no rule but a deed.
    """
    documented = any(not isinstance(each, Inferred) for each in mutant.rules)
    documented = documented and not mutant.kind.startswith("(")
    return finding.certain or not documented
