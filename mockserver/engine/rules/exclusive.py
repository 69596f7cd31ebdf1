"""Exclusive flags: at most one sibling has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.engine.clause import keeps
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Entity, State
from mockserver.model.resource import Resource


@keeps(
    "exclusive.at-most-one",
    "exclusive.demotes",
    "exclusive.keeps-others",
    "exclusive.unflagged",
    "exclusive.first",
)
def demote_former(draft: Draft, resource: Resource, entity: Entity) -> None:
    """Clear the flag of the sibling that has it, when the entity to be stored has it too.

    Nothing else of that sibling changes, and an entity without the flag changes nobody's,
    the first among siblings included.
    """
    if resource.exclusive is None:
        return
    field = resource.exclusive.field
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


@keeps("exclusive.on-delete")
def after_deletion(
    state: State, resource: Resource, entity: Entity
) -> Iterator[tuple[Entity | None, bool]]:
    """Yield what may happen to the flag when an entity is deleted, preferred first: the
    sibling that gets it (or None), and whether a rule decided.
    """
    if resource.exclusive is None or entity.fields.get(resource.exclusive.field) is not True:
        yield None, False
        return
    for choice in resource.exclusive.on_delete:
        if choice == "none":
            yield None, True
            continue
        others = state.children(resource.name, entity.parent).slice(0, 2)
        heir = next((item for item in others if item[-1] != entity.key), None)
        if heir is not None:
            bearer = state.child(resource.name, heir)
            yield replace(bearer, fields={**bearer.fields, resource.exclusive.field: True}), True
