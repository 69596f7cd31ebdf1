"""Outcomes: what may legally happen, with holes where the server is free."""

from __future__ import annotations

from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Hole
from mockserver.engine.message import Refusal, Response
from mockserver.engine.state import Change, Drop, Entity, Family, Key, Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.frozen import frozen
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT, Property
from mockserver.model.rule import Clauses


@frozen()
class Shown:
    """What the body shows, to be read from the state after the changes.

    `key` is the item's; a list shows the children of `parent`, `size` of them from `start`, or
    those around the sort key `after` (or before `before`), when they meet the `filters`, pairs
    of property and accepted values. `page` is the number asked for. `address` and `pairs` are
    the URL asked, for the links to other pages. `hidden` are the properties that are left out.
    """

    operation: Operation
    key: Key = None
    parent: Family = None
    start: int = 0
    size: int = 0
    page: int = 1
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None
    filters: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    address: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    hidden: frozenset[str] = frozenset()


@frozen()
class Outcome:
    """One legal outcome of a request.

    Either it is carried out (`status`, `changes`, `shown`) or refused (`refusal`, no changes).
    `rules` are the ids of the rules that shaped it. `serial` is the state's next serial.
    `remember` is the key under which the answer is to be kept, with the request; `repeats` is
    an answer that is given again. `version` is the older one whose way of answering is asked
    for, "" for the newest.
    """

    status: int
    changes: tuple[Change, ...] = ()
    shown: Shown | None = None
    refusal: Refusal | None = None
    rules: tuple[str, ...] = ()
    serial: int = 0
    remember: tuple[tuple[str, str], Any] | None = None
    repeats: Response | None = None
    version: str = ""


class Draft:
    """An outcome while it is being worked out; it lives within one step only.

    `state` is always the state after the changes noted so far, so that what a request does
    first is seen by what it does next (the second image of a product that is created with
    three comes after the first).
    """

    def __init__(self, api: Api, state: State) -> None:
        self.changes: list[Change] = []
        self.rules: list[str] = []
        self.serial = state.serial
        self._api, self._state, self._applied = api, state, 0
        self._counters: dict[tuple[str, str], int] = {}

    @property
    def state(self) -> State:
        """The state after the changes noted so far."""
        if self._applied < len(self.changes):
            pending = self.changes[self._applied :]
            self._state = applied(self._api, self._state, pending, self.serial)
            self._applied = len(self.changes)
        return self._state

    def hole(self, schema: Property, sent: Any = ABSENT, above: int = 0) -> Hole:
        """Return a fresh hole for a property, whose value exceeds `above` if it is a number."""
        self.serial += 1
        return Hole(serial=self.serial, property=schema, sent=sent, above=above)

    @keeps("made-by.rising")
    def counted(self, resource: str, schema: Property) -> Hole:
        """Return a fresh hole for a number that exceeds all that the property has had."""
        start = schema.stand_in - 1 if isinstance(schema.stand_in, int) else 0
        known = self._state.highest.get((resource, schema.name), start)
        above = max(self._counters.get((resource, schema.name), known), known)
        self._counters[resource, schema.name] = above + 1
        self.serial += 1
        return Hole(serial=self.serial, property=schema, above=above)

    def ordinal(self) -> int:
        """Return the number of the next creation."""
        self.serial += 1
        return self.serial

    def put(self, entity: Entity) -> None:
        """Store an entity."""
        self.changes.append(Put(entity))

    def bury(self, entity: Entity) -> None:
        """Remove an entity and show it as it is now to those who ask for deleted ones."""
        self.changes.append(Put(entity, dead=True))

    def drop(self, entity: Entity) -> None:
        """Remove an entity."""
        self.changes.append(Drop(entity.resource, entity.key))

    def cite(self, clauses: Clauses, *names: str) -> None:
        """Note the rules that cite these clauses."""
        if clauses:
            for name in names:
                self.rules.extend(clauses.get(name, ()))

    def done(self, operation: Operation, shown: Shown | None) -> Outcome:
        """Return the outcome of a request that is carried out."""
        return Outcome(
            status=operation.status,
            changes=tuple(self.changes),
            shown=shown,
            rules=tuple(dict.fromkeys(self.rules)),
            serial=self.serial,
        )
