"""Mending components: those of a kind may stand elsewhere all together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.document.document import Document
from mockserver.document.place import DocumentError
from mockserver.document.pointer import below

Warn = Callable[[str, str, str, str], None]


def spread(document: Document, warn: Warn, components: dict[str, Any], kind: str) -> None:
    """Turn one reference for all components of a kind into one for each."""
    named = components.get(kind)
    ref = named.get("$ref") if isinstance(named, dict) and len(named) == 1 else None
    if not isinstance(ref, str):
        return
    at = f"#/components/{kind}"
    try:
        target, _ = document.follow({"$ref": ref}, at)
    except DocumentError as error:
        warn(at, error.problems[0].found, "a mapping", "It is left out.")
        target = {}
    base = ref if "#" in ref else f"{ref}#"
    components[kind] = {name: {"$ref": below(base, name)} for name in target}
