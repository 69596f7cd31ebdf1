"""Order: lists are sorted by the properties that the document names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Hole
from mockserver.engine.instant import instant
from mockserver.model.property import Property
from mockserver.model.resource import Resource

if TYPE_CHECKING:
    from mockserver.engine.state import Entity

SortKey = tuple[Any, ...]

LATEST = 1e308
"""Sorts behind every time and counter; a cursor can carry it, infinity it could not."""


@keeps("order.sorted", "position.sorted")
def sort_key(resource: Resource, entity: Entity) -> SortKey:
    """Return the tuple whose order among siblings is their list order; the key is its last.

    What compares equal by the document's order stays in the order of creation, or in the
    reverse of it when the last sort key falls: then "newest first" also holds within the
    resolution of the clock.
    """
    if resource.position:
        return (entity.label, entity.ordinal, entity.key)
    parts = [
        _part(resource.properties[name], entity.fields.get(name), falling)
        for name, falling in resource.order
    ]
    falls = bool(resource.order) and resource.order[-1][1]
    return (*parts, -entity.ordinal if falls else entity.ordinal, entity.key)


def _part(schema: Property, value: Any, falling: bool) -> Any:
    number = _number(schema, value)
    if number is not None:
        key: Any = -number if falling else number
    else:
        text = value if isinstance(value, str) else ""
        # The 1 at the end sorts "ab" before "a" when falling, as no letter is above it.
        key = (*(-ord(letter) for letter in text), 1) if falling else text
    if "string" in schema.types and len(schema.types) > 1:  # numbers and texts do not compare
        return (number is None, key)
    return key


def _number(schema: Property, value: Any) -> float | None:
    """Return what stands for the value in a numeric order, None when it is a text.

    A hole is taken as the latest: what orders lists and is made by servers are times and
    counters, and the next one is never below those before it.
    """
    if isinstance(value, bool | int | float):
        return value
    if schema.format == "date-time" or "string" not in schema.types:
        return instant_of(value)
    return None


def instant_of(value: Any) -> float:
    """Return the time that a text tells, before all others when it tells none; one that nobody
    has told yet is the latest.
    """
    if isinstance(value, Hole):
        return LATEST
    time = instant(value)
    return -LATEST if time is None else time
