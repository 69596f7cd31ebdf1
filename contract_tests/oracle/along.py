"""Along: what goes with a thing that is deleted, though it is not documented that it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.oracle.reading import telling
from mockserver.engine.holders import NOBODY, targets
from mockserver.engine.outcome import Draft, Outcome
from mockserver.engine.rules.tombstones import buried
from mockserver.engine.state import Drop, Entity, State
from mockserver.model.api import Api
from mockserver.model.resource import Resource
from mockserver.model.rule import Inferred

STAYS = "references.exact"


def went_along(api: Api, state: State, outcome: Outcome, told: Any) -> tuple[Entity, ...]:
    """Return what a deletion names among what went (`told`) beside all that was to go, if that is
    what the deleted things referred to, nothing else refers to it, and it is not documented for
    certain that it stays.
    """
    gone = {each: state.entities[each] for each in _deleted(state, outcome)}
    named = {key for key in told if isinstance(key, str | int)} if isinstance(told, list) else set()
    if not gone or not named > {key for _, key in gone}:
        return ()
    held = {
        target
        for each in gone.values()
        if _may_go(api.resources[each.resource])
        for target in targets(api.resources[each.resource], each)
        if target[1] in named and target in state.entities and target not in gone
    }
    every = {*gone, *held}
    if named != {key for _, key in every}:
        return ()
    if any(each not in every for target in held for each in state.holders.get(target, NOBODY)):
        return ()
    return tuple(state.entities[each] for each in sorted(held, key=str))


def on_staying(api: Api, state: State, outcome: Outcome) -> tuple[str, ...]:
    """Return the inferred rules that what deleted things referred to stays."""
    several = (_staying(api.resources[name]) for name, _ in _deleted(state, outcome))
    return tuple(dict.fromkeys(id_ for rules in several for id_ in rules))


def without_those(api: Api, state: State, after: State, outcome: Outcome, body: Any) -> State:
    """Return the state `after` a deletion without what has gone along with it."""
    operation = outcome.shown.operation if outcome.shown else None
    names = telling(operation, "deleted") if operation else []
    draft = Draft(api, after)
    for name in names if isinstance(body, Mapping) else ():
        for each in went_along(api, state, outcome, body.get(name)):
            buried(draft, api.resources[each.resource], each)
    return draft.state


def _deleted(state: State, outcome: Outcome) -> Iterator[tuple[str, Any]]:
    """Yield the resources and the identifiers of what an outcome deletes."""
    for each in outcome.changes:
        if isinstance(each, Drop):
            place = (each.resource, each.key)
        elif each.dead:
            place = (each.entity.resource, each.entity.key)
        else:
            continue
        if place in state.entities:
            yield place


def _may_go(resource: Resource) -> bool:
    """Say whether what things of a resource refer to may go with the last one that does."""
    every = [link.schema.rules.get(STAYS, ()) for link in resource.references]
    return all(not rules for rules in every) or bool(_staying(resource))


def _staying(resource: Resource) -> list[str]:
    several = (link.schema.rules.get(STAYS, ()) for link in resource.references)
    return [id_ for rules in several for id_ in rules if isinstance(id_, Inferred)]
