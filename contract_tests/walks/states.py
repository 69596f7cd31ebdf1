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
from mockserver.model.states import States

TRIES = 30
SIBLINGS = 3


def states(composer: Composer) -> Iterator[Walk]:
    """Yield walks that go to each state and try all others from there."""
    for resource in composer.resources():
        if resource.states is None:
            continue
        for state, way in _ways(resource.states).items():
            yield _tried(composer, resource, resource.states, way)
            if resource.tracked and state != resource.states.start:
                yield _two(composer, resource, resource.states, way)


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


def _watched(composer: Composer, resource: Resource, entity: Entity) -> Part[None]:
    """Look at what depends on a state: what tracks it, and lists with a view of that."""
    yield from composer.read(composer.current(entity))
    tracker = resource.tracked.by if resource.tracked else ""
    related: list[Operation] = composer.operations(tracker, "list") if tracker else []
    names = {*resource.tracked.resources.values()} if resource.tracked else set()
    related += [each for each in composer.scene.operations if each.view and each.resource in names]
    for operation in composer.scene.random.sample(related, min(2, len(related))):
        yield composer.valid(operation, entity, tries=3)


def _tried(composer: Composer, resource: Resource, states: States, way: tuple[str, ...]) -> Walk:
    """Every event from one state; what moves it is followed by a new beginning."""
    entity = yield from _begun(composer, resource, states, {})
    for state in way:
        yield from _gone(composer, resource, states, entity, state)
    reached = composer.current(entity)
    if reached is None:
        return
    here = reached.fields.get(states.field)
    events = sorted(states.names)
    refused = [each for each in events if each not in states.moves.get(str(here), ())]
    allowed = [each for each in events if each not in refused]
    for event in (*refused, *composer.scene.random.sample(allowed, min(1, len(allowed)))):
        yield from _gone(composer, resource, states, entity, event)
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
