"""State: all that a server remembers, as an immutable value.

A snapshot is a reference, a fork is a second one, and restoring is an assignment. Adding to a
state shares all but a path of it, so the cost of a change does not grow with what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from rpds import HashTrieMap

from mockserver.engine.hole import Hole, Values, resolved
from mockserver.engine.message import File
from mockserver.engine.rules.order import SortKey, sort_key
from mockserver.engine.sequence import Sequence
from mockserver.model.api import Api
from mockserver.model.frozen import frozen

Key = str | int | Hole | None
"""The identifier of an entity; a hole while nobody knows it, None for "no parent"."""


@frozen()
class Entity:
    """One thing that is stored. Its mappings are never changed, only replaced.

    `ordinal` counts creations. `label` places it among its siblings when their resource has
    positions. `files` are the uploaded files by the name of their part.
    """

    resource: str
    key: Key
    parent: Key
    ordinal: int
    fields: Mapping[str, Any]
    files: Mapping[str, File] = field(default_factory=dict)
    label: float = 0.0

    def resolved(self, values: Values) -> Entity:
        """Return the entity with the holes replaced whose values are known."""
        if not values:
            return self
        return Entity(
            resource=self.resource,
            key=resolved(self.key, values),
            parent=resolved(self.parent, values),
            ordinal=self.ordinal,
            fields={
                name: values.get(value, value) if isinstance(value, Hole) else value
                for name, value in self.fields.items()
            },
            files=self.files,
            label=self.label,
        )


@frozen(kw_only=False)
class Put:
    """A change: the entity is stored, in the place of the one with its key if there is one."""

    entity: Entity

    def resolved(self, values: Values) -> Put:
        """Return the change with the holes replaced whose values are known."""
        return Put(self.entity.resolved(values))


@frozen(kw_only=False)
class Drop:
    """A change: the entity with this key is removed."""

    resource: str
    key: Key

    def resolved(self, values: Values) -> Drop:
        """Return the change itself: what is removed has no holes of this step."""
        return self


Change = Put | Drop


def _empty() -> HashTrieMap[Any, Any]:
    return HashTrieMap()


@frozen()
class State:
    """All entities, with the indexes that make every question cheap.

    `siblings` holds the sort keys of a parent's children in list order; `flagged` tells which
    sibling has the exclusive flag; `gone` are the identifiers that may not be given again;
    `serial` numbers holes and creations.
    """

    entities: HashTrieMap[tuple[str, Key], Entity] = field(default_factory=_empty)
    siblings: HashTrieMap[tuple[str, Key], Sequence[SortKey]] = field(default_factory=_empty)
    flagged: HashTrieMap[tuple[str, Key], Key] = field(default_factory=_empty)
    gone: HashTrieMap[tuple[str, Key], bool] = field(default_factory=_empty)
    serial: int = 0

    def get(self, resource: str, key: Key) -> Entity | None:
        """Return the entity of a resource with an identifier, None when there is none."""
        return self.entities.get((resource, key))

    def children(self, resource: str, parent: Key) -> Sequence[SortKey]:
        """Return the sort keys of a parent's children in list order; the key is last in each."""
        return self.siblings.get((resource, parent), NONE)

    def child(self, resource: str, item: SortKey) -> Entity:
        """Return the child that a sort key stands for."""
        return self.entities[resource, item[-1]]


NONE: Sequence[SortKey] = Sequence()


def applied(api: Api, state: State, changes: Iterable[Change], serial: int) -> State:
    """Return the state after the changes. `state` itself stays as it is."""
    entities, siblings = state.entities, state.siblings
    flagged, gone = state.flagged, state.gone
    for change in changes:
        entity = change.entity if isinstance(change, Put) else None
        name = entity.resource if entity else change.resource  # type: ignore[union-attr]
        key = entity.key if entity else change.key  # type: ignore[union-attr]
        resource = api.resources[name]
        old = entities.get((name, key))
        family = (name, (entity or old).parent)  # type: ignore[union-attr]
        order = siblings.get(family, NONE)
        if old is not None:
            order = order.remove(sort_key(resource, old))
        if entity is not None:
            entities = entities.insert((name, key), entity)
            order = order.add(sort_key(resource, entity))
        elif old is not None:
            entities = entities.remove((name, key))
            if resource.properties[resource.identifier].made_by:
                gone = gone.insert((name, key), True)
        siblings = siblings.insert(family, order) if order else siblings.discard(family)
        if resource.exclusive:
            if entity is not None and entity.fields.get(resource.exclusive.field) is True:
                flagged = flagged.insert(family, key)
            elif flagged.get(family) == key:
                flagged = flagged.discard(family)
    return State(entities=entities, siblings=siblings, flagged=flagged, gone=gone, serial=serial)
