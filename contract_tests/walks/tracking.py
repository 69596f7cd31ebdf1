"""Tracking: what follows the states of something for each element that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

from contract_tests.script import Step
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.elements import naming, of_no_other, said_of, several_named
from contract_tests.walks.states import begun, ways, ways_to_move
from contract_tests.walks.walk import Walk
from mockserver.engine.state import Entity
from mockserver.model.reference import Path
from mockserver.model.resource import Resource
from mockserver.model.states import Choice, States, Tracked

TURNS = 3
"""So many times the same is done: some faults show only then."""

HOMES = 3
"""So many places are tried to find one in which there are several that can be named."""


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
    begins again with more, and the others after it. In each state that it goes on to its kind is
    changed, and another one begins.
    """
    tracked = resource.tracked
    assert tracked is not None
    kinds = [kind, *(each for each in tracked.resources if each != kind)][:2]
    way = max((each for each in ways(states).values() if tracked.begin in each), key=len)
    moving = ways_to_move(composer, resource, states)
    named: dict[str, list[dict[str, Any]]] = {}
    for turn in range(1, HOMES + 1):  # one in which there are several to be named
        first = yield from begun(composer, resource, states)
        if first is None or not moving:
            return
        for each in kinds:
            where = (composer, resource, first, tracked.begin)
            named[each] = several_named(*where, each, {}, surely=turn < HOMES)
        if len(named[kind]) > 1 and all(named.values()):
            break
    others = {each: several[each == kind :] for each, several in named.items()}

    def saying(entity: Entity | None, said: Mapping[Path, Any], state: str = "") -> Iterator[Step]:
        now = composer.current(entity)
        pinned = {**said, (states.field,): state} if state else said
        if now is not None:
            yield composer.valid(moving[0], now, pinned=pinned, density=0.0, tries=4)

    def beside(kinds: list[str]) -> Part[None]:
        for each in kinds:
            other = yield from begun(composer, resource, states, first)
            yield from saying(other, naming(tracked, each, others[each][:1]), tracked.begin)
            if each == kind:
                yield from _looked(composer, resource, composer.current(other), kind)
            yield from composer.delete(composer.current(other))

    for state in way:
        said = naming(tracked, kind, named[kind][:1]) if state == tracked.begin else {}
        yield from saying(first, said, state)
        yield from beside(kinds if tracked.begin in way[: way.index(state) + 1] else [])
        yield from _looked(composer, resource, composer.current(first), kind)
        if state == tracked.begin:
            yield from saying(first, {}, state)
            yield from saying(first, {(tracked.each,): others[kind][-1:]}, state)
            yield from beside(kinds[:1])
        for each in kinds[1:]:
            yield from saying(first, {(tracked.kind,): each})
            yield from saying(first, naming(tracked, each, others[each][:1]), state)


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
        other = of_no_other(composer, moving[0], tracked, way[-1], choice)
        first = tracked.enter[way[-1]][0]
        told = [  # the second time only one of them is told otherwise
            {**each, **said_of(first, n, turn)}
            if turn == 1 and n
            else {**each, **other, **said_of(choice, n, turn + n)}
            for n, each in enumerate(elements)
        ]
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
        times = said_of(choices[-1], 0, turn) if choices else {}
        named = several_named(composer, resource, now, state, kind, times)
        if named:
            said = naming(tracked, kind, named)
            pinned: dict[Path, Any] = {**said, (states.field,): state}
            yield composer.valid(moving[0], now, pinned=pinned, density=0.0, tries=1)
            return said
    yield composer.valid(moving[0], now, pinned={(states.field,): state}, density=0.0, tries=4)
    return {}


def _looked(composer: Composer, resource: Resource, near: Entity | None, kind: str) -> Part[None]:
    """Look at what tracks things of a kind, and at the lists that depend on it."""
    tracked = resource.tracked
    assert tracked is not None
    related = composer.operations(tracked.by, "list")[:1]
    name = tracked.resources.get(kind, "")
    related += [each for each in composer.scene.operations if each.view and each.resource == name]
    for operation in related if near is not None else ():
        yield composer.valid(operation, near, density=0.0, tries=3)
    elsewhere = _elsewhere(composer, near) if near is not None else None
    for operation in related[1:][:1] if elsewhere is not None else ():
        yield composer.valid(operation, elsewhere, density=0.0, tries=3)


def _elsewhere(composer: Composer, near: Entity) -> Entity | None:
    """Return another parent of what is under an entity's parent and shared with that one."""
    above = composer.api.resources[near.resource].parent
    for resource in composer.resources():
        is_shared = resource.shared and resource.parent == above
        for entity in composer.all(resource.name) if is_shared else ():
            homes = {entity.parent, *entity.also}
            if near.parent in homes and homes - {near.parent}:
                return composer.scene.state.get(above, min(homes - {near.parent}, key=str))
    return None
