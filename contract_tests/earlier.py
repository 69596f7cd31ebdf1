"""Earlier findings: the cases in the folder of an earlier report."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from contract_tests.report import Finding
from contract_tests.reproduction.case import Case, from_yaml
from contract_tests.reproduction.saved import CASES
from contract_tests.target import Target
from mockserver.model.api import Api


def earlier_cases(folder: Path, api: Api) -> tuple[Case, ...]:
    """Return the cases of an API that an examination left in the folder of its reports; what is
    none, and what cannot be read, is left out.
    """
    found: list[Case] = []
    for path in sorted((folder / CASES).glob("*.yaml")):
        with suppress(OSError, ValueError):
            found.append(from_yaml(path.read_text("utf-8")))
    return tuple(each for each in found if each.api == api.name)


def is_sendable(api: Api, target: Target, case: Case) -> bool:
    """Say whether all operations and credentials of a case are there, and what it takes from
    answers.
    """
    return bool(case.script) and all(
        step.operation in api.operations
        and (not step.role or step.role in target.credentials)
        and all(0 <= each.step < number for each in step.taken())
        for number, step in enumerate(case.script)
    )


def key_of(case: Case) -> tuple[object, ...]:
    """Return the key of the finding that a case has kept."""
    return Finding(
        rules=case.rules,
        certain=True,
        operation=case.script[-1].operation,
        where=case.where,
        expected=None,
        seen=None,
        script=case.script,
    ).key


def told(again: int, gone: int, unsent: int) -> list[str]:
    """Return sentences on what has become of so many earlier findings."""
    counts = ((again, "found again"), (gone, "gone"), (unsent, "unknown: they could not be sent"))
    return [
        f"One earlier finding is {what.replace('they', 'it')}."
        if count == 1
        else f"{count} earlier findings are {what}."
        for count, what in counts
        if count
    ]
