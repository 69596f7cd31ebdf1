"""Fetching: addresses that a server would fetch, without fetching them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.engine.clause import keeps
from mockserver.engine.message import Violation
from mockserver.model.property import Property

UNREACHABLE = ".invalid"
"""The top-level domain that RFC 2606 keeps free: no host in it exists."""


@keeps("fetched.refused")
def unreachable(schema: Property, value: Any, path: tuple[str, ...] = ()) -> Iterator[Violation]:
    """Yield the addresses in a valid body that cannot be fetched: those below `.invalid`.

    Nothing is fetched; every other address counts as reachable.
    """
    if not schema.fetching:
        return
    if schema.fetched and isinstance(value, str) and _host(value).endswith(UNREACHABLE):
        yield Violation(
            where="body",
            field=".".join(path) or schema.name,
            message=schema.message or "The address cannot be fetched.",
            rules=schema.rules.get("fetched.refused", ()),
        )
    elif isinstance(value, Mapping):
        for name, part in schema.properties.items():
            if part.fetching and name in value:
                yield from unreachable(part, value[name], (*path, name))
    elif isinstance(value, list) and schema.items is not None:
        for index, each in enumerate(value):
            yield from unreachable(schema.items, each, (*path, str(index)))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return UNREACHABLE
