"""Outcomes: what may legally happen, with holes where the server is free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Hole
from mockserver.engine.message import File, Refusal, Response
from mockserver.engine.state import Change, Drop, Entity, Family, Key, Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.frozen import frozen
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Filter, Operation
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses
from mockserver.model.sample import Failure


@frozen()
class Shown:
    """What the body shows, to be read from the state after the changes.

    `key` is the item's; a list shows the children of `parent`, `size` of them from `start`, or
    those around the sort key `after` (or before `before`), when they meet the `filters`, pairs
    of a filter and accepted values. `path` are the path parameters that a view may compare with,
    `added` the keys of what a replacement has added. `page` is the number asked for. `address`
    and `pairs` are the URL asked, for the links to other pages. `hidden` are the properties that
    are left out, `barred` those of them that the request has left out.

    `keys` are those of many, `deleted` of what went, `mappings` the temporary identifiers with
    what took their place, `failed` why groups were not carried out, `now` the time of the answer;
    `related` says that what is referred to is shown, too: by what is shown (`own`), and by what is
    shown inside that (`nested`); "" for none.
    """

    operation: Operation
    key: Key = None
    parent: Family = None
    start: int = 0
    size: int = 0
    page: int = 1
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None
    filters: tuple[tuple[Filter, tuple[Any, ...]], ...] = ()
    path: Mapping[str, Any] = NOTHING
    added: tuple[Key, ...] = ()
    address: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    hidden: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    keys: tuple[Key, ...] = ()
    deleted: tuple[Key, ...] = ()
    mappings: tuple[tuple[str, Key], ...] = ()
    failed: tuple[Refusal, ...] = ()
    now: Hole | None = None
    related: str = ""


@frozen()
class Outcome:
    """One legal outcome of a request.

    Either it is carried out (`status`, `changes`, `shown`) or refused (`refusal`, no changes).
    `rules` are the ids of the rules that shaped it. `serial` is the state's next serial.
    `remember` is the key under which the answer is to be kept, with the request; `repeats` is
    an answer that is given again. `version` is the older one whose way of answering is asked
    for, "" for the newest. `failure` is how the operation tells the refusal, None for as all do.
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
    failure: Failure | None = None


class Draft:
    """An outcome while it is being worked out; it lives within one step only.

    `state` is always the state after the changes noted so far, so that what a request does
    first is seen by what it does next (the second image of a product that is created with
    three comes after the first). `names` are the temporary identifiers of the request, with those
    that take their place, `begun` is the state at the start, `lost` says that something stored
    is lost because it was not sent; a `lenient` one keeps that. `open` says that something may as
    well be done in another way, which it is in one that does all of that `otherwise`. `version` is
    that of the API which the request is written for, "" for the newest. `way` is the number of
    one of several ways to do it, 0 for the preferred one, and `early` says that what came after the
    version is at stake, which stays in the first way, is lost in the second, and is written as in
    the newest version in the third. `unasked` are the identifiers of what
    got a flag for which nobody had asked.
    """

    def __init__(
        self,
        api: Api,
        state: State,
        *,
        version: str = "",
        lenient: bool = False,
        otherwise: bool = False,
        way: int = 0,
    ) -> None:
        self.changes: list[Change] = []
        self.rules: list[str] = []
        self.serial = state.serial
        self._api, self._state, self._applied = api, state, 0
        self.begun, self.lost, self.lenient = state, False, lenient
        self.version, self.open, self.otherwise = version, False, otherwise
        self.way, self.early = way, False
        self._counters: dict[tuple[str, str], int] = {}
        self.names: dict[str, Key] = {}
        self.unasked: set[Key] = set()

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

    def mark(self) -> tuple[Any, ...]:
        """Return where the draft is, to come back to it."""
        return self.state, len(self.changes), len(self.rules), self.lost

    def back(self, mark: tuple[Any, ...]) -> None:
        """Take back what was noted since a mark; numbers that were given stay given."""
        self._state, changes, rules, self.lost = mark
        del self.changes[changes:], self.rules[rules:]
        self._applied = changes

    @keeps("temporary-ids.replaced")
    def renamed(self, value: Any) -> Any:
        """Return an identifier, or a list of them, with the temporary ones replaced."""
        if not self.names:
            return value
        if isinstance(value, list):
            return [self.renamed(each) for each in value]
        return self.names.get(value, value) if isinstance(value, str) else value

    def called(self, key: Key) -> Key:
        """Return what the client calls an identifier."""
        if not isinstance(key, Hole):
            return key
        return next((name for name, real in self.names.items() if real == key), "what is new")

    def _ordinal(self) -> int:
        """Return the number of the next creation."""
        self.serial += 1
        return self.serial

    def born(
        self,
        resource: Resource,
        key: Key,
        parent: Key,
        fields: Mapping[str, Any],
        files: Mapping[str, File] = NOTHING,
        label: float = 0.0,
    ) -> Entity:
        """Return a new entity, which comes after all others; it is not stored yet."""
        return Entity(
            resource=resource.name,
            key=key,
            parent=parent,
            ordinal=self._ordinal(),
            fields=fields,
            files=files,
            label=label,
            deep=resource.deep,
        )

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
        if shown is not None and operation.told:
            shown = self._telling(operation, shown)
        return Outcome(
            status=operation.status,
            changes=tuple(self.changes),
            shown=shown,
            rules=tuple(dict.fromkeys(self.rules)),
            serial=self.serial,
        )

    def _telling(self, operation: Operation, shown: Shown) -> Shown:
        """Return what is shown with what the answer tells of the changes."""
        if "deleted" in operation.told:
            gone = [
                each.key if isinstance(each, Drop) else each.entity.key
                for each in self.changes
                if isinstance(each, Drop) or each.dead
            ]
            shown = replace(shown, deleted=tuple(gone))
        if "now" in operation.told:
            shown = replace(shown, now=self.hole(NOW))
        return shown


NOW = Property(name="now", types=("string",), format="date-time", made_by="clock")
"""The time at which an answer is given."""
