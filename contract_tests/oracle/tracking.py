"""Tracking: what documents say of things that follow the states of something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contract_tests.oracle.reading import objects, within_item
from contract_tests.oracle.undecided import by_key, is_forsaken
from mockserver.engine.difference import NOTHING, Mismatch
from mockserver.engine.message import Json, Request
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.rules.tracked import is_under_way
from mockserver.engine.state import Entity, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource
from mockserver.model.states import Tracked


def on_tracked(
    api: Api, state: State, tracker: Resource, schema: Property, mismatch: Mismatch
) -> Mismatch:
    """Return a mismatch in a property of what tracks something with the rules on what is set
    there; it is open where no state sets it, or where what is set is worked out, or empty, which a
    server may take for nothing, and where it may track something for nobody, or does not tell any
    more for whom something was under way.
    """
    several = (each for (name, _), each in state.entities.items() if name == tracker.name)
    alike = [each for each in several if each.fields.get(schema.name) == mismatch.expected]
    if mismatch.expected == "" or any(is_forsaken(api, state, each) for each in alike):
        return replace(mismatch, about="open")
    if mismatch.expected is not None and _is_over(api, tracker, schema, alike):
        return replace(mismatch, about="open")
    rules: list[str] = []
    for name in tracker.tracks:
        holder = api.resources[name]
        if holder.tracked is not None:
            for clause in _clauses(holder.tracked, schema.name):
                rules.extend(holder.rules.get(clause, ()))
    about = mismatch.about if rules else "open"
    return replace(mismatch, rules=tuple(dict.fromkeys(rules)), about=about)


def _is_over(api: Api, tracker: Resource, schema: Property, alike: Iterable[Entity]) -> bool:
    """Say whether a property tells for whom something is under way, and none of these is."""
    several = (api.resources[name].tracked for name in tracker.tracks)
    return any(
        tracked.under_way[schema.name].of and not any(is_under_way(tracked, e) for e in alike)
        for tracked in several
        if tracked and schema.name in tracked.under_way
    )


def entered_by(api: Api, tracker: Resource) -> tuple[str, ...]:
    """Return the rules by which there is something of a resource that tracks others."""
    several = (api.resources[name].rules for name in tracker.tracks)
    return tuple(id_ for rules in several for id_ in rules.get("tracked.entered", ()))


def _clauses(tracked: Tracked, name: str) -> tuple[str, ...]:
    """Return the clauses on a property that is set to what was sent, or to what a state says."""
    states = [any(name in each.values for each in several) for several in tracked.enter.values()]
    choices = [each for several in tracked.enter.values() for each in several]
    if not any(states) or any(name in each.earliest for each in choices):
        return ()
    return ("tracked.entered",) if all(states) else ("tracked.entered", "tracked.kept")


def names_later(api: Api, state: State, outcome: Outcome, schema: Property) -> bool:
    """Say whether a place shows the elements of what has been sent to another state than the one
    that names them, or what kind they are where that was left empty: what a server makes of it
    no document tells.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or not resource.tracked or not resource.states:
        return False
    if not outcome.changes or schema.name not in {resource.tracked.each, resource.tracked.kind}:
        return False
    entity = applied(api, state, outcome.changes, outcome.serial).get(resource.name, shown.key)
    if entity is None or schema.name == resource.tracked.kind:
        return entity is not None and entity.fields.get(schema.name) == ""
    return entity.fields.get(resource.states.field) != resource.tracked.begin


def drives(api: Api, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether what follows the states of something depends on what an answer shows there."""
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or not outcome.changes or resource is None or resource.tracked is None:
        return False
    places = {resource.tracked.kind, resource.states.field if resource.states else ""} - {""}
    place = within_item(shown.operation, mismatch.path)
    more = place == (resource.tracked.each,) and mismatch.seen not in NOTHING
    return more or not places.isdisjoint(place[:1])


def passes_over_elements(
    api: Api, state: State, outcome: Outcome, request: Request, mismatch: Mismatch
) -> bool:
    """Say whether a place shows that elements were passed over that were sent without a state that
    has to know of them: a server may look at them only when it moves on.
    """
    shown, body = outcome.shown, request.body
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or not resource.tracked or not resource.states:
        return False
    sent = value_at(body.value, shown.operation.item_path) if isinstance(body, Json) else None
    named = isinstance(sent, Mapping) and bool(sent.get(resource.tracked.each))
    if not named or value_at(sent, (resource.states.field,)) is not ABSENT:
        return False
    entity, tracked = state.get(resource.name, shown.key), resource.tracked
    before = entity.fields.get(tracked.each) if entity else None
    about = within_item(shown.operation, mismatch.path) == (tracked.each,)
    return about and by_key(tracked, mismatch.seen).keys() == by_key(tracked, before).keys()


def is_plain_move(api: Api, state: State, outcome: Outcome, request: Request) -> bool:
    """Say whether a request moves something on, by a documented move, with all that this needs:
    it names nothing new, and of each thing that it is about is said what the new state asks for.
    """
    shown, body = outcome.shown, request.body
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or request.method == "PUT" or not isinstance(body, Json):
        return False
    entity, states, tracked = state.get(resource.name, shown.key), resource.states, resource.tracked
    sent = value_at(body.value, shown.operation.item_path)
    if not (entity and states and tracked and isinstance(sent, Mapping)):
        return False
    here, there = str(entity.fields.get(states.field)), sent.get(states.field)
    ahead = states.moves.get(here, frozenset())
    if there not in ahead or there in (here, tracked.begin):
        return False
    if sent.keys() - {states.field, tracked.each}:
        return False
    known = by_key(tracked, entity.fields.get(tracked.each))
    named = by_key(tracked, sent.get(tracked.each))
    if named.keys() - known.keys():
        return False
    needed = _needed(tracked, str(there))
    every = [{**each, **named.get(key, {})} for key, each in known.items()]
    return not needed or all(any(each.get(name) for name in needed) for each in every)


def may_lack(api: Api, state: State, outcome: Outcome, request: Request) -> bool:
    """Say whether what moves something on lacks what a server may need, as no document tells, or
    names elements without a state that has to know of them, or such of another kind.
    """
    shown, body = outcome.shown, request.body
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or not resource.tracked or not resource.states:
        return False
    sent = value_at(body.value, shown.operation.item_path) if isinstance(body, Json) else None
    named = sent.get(resource.tracked.each) if isinstance(sent, Mapping) else None
    if named and value_at(sent, (resource.states.field,)) not in resource.tracked.enter:
        return True
    entity = applied(api, state, outcome.changes, outcome.serial).get(resource.name, shown.key)
    if entity is None:
        return False
    kind = entity.fields.get(resource.tracked.kind)
    if any(each.get(resource.tracked.kind) not in (None, kind) for each in objects(named)):
        return True
    if entity.fields.get(resource.states.field) == resource.tracked.begin:
        return _begins_with_nothing(resource.tracked, entity)
    return _ends_untold(resource.tracked, entity, str(entity.fields.get(resource.states.field)))


def _begins_with_nothing(tracked: Tracked, entity: Entity) -> bool:
    """Say whether something begins to be tracked that names no element, or does not tell what kind
    of thing its elements are.
    """
    needed = (tracked.each, *([tracked.kind] if tracked.kind else ()))
    return not all(entity.fields.get(name) for name in needed)


def _ends_untold(tracked: Tracked, entity: Entity, there: str) -> bool:
    """Say whether something goes to a state that knows what to set by what is told of each
    element, and of one of them nothing of that is told.
    """
    needed, known = _needed(tracked, there), by_key(tracked, entity.fields.get(tracked.each))
    return bool(needed) and not all(any(e.get(name) for name in needed) for e in known.values())


def _needed(tracked: Tracked, state: str) -> set[str]:
    """Return the members of an element by one of which a state knows what to set."""
    choices = tracked.enter.get(state, ())
    asked = [one for each in choices for pair in each.conditions for one in pair]
    asked += [
        source
        for each in choices
        for name, sources in each.values.items()
        if name not in each.earliest
        for source in sources
    ]
    return {each.name for each in asked if each.of == "each"}
