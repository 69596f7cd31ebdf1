"""What is known: the entities of a state, those that were there before, and those that never were.

Everything is in the order of creation, so that the same seed chooses the same in every process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from contract_tests.arguments.values import Draw
from mockserver.engine.holders import meets
from mockserver.engine.hole import Hole
from mockserver.engine.known import Identifiers, address, strangers
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api
from mockserver.model.resource import Resource

REMEMBERED = 50
"""So many addresses that were used are remembered of each resource."""

TRIES = 4

SCANNED = 200
"""Among more, what has certain values is looked for by chance."""

FEW, VERY_FEW = 5, 2


class Known:
    """What is known to exist of one API. `look` at a state comes before all questions.

    A large state is not read anew after each change: of what is chosen, only what is still
    there counts, and it is as it is now.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self.state = self.beginning = State()
        self._read: Any = None
        self._changes = 0
        self._entities: dict[str, list[Entity]] = {}
        self._gone: dict[str, list[Any]] = {}
        self._met: dict[str, OrderedDict[Any, Identifiers]] = {}
        self._strangers: Mapping[str, list[Identifiers]] = {}

    def look(self, state: State, beginning: State) -> None:
        """Take notice of a state, and of the one at the beginning of the walk."""
        if beginning is not self.beginning:
            self.beginning = beginning
            self._strangers = strangers(self._api, beginning)
            self._met = {}
            for entity in _in_order(beginning):
                self.meet(self._api.resources[entity.resource], entity, beginning)
        self.state = state
        if state.entities is self._read:
            return
        self._changes += 1
        if self._read is None or self._changes * 100 >= len(state.entities) + len(state.gone):
            self._read, self._changes = state.entities, 0
            self._entities, self._gone = {}, {}
            for entity in _in_order(state):
                self._entities.setdefault(entity.resource, []).append(entity)
            for resource, key in sorted(state.gone, key=str):
                if not isinstance(key, Hole):
                    self._gone.setdefault(resource, []).append(key)

    def entities(self, resource: str) -> list[Entity]:
        """Return the entities of a resource, the oldest first; some may be gone meanwhile."""
        return self._entities.get(resource, [])

    def spared(self, resource: str) -> float:
        """Return how likely one of a resource is spared a deletion: where few are left, mostly,
        for the rest would have nothing to meet.
        """
        left = [each for each in self.entities(resource)[: 3 * FEW] if self._is_there(each)]
        return 0.0 if len(left) > FEW else 0.6 if len(left) > VERY_FEW else 0.85

    def _is_there(self, entity: Entity) -> bool:
        return self.state.get(entity.resource, entity.key) is not None

    def one(
        self,
        resource: str,
        draw: Draw,
        where: Mapping[str, Any] | None = None,
        *,
        first: float = 0.0,
    ) -> Entity | None:
        """Return an entity of a resource, with these values if there is such; new ones are a bit
        likelier, and with a chance of `first` it is the oldest. None when there is none.
        """
        among = self.entities(resource)
        if where and len(among) <= SCANNED:
            among, where = [each for each in among if meets(each, where)] or among, None
        for tried in range(4 * TRIES if among else 0):
            place = draw.random.random()
            place = 1 - place * place if draw.random.random() < 0.3 else place
            place = 0 if first and draw.random.random() < first else place
            chosen = among[min(int(place * len(among)), len(among) - 1)]
            current = self.state.get(resource, chosen.key)
            if current and (not where or tried >= 3 * TRIES or meets(current, where)):
                return current
        return None

    def above(self, entity: Entity) -> Entity | None:
        """Return the parent of an entity, None when it has none or it is not known."""
        return self.state.get(self._api.resources[entity.resource].parent, entity.parent)

    def newest(self, resource: str, parent: Entity | None = None) -> Entity | None:
        """Return the newest entity of a resource, of those right below a parent if it is given;
        None when there is none.
        """
        found = [
            each
            for each in self.state.entities.values()
            if each.resource == resource and not isinstance(each.key, Hole)
            if parent is None or each.parent == parent.key
        ]
        return max(found, key=lambda each: each.ordinal, default=None)

    def address(self, entity: Entity) -> Identifiers:
        """Return the path parameters that address an entity."""
        resource = self._api.resources[entity.resource]
        found = address(self._api, self.state, resource, entity)
        found = {name: each for name, each in found.items() if not isinstance(each, Hole)}
        self._remember(resource.name, entity.key, found)
        return found

    def meet(self, resource: Resource, entity: Entity, state: State) -> None:
        """Remember an entity of an earlier state."""
        if resource.path and not isinstance(entity.key, Hole):
            found = address(self._api, state, resource, entity)
            self._remember(resource.name, entity.key, found)

    def deleted(self, resource: str, draw: Draw) -> Identifiers | None:
        """Return the address of something that was there once, None when nothing is known."""
        gone = [
            each
            for key, each in self._met.get(resource, {}).items()
            if self.state.get(resource, key) is None
        ]
        keys, path = self._gone.get(resource, ()), self._api.resources[resource].path
        if keys and (not gone or draw.random.random() < 0.5):
            like = self.one(resource, draw)
            around = self.address(like) if like else self.unknown(resource)
            return {**around, path: draw.random.choice(keys)}
        return draw.random.choice(gone) if gone else None

    def unknown(self, resource: str) -> Identifiers:
        """Return an address of the right form that never meant anything."""
        found = self._strangers.get(resource)
        return dict(found[0]) if found else {}

    def key(self, resource: str, draw: Draw, where: Mapping[str, Any] | None = None) -> Any:
        """Return an identifier: mostly a known one with these values, else any, deleted, unknown.
        None when there is none at all.
        """
        path, number = self._api.resources[resource].path, draw.random.random()
        if number < 0.9:
            found = self.one(resource, draw, where if number < 0.85 else None)
            if found is not None:
                return found.key
        around = self.deleted(resource, draw) if number < 0.95 else None
        return (around or self.unknown(resource)).get(path)

    def _remember(self, resource: str, key: Any, found: Identifiers) -> None:
        met = self._met.setdefault(resource, OrderedDict())
        met[key] = found
        met.move_to_end(key)
        if len(met) > REMEMBERED:
            met.popitem(last=False)


def _in_order(state: State) -> list[Entity]:
    """Return the entities by creation; what nobody can name yet is left out."""
    known = (each for each in state.entities.values() if not isinstance(each.key, Hole))
    return sorted(known, key=lambda each: each.ordinal)
