"""Exclusive flags: at most one sibling has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Entity, State
from mockserver.model.resource import Exclusive, Resource

MOST = 8
"""How many siblings are thought of where any may get the flag."""


@keeps("exclusive.sole")
def flagged_alone(draft: Draft, resource: Resource, exclusive: Exclusive, entity: Entity) -> Entity:
    """Return an entity to be stored with the flag, when it has no sibling and such a one always
    has it, whatever was sent.
    """
    if not exclusive.sole:
        return entity
    siblings = draft.state.children(resource.name, entity.parent)
    if len(siblings) > 1 or (siblings and siblings.first()[-1] != entity.key):
        return entity
    draft.cite(resource.rules, "exclusive.sole")
    if entity.fields.get(exclusive.field) is True:
        return entity
    draft.unasked.add(entity.key)
    return replace(entity, fields={**entity.fields, exclusive.field: True})


@keeps(
    "exclusive.at-most-one",
    "exclusive.demotes",
    "exclusive.keeps-others",
    "exclusive.unflagged",
    "exclusive.first",
)
def demote_former(draft: Draft, resource: Resource, exclusive: Exclusive, entity: Entity) -> None:
    """Clear the flag of the sibling that has it, when the entity to be stored has it too.

    Nothing else of that sibling changes, and an entity without the flag changes nobody's,
    the first among siblings included.
    """
    field = exclusive.field
    if entity.fields.get(field) is not True:
        draft.cite(resource.rules, "exclusive.unflagged")
        if not draft.state.children(resource.name, entity.parent):
            draft.cite(resource.rules, "exclusive.first")
        return
    draft.cite(resource.rules, "exclusive.at-most-one", "exclusive.demotes")
    former = draft.state.flagged.get((resource.name, entity.parent))
    if former is not None and former != entity.key:
        draft.cite(resource.rules, "exclusive.keeps-others")
        bearer = draft.state.entities[resource.name, former]
        draft.put(replace(bearer, fields={**bearer.fields, field: False}))


def outrun(draft: Draft, resource: Resource, exclusive: Exclusive, entity: Entity) -> Entity:
    """Return an entity to be created, without the flag if one that the same request created before
    it keeps that: which of several that were sent with it gets it is open.
    """
    former = draft.state.flagged.get((resource.name, entity.parent))
    if former is None or entity.fields.get(exclusive.field) is not True:
        return entity
    if former in draft.unasked or (resource.name, former) in draft.begun.entities:
        return entity
    draft.open = True
    if not draft.otherwise:
        return entity
    return replace(entity, fields={**entity.fields, exclusive.field: False})


def left_free(draft: Draft, resource: Resource, exclusive: Exclusive, entity: Entity) -> Entity:
    """Return an entity to be created, with its flag left to the server if that may give it."""
    if exclusive.free is None or entity.fields.get(exclusive.field) is True:
        return entity
    if (resource.name, entity.parent) in draft.state.flagged:
        return entity
    flag = draft.hole(exclusive.free, sent=entity.fields.get(exclusive.field, False))
    return replace(entity, fields={**entity.fields, exclusive.field: flag})


@keeps("exclusive.on-delete")
def after_deletion(
    state: State, resource: Resource, entity: Entity
) -> Iterator[tuple[Entity | None, str]]:
    """Yield what may happen to the flag when an entity is deleted, preferred first: the
    sibling that gets it (or None), and the clause that decided ("" for none).
    """
    exclusive = resource.exclusive
    if exclusive is None:
        yield None, ""
        return
    siblings = state.children(resource.name, entity.parent)
    others = [item for item in siblings.slice(0, 2) if item[-1] != entity.key]
    if exclusive.sole and len(siblings) == 2:
        yield _heir(state, resource, others[0][-1]), "exclusive.sole"
    elif entity.fields.get(exclusive.field) is not True:
        yield None, ""
    elif not others:
        yield None, "exclusive.on-delete"
    else:
        for choice in exclusive.on_delete:
            if choice == "any":
                for heir in _heirs(state, resource, entity):
                    yield heir, "exclusive.on-delete"
            else:
                first = _heir(state, resource, others[0][-1]) if choice == "first" else None
                yield first, "exclusive.on-delete"


def ways_to_unset(
    state: State, resource: Resource, entity: Entity, item: Mapping[str, Any]
) -> Iterator[Entity | None]:
    """Yield what may happen when an update takes the flag from its bearer, preferred first: None
    when nobody gets it, the bearer itself when it keeps it, or the sibling that gets it.
    """
    yield None
    exclusive = resource.exclusive
    if exclusive is None or exclusive.free is None or item.get(exclusive.field) is not False:
        return
    if entity.fields.get(exclusive.field) is True:
        yield entity
        yield from _heirs(state, resource, entity)


def inherited(draft: Draft, exclusive: Exclusive, bearer: Entity, heir: Entity) -> Entity:
    """Return the former bearer of the flag, with it if it is the heir itself; another heir is put
    with it.
    """
    if heir.key == bearer.key:
        return replace(bearer, fields={**bearer.fields, exclusive.field: True})
    now = draft.state.entities[heir.resource, heir.key]
    draft.put(replace(now, fields={**now.fields, exclusive.field: True}))
    return bearer


def _heirs(state: State, resource: Resource, entity: Entity) -> Iterator[Entity]:
    """Yield the siblings of an entity with the flag, not more than `MOST`."""
    siblings = state.children(resource.name, entity.parent).slice(0, MOST + 1)
    for item in [each for each in siblings if each[-1] != entity.key][:MOST]:
        yield _heir(state, resource, item[-1])


def _heir(state: State, resource: Resource, key: str | int) -> Entity:
    assert resource.exclusive is not None
    bearer = state.entities[resource.name, key]
    return replace(bearer, fields={**bearer.fields, resource.exclusive.field: True})
