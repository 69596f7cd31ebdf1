"""Showing: query parameters that choose which properties an answer has."""

from __future__ import annotations

from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.model.resource import Resource


@keeps("show.chosen")
def hidden(call: Call, resource: Resource) -> frozenset[str]:
    """Return the properties that the answer to a call leaves out; never the identifier.

    What must be asked for is left out unless it was; then, of the rest, all but those that were
    chosen, and those that were excluded.
    """
    show = call.operation.show
    if show is None:
        return frozenset()
    asked = _names(call, show.include)
    left = set(show.on_demand - asked)
    if only := _names(call, show.only):
        left |= resource.properties.keys() - only - (show.on_demand & asked)
    left |= _names(call, show.excluded)
    return frozenset(left - {resource.identifier})


def barred(call: Call, left: frozenset[str]) -> frozenset[str]:
    """Return those of the properties that are left out which the call itself does not want."""
    show = call.operation.show
    if show is None:
        return frozenset()
    excluded = _names(call, show.excluded) & left
    return frozenset(left - show.on_demand) if _names(call, show.only) else excluded


def _names(call: Call, parameter: str) -> frozenset[str]:
    value: Any = call.query.get(parameter) if parameter else None
    if isinstance(value, str):
        value = value.split(",")
    return (
        frozenset(str(each).strip() for each in value) if isinstance(value, list) else frozenset()
    )
