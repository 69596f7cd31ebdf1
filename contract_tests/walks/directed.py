"""Directed: the shortest sequences that provoke each kind of rule, composed from the model."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.walks.walk import Scene, Walk


def directed(scene: Scene) -> Iterator[Walk]:
    """Yield one walk for each thing that a rule is about."""
    yield from ()
