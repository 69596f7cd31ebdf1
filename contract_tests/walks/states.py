"""States: each event from each state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.walk import Walk
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.reference import Path
from mockserver.model.resource import Resource
from mockserver.model.states import Choice, States, Tracked

TRIES = 30
SIBLINGS = 3
BY_CHANCE = 0.2
"""How often chance alone says what goes with the way to a state."""

EVERY = 20
"""More lists than depend on one state."""

MOST_NAMED = 3
"""So many things are named at the most when something begins to track them."""


def states(composer: Composer) -> Iterator[Walk]:
    """Yield walks that go to each state and try all others from there."""
    for resource in composer.resources():
        if resource.states is None:
            continue
        if resource.tracked is not None:
            yield from _choices(composer, resource, resource.states, resource.tracked)
        for state, way in _ways(resource.states).items():
            yield _tried(composer, resource, resource.states, way)
            if resource.tracked and state != resource.states.start:
                yield _two(composer, resource, resource.states, way)


def _choices(
    composer: Composer, resource: Resource, states: States, tracked: Tracked
) -> Iterator[Walk]:
    """Yield walks that make each choice of each state but the one in which tracking begins."""
    for state, way in _ways(states).items():
        for choice in tracked.enter.get(state, ()) if way and state != tracked.begin else ():
            if _said(choice, 0):
                yield _told(composer, resource, states, way, choice)


def _ways(states: States) -> dict[str, tuple[str, ...]]:
    """Return the shortest way to each state that can be reached."""
    found: dict[str, tuple[str, ...]] = {states.start: ()}
    ahead = [states.start]
    for state in ahead:  # it grows while it is walked
        for after in sorted(states.moves.get(state, ())):
            if after not in found:
                found[after] = (*found[state], after)
                ahead.append(after)
    return found


def _begun(
    composer: Composer, resource: Resource, states: States, pinned: Mapping[Path, Any]
) -> Part[Entity | None]:
    home = yield from composer.home(resource)
    for creating in composer.creating(resource.name)[:1]:
        for _ in range(SIBLINGS - len(composer.all(resource.name, home))):
            yield from composer.make(creating, home)
        return (yield from composer.make(creating, home, pinned=pinned))
    known = [
        each
        for each in composer.all(resource.name, home)
        if each.fields.get(states.field) == states.start
    ]
    return known[-1] if known else None


def _gone(
    composer: Composer, resource: Resource, states: States, entity: Entity | None, state: str
) -> Part[None]:
    """Send an entity to a state, with as much as goes with it."""
    now = composer.current(entity)
    ways = [w for w in composer.changing(resource.name) if states.field in composer.members(w)]
    if now is None or not ways:
        return
    operation = composer.scene.random.choice(ways)
    pinned: dict[Path, Any] = {(states.field,): state}
    density = composer.scene.random.choice((0.0, 0.9))
    step = composer.valid(operation, now, pinned=pinned, density=density, tries=TRIES)
    if not composer.accepted(step):
        step = composer.valid(operation, now, pinned=pinned, tries=6)
    yield step
    yield from _watched(composer, resource, now)


def _watched(composer: Composer, resource: Resource, entity: Entity, most: int = 2) -> Part[None]:
    """Look at what depends on a state: what tracks it, and lists with a view of that."""
    yield from composer.read(composer.current(entity))
    tracker = resource.tracked.by if resource.tracked else ""
    related: list[Operation] = composer.operations(tracker, "list") if tracker else []
    names = {*resource.tracked.resources.values()} if resource.tracked else set()
    related += [each for each in composer.scene.operations if each.view and each.resource in names]
    for operation in composer.scene.random.sample(related, min(most, len(related))):
        yield composer.valid(operation, entity, tries=3)


def _tried(composer: Composer, resource: Resource, states: States, way: tuple[str, ...]) -> Walk:
    """Every event from one state; what moves it is followed by a new beginning."""
    entity = yield from _begun(composer, resource, states, {})
    sent = _gone if composer.scene.random.random() < BY_CHANCE else _named
    for state in way:
        yield from sent(composer, resource, states, entity, state)
    reached = composer.current(entity)
    if reached is None:
        return
    if resource.tracked and way:
        yield from _watched(composer, resource, reached, most=EVERY)
    here = reached.fields.get(states.field)
    events, ahead = sorted(states.names), states.moves.get(str(here), frozenset())
    refused, staying = (
        [each for each in events if each not in ahead],
        [here] if here in ahead else [],
    )
    further = [each for each in events if each in ahead and each != here]
    for event in (*refused, *staying, *composer.scene.random.sample(further, min(1, len(further)))):
        yield from _named(composer, resource, states, entity, str(event))
    tracker = resource.tracked.by if resource.tracked else ""
    for each in composer.all(tracker)[-2:] if tracker else ():
        yield from composer.read(each)
        yield from composer.delete(composer.current(each))
    yield from composer.delete(composer.current(entity))
    yield from _watched(composer, resource, reached)


def _two(composer: Composer, resource: Resource, states: States, way: tuple[str, ...]) -> Walk:
    """Two that are about the same go the same way, one after the other."""
    entity = yield from _begun(composer, resource, states, {})
    for state in way:
        yield from _gone(composer, resource, states, entity, state)
    first = composer.current(entity)
    if first is None:
        return
    alone: dict[Path, Any] = {(name,): first.fields.get(name) for _, name in states.alone}
    same = {path: value for path, value in alone.items() if value is not None}
    second = yield from _begun(composer, resource, states, same)
    tracked = resource.tracked
    elements = first.fields.get(tracked.each) if tracked else None
    for state in way:
        now = composer.current(second)
        ways = [w for w in composer.changing(resource.name) if states.field in composer.members(w)]
        if now is None or not ways or tracked is None:
            return
        pinned: dict[Path, Any] = {(states.field,): state, **same}
        if elements:
            pinned[tracked.each,] = elements
            if tracked.kind and tracked.kind in first.fields:
                pinned[tracked.kind,] = first.fields[tracked.kind]
        yield composer.valid(ways[0], now, pinned=pinned, tries=4)
        yield from _watched(composer, resource, now)


def _told(
    composer: Composer, resource: Resource, states: States, way: tuple[str, ...], choice: Choice
) -> Walk:
    """What a choice of a state sets is told of each element, and what tracks them is looked at;
    then one that is meant changes, and they go the same way once more.
    """
    entity = yield from _begun(composer, resource, states, {})
    for state in way[:-1]:
        yield from _named(composer, resource, states, entity, state)
    now, tracked = composer.current(entity), resource.tracked
    ways = [w for w in composer.changing(resource.name) if states.field in composer.members(w)]
    elements = now.fields.get(tracked.each) if now and tracked else None
    if now is None or tracked is None or not ways or not isinstance(elements, list):
        return
    told = [{**each, **_said(choice, number)} for number, each in enumerate(elements)]
    pinned: dict[Path, Any] = {(states.field,): way[-1], (tracked.each,): told}
    yield composer.valid(ways[0], now, pinned=pinned, density=0.0, tries=4)
    yield from _listed(composer, tracked.by, now)
    for entity in _meant(composer, tracked, now)[:1]:
        for changing in composer.changing(entity.resource)[:1]:
            yield composer.valid(changing, entity, density=0.9)
            yield from _watched(composer, resource, now, most=EVERY)
    kind: dict[Path, Any] = {}
    if tracked.kind:
        kind[tracked.kind,] = now.fields.get(tracked.kind)
    again = composer.current((yield from _begun(composer, resource, states, kind)))
    if again is not None:
        keys = [{tracked.key: each[tracked.key]} for each in told if tracked.key in each]
        pinned = {(states.field,): tracked.begin, (tracked.each,): keys, **kind}
        yield composer.valid(ways[0], again, pinned=pinned, density=0.0, tries=4)
        yield from _watched(composer, resource, again, most=EVERY)


def _named(
    composer: Composer, resource: Resource, states: States, entity: Entity | None, state: str
) -> Part[None]:
    """Send an entity to a state; with that in which tracking begins, name something known."""
    now, tracked = composer.current(entity), resource.tracked
    ways = [w for w in composer.changing(resource.name) if states.field in composer.members(w)]
    if now is None or not ways:
        return
    if tracked is None or state != tracked.begin:
        yield from _gone(composer, resource, states, entity, state)
        return
    most = composer.scene.random.randint(1, MOST_NAMED)
    for kind, name in tracked.resources.items():
        if now.fields.get(tracked.kind) not in (None, kind):
            continue
        pinned: dict[Path, Any] = {(states.field,): state, (tracked.kind,): kind}
        before = _keys(tracked, now)
        fit: list[Any] = []
        for known in composer.all(name):
            pinned[tracked.each,] = [{tracked.key: key} for key in (*fit, known.key)]
            step = composer.valid(ways[0], now, pinned=pinned, density=0.0, tries=1)
            if known.key not in before and composer.accepted(step):
                fit.append(known.key)
            if len(fit) == most:
                break
        if fit:
            pinned[tracked.each,] = [{tracked.key: key} for key in fit]
            yield composer.valid(ways[0], now, pinned=pinned, density=0.0, tries=4)
            yield from _watched(composer, resource, now)
            return
    yield from _gone(composer, resource, states, entity, state)


def _meant(composer: Composer, tracked: Tracked, holder: Entity) -> list[Entity]:
    """Return what the elements of something mean, as far as it is known."""
    name = tracked.resources.get(str(holder.fields.get(tracked.kind)))
    keys = _keys(tracked, holder)
    return [each for each in composer.all(name) if each.key in keys] if name else []


def _keys(tracked: Tracked, entity: Entity) -> set[Any]:
    """Return what the elements of something mean."""
    elements = entity.fields.get(tracked.each)
    several = elements if isinstance(elements, list) else []
    return {each.get(tracked.key) for each in several if isinstance(each, Mapping)}


def _listed(composer: Composer, tracker: str, entity: Entity) -> Part[None]:
    for operation in composer.operations(tracker, "list")[:1]:
        yield composer.valid(operation, entity, density=0.0, tries=3)


def _said(choice: Choice, number: int) -> dict[str, Any]:
    """Return the members of an element by which a choice is made, and those that it sets."""
    sets = [
        source
        for name, sources in choice.values.items()
        if name not in choice.earliest
        for source in sources
    ]
    said: dict[str, Any] = {
        each.name: f"{each.name}-{number}" for each in sets if each.of == "each"
    }
    return said | {one.name: two.value for one, two in choice.conditions if one.of == "each"}
