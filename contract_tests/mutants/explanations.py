"""Explanations: why a mutant that survives does not tell against the examiner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contract_tests.mutants.kill import Result, warns
from mockserver.model.rule import Inferred
from mockserver.model.rulebook import KEYWORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One reason, in one line, and which survivors it is for."""

    says: str
    holds: Callable[[Result], bool]


AFFORDED = 99
"""More than so many are not made within the budget of one mutant."""


def _is_left_open(result: Result) -> bool:
    """Say whether no rule is documented, and all that was seen some right server may answer."""
    inferred = all(isinstance(each, Inferred) for each in result.mutant.rules)
    return inferred and bool(result.differences) and result.suspected is None


def _is_warned_of(result: Result) -> bool:
    """Say whether one of the inferred rules that a mutant breaks is told to be broken, and none of
    the documented ones: what was sent shows only what nobody documents.
    """
    return result.suspected is not None and warns(result.mutant, result.suspected)


def _is_refused_anyway(result: Result) -> bool:
    """Say whether a keyword is broken, and what it forbids was sent, and was still refused."""
    return (
        result.mutant.kind in KEYWORDS
        and bool(result.differences)
        and all(each.right == each.wrong >= 400 for each in result.differences)
    )


EXPLANATIONS = (
    Explanation(
        says="what never was is refused in the same way",
        holds=lambda result: (
            result.mutant.kind == "tombstones.final"
            and result.mutant.way == "forgotten"
            and not result.differences
        ),
    ),
    Explanation(
        says="so many are not made within the budget of one mutant",
        holds=lambda result: result.mutant.beyond >= AFFORDED and not result.differences,
    ),
    Explanation(
        says="what the list leaves out here it leaves out by its own conditions, too",
        holds=lambda result: (
            result.mutant.kind in {"view.subset", "view.disjoint"} and not result.differences
        ),
    ),
    Explanation(
        says="the document leaves it open: what it does a right server may do, too",
        holds=_is_left_open,
    ),
    Explanation(
        says="only what is inferred about it breaks, and that is warned of",
        holds=_is_warned_of,
    ),
    Explanation(
        says="what the keyword forbids is refused for another reason, too",
        holds=_is_refused_anyway,
    ),
)


def explained(result: Result) -> str:
    """Return why a survivor may survive, "" when it may not."""
    found = (each.says for each in EXPLANATIONS if each.holds(result))
    return result.mutant.excuse or next(found, "")
