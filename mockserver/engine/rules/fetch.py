"""Fetching: addresses that a server would fetch, without fetching them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from mockserver.engine.clause import keeps
from mockserver.engine.message import Violation
from mockserver.model.property import Property

UNREACHABLE = ".invalid"
"""The top-level domain that RFC 2606 keeps free: no host in it exists."""


@keeps("fetched.refused")
def unreachable(schema: Property, value: Any, path: tuple[str, ...] = ()) -> list[Violation]:
    """Return the addresses in a valid body that cannot be fetched: those below `.invalid`.

    Nothing is fetched; every other address counts as reachable.
    """
    if schema.fetched and isinstance(value, str):
        if UNREACHABLE not in value.lower() or not _host(value).endswith(UNREACHABLE):
            return []
        message = schema.complaint("fetched.refused", "The address cannot be fetched.")
        rules = schema.rules.get("fetched.refused", ())
        field = ".".join(path) or schema.name
        return [
            Violation(
                where="body", field=field, message=message, keyword="fetched.refused", rules=rules
            )
        ]
    found: list[Violation] = []
    if isinstance(value, dict):
        for part in schema.to_fetch:
            if part.name in value:
                found += unreachable(part, value[part.name], (*path, part.name))
    elif isinstance(value, list) and schema.items is not None and schema.items.fetching:
        for index, each in enumerate(value):
            found += unreachable(schema.items, each, (*path, str(index)))
    return found


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return UNREACHABLE
