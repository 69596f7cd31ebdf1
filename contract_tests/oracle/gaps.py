"""Gaps: who stands first among its siblings is documented more often than how they are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.oracle.blame import documented
from contract_tests.oracle.reading import inside, key_of
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.rules.position import position_of
from mockserver.engine.state import Entity, Family, Key, Put, State
from mockserver.model.api import Api
from mockserver.model.resource import Resource

FIRST = "position.move-first"


class Gaps:
    """Who was moved to the first place among its siblings, until one of them changes, and whether
    it is there alone: one that stood there before need not have moved anybody.

    Where a document tells only that what is moved to the first place is the first, a server may
    number all others as it likes: leave gaps where one was deleted or moved away, or move others
    only as far as they are in the way.
    """

    def __init__(self, api: Api) -> None:
        self._open = [each for each in api.resources.values() if _is_open(each)]
        self._moved: dict[tuple[str, Family], tuple[Key, bool]] = {}

    def forget(self) -> None:
        """Forget who was moved: something may have been changed."""
        self._moved.clear()

    def note(self, state: State, outcome: Outcome) -> None:
        """Note what has been done to a state."""
        before = dict(self._moved)
        for each in outcome.changes:
            entity = each.entity if isinstance(each, Put) else None
            if entity is None:
                self.forget()  # who is gone had siblings, too
            elif self._moved and any(entity.resource == kind.name for kind in self._open):
                self._moved.pop((entity.resource, entity.parent), None)
        for resource in self._open:
            if (entity := _moving(outcome, resource)) is not None:
                place, was = (resource.name, entity.parent), state.get(resource.name, entity.key)
                stays = was is not None and position_of(state, resource, was) == 1
                alone = not stays or before.get(place) == (entity.key, True)
                self._moved[place] = entity.key, alone

    def excuses(
        self, state: State, outcome: Outcome, response: Response, mismatch: Mismatch
    ) -> bool:
        """Say whether a place shows the position of what was not moved to the first place, and not
        that place in its stead.
        """
        *above, name = mismatch.path.split(".")
        resource = next((each for each in self._open if each.position == name), None)
        if resource is None or any(type(e) is not int for e in (mismatch.expected, mismatch.seen)):
            return False
        key = _key_at(resource, response.body, above[1:])
        if (now := _moving(outcome, resource)) is not None:
            return key not in (None, now.key) and mismatch.seen != 1
        entity = state.get(resource.name, key)
        if entity is None:
            return True  # where something new comes is another matter
        if _moves(outcome, resource, entity.parent):
            return True  # and so is where something is moved that was the first
        moved, alone = self._moved.get((resource.name, entity.parent), (None, False))
        return moved is None or (key != moved and not (alone and mismatch.seen == 1))


def _moves(outcome: Outcome, resource: Resource, family: Family) -> bool:
    """Say whether a request moves something below a parent to another place than the first."""
    puts = (each.entity for each in outcome.changes if isinstance(each, Put))
    within = any((each.resource, each.parent) == (resource.name, family) for each in puts)
    return within and any(id_ in outcome.rules for id_ in resource.rules.get("position.move", ()))


def _is_open(resource: Resource) -> bool:
    """Say whether a document tells of positions only who is the first."""
    told = [c for c, ids in resource.rules.items() if documented(ids)]
    return [each for each in told if each.startswith("position.")] == [FIRST]


def _moving(outcome: Outcome, resource: Resource) -> Entity | None:
    """Return what a request moves to the first place, None for nothing."""
    first = {id_ for id_ in resource.rules.get(FIRST, ()) if documented([id_])}
    if not any(id_ in first and documented([id_]) for id_ in outcome.rules):
        return None
    key = outcome.shown.key if outcome.shown else None
    puts = (each.entity for each in outcome.changes if isinstance(each, Put))
    return next((e for e in puts if e.resource == resource.name and e.key == key), None)


def _key_at(resource: Resource, body: Any, path: list[str]) -> Key:
    """Return the identifier of what stands at a path in a body."""
    for name in path:
        body = inside(body, name)
    return key_of(resource, body) if isinstance(body, Mapping) else None
