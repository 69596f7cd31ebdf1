"""Links: who refers to whom, kept in the state from both sides."""

from __future__ import annotations

from typing import Any

from rpds import HashTrieMap

from mockserver.engine.clause import keeps
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity, Holders, Key
from mockserver.model.property import ABSENT
from mockserver.model.resource import Resource


def targets(resource: Resource, entity: Entity | None) -> dict[tuple[str, Key], bool]:
    """Return what an entity refers to (resource and identifier), in the order of the schema."""
    found: dict[tuple[str, Key], bool] = {}
    if entity is not None:
        for link in resource.links:
            for key in named(value_at(entity.fields, link.path)):
                found[link.reference.to, key] = True
    return found


def named(value: Any) -> list[Any]:
    """Return the identifiers that the value of a referring property has."""
    if isinstance(value, list):
        return value
    return [] if value is ABSENT or value is None or value == "" else [value]


@keeps("references.shared")
def relinked(
    holders: Holders, resource: Resource, old: Entity | None, new: Entity | None
) -> Holders:
    """Return who is referred to by whom after one entity took the place of another."""
    before, after = targets(resource, old), targets(resource, new)
    bearer = new or old
    if before.keys() == after.keys() or bearer is None:
        return holders
    holder = (resource.name, bearer.key)
    for target in before:
        if target not in after:
            others = holders.get(target, NOBODY).discard(holder)
            holders = holders.insert(target, others) if others else holders.discard(target)
    for target in after:
        if target not in before:
            holders = holders.insert(target, holders.get(target, NOBODY).insert(holder, True))
    return holders


NOBODY: HashTrieMap[tuple[str, Key], bool] = HashTrieMap()
