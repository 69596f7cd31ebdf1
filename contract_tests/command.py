"""The commands `understudy test` and `understudy replay-case`: from what was typed to exit codes.

0 conforms; 1 something is broken; 2 wrong usage, unreachable, or refused; 3 nothing to be said.
"""

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

import click

from contract_tests.access import WrongUsage
from contract_tests.earlier import earlier_cases
from contract_tests.examiner import Examiner, Refused
from contract_tests.opening import Access, Opened, opened_by, reach
from contract_tests.progress import Progress
from contract_tests.redaction import redacted
from contract_tests.report import Finding, Report
from contract_tests.reports import written
from contract_tests.reproduction.saved import CASES, claim_of, name_of, save
from contract_tests.reproduction.shell import curl
from contract_tests.seen import Plan
from contract_tests.session import Budget, OutOfBudget
from contract_tests.summary import announcement, summary, verdict
from contract_tests.target import Target, WrongFixtures
from contract_tests.walks import SAFE
from mockserver.document import Document, Unreadable
from mockserver.model.api import Api

CONFORMS, BROKEN, WRONG_USAGE, UNKNOWN = range(4)
EARLY = 50
"""After so many requests it is known whether the credentials are refused: no more are sent then."""

STOPPED = 130
"""The exit code of who is told twice to stop."""


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


def examine(document: Document, api: Api, way: Access, wishes: Wishes) -> int:
    """Examine a server, say what was found, and return the exit code."""
    begun = time.monotonic()
    try:
        opened = opened_by(api, way)
        if wishes.read_only:  # taking a server back to its beginning is a write, too
            opened = replace(opened, target=replace(opened.target, reset=None))
        plan = _plan(api, wishes)
        if wishes.report is not None:
            _check_folder(wishes.report)
            plan = replace(plan, earlier=earlier_cases(wishes.report, api))
    except (WrongUsage, WrongFixtures, Unreadable) as error:
        return _wrong(str(error))
    reserve = min(wishes.max_time / 3, 1 + wishes.max_time / 50, 5.0)  # for the reports
    budget = Budget(
        calls=wishes.max_calls, deadline=begun + wishes.max_time - reserve, rate=wishes.rate
    )
    told = announcement(api, opened.target, plan, budget, wishes.max_time)
    click.echo(redacted(told, opened.secrets))
    try:
        reach(opened.target)
        report = _examined(document, api, opened.target, budget, plan, reserve / 2)
        report = redacted(report, opened.secrets)
        _check_answers(report)
    except (Refused, WrongUsage) as error:
        return _wrong(redacted(str(error), opened.secrets))
    except KeyboardInterrupt:
        return STOPPED
    code, sentence = verdict(report, wishes.min_coverage)
    return code if _told(api, report, sentence, opened, wishes.report) else WRONG_USAGE


def _examined(
    document: Document, api: Api, target: Target, budget: Budget, plan: Plan, late: float
) -> Report:
    """Return what an examination found until the budget was spent, or a signal ended it, or it was
    `late` seconds over its time without asking anything.
    """
    progress = Progress(budget, plan.rules or api.rules)

    def told(phase: str, examiner: Examiner) -> None:
        progress.told(phase, examiner)
        if budget.spent == EARLY and refuses(examiner.seen.reached):
            raise Refused(f"{target.url} refuses the credentials")

    examiner = Examiner(document, api, target, budget, plan, told)
    with stopping(budget) as stopped, in_time(budget, late), progress:
        report = examiner.examine()
    if stopped.is_set():
        report = replace(report, notes=("It was stopped before its time.", *report.notes))
    return report


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
        budget.deadline = time.monotonic()

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
    if report.calls and not statuses and not report.findings:
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


def _told(api: Api, report: Report, sentence: str, opened: Opened, folder: Path | None) -> bool:
    """Print what was found and write the reports; say whether they could be written."""
    kept: list[str] = []

    def lines(finding: Finding) -> str:
        return curl(api, finding.script, report.url, opened.tokens, claim=claim_of(api, finding))

    def saved(finding: Finding) -> str:
        return str(folder / CASES / f"{name_of(finding)}.sh") if folder else ""

    if folder is not None:
        try:
            kept += map(str, written(report, folder, curl=lines))
            for each in report.findings:
                save(api, each, folder / CASES, report.url, opened.tokens)
        except OSError as error:
            return not _wrong(f"--report: {error.filename}: {error.strerror}")
    click.echo(f"\n{summary(report, sentence, lines, saved)}")
    if folder is not None:
        cases = f", and a case for each finding in {folder / CASES}" if report.findings else ""
        click.echo(f"\nReports: {', '.join(kept)}{cases}")
    return True


def _wrong(message: str) -> int:
    click.echo(f"understudy: {message}", err=True)
    return WRONG_USAGE
