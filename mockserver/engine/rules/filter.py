"""Filters: what a request sends that narrows a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.rules.compare import fits
from mockserver.engine.rules.sent import sent
from mockserver.engine.state import Entity
from mockserver.model.canonical import canonical_uuid
from mockserver.model.operation import Filter
from mockserver.model.property import Property
from mockserver.model.resource import Resource

Sought = tuple[Filter, tuple[Any, ...]]
"""A filter that a request uses, with the values that it accepts."""


def sought(resource: Resource, call: Call) -> Iterator[Sought]:
    """Yield the filters that a request uses; a list of nothing narrows to nothing."""
    for each in call.operation.filters:
        value = sent(call, each.parameter)
        if value is None or (value == [] and each.otherwise is not None):
            value = each.otherwise
        if value is None:
            continue
        several = each.by == "any-of" and isinstance(value, str)
        values = value.split(",") if several else value if isinstance(value, list) else [value]
        if each.paths:
            yield each, tuple(values)
        else:
            schema = resource.properties[each.field]
            yield each, tuple(_like_stored(schema, value) for value in values)


def _like_stored(schema: Property, value: Any) -> Any:
    """Return a filter's value in the form in which the property is stored."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if "integer" in schema.types and text.lstrip("-").isdecimal():
        return int(text)
    form = schema.canonical or (canonical_uuid if schema.made_by == "uuid" else None)
    return (form(text) if form else None) or text


@keeps("filter.narrows", "filter.unknown", "filter.together")
def meets(entity: Entity, filters: tuple[Sought, ...]) -> bool:
    """Return whether an entity has one of the values of every filter."""
    for each, values in filters:
        if each.paths:
            if not fits(entity.fields, each, values):
                return False
        elif entity.fields.get(each.field) not in values:
            return False
    return True
