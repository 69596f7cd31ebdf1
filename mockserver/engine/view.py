"""Views: what the body of an answer shows, read from the state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.extras import extras, related
from mockserver.engine.hole import Values, resolved
from mockserver.engine.loose import Unshown, loosened
from mockserver.engine.outcome import Shown
from mockserver.engine.rules.page import page_shown
from mockserver.engine.rules.position import position_of
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource


@keeps("create.shown", "read.same")
def body_of(
    api: Api, state: State, shown: Shown, values: Values = NOTHING, *, loose: bool = False
) -> Any:
    """Return the body that an operation shows, a JSON value (with holes if the state has any).

    `values` are those of the holes that the state no longer has. A `loose` one is marked where
    another server may say the same otherwise.

    Creating, reading and listing show an entity through the one function below, so they agree.
    """
    operation = shown.operation
    if operation.answer is None or operation.wording is None:
        return None
    shows = operation.wording if loose else operation.answer
    resource = api.resources.get(operation.resource)
    if resource is None:
        return shows({})
    if operation.told:
        scope = _told(api, state, resource, shown, values, loose=loose)
        return shows(loosened(scope) if loose else scope)
    if operation.action == "delete":
        return shows({})
    if operation.action in {"list", "count"}:
        entities, numbers = page_shown(state, shown)
        if operation.action == "count":
            return shows({"count": numbers["total"]})
        items = _listed(api, state, resource, shown, entities)
        items = [_barred(shown, each) for each in items] if loose and shown.barred else items
        return shows({"items": items, **(loosened(numbers) if loose else numbers)})
    if operation.action == "replace-all":
        return shows(_replaced(api, state, resource, shown, values))
    entity = state.entities[resource.name, resolved(shown.key, values)]
    item = representation(api, state, resource, entity, shown.hidden)
    return shows({"item": _barred(shown, item) if loose else item})


def _barred(shown: Shown, item: dict[str, Any]) -> dict[str, Any]:
    """Return a representation with marks where another server must not show what a request has
    left out.
    """
    mark = Unshown(shown.operation.rules.get("show.chosen", ()))
    return {**dict.fromkeys(sorted(shown.barred), mark), **item}


def _listed(
    api: Api, state: State, resource: Resource, shown: Shown, entities: list[Entity]
) -> list[dict[str, Any]]:
    """Return the entities of a page; where it leaves none out, each comes behind the one before."""
    narrowed = shown.filters or shown.operation.view
    if not resource.position or narrowed or not entities:
        return [representation(api, state, resource, each, shown.hidden) for each in entities]
    first = position_of(state, resource, entities[0])
    return [
        representation(api, state, resource, each, shown.hidden, place)
        for place, each in enumerate(entities, first)
    ]


def _told(
    api: Api, state: State, resource: Resource, shown: Shown, values: Values, *, loose: bool
) -> dict[str, Any]:
    """Return the variables of an answer that tells more than what was asked for."""

    def represent(entity: Entity) -> dict[str, Any]:
        return representation(api, state, api.resources[entity.resource], entity, shown.hidden)

    scope, entities = extras(api, shown, values, loose=loose), list[Entity]()
    if shown.operation.action == "list":
        entities, numbers = page_shown(state, shown)
        scope |= numbers
    elif shown.operation.batch:
        entities = [state.child(resource.name, (resolved(key, values),)) for key in shown.keys]
    elif shown.operation.action != "delete":
        entities = [state.entities[resource.name, resolved(shown.key, values)]]
        scope["item"] = represent(entities[0])
    if shown.related:
        scope |= related(api, state, shown, entities, represent)
    if "item" not in scope:
        scope["items"] = [represent(each) for each in entities]
    return scope


def _replaced(
    api: Api, state: State, resource: Resource, shown: Shown, values: Values
) -> dict[str, Any]:
    """Return all children that there are now, and those that were added."""
    added = {resolved(key, values) for key in shown.added}
    items = [
        (item[-1], representation(api, state, resource, state.child(resource.name, item)))
        for item in state.children(resource.name, shown.parent)
    ]
    return {
        "items": [each for _, each in items],
        "added": [each for key, each in items if key in added],
    }


def representation(
    api: Api,
    state: State,
    resource: Resource,
    entity: Entity,
    hidden: frozenset[str] = frozenset(),
    place: int = 0,
) -> dict[str, Any]:
    """Return an entity as clients see it: its properties in the order of the schema, without
    those that are hidden. `place` is its position where that is known already, else 0.
    """
    if resource.stored:
        fields = entity.fields
        return (
            {name: fields[name] for name in fields if name not in hidden} if hidden else {**fields}
        )
    shown: dict[str, Any] = {}
    every, fields, position = resource.shown, entity.fields, resource.position
    for schema in [each for each in every if each.name not in hidden] if hidden else every:
        name = schema.name
        if name in fields:
            shown[name] = fields[name]
        elif schema.derived:
            shown[name] = derived(api, state, schema, entity)
        elif name == position:
            shown[name] = place or position_of(state, resource, entity)
    for schema in resource.veiled:
        if schema.name in shown:
            value = shown[schema.name]
            shown[schema.name] = _unveiled(api, state, schema, entity, value)
    return shown


def _unveiled(api: Api, state: State, schema: Property, entity: Entity, value: Any) -> Any:
    """Return an object inside an entity as clients see it, in the order of the schema."""
    if not isinstance(value, Mapping):
        return value
    shown: dict[str, Any] = {}
    for part in schema.properties.values():
        if part.derived:
            shown[part.name] = derived(api, state, part, entity)
        elif part.name in value and not part.write_only:
            inner = value[part.name]
            shown[part.name] = _unveiled(api, state, part, entity, inner) if part.veiled else inner
    return shown


@keeps("children.embedded", "first.main", "flagged.bearer", "flag-of.derived", "show.embedded")
def derived(api: Api, state: State, schema: Property, entity: Entity) -> Any:
    """Return the value of a property that is worked out when it is shown."""
    if schema.flag_of:
        value = entity.fields.get(schema.flag_of)
        return value is not None if schema.flag_is is ABSENT else value == schema.flag_is
    child = api.resources[schema.shows]
    items = state.children(child.name, entity.key)
    if schema.children:
        return [
            representation(api, state, child, state.child(child.name, item), place=place)
            for place, item in enumerate(items, 1)
        ]
    if schema.flagged:
        chosen = state.get(child.name, state.flagged.get((child.name, entity.key)))
    else:
        chosen = state.child(child.name, items.first()) if items else None
    if chosen is None:
        return None
    first = representation(api, state, child, chosen)
    if schema.of:
        return first.get(schema.of[0])
    wanted = schema.properties
    return {name: value for name, value in first.items() if not wanted or name in wanted}
