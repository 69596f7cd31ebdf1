"""Compiling the words that tie entities together: references, versions, attachments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.model.operation import Attach
from mockserver.model.reference import Reference
from mockserver.model.resource import Unattached, Version

STALE = "This is not the version that is stored."


def graph_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a Resource that its words on the whole graph give."""
    found: dict[str, Any] = {}
    if word := words.get("version"):
        missing, message = word.get("missing") == "refuse", word.get("message", STALE)
        found["version"] = Version(field=word["field"], missing=missing, message=message)
    if word := words.get("unattached"):
        where, message = word.get("where", {}), word.get("message", "")
        found["unattached"] = Unattached(most=word["max"], where=where, message=message)
    return found


def reference_of(word: Mapping[str, Any], types: tuple[str, ...]) -> Reference:
    """Return the reference of a property of these types."""
    return Reference(
        to=word["to"],
        where=word.get("where", {}),
        distinct=word.get("distinct", False),
        on_delete=word.get("on-delete", "remove" if "array" in types else "clear"),
        most=word.get("max", 0),
        siblings=word.get("siblings", False),
    )


def attach_of(word: Mapping[str, Any] | None) -> Attach | None:
    """Return where a creation attaches what it creates."""
    if word is None:
        return None
    return Attach(
        to=tuple(word["to"].split(".")),
        holder=word["holder"],
        within=tuple(tuple(path.split(".")) for path in word["in"]),
        first_if=tuple(word["first-if"].split(".")) if "first-if" in word else (),
        first_before=word.get("first-before", ""),
        may_displace=word.get("may-displace", False),
    )
