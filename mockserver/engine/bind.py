"""Binding: what a real server answered, held against the outcomes that are legal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from mockserver.engine.difference import Mismatch, differences, misshapen
from mockserver.engine.fill import answer, kept
from mockserver.engine.hole import Hole
from mockserver.engine.message import Refusal, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.refuse import error_shape, form_of
from mockserver.engine.rules.identity import fresh
from mockserver.engine.state import Entity, Put, State
from mockserver.engine.transition import applied, with_values
from mockserver.model.api import Api
from mockserver.model.frozen import frozen
from mockserver.model.resource import Resource

FAILED = 500

MOST = 12
"""How many differences of an answer are told."""


@frozen()
class World:
    """A state that explains an answer, and what its holes turned out to be.

    Holes that the answer did not show are still holes in the state.
    """

    state: State
    values: Mapping[Hole, Any]


def bind(api: Api, state: State, outcome: Outcome, response: Response) -> World | Mismatch:
    """Return the state in which an answer leaves the server if this outcome happened.

    First the values of the holes are read off the answer, then the outcome is carried out with
    them and must show exactly the answer. A body may have members that the outcome lacks. What an
    operation answers of which nothing is said is its own: only its schema is about that.
    """
    if _is_own(outcome) and response.status < FAILED:
        return World(state=state, values={})
    if response.status != outcome.status:
        status = response.status
        return Mismatch(path="status", expected=outcome.status, seen=status, about="status")
    if outcome.refusal is not None:
        if outcome.failure:  # the document's schema judges the body
            return World(state=state, values={})
        return _refused(api, outcome.refusal, response) or World(state=state, values={})
    if outcome.repeats is not None:
        wrong = _first_difference(outcome.repeats.body, response.body, {})
        return wrong or World(state=state, values={})
    guessed = applied(api, state, outcome.changes, outcome.serial)
    values: dict[Hole, Any] = {}
    own = _is_untold(outcome)
    wrong = None
    if not own:
        expected = answer(api, guessed, outcome, {}, loose=True).body
        wrong = _first_difference(expected, response.body, values)
    wrong = wrong or taken(api, state, outcome, values)
    if wrong:
        return wrong
    told = _told(state, values)
    before = with_values(api, state, told) if told else state
    if not outcome.changes:
        return World(state=kept(before, outcome, response), values=values)
    changes = [change.resolved(values) for change in outcome.changes]
    after = applied(api, before, changes, outcome.serial)
    if not own:
        expected = answer(api, after, outcome, values, loose=True).body
        wrong = _first_difference(expected, response.body, {})
    return wrong or World(state=kept(after, outcome, response), values=values)


def _is_own(outcome: Outcome) -> bool:
    """Return whether an operation does nothing to a resource, and no word says what it answers."""
    operation = outcome.shown.operation if outcome.shown else None
    return operation is not None and not operation.action and operation.answer is None


def _is_untold(outcome: Outcome) -> bool:
    """Return whether the document says by its schema only what an operation answers that does
    something to a resource.
    """
    operation = outcome.shown.operation if outcome.shown else None
    return operation is not None and operation.sample is not None and operation.answer is None


def _refused(api: Api, refusal: Refusal, response: Response) -> Mismatch | None:
    """Return how the body of an error is not as the document wants errors to be."""
    if "json" not in (form_of(api, refusal).media_type or ""):
        return None
    rules = api.clauses.get("errors.form", ())
    found = next(misshapen(error_shape(api, refusal), response.body, "body"), None)
    return found and replace(found, rules=rules, about="error")


def taken(api: Api, state: State, outcome: Outcome, values: Mapping[Hole, Any]) -> Mismatch | None:
    """Return what a server has chosen that something else has already, None for nothing: then a
    state can be had with these values.
    """
    return _illegal(api, state, outcome, values) or _taken(api, state, _told(state, values))


def _told(state: State, values: Mapping[Hole, Any]) -> dict[Hole, Any]:
    """Return the values of what was there before."""
    return {hole: value for hole, value in values.items() if hole.serial <= state.serial}


def _illegal(
    api: Api, state: State, outcome: Outcome, values: Mapping[Hole, Any]
) -> Mismatch | None:
    """Return what is wrong with the values that a server chose."""
    for change in outcome.changes:
        entity = change.entity if isinstance(change, Put) else None
        if entity is None or not isinstance(entity.key, Hole) or entity.key not in values:
            continue
        resource, key = api.resources[entity.resource], values[entity.key]
        if again := _given_again(resource, state, entity, values):
            return again
        if not fresh(state, resource, key):
            return _not_fresh(resource, key)
    return None


def _given_again(
    resource: Resource, state: State, entity: Entity, values: Mapping[Hole, Any]
) -> Mismatch | None:
    """Return which value that a server made for something new, and that is to be unlike any
    other, something else of its kind has already, or had.
    """
    kind = entity.resource
    for name in resource.unlike:
        value = entity.fields.get(name)
        if not isinstance(value, Hole) or value == entity.key or value not in values:
            continue
        made = values[value]
        others = (each for each in state.entities.values() if each.resource == kind)
        gone = (f"{kind}.{name}", made) in state.gone
        if gone or any(each.fields.get(name) == made for each in others):
            rules = tuple(id_ for ids in value.property.rules.values() for id_ in ids)
            wanted = f"a fresh {value.property.made_by}"
            path = f"body.{name}"
            return Mismatch(path=path, expected=wanted, seen=made, rules=rules, about="made")
    return None


def _taken(api: Api, state: State, told: Mapping[Hole, Any]) -> Mismatch | None:
    """Return what is wrong with identifiers that are shown for the first time of what is there."""
    seen = set[tuple[str, Any]]()
    for entity in () if not told else (*state.entities.values(), *state.dead.values()):
        if not isinstance(entity.key, Hole) or entity.key not in told:
            continue
        resource, key = api.resources[entity.resource], told[entity.key]
        if (resource.name, key) in seen or not fresh(state, resource, key):
            return _not_fresh(resource, key)
        seen.add((resource.name, key))
    return None


def _not_fresh(resource: Resource, key: Any) -> Mismatch:
    rules = (
        *resource.rules.get("identifier.unique", ()),
        *resource.rules.get("identifier.never-reused", ()),
    )
    path, wanted = f"body.{resource.identifier}", "a fresh identifier"
    return Mismatch(path=path, expected=wanted, seen=key, rules=rules, about="made")


def _first_difference(expected: Any, seen: Any, values: dict[Hole, Any]) -> Mismatch | None:
    found = list(islice(differences(expected, seen, values, "body"), MOST))
    return replace(found[0], others=tuple(found[1:])) if found else None
