"""Rules: what a vendor promises, in one sentence each, with where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Clauses = Mapping[str, tuple[str, ...]]
"""The ids of the rules that cite each clause, `{"exclusive.demotes": ("R-1",)}`."""


class Inferred(str):
    """The id of a rule, cited by a clause that is only inferred. It is equal to the plain id."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    `documented` and `inferred` are the clauses that keep it, as the document cites them, a word
    with one clause as `word.clause`; a rule may have both. Only what is documented can be held
    against a real server without being asked. `see` is the page it was read from ("" when it
    is only inferred), `place` is where it stands as `file:line`.
    """

    id: str
    says: str
    documented: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    see: str = ""
    place: str = ""

    @property
    def source(self) -> str:
        """Return "documented", "inferred" or "documented, partly inferred"."""
        if not self.inferred:
            return "documented"
        return "documented, partly inferred" if self.documented else "inferred"
