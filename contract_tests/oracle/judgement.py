"""Judgement: what an answer means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.oracle.blame import documented
from mockserver.engine.difference import Mismatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an answer means.

    `conforms`: some legal outcome explains it; `rules` shaped that. `violates`: none does;
    `mismatch` says how the likeliest one differs, `rules` are those that are broken, the
    documented ones first, and `certain` says that there is one, or that no document allows such
    an answer. `unknown`: it cannot be told. `made` are the values that the server chose. `lost`
    says that nobody knows what has become of the server.
    """

    verdict: Literal["conforms", "violates", "unknown"]
    rules: tuple[str, ...] = ()
    mismatch: Mismatch | None = None
    certain: bool = False
    made: tuple[Any, ...] = ()
    lost: bool = False


def with_echo(wrong: Mismatch, made: tuple[Any, ...]) -> Judgement:
    """Return the judgement of an answer that does not echo what was sent."""
    sure, rules = documented(wrong.rules), wrong.rules
    return Judgement(verdict="violates", rules=rules, mismatch=wrong, certain=sure, made=made)
