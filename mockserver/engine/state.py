"""State: all that a server remembers, as an immutable value.

A snapshot is a reference, a fork is a second one, and restoring is an assignment. Adding to a
state shares all but a path of it, so the cost of a change does not grow with what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from rpds import HashTrieMap

from mockserver.engine.hole import Hole, Values, resolved
from mockserver.engine.message import File, Response
from mockserver.engine.paths import holds, resolved_within
from mockserver.engine.rules.order import SortKey
from mockserver.engine.sequence import Sequence
from mockserver.model.frozen import frozen
from mockserver.model.nothing import NOTHING

Key = str | int | Hole | None
"""The identifier of an entity; a hole while nobody knows it, None for "no parent"."""

Family = Key | tuple[str, Any]
"""Whose children a list has: a parent's, a further ancestor's (its resource and identifier), or
all there are ("" and None). Behind `WITH_DEAD` stands a family with its deleted members."""

WITH_DEAD = "†"
"""Stands where no name of a resource can."""

Holders: TypeAlias = "HashTrieMap[tuple[str, Any], HashTrieMap[tuple[str, Any], bool]]"
"""Who refers to a target, both by resource and identifier."""

Loose: TypeAlias = "HashTrieMap[str, int]"
"""How many there are that nothing refers to, by resource."""

Names = tuple[str, ...]
"""The names of properties that are unique together."""


@frozen()
class Entity:
    """One thing that is stored. Its mappings are never changed, only replaced.

    `also` are parents beside the first one, which only something `shared` has. `ordinal` counts
    creations. `label` places it among its siblings when their resource has
    positions. `files` are the uploaded files by the name of their part. `deep` says that there
    may be holes inside the fields' objects and lists.
    """

    resource: str
    key: Key
    parent: Key
    ordinal: int
    fields: Mapping[str, Any]
    files: Mapping[str, File] = NOTHING
    label: float = 0.0
    deep: bool = False
    also: tuple[Key, ...] = ()

    def tells_of(self, values: Values) -> bool:
        """Return whether one of these holes is in the entity."""
        return holds((self.key, self.parent), values) or holds(self.fields, values)

    def resolved(self, values: Values) -> Entity:
        """Return the entity with the holes replaced whose values are known."""
        if not values:
            return self
        return Entity(
            resource=self.resource,
            key=resolved(self.key, values),
            parent=resolved(self.parent, values),
            ordinal=self.ordinal,
            fields=resolved_within(self.fields, values)
            if self.deep
            else {
                name: values.get(value, value) if isinstance(value, Hole) else value
                for name, value in self.fields.items()
            },
            files=self.files,
            label=self.label,
            deep=self.deep,
            also=self.also,
        )


@frozen(kw_only=False)
class Put:
    """A change: the entity is stored, in the place of the one with its key if there is one; a
    `dead` one only where deleted ones are shown.
    """

    entity: Entity
    dead: bool = False

    def resolved(self, values: Values) -> Put:
        """Return the change with the holes replaced whose values are known."""
        return Put(self.entity.resolved(values), self.dead)


@frozen(kw_only=False)
class Drop:
    """A change: the entity with this key is removed."""

    resource: str
    key: Key

    def resolved(self, values: Values) -> Drop:
        """Return the change itself: what is removed has no holes of this step."""
        return self


Change = Put | Drop


@frozen()
class Answer:
    """What a request with a key was answered, and what it was: its path and its body."""

    request: Any
    response: Response


EMPTY: HashTrieMap[Any, Any] = HashTrieMap()


@frozen()
class State:
    """All entities, with the indexes that make every question cheap.

    `siblings` holds the sort keys of a parent's children in list order; `flagged` tells which
    sibling has the exclusive flag; `owners` tell who has a value that is unique, by the
    properties' names and their values; `highest` are the largest numbers that counted properties
    have had; `gone` are the identifiers that may not be given again, and by resource and property
    the values of what is unlike any other; `dead` the deleted entities that are still shown to
    those who ask; `answers` are what requests with a key were answered; `holders` tell who refers
    to what, `loose` how many are referred to by nothing; `serial` numbers holes and creations.
    """

    entities: HashTrieMap[tuple[str, Key], Entity] = EMPTY
    siblings: HashTrieMap[tuple[str, Family], Sequence[SortKey]] = EMPTY
    flagged: HashTrieMap[tuple[str, Key], Key] = EMPTY
    owners: HashTrieMap[tuple[str, Names, tuple[Any, ...]], Key] = EMPTY
    highest: HashTrieMap[tuple[str, str], int] = EMPTY
    gone: HashTrieMap[tuple[str, Key], bool] = EMPTY
    dead: HashTrieMap[tuple[str, Key], Entity] = EMPTY
    answers: HashTrieMap[tuple[str, str], Answer] = EMPTY
    holders: Holders = EMPTY
    loose: Loose = EMPTY
    serial: int = 0

    def get(self, resource: str, key: Key) -> Entity | None:
        """Return the entity of a resource with an identifier, None when there is none."""
        return self.entities.get((resource, key))

    def children(self, resource: str, parent: Family) -> Sequence[SortKey]:
        """Return the sort keys of a parent's children in list order; the key is last in each."""
        return self.siblings.get((resource, parent), NONE)

    def owner(self, resource: str, names: Names, values: tuple[Any, ...]) -> Key:
        """Return who has these values of the properties that are unique together, else None: an
        object or a list is nobody's.
        """
        if any(isinstance(each, dict | list) for each in values):
            return None
        return self.owners.get((resource, names, values))

    def child(self, resource: str, item: SortKey) -> Entity:
        """Return the child that a sort key stands for."""
        place = (resource, item[-1])
        return self.entities.get(place) or self.dead[place]


NONE: Sequence[SortKey] = Sequence()
