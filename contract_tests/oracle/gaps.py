"""Gaps: what deletions may have left between the positions of siblings."""

from __future__ import annotations

from mockserver.engine.difference import Mismatch
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Family, Put, State
from mockserver.model.resource import Resource

CLAUSES = ("position.dense", "position.close")
"""The clauses that forbid gaps; the others tell only how siblings follow one another."""


def is_behind_gaps(state: State, outcome: Outcome, resource: Resource, mismatch: Mismatch) -> bool:
    """Say whether a place shows a position that is too high by no more than the siblings that were
    deleted: then all may follow one another as they have to. What a request has just moved is not
    behind a gap.
    """
    shown, expected, seen = outcome.shown, mismatch.expected, mismatch.seen
    if shown is None or mismatch.path.split(".")[-1] != resource.position:
        return False
    if type(expected) is not int or type(seen) is not int:
        return False
    moved = {each.entity.key for each in outcome.changes if isinstance(each, Put)}
    if shown.operation.resource == resource.name and shown.key in moved and expected == 1:
        return False
    gone: list[Family] = [
        parent for (name, _), parent in state.gone.items() if name == resource.name
    ]
    parent, known = _parent(state, outcome, resource)
    return 0 < seen - expected <= (gone.count(parent) if known else len(gone))


def _parent(state: State, outcome: Outcome, resource: Resource) -> tuple[Family, bool]:
    """Return under what the things are that an outcome shows, and whether that is known."""
    shown = outcome.shown
    if shown is None:
        return None, False
    if shown.operation.resource != resource.name:
        return shown.key, shown.key is not None
    if shown.key is None:
        return shown.parent, True
    entity = state.get(resource.name, shown.key)
    return (entity.parent, True) if entity else (None, False)
