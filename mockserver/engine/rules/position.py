"""Positions: siblings are counted from 1, and a position that is sent moves them.

The position is not stored. Siblings are kept in order by a label, a number between those of
the neighbours, and the position is the rank: then inserting, moving and deleting touch one
entity and no gap or duplicate can arise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.order import sort_key
from mockserver.engine.state import Entity, Key, State
from mockserver.model.resource import Resource


@keeps("position.dense", "position.close")
def position_of(state: State, resource: Resource, entity: Entity) -> int:
    """Return the position of a stored entity among its siblings, from 1."""
    return state.children(resource.name, entity.parent).rank(sort_key(resource, entity)) + 1


@keeps("position.append", "position.insert", "position.move-first", "position.move")
def placed(
    draft: Draft, resource: Resource, parent: Key, wanted: Any, stored: Entity | None = None
) -> float:
    """Return the label that puts an entity at the wanted position among a parent's children.

    Without a wanted position a new entity comes last and a stored one stays where it is. A
    position beyond the end is the end.
    """
    if not resource.position or (wanted is None and stored):
        return stored.label if stored else 0.0
    siblings = draft.state.children(resource.name, parent)
    if stored:
        siblings = siblings.remove(sort_key(resource, stored))
        clause = "position.move-first" if wanted == 1 else "position.move"
    else:
        clause = "position.append" if wanted is None else "position.insert"
    draft.cite(resource.rules, "position.dense", clause)
    if not siblings:
        return 1.0
    index = len(siblings) if wanted is None else min(int(wanted) - 1, len(siblings))
    if index == len(siblings):
        return float(siblings.last()[0]) + 1.0
    before = siblings[index - 1][0] if index > 0 else None
    after = siblings[index][0]
    label = _between(before, after)
    if label is None:
        _relabel(draft, resource, index, [item[-1] for item in siblings])
        label = float(index + 1)
    return label


def _between(before: float | None, after: float) -> float | None:
    """Return a number between two (or below one), None when they are too close for one."""
    if before is None:
        return after - 1.0
    middle = (before + after) / 2
    return middle if before < middle < after else None


def _relabel(draft: Draft, resource: Resource, index: int, keys: list[Any]) -> None:
    """Give all siblings labels one apart, leaving room at `index`. About fifty insertions at
    one place come before this is needed.
    """
    for place, key in enumerate(keys):
        sibling = draft.state.entities[resource.name, key]
        shift = 1 if place < index else 2
        draft.put(replace(sibling, label=float(place + shift)))
