"""Shifts: of the numbers that siblings are sorted by, a document may tell in full only who gives
way to one that rises.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from contract_tests.oracle.blame import documented
from contract_tests.oracle.reading import inside, key_of
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.state import Entity, Family, Key, Put, State
from mockserver.model.api import Api
from mockserver.model.resource import Resource


class Shifts:
    """Who has fallen among its siblings, until they are shown, where no document says that then
    nobody moves; and who came without a number, until it is shown, where none says which it has.
    Nor need a number that an update leaves out stay as it was.
    """

    def __init__(self, api: Api) -> None:
        self._sorted = {each.name: each for each in api.resources.values() if each.sort_order}
        self._fallen: dict[tuple[str, Family], Key] = {}
        self._without = set[tuple[str, int]]()

    def forget(self) -> None:
        """Forget all: the server is at its beginning again."""
        self._fallen.clear()
        self._without.clear()

    def note(self, state: State, outcome: Outcome) -> None:
        """Note what has been done to a state, or shown of it."""
        shown = outcome.shown
        listed = self._sorted.get(shown.operation.resource) if shown else None
        if shown and listed and _is_whole(state, listed, shown):
            self._fallen.pop((listed.name, shown.parent), None)
            items = state.children(listed.name, shown.parent)
            several = (state.child(listed.name, each) for each in items)
            self._without -= {(each.resource, each.ordinal) for each in several}
        for each in outcome.changes:
            entity = each.entity if isinstance(each, Put) else None
            resource = self._sorted.get(entity.resource) if entity else None
            if entity is None or resource is None:
                continue
            itself = shown is not None and entity.key == shown.key
            if itself and _falls(resource, outcome):
                self._fallen[resource.name, entity.parent] = entity.key
            is_new = state.get(entity.resource, entity.key) is None
            if itself:
                self._without.discard((entity.resource, entity.ordinal))
            elif is_new and _is_made_up(resource, entity):
                self._without.add((entity.resource, entity.ordinal))

    def compare(self, before: State, after: State) -> None:
        """Note who has fallen, or come without a number, between two states, by something that was
        not to be carried out.
        """
        for place, entity in after.entities.items() if self._sorted else ():
            resource, former = self._sorted.get(place[0]), before.entities.get(place)
            if resource is None or former is entity:
                continue
            if former is None:
                if _is_made_up(resource, entity):
                    self._without.add((entity.resource, entity.ordinal))
                continue
            old, new = (each.fields.get(resource.sort_order) for each in (former, entity))
            if _is_open(resource) and isinstance(old, int) and isinstance(new, int) and new < old:
                self._fallen[entity.resource, entity.parent] = entity.key

    def excuses(
        self, state: State, outcome: Outcome, response: Response, mismatch: Mismatch
    ) -> bool:
        """Say whether a place shows a number that no document tells; note whom that may move."""
        *above, name = mismatch.path.split(".")
        resource = next((e for e in self._sorted.values() if e.sort_order == name), None)
        if resource is None or any(type(e) is not int for e in (mismatch.expected, mismatch.seen)):
            return False
        item = reduce(inside, above[1:], response.body)
        key = key_of(resource, item) if isinstance(item, Mapping) else None
        entity = state.get(resource.name, key)
        if entity is None:
            return self._has_without(resource, outcome)
        if not outcome.changes:
            fallen = self._fallen.get((resource.name, entity.parent))
            return fallen not in (None, key) or (resource.name, entity.ordinal) in self._without
        if not _is_left_out(resource, entity, outcome, mismatch):
            return False
        self._fallen[resource.name, entity.parent] = entity.key
        return True

    def _has_without(self, resource: Resource, outcome: Outcome) -> bool:
        """Say whether something of a resource came without a number, and was not shown before."""
        made = (each.entity for each in outcome.changes if isinstance(each, Put))
        known = any(kind == resource.name for kind, _ in self._without)
        return known or any(e.resource == resource.name and _is_made_up(resource, e) for e in made)


def _is_whole(state: State, resource: Resource, shown: Shown) -> bool:
    """Say whether an answer is a list of all siblings, with their numbers."""
    if shown.operation.action != "list":
        return False
    number = len(state.children(resource.name, shown.parent))
    told = resource.sort_order not in shown.hidden and not shown.filters and not shown.start
    return told and number <= (shown.size or number)


def _is_open(resource: Resource) -> bool:
    """Say whether no document tells who moves when something falls."""
    return not documented(resource.rules.get("sort-order.lower", ()))


def _falls(resource: Resource, outcome: Outcome) -> bool:
    """Say whether what has been done is a fall of which no document tells who moves then."""
    rules = resource.rules.get("sort-order.lower", ())
    return _is_open(resource) and any(id_ in outcome.rules for id_ in rules)


def _is_made_up(resource: Resource, entity: Entity) -> bool:
    """Say whether something has the number that it has without one, of which no document tells."""
    schema = resource.properties[resource.sort_order]
    default = schema.rules.get("default", ())
    number = entity.fields.get(resource.sort_order)
    return bool(default) and not documented(default) and number == schema.default


def _is_left_out(resource: Resource, entity: Entity, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a number is another one than before though an update may have left it out."""
    merged = outcome.shown.operation.rules.get("update.merged", ()) if outcome.shown else ()
    left = entity.fields.get(resource.sort_order) == mismatch.expected
    return left and bool(merged) and not documented(merged)
