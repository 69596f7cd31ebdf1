"""Known and unknown identifiers: what a tester can address in a state, and what not."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import shortuuid

from mockserver.engine.state import Entity, State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import Property
from mockserver.model.resource import Resource
from mockserver.model.sample_patterns import matching

Identifiers = dict[str, Any]

MOST = 10
"""How many of one resource are listed."""


def identifiers(api: Api, state: State) -> dict[str, list[Identifiers]]:
    """Return the path parameters that address each entity, by resource."""
    found: dict[str, list[Identifiers]] = {}
    for entity in sorted(state.entities.values(), key=lambda each: each.ordinal):
        resource = api.resources[entity.resource]
        if resource.path and len(found.get(resource.name, ())) < MOST:
            found.setdefault(resource.name, []).append(address(api, state, resource, entity))
    return found


def address(api: Api, state: State, resource: Resource, entity: Entity) -> Identifiers:
    """Return the path parameters that address an entity, its ancestors' included."""
    parent = None if resource.is_tree else state.get(resource.parent, entity.parent)
    above = address(api, state, api.resources[resource.parent], parent) if parent else {}
    scope = {
        name: entity.fields[field]
        for name, field in resource.scope.items()
        if isinstance(entity.fields.get(field), str | int)
    }
    own = {resource.path: entity.key} if resource.path else {}
    return {**above, **scope, **own}


def strangers(api: Api, state: State) -> dict[str, list[Identifiers]]:
    """Return identifiers of the right form that address nothing, by resource."""
    known = identifiers(api, state)
    found: dict[str, list[Identifiers]] = {}
    for resource in api.resources.values():
        if not resource.path:
            continue
        like = (known.get(resource.name) or known.get(resource.parent) or [{}])[0]
        key = _stranger(state, resource, like.get(resource.path))
        found[resource.name] = [{**like, resource.path: key}]
    return found


def _stranger(state: State, resource: Resource, like: Any) -> Any:
    schema = resource.properties[resource.identifier]
    if schema.made_by in {"uuid", "shortuuid"}:
        value = UUID(int=random.Random(resource.name).getrandbits(128), version=4)
        return str(value) if schema.made_by == "uuid" else shortuuid.encode(value)
    if schema.made_by == "pattern":
        return matching(str(schema.stand_in), random.Random(resource.name))
    if "integer" in schema.types:
        return 999_999_999
    return _changed(state, resource, schema, str(like or "unknown"))


def _changed(state: State, resource: Resource, schema: Property, like: str) -> str:
    """Return a text like a known identifier, but with other last digits, that is free."""
    for number in range(1000):
        text = f"{like[:-3]}{number:03d}"
        if schema.valid(text) and state.get(resource.name, text) is None:
            return text
    return "unknown"


def first_read(api: Api, state: State) -> str:
    """Return the path of a GET request that is answered with something, below the server's."""
    known = identifiers(api, state)
    addresses = [each for several in known.values() for each in several]
    reads = [each for each in api.operations.values() if each.method == "GET"]
    reads.sort(key=lambda each: {"list": 0, "read": 1}.get(each.action, 2))
    for operation in reads:
        for values in addresses:
            if (path := filled_path(operation, values)) is not None:
                return path
    return reads[0].path if reads else "/"


def filled_path(operation: Operation, values: Mapping[str, Any]) -> str | None:
    """Return an operation's path with its parameters filled in, None when one is missing."""
    path = operation.path
    for parameter in operation.parameters:
        if parameter.where == "path":
            if parameter.name not in values:
                return None
            path = path.replace("{" + parameter.name + "}", str(values[parameter.name]))
    return path
