"""Steps: by how much siblings move that make room for another one, each server may decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from contract_tests.oracle.reading import key_of, read
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity, Key, Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.resource import Resource

FAR = 2**31 - 1000
"""Who is beyond may come to the end of all numbers by larger steps."""


class Steps:
    """Which siblings have made room, and from which number each has risen, until it was shown."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._sorted = {each.name for each in api.resources.values() if each.sort_order}
        self._risen: dict[tuple[str, Key], int] = {}

    def forget(self) -> None:
        """Forget what has become of one server."""
        self._risen.clear()

    def note(self, state: State, outcome: Outcome, body: Any) -> None:
        """Note who has risen by what has been done in a state, and whose numbers are shown."""
        if self._risen and not outcome.changes:
            for resource in self._api.resources.values():
                for key, _ in _numbers(self._api, resource, outcome, body):
                    self._risen.pop((resource.name, key), None)
        shown = outcome.shown.key if outcome.shown else None
        for each in outcome.changes:
            if not isinstance(each, Put) or each.entity.resource not in self._sorted:
                continue
            place = each.entity.resource, each.entity.key
            if each.entity.key == shown:
                self._risen.pop(place, None)
            else:
                self._rise(state.get(*place), each.entity)

    def compare(self, before: State, after: State) -> None:
        """Note who has risen between two states, by something that was not to be carried out."""
        for place, entity in after.entities.items() if self._sorted else ():
            former = before.entities.get(place) if place[0] in self._sorted else None
            if former is not entity:
                self._rise(former, entity)

    def _rise(self, former: Entity | None, entity: Entity) -> None:
        """Note from which number an entity has risen, if it has."""
        field = self._api.resources[entity.resource].sort_order
        old = former.fields.get(field) if former else None
        new = entity.fields.get(field)
        if isinstance(old, int) and isinstance(new, int) and new > old:
            self._risen.setdefault((entity.resource, entity.key), old)

    def taken(self, state: State, outcome: Outcome, body: Any) -> Iterator[State]:
        """Yield the state in which those who have risen have the numbers that an answer shows, if
        they may: larger ones than before, and in the same order.
        """
        if not self._risen or outcome.shown is None:
            return
        for resource in self._api.resources.values():
            numbers = dict(_numbers(self._api, resource, outcome, body))
            several = [
                (old, numbers[key], key)
                for (name, key), old in self._risen.items()
                if name == resource.name and key in numbers
            ]
            several.sort(key=lambda each: each[:2])
            rising = all(a[0] == b[0] or a[1] < b[1] for a, b in pairwise(several))
            if not several or not rising or not all(new > old for old, new, _ in several):
                continue
            found = [(state.get(resource.name, key), new) for _, new, key in several]
            puts = [
                Put(replace(each, fields={**each.fields, resource.sort_order: new}))
                for each, new in found
                if each is not None and each.fields.get(resource.sort_order) != new
            ]
            if puts:
                yield applied(self._api, state, puts, state.serial)


def lacks_room(api: Api, state: State, outcome: Outcome) -> bool:
    """Say whether somebody is to make room who has the largest number that there is, or nearly."""
    puts = [each.entity for each in outcome.changes if isinstance(each, Put)]
    shown = outcome.shown.key if outcome.shown else None
    after = {(each.resource, each.key): each for each in puts}
    for entity in puts:
        field = api.resources[entity.resource].sort_order
        if not field or entity.key != shown or state.get(entity.resource, entity.key) is None:
            continue
        for item in state.children(entity.resource, entity.parent):
            other = state.child(entity.resource, item)
            number, wanted = other.fields.get(field), entity.fields.get(field)
            behind = isinstance(number, int) and isinstance(wanted, int) and number >= wanted
            stays = after.get((other.resource, other.key), other).fields.get(field) == number
            far = isinstance(number, int) and number > FAR
            if behind and (stays or far) and other.key != entity.key:
                return True
    return False


def _numbers(
    api: Api, resource: Resource, outcome: Outcome, body: Any
) -> Iterator[tuple[Key, int]]:
    """Yield the identifiers of what an answer shows of a resource with their numbers."""
    operation = outcome.shown.operation if outcome.shown else None
    if operation is None or not resource.sort_order or operation.resource not in api.resources:
        return
    items: Sequence[Any] = read(operation, body).items
    for nest in api.resources[operation.resource].nests:
        if nest.schema.children == resource.name:
            inner = [value_at(each, nest.path) for each in items]
            items = [each for several in inner if isinstance(several, list) for each in several]
            break
    else:
        items = items if operation.resource == resource.name else []
    for each in items:
        number = each.get(resource.sort_order) if isinstance(each, Mapping) else None
        if isinstance(number, int) and (key := key_of(resource, each)) is not None:
            yield key, number
