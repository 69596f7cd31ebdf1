"""Filters: what a request sends that narrows a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.rules.compare import fits
from mockserver.engine.rules.sent import sent
from mockserver.engine.state import Entity, State
from mockserver.engine.styles import INTEGER
from mockserver.model.api import Api
from mockserver.model.canonical import canonical_uuid
from mockserver.model.operation import Filter
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource

Sought = tuple[Filter, tuple[Any, ...]]
"""A filter that a request uses, with the values that it accepts."""


def sought(api: Api, resource: Resource, call: Call) -> Iterator[Sought]:
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
            continue
        schema = (api.resources[each.of] if each.of else resource).properties[each.field]
        flag = each.wanted is not ABSENT
        yield each, tuple(value if flag else _like_stored(schema, value) for value in values)


def _like_stored(schema: Property, value: Any) -> Any:
    """Return a filter's value in the form in which the property is stored."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if "integer" in schema.types and INTEGER.fullmatch(text):
        return int(text)
    form = schema.canonical or (canonical_uuid if schema.made_by == "uuid" else None)
    return (form(text) if form else None) or text


@keeps("filter.narrows", "filter.unknown", "filter.together")
def meets(state: State, entity: Entity, filters: tuple[Sought, ...]) -> bool:
    """Return whether an entity, or its parent, has one of the values of every filter."""
    for each, values in filters:
        bearer = state.get(each.of, entity.parent) if each.of else entity
        if each.paths:
            if bearer is None or not fits(bearer.fields, each, values):
                return False
            continue
        value = bearer.fields.get(each.field) if bearer else None
        if each.wanted is not ABSENT:
            value = value == each.wanted
        if value not in values:
            return False
    return True
