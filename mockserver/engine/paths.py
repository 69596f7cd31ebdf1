"""Paths: values inside the objects of an entity's fields, read and replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.hole import Hole, Values
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path


def value_at(fields: Any, path: Path) -> Any:
    """Return the value that a path leads to, ABSENT when something on the way is not there."""
    for name in path:
        if not isinstance(fields, Mapping) or name not in fields:
            return ABSENT
        fields = fields[name]
    return fields


def with_value(fields: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return the fields with another value at a path whose objects are there; ABSENT removes."""
    name, *rest = path
    if rest:
        return {**fields, name: with_value(fields[name], tuple(rest), value)}
    if value is ABSENT:
        return {each: fields[each] for each in fields if each != name}
    return {**fields, name: value}


def holds(value: Any, values: Values) -> bool:
    """Return whether one of these holes is in a value, inside objects and lists too."""
    if isinstance(value, Hole):
        return value in values
    if isinstance(value, str | int | float | bool | None):
        return False
    inside = value.values() if isinstance(value, Mapping) else value
    several = inside if isinstance(value, Mapping | list | tuple) else ()
    return any(holds(each, values) for each in several)


def resolved_within(value: Any, values: Values) -> Any:
    """Return a value with the holes replaced, inside objects and lists too, that are known."""
    if isinstance(value, Hole):
        return values.get(value, value)
    if isinstance(value, Mapping):
        return {name: resolved_within(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [resolved_within(each, values) for each in value]
    return value
