"""Compiling the words that concern siblings: who has the flag, who comes when, how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.model.property import Property
from mockserver.model.resource import Capacity, Exclusive, Tombstones


def sibling_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a Resource that its words on siblings give."""
    exclusive, capacity = words.get("exclusive"), words.get("capacity")
    return {
        "exclusive": exclusive and _exclusive(exclusive),
        "sort_order": words.get("sort-order", {}).get("field", ""),
        "tombstones": Tombstones(**words["tombstones"]) if "tombstones" in words else None,
        "capacity": capacity
        and Capacity(most=capacity["max"], message=capacity.get("message", "")),
    }


def _exclusive(word: Mapping[str, str]) -> Exclusive:
    preferred = word.get("on-delete", "none")
    return Exclusive(
        field=word["field"],
        on_delete=_after_deletion(preferred, word.get("may", preferred)),
        sole=word.get("sole") == "flagged",
        free=_flag(word["field"]) if word.get("unset") == "free" else None,
    )


def _after_deletion(preferred: str, other: str) -> tuple[str, ...]:
    """Return what may become of the flag; where any sibling may get it, nobody may, too."""
    return tuple(dict.fromkeys((preferred, *(("none", "any") if other == "any" else (other,)))))


def _flag(name: str) -> Property:
    """Return what a flag is that the server may choose."""
    return Property(
        name=name,
        types=("boolean",),
        valid=lambda value: isinstance(value, bool),
        made_by="server",
        stand_in=False,
    )
