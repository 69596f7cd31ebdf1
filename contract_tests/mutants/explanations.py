"""Explanations: why a mutant that survives does not tell against the examiner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contract_tests.mutants.fault import Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One reason, in one line, and which mutants it is for. It is asked for survivors only."""

    says: str
    holds: Callable[[Mutant], bool]


FULL = frozenset({"capacity.full", "unattached.full", "references.full"})

EXPLANATIONS = (
    Explanation(
        says="so many are not made within the budget of one mutant",
        holds=lambda mutant: mutant.kind in FULL,
    ),
    Explanation(
        says="no file of so many bytes is sent",
        holds=lambda mutant: mutant.kind == "picture.size" and mutant.way == "any size",
    ),
    Explanation(
        says="what the list leaves out here it leaves out by its own conditions, too",
        holds=lambda mutant: mutant.kind in {"view.subset", "view.disjoint"},
    ),
)


def explained(mutant: Mutant) -> str:
    """Return why a mutant may survive, "" when it may not."""
    return next((each.says for each in EXPLANATIONS if each.holds(mutant)), "")
