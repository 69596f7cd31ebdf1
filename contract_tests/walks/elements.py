"""Elements: what is named in a list, and what is told of it there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.walks.composing import Composer
from contract_tests.walks.states import ways_to_move
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.reference import Path
from mockserver.model.resource import Resource
from mockserver.model.states import Choice, Tracked

SEVERAL = 3
"""So many things are named at once: some faults are those of crowds."""

MOST = 8
"""So many known things are tried to find some that can be named."""

TIMES = ("2020-02-29T12:30:00Z", "2099-01-01T00:00:00Z")
"""Before and after all that happens while somebody looks."""


def several_named(
    composer: Composer,
    resource: Resource,
    entity: Entity,
    state: str,
    kind: str,
    times: Mapping[str, Any],
    surely: bool = False,
) -> list[dict[str, Any]]:
    """Return several elements that name known things of a kind, each of which can be named; first
    those of which no server may think otherwise, or `surely` only those.
    """
    states, tracked = resource.states, resource.tracked
    assert states is not None and tracked is not None
    moving = ways_to_move(composer, resource, states)[0]
    named: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for known in _known(composer, tracked.resources.get(kind, "")):
        each = {tracked.key: known.key, **times}
        pinned = naming(tracked, kind, [each])
        step = composer.valid(
            moving, entity, pinned={**pinned, (states.field,): state}, density=0.0, tries=1
        )
        ways = composer.outcomes(step)
        if ways[0].refusal is None:
            (others if any(way.refusal for way in ways) else named).append(each)
        if len(named) == SEVERAL:
            break
    return named if surely else [*named, *others][:SEVERAL]


def _known(composer: Composer, name: str) -> list[Entity]:
    """Return things that are known, every second time first what is under several parents."""
    several = composer.all(name)
    if not name or composer.next_of((False, True)):
        return several[-MOST:]
    above = composer.api.resources[name].parent

    def is_shared(entity: Entity) -> bool:
        owner = composer.scene.state.get(above, entity.parent)
        return bool(entity.also or (owner is not None and owner.also))

    return sorted(several, key=is_shared, reverse=True)[:MOST]


def naming(tracked: Tracked, kind: str, elements: list[dict[str, Any]]) -> Mapping[Path, Any]:
    """Return what a request says that names these elements, of a kind."""
    said: dict[Path, Any] = {(tracked.each,): elements}
    return {**said, (tracked.kind,): kind} if tracked.kind else said


def of_no_other(
    composer: Composer, operation: Operation, tracked: Tracked, state: str, choice: Choice
) -> dict[str, Any]:
    """Return what is told of an element for which no choice before this one is made."""
    choices = tracked.enter.get(state, ())
    node = composer.members(operation).get(tracked.each)
    members = node.items.members if node and node.items else {}
    said: dict[str, Any] = {}
    for one, two in (
        each for before in choices[: choices.index(choice)] for each in before.conditions
    ):
        if one.of == "each" and one.name in members:
            draw = composer.scene.arguments.draw(0.0)
            values = [members[one.name].make(draw) for _ in range(MOST)]
            said[one.name] = next((each for each in values if each != two.value), None)
    return said


def said_of(choice: Choice, number: int, turn: int) -> dict[str, Any]:
    """Return the members of an element by which a choice is made, and those that it sets."""
    said: dict[str, Any] = {
        each.name: TIMES[turn % 2] if name in choice.earliest else f"{each.name}-{number}"
        for name, sources in choice.values.items()
        for each in sources
        if each.of == "each"
    }
    return said | {one.name: two.value for one, two in choice.conditions if one.of == "each"}
