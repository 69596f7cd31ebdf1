"""Sort orders: siblings are sorted by a number with ties and gaps, and who moves down takes the
place of those who are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Entity, State
from mockserver.model.resource import Resource

Moved = tuple[Entity, ...]

NOBODY: tuple[Moved, ...] = ((),)


@keeps("sort-order.shift", "sort-order.below", "sort-order.lower")
def ways_to_shift(
    state: State, resource: Resource, entity: Entity, item: Mapping[str, Any]
) -> tuple[Moved, ...]:
    """Return the ways in which siblings may make room for an entity that an update gives a
    larger number, the preferred one first: those at or above that number move up.

    A smaller number, or the same, moves nobody, and those below stay. No number exceeds what
    the schema allows: there the ways end in ties.
    """
    field = resource.sort_order
    wanted, stored = item.get(field), entity.fields.get(field, 0)
    if not isinstance(wanted, int) or not isinstance(stored, int) or wanted <= stored:
        return NOBODY
    siblings = state.children(resource.name, entity.parent)
    items = siblings.slice(siblings.bisect((wanted,)), len(siblings))
    later = [state.child(resource.name, each) for each in items]
    numbers = [each.fields[field] for each in later]
    ways = (
        [each + 1 for each in numbers],
        _as_far_as_needed(numbers, wanted),
        [wanted + place for place, _ in enumerate(numbers, 1)],
    )
    fits = resource.properties[field].valid
    distinct = dict.fromkeys(
        tuple(new if fits(new) else old for old, new in zip(numbers, way, strict=True))
        for way in ways
    )
    return tuple(_moved(field, later, way) for way in distinct)


def _as_far_as_needed(numbers: Sequence[int], wanted: int) -> list[int]:
    """Return rising numbers moved up by one until a gap is met; equal ones stay equal."""
    found: list[int] = []
    taken, last = wanted, None
    for number in numbers:
        if number == last:
            found.append(found[-1])
            continue
        found.append(max(number, taken + 1) if number <= taken else number)
        taken, last = max(taken, found[-1]), number
    return found


def _moved(field: str, siblings: Sequence[Entity], numbers: Sequence[int]) -> Moved:
    return tuple(
        replace(each, fields={**each.fields, field: number})
        for each, number in zip(siblings, numbers, strict=True)
        if each.fields[field] != number
    )


def cite_shift(draft: Draft, resource: Resource, entity: Entity, item: Mapping[str, Any]) -> None:
    """Note the rules on what an update does to the siblings' numbers."""
    field = resource.sort_order
    if field and field in item:
        stored = entity.fields.get(field, 0)  # another server may have shown anything there
        rises = isinstance(stored, int) and item[field] > stored
        clauses = ("sort-order.shift", "sort-order.below") if rises else ("sort-order.lower",)
        draft.cite(resource.rules, *clauses)
