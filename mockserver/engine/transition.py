"""Transitions: the state after changes, with every index kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from rpds import HashTrieMap

from mockserver.engine.holders import Placed, recounted, relinked
from mockserver.engine.hole import Hole, Values
from mockserver.engine.rules.order import SortKey, sort_key
from mockserver.engine.sequence import Sequence
from mockserver.engine.state import (
    NONE,
    WITH_DEAD,
    Change,
    Drop,
    Entity,
    Family,
    Key,
    Names,
    Put,
    State,
)
from mockserver.model.api import Api
from mockserver.model.resource import Resource

Entities = Mapping[tuple[str, Key], Entity]


def applied(api: Api, state: State, changes: Iterable[Change], serial: int) -> State:
    """Return the state after the changes. `state` itself stays as it is."""
    entities, siblings, flagged = state.entities, state.siblings, state.flagged
    owners, highest, gone, dead = state.owners, state.highest, state.gone, state.dead
    holders, loose = state.holders, state.loose
    for change in changes:
        put = change.entity if isinstance(change, Put) else None
        entity = None if put and change.dead else put  # type: ignore[union-attr]
        name = put.resource if put else change.resource  # type: ignore[union-attr]
        key = put.key if put else change.key  # type: ignore[union-attr]
        resource = api.resources[name]
        old = entities.get((name, key))
        bearer: Entity = put or old  # type: ignore[assignment]
        parent = bearer.parent
        former = sort_key(resource, old) if old else None
        present = sort_key(resource, entity) if entity else None
        siblings = _listed(siblings, (name, parent), former, present)
        beyond = resource.wider or bearer.also
        wider = tuple(_wider(api, entities, resource, bearer)) if beyond else ()
        for family in wider:
            siblings = _listed(siblings, (name, family), former, present)
        if entity is not None:
            entities = entities.insert((name, key), entity)
        elif old is not None:
            entities = entities.remove((name, key))
            if resource.properties[resource.identifier].made_by:
                gone = gone.insert((name, key), True)
            for unlike in resource.unlike:
                value = old.fields.get(unlike)
                if not isinstance(value, dict | list):
                    gone = gone.insert((f"{name}.{unlike}", value), True)
        if not resource.indexed:
            continue
        if resource.tombstones:
            buried = dead.get((name, key))
            seen = former if buried is None else sort_key(resource, buried)
            shown = sort_key(resource, put) if put else None
            for each in (parent, *wider):
                siblings = _listed(siblings, (name, (WITH_DEAD, each)), seen, shown)
            dead = dead.discard((name, key))
            dead = dead if put is entity or put is None else dead.insert((name, key), put)
        if resource.exclusive:
            flagged = _flagged(flagged, resource.exclusive.field, bearer, gone=entity is None)
        if resource.references or resource.unattached:
            before = holders
            holders, moved = relinked(holders, resource, old, entity)
            placed = Placed(resource, old, entity, before, holders, moved)
            loose = recounted(api, entities, loose, placed)
        if resource.unique or resource.states:
            owners = _with_owner(owners, resource, old, entity, bearer)
        if resource.counted and entity is not None:
            highest = _counted(highest, resource, entity)
    return State(
        entities=entities,
        siblings=siblings,
        flagged=flagged,
        owners=owners,
        highest=highest,
        gone=gone,
        dead=dead,
        answers=state.answers,
        holders=holders,
        loose=loose,
        serial=serial,
    )


def with_values(api: Api, state: State, values: Values) -> State:
    """Return the state with the holes filled that turned out to be these values, wherever they
    are in it: with another identifier, a thing stands elsewhere in every index.

    Without a value all of it is made anew: an examiner may have found what things are under later
    than them.
    """
    told = [each for each in state.entities.values() if each.tells_of(values)]
    above = {name for each in api.resources.values() for name in each.wider}
    dead = any(each.tells_of(values) for each in state.dead.values())
    if not values or dead or any(each.resource in above for each in told):
        return _anew(api, state, values)
    told = _from_above(api, told)
    drops = (Drop(each.resource, each.key) for each in reversed(told))
    puts = (Put(each.resolved(values)) for each in told)
    after = applied(api, state, (*drops, *puts), state.serial)
    return replace(after, gone=_with_keys(state.gone, values))


def _anew(api: Api, state: State, values: Values) -> State:
    """Return the state with the holes filled, with all its indexes made anew."""
    former = State(
        highest=state.highest,
        gone=_with_keys(state.gone, values),
        answers=state.answers,
        serial=state.serial,
    )
    every = _from_above(api, state.entities.values())
    puts = [Put(each.resolved(values)) for each in every]
    puts += (Put(each.resolved(values), dead=True) for each in state.dead.values())
    return applied(api, former, puts, state.serial)


def _from_above(api: Api, entities: Iterable[Entity]) -> list[Entity]:
    """Return entities behind what they are under."""
    depth = {name: _depth(api, each) for name, each in api.resources.items()}
    return sorted(entities, key=lambda each: (depth[each.resource], each.ordinal))


def _depth(api: Api, resource: Resource) -> int:
    """Return how many resources are above one."""
    depth = 0
    while resource.parent and not resource.is_tree:
        resource, depth = api.resources[resource.parent], depth + 1
    return depth


def _with_keys(gone: HashTrieMap[Any, bool], values: Values) -> HashTrieMap[Any, bool]:
    for name, key in list(gone):
        if isinstance(key, Hole) and key in values:
            gone = gone.remove((name, key)).insert((name, values[key]), True)
    return gone


def _flagged(
    flagged: HashTrieMap[tuple[str, Key], Key], field: str, bearer: Entity, *, gone: bool
) -> HashTrieMap[tuple[str, Key], Key]:
    place = (bearer.resource, bearer.parent)
    if not gone and bearer.fields.get(field) is True:
        return flagged.insert(place, bearer.key)
    return flagged.discard(place) if flagged.get(place) == bearer.key else flagged


def _with_owner(
    owners: HashTrieMap[Any, Key],
    resource: Resource,
    old: Entity | None,
    new: Entity | None,
    bearer: Entity,
) -> HashTrieMap[Any, Key]:
    """Return who has which values, of those that are unique and of those alone in a state."""
    for names in resource.unique:
        owners = _owned(owners, names, values_of(names, old), values_of(names, new), bearer)
    if resource.states:
        for state, name in resource.states.alone:
            names = (resource.states.field, state, name)
            owners = _owned(owners, names, _held(names, old), _held(names, new), bearer)
    return owners


def _counted(
    highest: HashTrieMap[tuple[str, str], int], resource: Resource, entity: Entity
) -> HashTrieMap[tuple[str, str], int]:
    for name in resource.counted:
        number, place = entity.fields.get(name), (resource.name, name)
        if isinstance(number, int) and number > highest.get(place, 0):
            highest = highest.insert(place, number)
    return highest


def _listed(
    siblings: HashTrieMap[tuple[str, Family], Sequence[SortKey]],
    place: tuple[str, Family],
    former: SortKey | None,
    present: SortKey | None,
) -> HashTrieMap[tuple[str, Family], Sequence[SortKey]]:
    """Return the families with one member changed, come or gone in that at a place."""
    order = siblings.get(place, NONE)
    if former is not None:
        order = order.remove(former)
    if present is not None:
        order = order.add(present)
    return siblings.insert(place, order) if order else siblings.discard(place)


def _wider(api: Api, entities: Entities, resource: Resource, entity: Entity) -> Iterator[Family]:
    """Yield the families beyond the first parent's in which an entity is listed."""
    yield from entity.also
    for ancestor in resource.wider:
        if not ancestor:
            yield ALL
            continue
        above: Resource | None = resource
        found = [entity]
        while above and found and above.name != ancestor:
            keys = dict.fromkeys(key for each in found for key in (each.parent, *each.also))
            above = api.resources.get(above.parent)
            found = [each for key in keys if above and (each := entities.get((above.name, key)))]
        for each in found:
            yield ancestor, each.key


ALL: tuple[str, Key] = ("", None)
"""The family of all there are of a resource."""


def values_of(names: Names, entity: Entity | None) -> tuple[Any, ...] | None:
    """Return an entity's values of properties that are unique together, None when one of them
    has none: nothing, or an empty text, is no value that another could take.
    """
    if entity is None:
        return None
    values = tuple(entity.fields.get(name) for name in names)
    none = any(value in (None, "") or isinstance(value, dict | list) for value in values)
    return None if none else values


def _held(names: Names, entity: Entity | None) -> tuple[Any, ...] | None:
    """Return the parent and the value of which an entity is the only bearer in a state."""
    field, state, name = names
    if entity is None or entity.fields.get(field) != state:
        return None
    value = entity.fields.get(name)
    return None if value is None or isinstance(value, dict | list) else (entity.parent, value)


def _owned(
    owners: HashTrieMap[Any, Key],
    names: Names,
    before: tuple[Any, ...] | None,
    after: tuple[Any, ...] | None,
    bearer: Entity,
) -> HashTrieMap[Any, Key]:
    if before == after:
        return owners
    if before is not None:
        owners = owners.discard((bearer.resource, names, before))
    if after is not None:
        owners = owners.insert((bearer.resource, names, after), bearer.key)
    return owners
