"""States: each event from each state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.walk import Walk
from mockserver.engine.rules.scope import descends
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.reference import Path
from mockserver.model.resource import Resource
from mockserver.model.states import States

TRIES = 30
SIBLINGS = 3

AGAIN = 2
"""So many times more what is to be refused is sent, each behind another change."""

BEFORE = (0, 1, 2)
"""So many changes come first: some faults are those of every third time."""

KNOWN = 4
"""So many known things are tried to find one that can be named."""


def states(composer: Composer) -> Iterator[Walk]:
    """Yield walks that go to each state and try all others from there."""
    for resource in composer.resources():
        if resource.states is None:
            continue
        yield _ahead(composer, resource, resource.states)
        for way in ways(resource.states).values():
            yield _tried(composer, resource, resource.states, way)


def ways(states: States) -> dict[str, tuple[str, ...]]:
    """Return the shortest way to each state that can be reached."""
    found: dict[str, tuple[str, ...]] = {states.start: ()}
    ahead = [states.start]
    for state in ahead:  # it grows while it is walked
        for after in sorted(states.moves.get(state, ())):
            if after not in found:
                found[after] = (*found[state], after)
                ahead.append(after)
    return found


def begun(
    composer: Composer, resource: Resource, states: States, beside: Entity | None = None
) -> Part[Entity | None]:
    """Begin with something in the first state, a new one if that is possible, beside another."""
    home = composer.scene.state.get(resource.parent, beside.parent) if beside else None
    if home is None:
        home = yield from composer.home(resource)
    if home is not None and not _nameable(composer, resource, home):
        others = [e for e in composer.all(resource.parent) if _nameable(composer, resource, e)]
        home = composer.scene.random.choice(others) if others else home
    for creating in composer.creating(resource.name)[:1]:
        for _ in range(SIBLINGS - len(composer.all(resource.name, home))):
            yield from composer.make(creating, home)
        return (yield from composer.make(creating, home))
    known = [
        each
        for each in composer.all(resource.name, home)
        if each.fields.get(states.field) == states.start
    ]
    return known[-1] if known else None


def _nameable(composer: Composer, resource: Resource, home: Entity) -> bool:
    """Say whether there is something below a parent that one of a resource can name, if it does."""
    return resource.tracked is None or any(
        _below(composer, name, home) for name in resource.tracked.resources.values()
    )


def _below(composer: Composer, name: str, home: Entity | None) -> list[Entity]:
    """Return what there is of a resource below something, all where that is nothing."""
    state = composer.scene.state
    known = composer.all(name)
    return [each for each in known if not home or descends(composer.api, state, each, home)]


def gone(
    composer: Composer,
    resource: Resource,
    states: States,
    entity: Entity | None,
    state: str,
    densities: tuple[float, ...],
    alone: bool = False,
) -> Part[None]:
    """Send an entity to a state, with as much as goes with it; `alone`, by the first way there is,
    and nobody looks what becomes of it.
    """
    now = composer.current(entity)
    moving = ways_to_move(composer, resource, states)
    if now is None or not moving:
        return
    operation = moving[0] if alone else composer.scene.random.choice(moving)
    pinned: dict[Path, Any] = {(states.field,): state, **_named(composer, resource, now, state)}
    kind = resource.tracked.kind if resource.tracked else ""
    if kind and now.fields.get(kind) is not None:
        pinned.setdefault((kind,), now.fields[kind])  # a server may look at it before all else
    density = composer.scene.random.choice(densities)
    step = composer.valid(operation, now, pinned=pinned, density=density, tries=TRIES)
    if not composer.accepted(step):
        step = composer.valid(operation, now, pinned=pinned, tries=6)
    yield step
    if not alone:
        yield from _watched(composer, resource, now)


def _led(
    composer: Composer,
    resource: Resource,
    states: States,
    entity: Entity | None,
    way: tuple[str, ...],
) -> Part[None]:
    """Lead an entity a way, with as little as is needed, or else with more."""
    for state in way:
        for density in (0.0, 0.5, 0.9):
            yield from gone(composer, resource, states, entity, state, (density,))
            now = composer.current(entity)
            if now is None or now.fields.get(states.field) == state:
                break


def _ahead(composer: Composer, resource: Resource, states: States) -> Walk:
    """Ask of something new for another state than that in which all of its kind start."""
    for creating in composer.creating(resource.name)[:1]:
        home = yield from composer.home(resource)
        for state in sorted(states.names - {states.start}):
            made = yield from composer.make(creating, home, pinned={(states.field,): state})
            yield from composer.read(made)


def _named(
    composer: Composer, resource: Resource, entity: Entity, state: str
) -> Mapping[Path, Any]:
    """Return what names something known, of a kind, where an entity goes to the state in which that
    begins to be tracked: a server may take nothing less.
    """
    tracked, states = resource.tracked, resource.states
    if tracked is None or states is None or state != tracked.begin:
        return {}
    here = str(entity.fields.get(states.field))
    legal = state in states.moves.get(here, ())
    if entity.fields.get(tracked.each) and legal:
        return {}
    given = entity.fields.get(tracked.kind)
    home = composer.scene.state.get(resource.parent, entity.parent)
    for kind, name in tracked.resources.items():
        if given not in (None, "", kind):
            continue
        for known in _below(composer, name, home)[-KNOWN:]:
            said: dict[Path, Any] = {(tracked.each,): [{tracked.key: known.key}]}
            said |= {(tracked.kind,): kind} if tracked.kind else {}
            pinned = {**said, (states.field,): state}
            moving = ways_to_move(composer, resource, states)[0]
            step = composer.valid(moving, entity, pinned=pinned, density=0.0, tries=1)
            if composer.accepted(step) or not legal:
                return said
    return {}


def ways_to_move(composer: Composer, resource: Resource, states: States) -> list[Operation]:
    """Return the operations that say a state, first those that need say nothing else."""
    several = [w for w in composer.changing(resource.name) if states.field in composer.members(w)]
    return sorted(several, key=lambda each: each.method == "PUT")


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
    """Every event from one state: those that are refused, then those that move it, each of them
    but the first with something new.
    """
    former = yield from begun(composer, resource, states)
    entity = yield from begun(composer, resource, states, former)
    count = composer.scene.random.choice(BEFORE)
    for moving in ways_to_move(composer, resource, states)[:1] * count:
        if (now := composer.current(former)) is not None:
            yield composer.valid(moving, now, density=0.0, tries=4)
    yield from composer.delete(composer.current(former))  # some faults show only after that
    yield from _led(composer, resource, states, entity, way)
    reached = composer.current(entity)
    if reached is None:
        return
    here = reached.fields.get(states.field)
    events = sorted(states.names)
    refused = [each for each in events if each not in states.moves.get(str(here), ())]
    allowed = [each for each in events if each not in refused]
    composer.scene.random.shuffle(allowed)
    for _ in range(AGAIN):
        for event in refused:
            yield from gone(composer, resource, states, entity, event, (0.0,), alone=True)
        for moving in ways_to_move(composer, resource, states)[:1]:
            if (now := composer.current(entity)) is not None:
                yield composer.valid(moving, now, density=0.0, tries=4)
    for event in (*refused, *allowed):
        now = composer.current(entity)
        if event in allowed[1:] and now and now.fields.get(states.field) != here:
            entity = yield from begun(composer, resource, states)
            yield from _led(composer, resource, states, entity, way)
        bare = (0.0,) if event in allowed else (0.0, 0.9)
        yield from gone(composer, resource, states, entity, event, bare)
    tracker = resource.tracked.by if resource.tracked else ""
    for each in composer.all(tracker)[-2:] if tracker else ():
        yield from composer.read(each)
        yield from composer.delete(composer.current(each))
    yield from composer.delete(composer.current(entity))
    yield from _watched(composer, resource, reached)
