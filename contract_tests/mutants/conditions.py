"""Conditions: when a fault shows."""

from __future__ import annotations

from contract_tests.mutants.fault import Condition, Scene

CROWD = 3


def _is_last(scene: Scene) -> bool:
    name = scene.operation.resource
    key = scene.named(name) if name else None
    entity = scene.state.get(name, key)
    if entity is None:
        return False
    family = scene.state.children(name, entity.parent)
    return len(family) > 1 and family.last()[-1] == key


CONDITIONS = (
    Condition(
        name="crowd",
        says=", when there are three or more siblings",
        holds=lambda scene: scene.crowd() >= CROWD,
    ),
    Condition(
        name="deleted",
        says=", after something was deleted",
        holds=lambda scene: scene.memory.deletions > 0,
    ),
    Condition(
        name="again",
        says=", from the second time on",
        holds=lambda scene: scene.memory.counts.get(scene.operation.id, 0) > 0,
    ),
    Condition(
        name="third",
        says=", every third time",
        holds=lambda scene: scene.memory.counts.get(scene.operation.id, 0) % 3 == 2,
    ),
    Condition(name="last", says=", for the last of several siblings", holds=_is_last),
)
