"""The command `understudy replay-case`: a saved case is sent again to see if it still fails."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from contract_tests.access import WrongUsage
from contract_tests.command import STOPPED, WRONG_USAGE
from contract_tests.examination import stopping
from contract_tests.examiner import Examiner, Refused
from contract_tests.opening import Access, Opened, opened_by, reach
from contract_tests.oracle import Judgement
from contract_tests.oracle.plain import plain
from contract_tests.redaction import redacted
from contract_tests.report import Exchange, Finding
from contract_tests.reports.plain import short
from contract_tests.reproduction.case import Case, from_yaml
from contract_tests.seen import Plan
from contract_tests.session import Budget, OutOfBudget
from contract_tests.target import WrongFixtures
from mockserver.document import Document, Unreadable
from mockserver.model.api import Api

PASSES, FAILS = 0, 1

MOST_CALLS, MOST_SECONDS = 10_000, 60.0


@dataclass(frozen=True, slots=True)
class _Replayed:
    """What came of a case: the exit code, and what to say."""

    code: int
    lines: tuple[str, ...]


def case_in(path: Path) -> Case:
    """Return the case in a file. Raises WrongUsage, saying what is wrong with it."""
    try:
        return from_yaml(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise WrongUsage(f"{path}: is not UTF-8; expected a case as --report saves it") from None
    except OSError as error:
        raise WrongUsage(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise WrongUsage(f"{path}: {error}; expected a case as --report saves it") from None


def replay(document: Document, api: Api, case: Case, way: Access) -> int:
    """Send a case to a server, say what came of it, and return the exit code: 1 if it fails, 0 if
    it does not, 2 if that cannot be found out.
    """
    try:
        opened = opened_by(api, way)
        _check(api, case, opened)
        reach(opened.target)
        budget = Budget(calls=MOST_CALLS, deadline=time.monotonic() + MOST_SECONDS)
        examiner = Examiner(document, api, opened.target, budget, Plan(seed=case.seed))
        with stopping(budget):
            played = examiner.replay(case.script)
        replayed = _judged(api, case, played)
    except OutOfBudget:
        replayed = _Replayed(WRONG_USAGE, ("It was stopped before its end.",))
    except KeyboardInterrupt:
        return STOPPED
    except (WrongUsage, WrongFixtures, Unreadable, Refused) as error:
        click.echo(f"understudy: {error}", err=True)
        return WRONG_USAGE
    click.echo(redacted("\n".join(replayed.lines), opened.secrets))
    return replayed.code


def _check(api: Api, case: Case, opened: Opened) -> None:
    """Raise WrongUsage if a case cannot be sent with what is known."""
    if not case.script:
        raise WrongUsage("the case has no steps")
    for number, step in enumerate(case.script, 1):
        if step.operation not in api.operations:
            raise WrongUsage(f"step {number} of the case: {api.name} has no {step.operation!r}")
        if any(not 0 <= each.step < number - 1 for each in step.taken()):
            raise WrongUsage(f"step {number} of the case takes a value of a step behind it")
    roles = {each.role for each in case.script} - {""} - opened.target.credentials.keys()
    if roles:
        names = ", ".join(sorted(roles))
        raise WrongUsage(f"the case needs the credentials of {names}; give --fixtures or --header")


def _judged(api: Api, case: Case, played: Sequence[tuple[Exchange, Judgement]]) -> _Replayed:
    lines = [
        f"{number}. {each.method} {each.url}  {each.status or each.error}"
        for number, (each, _) in enumerate(played, 1)
    ]
    judgement = played[-1][1] if played else Judgement(verdict="unknown")
    if judgement.verdict == "violates" and judgement.mismatch is not None:
        mismatch = judgement.mismatch
        same = _key(case.rules, case.where) == _key(judgement.rules, mismatch.path)
        rule = next((api.rules[each] for each in judgement.rules if each in api.rules), None)
        return _Replayed(
            FAILS,
            (
                *lines,
                "It still fails." if same else "It fails, but in another way than was saved.",
                *([f"  rule      {rule.id}: {rule.says}"] if rule else []),
                f"  where     {mismatch.path}",
                f"  expected  {short(plain(mismatch.expected))}",
                f"  seen      {short(plain(mismatch.seen))}",
            ),
        )
    unanswered = any(not each.status for each, _ in played)
    if len(played) < len(case.script) or unanswered:
        missing = (
            f"Step {len(played) + 1} could not be sent: an answer lacks a value that it needs."
        )
        told = "An answer did not come." if unanswered else missing
        return _Replayed(WRONG_USAGE, (*lines, told, "So nothing can be said."))
    return _Replayed(PASSES, (*lines, "It does not fail: every answer is as described."))


def _key(rules: tuple[str, ...], where: str) -> tuple[object, ...]:
    """Return what findings with the same cause have in common, wherever they were seen."""
    return Finding(
        rules=rules, certain=True, operation="", where=where, expected=None, seen=None, script=()
    ).key
