"""Firsts: what older versions show of a list, which may be its first element or its newest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.oracle.reading import inside, key_of
from mockserver.engine.difference import NOTHING, Mismatch
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.resource import Resource


def may_be_newest(
    api: Api, state: State, outcome: Outcome, response: Response, mismatch: Mismatch
) -> bool:
    """Say whether an older version shows another element of a list than the first where that may be
    the one that was attached last: it is not if the first came with the last write of its holder,
    so that both have the time of that, and nothing else that is not inside has it. What is not
    shown at its place may be shown at another one of its holder.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    parts = mismatch.path.split(".")
    lists = {
        inner.until.first_of
        for each in (resource.properties.values() if resource else ())
        for inner in (each, *each.properties.values())
        if inner.until and inner.name == parts[-1]
    }
    if resource is None or not lists:
        return False
    holder, shown_as = _holder(resource, response.body, parts[1:]), mismatch.seen
    if shown_as in ("nothing", *NOTHING) and holder:
        inner = (holder, *(each for each in holder.values() if isinstance(each, Mapping)))
        shown_as = next((each[parts[-1]] for each in inner if each.get(parts[-1])), shown_as)
        if shown_as == mismatch.expected:
            return True
    entity = state.get(resource.name, key_of(resource, holder)) if holder else None
    if holder is None or entity is None:
        return False
    named = _named(entity.fields, lists)
    if shown_as not in named or mismatch.expected not in named:
        return False
    first, seen = (state.get(resource.name, key) for key in (mismatch.expected, shown_as))
    if first is None or seen is None:
        return True
    written = [each.name for each in resource.written if each.name in holder]
    beside = [
        each
        for each in state.entities.values()
        if each.resource == resource.name and entity.key not in (each.key, each.parent)
    ]
    return not any(
        [each.key for each in beside if each.fields.get(name) == holder[name]] == [first.key]
        for name in written
    )


def _holder(resource: Resource, body: Any, parts: list[str]) -> Mapping[str, Any] | None:
    """Return the inmost thing with an identifier on the way to a place in a body."""
    found = None
    for part in parts:
        if isinstance(body, Mapping) and resource.identifier in body:
            found = body
        body = inside(body, part)
    return found


def _named(fields: Mapping[str, Any], lists: set[str]) -> list[Any]:
    """Return what is in the lists of a thing with one of these names."""
    inner = [fields, *(each for each in fields.values() if isinstance(each, Mapping))]
    several = (each.get(name) for each in inner for name in lists)
    return [one for each in several if isinstance(each, list) for one in each]
