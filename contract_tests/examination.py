"""An examination as it is asked for: prepared, told of in advance, and done within its time."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from types import FrameType

from contract_tests.access import WrongUsage
from contract_tests.earlier import earlier_cases
from contract_tests.examiner import Examiner, Refused
from contract_tests.opening import Access, Opened, opened_by, reach
from contract_tests.progress import Progress
from contract_tests.redaction import redacted
from contract_tests.report import Finding, Report
from contract_tests.reproduction.saved import claim_of
from contract_tests.reproduction.shell import curl
from contract_tests.script import SAFE
from contract_tests.seen import Plan
from contract_tests.session import Budget, OutOfBudget
from contract_tests.summary import announcement
from mockserver.document import Document
from mockserver.model.api import Api

EARLY = 50
"""After so many requests it is known whether the credentials are refused: no more are sent then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What an examination is to do, as it was typed; `seed` None takes any, `rules` has ids with
    commas between them, `min_coverage` is a percentage.
    """

    read_only: bool = False
    rate: float = 0.0
    max_time: float = 60.0
    max_calls: int = 100_000
    seed: int | None = None
    rules: str = ""
    strict: bool = False
    min_coverage: float = 0.0
    report: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """An examination that can begin: of which server, by which document, to do what."""

    document: Document
    api: Api
    opened: Opened
    plan: Plan
    wishes: Wishes

    @property
    def announcement(self) -> str:
        """What it will do, in plain words without any credential."""
        wishes = self.wishes
        told = announcement(
            self.api, self.opened.target, self.plan, self._budget(0.0), wishes.max_time
        )
        return redacted(told, self.opened.secrets)

    def report(self, begun: float | None = None) -> Report:
        """Examine the server and return what was found, without any credential. Its time counts
        from `begun`, a time of the monotonic clock, or from now.

        Raises WrongUsage when nobody listens, Refused when it cannot be examined, and
        KeyboardInterrupt when it is asked twice to stop; what they say has no credential.
        """
        begun = time.monotonic() if begun is None else begun
        try:
            reach(self.opened.target)
            found = self._examined(self._budget(begun), self._reserve / 2)
            report = redacted(found, self.opened.secrets)
            _check_answers(report)
        except (Refused, WrongUsage) as error:
            raise type(error)(redacted(str(error), self.opened.secrets)) from None
        return report

    def curl(self, report: Report, finding: Finding) -> str:
        """Return the shell lines that show a finding of a report again."""
        tokens, claim = self.opened.tokens, claim_of(self.api, finding)
        return curl(self.api, finding.script, report.url, tokens, claim=claim)

    @property
    def _reserve(self) -> float:
        """How many seconds are kept for the reports."""
        seconds = self.wishes.max_time
        return min(seconds / 3, 1 + seconds / 50, 5.0)

    def _budget(self, begun: float) -> Budget:
        return Budget(
            calls=self.wishes.max_calls,
            deadline=begun + self.wishes.max_time - self._reserve,
            rate=self.wishes.rate,
        )

    def _examined(self, budget: Budget, late: float) -> Report:
        """Return what was found until the budget was spent, or a signal ended it, or it was `late`
        seconds over its time without asking anything.
        """
        target = self.opened.target
        progress = Progress(budget, self.plan.rules or self.api.rules)

        def told(phase: str, examiner: Examiner) -> None:
            progress.told(phase, examiner)
            if budget.spent == EARLY and refuses(examiner.seen.reached):
                raise Refused(f"{target.url} refuses the credentials")

        examiner = Examiner(self.document, self.api, target, budget, self.plan, told)
        with stopping(budget) as stopped, progress, in_time(budget, late):
            report = examiner.examine()
        unsent = (
            f"Nothing was sent as `{each}`: the document has no such role."
            for each in self.opened.unused
        )
        report = replace(report, notes=(*report.notes, *unsent))
        if stopped.is_set():
            report = replace(report, notes=("It was stopped before its time.", *report.notes))
        return report


def prepared(document: Document, api: Api, way: Access, wishes: Wishes) -> Examination:
    """Return the examination that was asked for; nothing is sent.

    Raises WrongUsage, WrongFixtures or Unreadable.
    """
    opened = opened_by(api, way)
    if wishes.read_only:  # taking a server back to its beginning is a write, too
        opened = replace(opened, target=replace(opened.target, reset=None))
    plan = _plan(api, wishes)
    if wishes.report is not None:
        _check_folder(wishes.report)
        plan = replace(plan, earlier=earlier_cases(wishes.report, api))
    return Examination(document=document, api=api, opened=opened, plan=plan, wishes=wishes)


@contextmanager
def stopping(budget: Budget) -> Iterator[threading.Event]:
    """Let Ctrl-C (and SIGTERM) end a budget while the block runs, and tell whether it did. Who
    asks a second time gets a KeyboardInterrupt.
    """
    asked = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        budget.deadline = budget.clock()

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    former = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


@contextmanager
def in_time(budget: Budget, late: float) -> Iterator[None]:
    """Raise OutOfBudget in what runs in the block when it is `late` seconds over its time: what
    thinks for long asks for nothing, and so is not told that time is up.
    """

    def ring(number: int, frame: FrameType | None) -> None:
        if budget.left <= 0:
            raise OutOfBudget

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, budget.left + late, late)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def _plan(api: Api, wishes: Wishes) -> Plan:
    for name in ("max_time", "rate", "min_coverage"):
        if not isfinite(getattr(wishes, name)):
            raise WrongUsage(f"--{name.replace('_', '-')} is no number that can be reached")
    if wishes.max_calls < 1 or wishes.max_time <= 0 or not 0 <= wishes.min_coverage <= 100:
        wanted = "--max-calls from 1, --max-time above 0, --min-coverage from 0 to 100"
        raise WrongUsage(f"expected {wanted}")
    rules = [each.strip() for each in wishes.rules.split(",") if each.strip()]
    if unknown := [each for each in rules if each not in api.rules]:
        known = ", ".join(api.rules) or "none at all"
        raise WrongUsage(f"--rules: {', '.join(unknown)}: unknown; {api.name} has {known}")
    if wishes.read_only and not any(each.method in SAFE for each in api.operations.values()):
        raise WrongUsage(f"--read-only: {api.name} has no operation that only reads")
    if not api.operations:
        raise WrongUsage(f"{api.name} has no operations")
    return Plan(
        seed=random.SystemRandom().randrange(10**6) if wishes.seed is None else wishes.seed,
        read_only=wishes.read_only,
        strict=wishes.strict,
        rules=frozenset(rules),
        keep_going=True,
    )


def _check_folder(folder: Path) -> None:
    """Raise WrongUsage if reports cannot be written into a folder, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUsage(f"--report: {folder}: {error.strerror}") from None
    if not os.access(folder, os.W_OK):
        raise WrongUsage(f"--report: {folder} cannot be written")


def _check_answers(report: Report) -> None:
    """Raise Refused if no answer came, or hardly another than that the credentials are refused."""
    statuses = {status for each in report.reached.values() for status in each}
    if report.calls and not any(each.status for each in report.exchanges):
        raise Refused(f"{report.url} does not answer")
    if statuses and (statuses <= {"401", "403"} or refuses(report.reached)):
        raise Refused(f"{report.url} refuses the credentials")


def refuses(reached: Mapping[str, Mapping[str, int]]) -> bool:
    """Say whether a server knows nobody: nothing succeeds, and nearly all is answered 401. Other
    answers are those to requests that no credential would help.
    """
    counts: Counter[str] = Counter()
    for each in reached.values():
        counts.update(each)
    succeeded = any(status < "400" for status in counts)
    return bool(counts) and not succeeded and counts["401"] >= 0.7 * counts.total()
