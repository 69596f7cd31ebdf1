"""Relaxed: the same API without one of its checks, to see for what else a request is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.model.api import Api
from mockserver.model.property import Property
from mockserver.model.resource import Resource

CHECKS: Mapping[str, Any] = {
    "version": None,
    "unique": (),
    "capacity": None,
    "states": None,
    "unattached": None,
}
"""The fields of a resource by which requests are refused, with the value that refuses none."""


def relaxed(api: Api) -> tuple[Api, ...]:
    """Return the APIs that lack one kind of check each: which of several checks comes first, and
    so what a request with several faults is told, is each server's own choice.
    """
    return tuple(_without(api))


def _without(api: Api) -> Iterator[Api]:
    for name, nothing in CHECKS.items():
        if any(getattr(each, name) for each in api.resources.values()):
            changed = (replace(each, **{name: nothing}) for each in api.resources.values())
            yield replace(api, resources={each.name: each for each in changed})
    if any(each.idempotency for each in api.operations.values()):
        anew = (replace(each, idempotency=None) for each in api.operations.values())
        yield replace(api, operations={each.id: each for each in anew})
    for word in ("fixed", "references"):
        if any(getattr(p, word) for each in api.resources.values() for p in _every(each)):
            yield _loosened(api, word)


def _loosened(api: Api, word: str) -> Api:
    changed = {
        each.name: replace(
            each,
            properties={p.name: _plain(p, word) for p in each.properties.values()},
            shown=tuple(_plain(p, word) for p in each.shown),
        )
        for each in api.resources.values()
    }
    return replace(api, resources=changed)


def _plain(schema: Property, word: str) -> Property:
    inner = {name: _plain(each, word) for name, each in schema.properties.items()}
    items = _plain(schema.items, word) if schema.items else None
    off: dict[str, Any] = {word: False if word == "fixed" else None}
    return replace(schema, properties=inner, items=items, **off)


def _every(resource: Resource) -> Iterator[Property]:
    left = list(resource.properties.values())
    while left:
        each = left.pop()
        yield each
        left += [*each.properties.values(), *([each.items] if each.items else [])]
