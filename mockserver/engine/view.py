"""Views: what the body of an answer shows, read from the state."""

from __future__ import annotations

from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Values, resolved
from mockserver.engine.outcome import Shown
from mockserver.engine.rules.page import cut
from mockserver.engine.rules.position import position_of
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource


@keeps("create.shown")
def body_of(api: Api, state: State, shown: Shown, values: Values = NOTHING) -> Any:
    """Return the body that an operation shows, a JSON value (with holes if the state has any).

    `values` are those of the holes that the state no longer has.

    Creating, reading and listing show an entity through the one function below, so they agree.
    """
    operation = shown.operation
    if operation.answer is None:
        return None
    resource = api.resources.get(operation.resource)
    if resource is None or operation.action == "delete":
        return operation.answer({})
    if operation.action in {"list", "count"}:
        entities, numbers = cut(state, shown)
        if operation.action == "count":
            return operation.answer({"count": numbers["total"]})
        items = [representation(api, state, resource, each) for each in entities]
        return operation.answer({"items": items, **numbers})
    entity = state.entities[resource.name, resolved(shown.key, values)]
    scope = {"item": representation(api, state, resource, entity)}
    return operation.answer(scope)


def representation(api: Api, state: State, resource: Resource, entity: Entity) -> dict[str, Any]:
    """Return an entity as clients see it: its properties in the order of the schema."""
    if resource.stored:
        return dict(entity.fields)
    shown: dict[str, Any] = {}
    for schema in resource.shown:
        name = schema.name
        if schema.derived:
            shown[name] = derived(api, state, schema, entity)
        elif name == resource.position:
            shown[name] = position_of(state, resource, entity)
        elif (value := entity.fields.get(name, ABSENT)) is not ABSENT:
            shown[name] = value
    return shown


@keeps("children.embedded", "first.main", "flag-of.derived")
def derived(api: Api, state: State, schema: Property, entity: Entity) -> Any:
    """Return the value of a property that is worked out when it is shown."""
    if schema.flag_of:
        return entity.fields.get(schema.flag_of) is not None
    child = api.resources[schema.children or schema.first]
    items = state.children(child.name, entity.key)
    if schema.children:
        return [representation(api, state, child, state.child(child.name, item)) for item in items]
    if not items:
        return None
    first = representation(api, state, child, state.child(child.name, items.first()))
    if schema.of:
        return first.get(schema.of)
    wanted = schema.properties
    return {name: value for name, value in first.items() if not wanted or name in wanted}
