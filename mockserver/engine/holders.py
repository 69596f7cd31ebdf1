"""Holders: who refers to whom, kept in the state from both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rpds import HashTrieMap

from mockserver.engine.clause import keeps
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity, Holders, Key, Loose
from mockserver.model.api import Api
from mockserver.model.frozen import frozen
from mockserver.model.property import ABSENT
from mockserver.model.resource import Resource

Entities = Mapping[tuple[str, Key], Entity]
Targets = tuple[tuple[str, Key], ...]
"""What is referred to, by resource and identifier."""


def targets(resource: Resource, entity: Entity | None) -> dict[tuple[str, Key], bool]:
    """Return what an entity refers to (resource and identifier), in the order of the schema."""
    found: dict[tuple[str, Key], bool] = {}
    if entity is not None:
        for link in resource.references:
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
) -> tuple[Holders, Targets]:
    """Return who is referred to by whom after one entity took the place of another, and what is
    referred to by only one of the two.
    """
    bearer = new or old
    if bearer is None or not resource.references or (old and new and old.fields is new.fields):
        return holders, ()
    before, after = targets(resource, old), targets(resource, new)
    lost = [each for each in before if each not in after]
    gained = [each for each in after if each not in before]
    holder = (resource.name, bearer.key)
    for target in lost:
        others = holders.get(target, NOBODY).discard(holder)
        holders = holders.insert(target, others) if others else holders.discard(target)
    for target in gained:
        holders = holders.insert(target, holders.get(target, NOBODY).insert(holder, True))
    return holders, (*lost, *gained)


@frozen(kw_only=False)
class Placed:
    """One entity in the place of another, with the holders before and after that, and the
    `targets` that only one of the two refers to.
    """

    resource: Resource
    old: Entity | None
    new: Entity | None
    before: Holders
    after: Holders
    targets: Targets


def recounted(api: Api, entities: Entities, loose: Loose, placed: Placed) -> Loose:
    """Return how many there are of each resource that nothing refers to, after one entity took
    the place of another. The cost is that of the references that came and went.
    """
    own, bearer = placed.resource, placed.new or placed.old
    if bearer is None:
        return loose
    changed = {own.name: _counts(own, placed.new, placed.after)}
    changed[own.name] -= _counts(own, placed.old, placed.before)
    for target in placed.targets:
        resource, entity = api.resources[target[0]], entities.get(target)
        if target != (own.name, bearer.key):
            gained = _counts(resource, entity, placed.after)
            gained -= _counts(resource, entity, placed.before)
            changed[target[0]] = changed.get(target[0], 0) + gained
    for name, difference in changed.items():
        loose = loose.insert(name, loose.get(name, 0) + difference) if difference else loose
    return loose


def _counts(resource: Resource, entity: Entity | None, holders: Holders) -> int:
    """Return 1 for an entity that counts as one that nothing refers to, else 0."""
    word = resource.unattached
    if word is None or entity is None or not meets(entity, word.where):
        return 0
    return int((resource.name, entity.key) not in holders)


def meets(entity: Entity, where: Mapping[str, Any]) -> bool:
    """Return whether an entity has these values."""
    return all(entity.fields.get(name) == value for name, value in where.items())


NOBODY: HashTrieMap[tuple[str, Key], bool] = HashTrieMap()
