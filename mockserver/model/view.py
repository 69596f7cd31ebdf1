"""Views: conditions on something related that a list's entities must meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.model.nothing import NOTHING
from mockserver.model.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a property of the related entity compares: `equal` to a value, not equal (`not`), or
    a time `before` that in a property of the listed entity.
    """

    field: str
    comparison: str
    value: Any


Alternative = tuple[Condition, ...] | None
"""Conditions that hold together, or None: there is no related entity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a list has: those for which an alternative holds, or that one of `union` has, if
    there are any; none that one of `outside` has, and only what all of `within` have.

    The related entity is the one of resource `of` whose unique properties have the values that
    `match` gives; `names` are these properties in the order in which they are indexed.
    """

    of: str = ""
    match: Mapping[str, Source] = NOTHING
    names: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    union: tuple[View, ...] = ()
    outside: tuple[View, ...] = ()
    within: tuple[View, ...] = ()
    open: bool = field(init=False)

    def __post_init__(self) -> None:
        narrow = bool(self.alternatives or self.union)
        object.__setattr__(self, "open", not narrow)  # frozen: only here, from other fields
