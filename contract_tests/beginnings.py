"""Beginnings: whether a server that is taken back begins in the same way each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from typing import Any

from mockserver.engine.hole import Hole
from mockserver.engine.instant import instant
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.state import Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

TICK = 1.3
"""A time so many seconds old may have been told by a clock just now: some count whole seconds."""

YOUNG = 2 * 86_400.0
"""A time that is not older may be told by how long ago it was, another one each time."""

Place = tuple[tuple[str, Any], Path]
"""A property of an entity, perhaps inside an object."""


ADDRESSES = frozenset({"url", "server"})
"""How properties are made in which a server may tell the time of its beginning, too."""


class Beginnings:
    """How a server begins: its `state`, and whether that `is_same` each time, apart from times that
    it may tell anew, and addresses that it may make anew with them. Those are left open if nothing
    depends on them; if something does, a beginning with such times is the same only until the
    second is over, as is one with young times until they were the same in another second.
    """

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        self._api, self._clock = api, clock
        self._found = self.state = State()
        self._alike, self._fresh_in, self._since = False, -1, 0.0
        self._leading = {name: set(_leading(api, name)) for name in api.resources}
        self._addresses = {name: [*_addresses(each)] for name, each in api.resources.items()}

    def note(self, state: State) -> None:
        """Note in what state a server has begun just now."""
        former, self._found, now = self._found, state, self._clock()
        here, there = dict(self._times(state)), dict(self._times(former))
        fresh = {place for place, told in here.items() if abs(now - told) < TICK}
        led = {place for place in fresh if self._leads(*place)}
        again = fresh | {place for place, told in here.items() if there.get(place) != told}
        anew = again | set(self._made_anew(state, former, {place for place, _ in again}))
        open_ = {place for place in anew if not self._leads(*place)}
        self.state = self._opened(state, open_)
        self._alike = self._opened(former, open_) == self.state
        self._since = self._since if self._alike else now
        young = any(abs(now - told) < YOUNG for told in here.values())
        is_proven = not young or now - self._since > TICK
        self._fresh_in = -1 if is_proven and not led else int(now)

    @property
    def is_same(self) -> bool:
        """Whether a server that is taken back now begins as it did before."""
        return self._alike and self._fresh_in in {-1, int(self._clock())}

    def _leads(self, place: tuple[str, Any], path: Path) -> bool:
        """Return whether something may depend on a property; on an address in an object nothing
        does.
        """
        return not path[1:] and path[0] in self._leading[place[0]]

    def _times(self, state: State) -> Iterator[tuple[Place, float]]:
        """Yield the times that the server's clock has told."""
        for place, entity in state.entities.items():
            for schema in self._api.resources[entity.resource].kept:
                if schema.made_by == "clock":
                    told = instant(entity.fields.get(schema.name))
                    if told is not None:
                        yield (place, (schema.name,)), told

    def _made_anew(
        self, state: State, former: State, again: Set[tuple[str, Any]]
    ) -> Iterator[Place]:
        """Yield the addresses that are other ones than before, and those of what was made `again`
        just now.
        """
        for place, entity in state.entities.items():
            before = former.get(*place)
            for path in self._addresses[entity.resource]:
                told = value_at(entity.fields, path)
                if not isinstance(told, str):
                    continue
                if place in again or (before and value_at(before.fields, path) != told):
                    yield place, path

    def _opened(self, state: State, places: Set[Place]) -> State:
        """Return the state in which nobody knows these times."""
        serial, puts = state.serial, list[Put]()
        for place in sorted({place for place, _ in places}, key=repr):
            if (entity := state.get(*place)) is None:
                continue
            fields, resource = dict(entity.fields), self._api.resources[entity.resource]
            for path in sorted(path for other, path in places if other == place):
                serial += 1
                schema = dict(resource.pictures).get(path) or resource.properties[path[-1]]
                fields = with_value(fields, path, Hole(serial=serial, property=schema))
            puts.append(Put(replace(entity, fields=fields)))
        return applied(self._api, state, puts, serial) if puts else state


def _addresses(resource: Resource) -> Iterator[Path]:
    """Yield the ways to the addresses that a server makes."""
    yield from ((each.name,) for each in resource.kept if each.made_by in ADDRESSES)
    yield from (path for path, _ in resource.pictures if path[1:])


def _leading(api: Api, resource: str) -> Iterator[str]:
    """Yield the names of the properties on which something may depend: what a list is ordered or
    narrowed by, what tells versions, and all where there are views, or what follows states.
    """
    about, ways = api.resources[resource], api.operations.values()
    if any(each.view for each in ways) or any(each.tracked for each in api.resources.values()):
        yield from about.properties
    if any(each.only_if for each in ways if each.resource == resource):
        yield from about.properties
    yield from (name for name, _ in about.order)
    if about.version:
        yield about.version.field
    for operation in ways:
        if operation.resource == resource:
            yield from (each.field for each in operation.filters)
