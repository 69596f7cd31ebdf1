"""Apart: what many worlds differ in is read, so that there are fewer of them."""

from __future__ import annotations

from contract_tests.walks.composing import Composer
from contract_tests.walks.walk import Scene, Walk, next_of
from mockserver.engine.hole import Hole
from mockserver.engine.state import Entity

MANY = 8
"""With more worlds each answer takes long to judge."""

FEW = 3
"""So many things are read at once."""


def telling_apart(scene: Scene, walk: Walk) -> Walk:
    """Return a walk that also reads what the worlds differ in once they are many, and again when
    they are twice as many as that has left.
    """
    composer, most, asked = Composer(scene), MANY, None
    while (given := next_of(walk, asked)) is not None:
        if len(scene.worlds.states) > most:
            for entity in _differing(scene)[:FEW]:
                yield from composer.read(entity)
            most = max(MANY, 2 * len(scene.worlds.states))
        asked = yield given


def _differing(scene: Scene) -> list[Entity]:
    """Return what is there in the likeliest world, but not so in all, the most different first."""
    first, *others = scene.worlds.states
    found = [
        (sum(each.entities.get(place) != entity for each in others), entity)
        for place, entity in first.entities.items()
        if not isinstance(entity.key, Hole)
    ]
    found.sort(key=lambda each: (-each[0], each[1].ordinal))
    return [entity for count, entity in found if count]
