"""Explored: requests as chance brings them, mostly writes, about what is known to be there."""

from __future__ import annotations

from contract_tests.script import SAFE
from contract_tests.walks.walk import Scene, Walk
from mockserver.model.operation import Operation

LENGTH = 40
"""How many steps a walk has."""

WRITES = 0.6
"""How many of the requests write, if they may: rules are mostly about what changes."""


def explored(scene: Scene) -> Walk:
    """Walk by chance."""
    for _ in range(LENGTH):
        yield scene.arguments.step(scene.state, scene.beginning, _chosen(scene))


def _chosen(scene: Scene) -> Operation:
    safe = [each for each in scene.operations if each.method in SAFE]
    writing = [each for each in scene.operations if each.method not in SAFE]
    if not writing:
        return scene.random.choice(safe)
    return scene.random.choice(writing if scene.random.random() < WRITES or not safe else safe)
