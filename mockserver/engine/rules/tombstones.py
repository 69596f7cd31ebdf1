"""Tombstones: what is deleted stays visible to those who ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.sent import asks_for
from mockserver.engine.rules.touch import touched
from mockserver.engine.state import WITH_DEAD, Entity, Family, Key, State
from mockserver.model.resource import Resource


@keeps("tombstones.stamped")
def buried(draft: Draft, resource: Resource, entity: Entity) -> None:
    """Remove an entity; if its resource has tombstones, keep what is shown of it from now on:
    it has the flag, and what each write makes is made anew.
    """
    if resource.tombstones is None:
        draft.drop(entity)
        return
    draft.cite(resource.rules, "tombstones.stamped")
    last = touched(draft, resource, entity)
    draft.bury(replace(last, fields={**last.fields, resource.tombstones.flag: True}))


@keeps("tombstones.shown")
def shown_family(draft: Draft, resource: Resource, call: Call, family: Family) -> Family:
    """Return whose children a list shows: with the deleted ones if the request asks for them."""
    if not asks_for_deleted(resource, call):
        return family
    draft.cite(resource.rules, "tombstones.shown")
    return WITH_DEAD, family


def asks_for_deleted(resource: Resource, call: Call) -> bool:
    """Return whether a request asks for deleted entities, too."""
    return resource.tombstones is not None and asks_for(call, resource.tombstones.by)


def final(state: State, resource: Resource, key: Key) -> tuple[str, ...]:
    """Return the rules that say why a deleted entity is not there any more."""
    if resource.tombstones is None or (resource.name, key) not in state.dead:
        return ()
    return resource.rules.get("tombstones.final", ())


@keeps("tombstones.final")
def stillborn(resource: Resource, item: Mapping[str, Any]) -> list[Violation]:
    """Refuse a representation that says it is deleted: only a deletion makes that so, and what
    is deleted is not there to be changed.
    """
    if resource.tombstones is None or item.get(resource.tombstones.flag) is not True:
        return []
    return [
        Violation(
            where="body",
            field=resource.tombstones.flag,
            message="Only a deletion sets this.",
            rules=resource.rules.get("tombstones.final", ()),
        )
    ]
