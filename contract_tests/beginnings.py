"""Beginnings: whether a server that is taken back begins in the same way each time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from typing import Any

from mockserver.engine.hole import Hole
from mockserver.engine.instant import instant
from mockserver.engine.state import Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.view import View

TICK = 1.3
"""A time so many seconds old may have been told by a clock just now: some count whole seconds."""

Place = tuple[tuple[str, Any], str]
"""A property of an entity."""


class Beginnings:
    """How a server begins: its `state`, and whether that `is_same` each time, apart from times that
    it may tell anew. Those are left open if nothing depends on them; if something does, a beginning
    with such times is the same only until the second is over.
    """

    def __init__(self, api: Api, clock: Callable[[], float] = time.time) -> None:
        self._api, self._clock = api, clock
        self._found = self.state = State()
        self._alike, self._fresh_in = False, -1
        self._leading = {name: set(_leading(api, name)) for name in api.resources}

    def note(self, state: State) -> None:
        """Note in what state a server has begun just now."""
        former, self._found, now = self._found, state, self._clock()
        here, there = dict(self._times(state)), dict(self._times(former))
        fresh = {place for place, told in here.items() if now - told < TICK}
        led = {place for place in fresh if place[1] in self._leading[place[0][0]]}
        again = fresh | {place for place, told in here.items() if there.get(place) != told}
        open_ = {place for place in again if place[1] not in self._leading[place[0][0]]}
        self.state = self._opened(state, open_)
        self._alike = self._opened(former, open_) == self.state
        self._fresh_in = int(now) if led else -1

    @property
    def is_same(self) -> bool:
        """Whether a server that is taken back now begins as it did before."""
        return self._alike and self._fresh_in in {-1, int(self._clock())}

    def _times(self, state: State) -> Iterator[tuple[Place, float]]:
        """Yield the times that the server's clock has told."""
        for place, entity in state.entities.items():
            for schema in self._api.resources[entity.resource].kept:
                if schema.made_by == "clock":
                    told = instant(entity.fields.get(schema.name))
                    if told is not None:
                        yield (place, schema.name), told

    def _opened(self, state: State, places: Set[Place]) -> State:
        """Return the state in which nobody knows these times."""
        serial, puts = state.serial, list[Put]()
        for place in sorted({place for place, _ in places}, key=repr):
            if (entity := state.get(*place)) is None:
                continue
            fields = dict(entity.fields)
            for name in sorted(name for other, name in places if other == place):
                serial += 1
                schema = self._api.resources[entity.resource].properties[name]
                fields[name] = Hole(serial=serial, property=schema)
            puts.append(Put(replace(entity, fields=fields)))
        return applied(self._api, state, puts, serial) if puts else state


def _leading(api: Api, resource: str) -> Iterator[str]:
    """Yield the names of the properties on which something depends: what a list is ordered or
    narrowed by, what its view compares, what tracks things goes by, or what tells versions.
    """
    about = api.resources[resource]
    yield from (name for name, _ in about.order)
    if about.version:
        yield about.version.field
    for operation in api.operations.values():
        if operation.resource == resource:
            yield from (each.field for each in operation.filters)
            yield from _compared(operation.view)
    for each in api.resources.values():
        if each.tracked is not None and resource in each.tracked.resources.values():
            yield from (schema.name for schema in about.kept if schema.made_by == "clock")


def _compared(view: View | None) -> Iterator[str]:
    """Yield the names of the times of what is listed that a view compares with others."""
    if view is None:
        return
    for alternative in view.alternatives:
        yield from (each.value for each in alternative or () if each.comparison == "before")
    for other in (*view.union, *view.outside, *view.within):
        yield from _compared(other)
