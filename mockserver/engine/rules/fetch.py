"""Fetching: addresses that a server would fetch. Whoever fetches them does it before the step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import File, Violation
from mockserver.engine.rules.picture import misfits
from mockserver.model.nothing import NOTHING
from mockserver.model.property import Property

UNREACHABLE = ".invalid"
"""The top-level domain that RFC 2606 keeps free: no host in it exists."""

Fetched = Mapping[str, File | str]
"""What stands behind addresses: the file, or why there is none."""


@keeps("fetched.refused")
def unreachable(schema: Property, value: Any, fetched: Fetched = NOTHING) -> list[Violation]:
    """Return the addresses in a valid body that cannot be fetched: those of which that is known,
    and those below `.invalid`. What was fetched must be a picture, as the property wants it.

    An address of which nothing is known counts as reachable.
    """
    found: list[Violation] = []
    for part, address, path in _addresses(schema, value):
        known = fetched.get(address)
        if isinstance(known, File):
            wrong = misfits(part, known) if part.picture else _no_picture(part, known, path)
            found += (replace(each, field=".".join(path) or part.name) for each in wrong)
        elif known is not None:
            found.append(_unfetched(part, path, f"The address cannot be fetched: {known}."))
        elif UNREACHABLE in address.lower() and _host(address).endswith(UNREACHABLE):
            found.append(_unfetched(part, path, "The address cannot be fetched."))
    return found


def wanted(call: Call) -> dict[str, int]:
    """Return the addresses in a call that a server would fetch, each with the most bytes that a
    picture there may have (0 where nothing says so).
    """
    found: dict[str, int] = {}
    media = call.operation.media_type_of(call.request.media_type)
    if media is not None and media.schema.fetching:
        for part, address, _ in _addresses(media.schema, call.body):
            found[address] = part.picture.max_bytes if part.picture else 0
    return found


def _addresses(schema: Property, value: Any) -> list[tuple[Property, str, tuple[str, ...]]]:
    """Return the addresses in a valid body, with their schema and where they stand."""
    found: list[tuple[Property, str, tuple[str, ...]]] = []
    waiting: list[tuple[Property, Any, tuple[str, ...]]] = [(schema, value, ())]
    for part, inside, path in waiting:  # it grows while it is walked
        if isinstance(inside, dict):
            for each in part.to_fetch:
                if (value := inside.get(each.name)) is not None:
                    chosen = found if isinstance(value, str) else waiting
                    chosen.append((each, value, (*path, each.name)))
        elif isinstance(inside, list):
            if part.items is not None and part.items.fetching:
                waiting += ((part.items, each, (*path, str(i))) for i, each in enumerate(inside))
        elif part.fetched and isinstance(inside, str):
            found.append((part, inside, path))
    return found


def _no_picture(part: Property, file: File, path: tuple[str, ...]) -> list[Violation]:
    return [] if file.picture else [_unfetched(part, path, "There is no picture at the address.")]


def _unfetched(part: Property, path: tuple[str, ...], message: str) -> Violation:
    return Violation(
        where="body",
        field=".".join(path) or part.name,
        message=part.complaint("fetched.refused", message),
        keyword="fetched.refused",
        rules=part.rules.get("fetched.refused", ()),
    )


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return UNREACHABLE
