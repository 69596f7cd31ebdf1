"""Tracking: what follows the states of something for each element that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

from contract_tests.script import Step
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.states import begun, ways, ways_to_move
from contract_tests.walks.walk import Walk
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.reference import Path
from mockserver.model.resource import Resource
from mockserver.model.states import Choice, States, Tracked

SEVERAL = 3
"""So many things are named at once: some faults are those of crowds."""

TURNS = 3
"""So many times the same is done: some faults show only then."""

MOST = 8
"""So many known things are tried to find some that can be named."""

HOMES = 3
"""So many places are tried to find one in which there are several that can be named."""

TIMES = ("2020-02-29T12:30:00Z", "2099-01-01T00:00:00Z")
"""Before and after all that happens while somebody looks."""


def tracking(composer: Composer) -> Iterator[Walk]:
    """Yield walks that name things, go through the states, and look at what tracks them."""
    for resource in composer.resources():
        states, tracked = resource.states, resource.tracked
        if states is None or tracked is None:
            continue
        for kind in tracked.resources or ("",):
            yield _apart(composer, resource, states, kind)
        for state, way in ways(states).items():
            if tracked.begin in way:
                yield _two(composer, resource, states, way, way)
            for choice in tracked.enter.get(state, ()) if tracked.begin in way[:-1] else ():
                for kind in tracked.resources or ("",):
                    yield _told(composer, resource, states, way, choice, kind)
        for way in _ways_round(states, tracked):
            choice, kind = tracked.enter[way[-1]][0], next(iter(tracked.resources), "")
            yield _told(composer, resource, states, way, choice, kind)
        ends = [way for state, way in ways(states).items() if tracked.begin in way[:-1]]
        ends = [way for way in ends if way[-1] in tracked.enter]
        for way, other in permutations(ends, 2):
            yield _two(composer, resource, states, way, other)


def _ways_round(states: States, tracked: Tracked) -> Iterator[tuple[str, ...]]:
    """Yield the ways to states in which a choice is made that are not the shortest ones."""
    shortest = ways(states)
    for before, way in shortest.items():
        for state in sorted(states.moves.get(before, ())) if tracked.begin in way else ():
            is_short = shortest[state] == (*way, state)
            if tracked.enter.get(state) and state != tracked.begin and not is_short:
                yield (*way, state)


def _two(
    composer: Composer,
    resource: Resource,
    states: States,
    way: tuple[str, ...],
    other: tuple[str, ...],
) -> Walk:
    """Two that are about the same go their ways, one after the other; if these are not the same,
    what they are about is changed in between.
    """
    tracked = resource.tracked
    assert tracked is not None
    for kind in tracked.resources or ("",):
        first = yield from begun(composer, resource, states)
        said: Mapping[Path, Any] = {}
        for state in way:
            said = (yield from _moved(composer, resource, first, state, kind, said)) or said
        for each in said.get((tracked.each,), ()) if other != way else ():
            yield from _changed(composer, tracked.resources.get(kind, ""), each[tracked.key])
        second = yield from begun(composer, resource, states, first)
        for state in other:
            now = composer.current(second)
            moving = ways_to_move(composer, resource, states)
            if now is None or not moving:
                return
            pinned: dict[Path, Any] = {**said, (states.field,): state}
            yield composer.valid(moving[0], now, pinned=pinned, density=0.0, tries=4)
            yield from _looked(composer, resource, now, kind)
        for entity in composer.all(tracked.by)[-1:]:
            yield from composer.delete(entity)
        yield from composer.delete(composer.current(first))
        yield from _looked(composer, resource, composer.current(second) or first, kind)


def _changed(composer: Composer, name: str, key: Any) -> Part[None]:
    """Change something that is known by its identifier."""
    for operation in composer.changing(name)[:1]:
        for entity in composer.all(name):
            if entity.key == key:
                yield composer.valid(operation, entity, tries=4)


def _apart(composer: Composer, resource: Resource, states: States, kind: str) -> Walk:
    """One begins, then others with something else, of the same kind and of another one; and it
    begins again with more. In each state that it goes on to its kind is changed, and another one
    begins.
    """
    tracked = resource.tracked
    assert tracked is not None
    kinds = [kind, *(each for each in tracked.resources if each != kind)][:2]
    way = max((each for each in ways(states).values() if tracked.begin in each), key=len)
    moving = ways_to_move(composer, resource, states)
    named: dict[str, list[dict[str, Any]]] = {}
    for _ in range(HOMES):  # one in which there are several to be named
        first = yield from begun(composer, resource, states)
        if first is None or not moving:
            return
        for each in kinds:
            named[each] = _several(composer, resource, first, tracked.begin, each, {})
        if len(named[kind]) > 1:
            break
    others = {each: several[each == kind :] for each, several in named.items()}

    def saying(entity: Entity | None, said: Mapping[Path, Any], state: str = "") -> Iterator[Step]:
        now = composer.current(entity)
        pinned = {**said, (states.field,): state} if state else said
        if now is not None:
            yield composer.valid(moving[0], now, pinned=pinned, density=0.0, tries=4)

    for state in way:
        said = _naming(tracked, kind, named[kind][:1]) if state == tracked.begin else {}
        yield from saying(first, said, state)
        for each in kinds if tracked.begin in way[: way.index(state) + 1] else ():
            other = yield from begun(composer, resource, states, first)
            yield from saying(other, _naming(tracked, each, others[each][:1]), tracked.begin)
            yield from composer.delete(composer.current(other))
        yield from _looked(composer, resource, composer.current(first), kind)
        if state == tracked.begin:
            yield from saying(first, {}, state)
            yield from saying(first, {(tracked.each,): others[kind][-1:]}, state)
        for each in kinds[1:]:
            yield from saying(first, {(tracked.kind,): each})


def _told(
    composer: Composer,
    resource: Resource,
    states: States,
    way: tuple[str, ...],
    choice: Choice,
    kind: str,
) -> Walk:
    """Several go to a state in which a choice is made by what is told of each; then they go the
    same way again, at other times, when what took them there before is gone.
    """
    entity: Entity | None = None
    for turn in range(TURNS):
        former, entity = entity, (yield from begun(composer, resource, states, entity))
        yield from composer.delete(composer.current(former))
        said: Mapping[Path, Any] = {}
        for state in way[:-1]:
            said = (yield from _moved(composer, resource, entity, state, kind, said, turn)) or said
            yield from _looked(composer, resource, entity, kind)
        now, tracked = composer.current(entity), resource.tracked
        moving = ways_to_move(composer, resource, states)
        if now is None or tracked is None or not moving:
            return
        elements = said.get((tracked.each,), ())
        other = _of_no_other(composer, moving[0], tracked, way[-1], choice)
        told = [{**each, **other, **_said(choice, n, turn + n)} for n, each in enumerate(elements)]
        pinned: dict[Path, Any] = {(states.field,): way[-1], (tracked.each,): told}
        yield composer.valid(moving[0], now, pinned=pinned, density=0.0, tries=4)
        yield from _looked(composer, resource, entity, kind)


def _moved(
    composer: Composer,
    resource: Resource,
    entity: Entity | None,
    state: str,
    kind: str,
    said: Mapping[Path, Any],
    turn: int = 0,
) -> Part[Mapping[Path, Any]]:
    """Send an entity to a state; to that in which tracking begins, naming several known things.
    Return what was said of them.
    """
    states, tracked, now = resource.states, resource.tracked, composer.current(entity)
    assert states is not None
    moving = ways_to_move(composer, resource, states)
    if now is None or tracked is None or not moving:
        return {}
    if state == tracked.begin:
        choices = tracked.enter.get(state, ())
        times = _said(choices[-1], 0, turn) if choices else {}
        named = _several(composer, resource, now, state, kind, times)
        if named:
            said = _naming(tracked, kind, named)
            pinned: dict[Path, Any] = {**said, (states.field,): state}
            yield composer.valid(moving[0], now, pinned=pinned, density=0.0, tries=1)
            return said
    yield composer.valid(moving[0], now, pinned={(states.field,): state}, density=0.0, tries=4)
    return {}


def _several(
    composer: Composer,
    resource: Resource,
    entity: Entity,
    state: str,
    kind: str,
    times: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Return several elements that name known things of a kind, each of which can be named."""
    states, tracked = resource.states, resource.tracked
    assert states is not None and tracked is not None
    moving = ways_to_move(composer, resource, states)[0]
    named: list[dict[str, Any]] = []
    for known in composer.all(tracked.resources.get(kind, ""))[-MOST:]:
        each = {tracked.key: known.key, **times}
        pinned = _naming(tracked, kind, [each])
        step = composer.valid(
            moving, entity, pinned={**pinned, (states.field,): state}, density=0.0, tries=1
        )
        if composer.accepted(step):
            named.append(each)
        if len(named) == SEVERAL:
            break
    return named


def _naming(tracked: Tracked, kind: str, elements: list[dict[str, Any]]) -> Mapping[Path, Any]:
    said: dict[Path, Any] = {(tracked.each,): elements}
    return {**said, (tracked.kind,): kind} if tracked.kind else said


def _looked(composer: Composer, resource: Resource, near: Entity | None, kind: str) -> Part[None]:
    """Look at what tracks things of a kind, and at the lists that depend on it."""
    tracked = resource.tracked
    assert tracked is not None
    related = composer.operations(tracked.by, "list")[:1]
    name = tracked.resources.get(kind, "")
    related += [each for each in composer.scene.operations if each.view and each.resource == name]
    for operation in related if near is not None else ():
        yield composer.valid(operation, near, density=0.0, tries=3)


def _of_no_other(
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


def _said(choice: Choice, number: int, turn: int) -> dict[str, Any]:
    """Return the members of an element by which a choice is made, and those that it sets."""
    said: dict[str, Any] = {
        each.name: TIMES[turn % 2] if name in choice.earliest else f"{each.name}-{number}"
        for name, sources in choice.values.items()
        for each in sources
        if each.of == "each"
    }
    return said | {one.name: two.value for one, two in choice.conditions if one.of == "each"}
