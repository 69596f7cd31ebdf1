"""Filling: the stand-in chooses an outcome's values and carries it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.hole import Hole, resolved
from mockserver.engine.makers import MAKERS, Chance
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.refuse import error_body, reason
from mockserver.engine.rules.dated import as_of
from mockserver.engine.rules.identity import fresh
from mockserver.engine.state import Answer, Entity, Put, State
from mockserver.engine.transition import applied
from mockserver.engine.view import body_of
from mockserver.model.api import Api
from mockserver.model.frozen import frozen
from mockserver.model.property import ABSENT
from mockserver.model.sample import Sample


@frozen()
class Filled:
    """A request that was carried out: what is answered and the state after it."""

    response: Response
    state: State
    values: Mapping[Hole, Any]


def fill(api: Api, state: State, outcome: Outcome, chance: Chance) -> Filled:
    """Return the response and the state of an outcome whose holes `chance` fills."""
    if outcome.refusal is not None:
        return Filled(response=_error(api, outcome), state=state, values={})
    if outcome.repeats is not None:
        again = replace(outcome.repeats, rules=outcome.rules)
        return Filled(response=again, state=state, values={})
    values: dict[Hole, Any] = {}
    changes, named = [], False
    for change in outcome.changes:
        if isinstance(change, Put):
            entity = change.entity
            if entity.deep and not named:
                named = _name_all(api, state, outcome, values, chance)
            if isinstance(entity.key, Hole) and entity.key not in values:
                values[entity.key] = _fresh_key(api, state, entity, entity.key, values, chance)
            change = Put(_filled(entity, values, chance), change.dead)
        changes.append(change)
    if outcome.shown is not None and outcome.shown.now is not None:
        values[outcome.shown.now] = chance.time("milliseconds")
    after = applied(api, state, changes, outcome.serial) if changes else state
    response = answer(api, after, outcome, values)
    if outcome.remember is not None:
        after = kept(after, outcome, response)
    return Filled(response=response, state=after, values=values)


def _name_all(
    api: Api, state: State, outcome: Outcome, values: dict[Hole, Any], chance: Chance
) -> bool:
    """Choose all identifiers: what is stored first may refer to what is stored later."""
    for change in outcome.changes:
        entity = change.entity if isinstance(change, Put) else None
        if entity is not None and isinstance(entity.key, Hole) and entity.key not in values:
            values[entity.key] = _fresh_key(api, state, entity, entity.key, values, chance)
    return True


def kept(state: State, outcome: Outcome, response: Response) -> State:
    """Return the state that also knows the answer, if it is to be remembered."""
    if outcome.remember is None:
        return state
    key, request = outcome.remember
    known = Answer(request=request, response=response)
    return replace(state, answers=state.answers.insert(key, known))


def answer(
    api: Api, after: State, outcome: Outcome, values: Mapping[Hole, Any], *, loose: bool = False
) -> Response:
    """Return the response of a request that is carried out, read from the state after it; a
    `loose` one to hold another server's against.
    """
    shown = outcome.shown
    if shown is None or shown.operation.answer is None:
        make = shown.operation.sample if shown is not None and not loose else None
        if make is None:
            return Response(status=outcome.status, rules=outcome.rules)
        return _sampled(outcome, make())
    body = body_of(api, after, shown, values, loose=loose)
    if (outcome.version or loose) and shown.operation.shape:
        body = as_of(shown.operation.shape, body, outcome.version, loose=loose)
    if shown.operation.amend is not None and not loose:
        body = shown.operation.amend(body)
    return Response(
        status=outcome.status,
        headers=shown.operation.sample().headers if shown.operation.sample else (),
        media_type=shown.operation.media_type,
        body=body,
        rules=outcome.rules,
    )


def _sampled(outcome: Outcome, sample: Sample) -> Response:
    """Return a sample as the answer that tells an outcome."""
    return Response(
        status=outcome.status,
        headers=sample.headers,
        media_type=sample.media_type,
        body=sample.body,
        rules=outcome.rules,
    )


def _error(api: Api, outcome: Outcome) -> Response:
    assert outcome.refusal is not None
    why = reason(api, outcome.refusal)
    if outcome.failure and outcome.failure.sample:
        faults = outcome.refusal.violations
        sample = outcome.failure.sample(why, faults[0].field if faults else "")
        return replace(_sampled(outcome, sample), reason=why)
    form, body = error_body(api, outcome.refusal, outcome.status)
    return Response(
        status=outcome.status,
        headers=outcome.failure.headers if outcome.failure else (),
        media_type=form.media_type,
        body=body,
        rules=outcome.rules,
        reason=why,
    )


def _fresh_key(
    api: Api,
    state: State,
    entity: Entity,
    hole: Hole,
    values: Mapping[Hole, Any],
    chance: Chance,
) -> Any:
    """Return an identifier that nothing has or had: a seed may bring one a second time."""
    if hole.sent is not ABSENT:
        return hole.sent  # it was free when it was proposed
    while True:
        key = MAKERS[hole.property.made_by](hole, entity, values, chance)
        if fresh(state, api.resources[entity.resource], key):
            return key


def _filled(entity: Entity, values: dict[Hole, Any], chance: Chance) -> Entity:
    """Return the entity with all holes filled; `values` takes and gives what fills them."""
    fields: dict[str, Any] = {}
    deep = entity.deep
    for name, value in entity.fields.items():  # the identifier is the first, addresses need it
        if isinstance(value, Hole):
            known = values.get(value, ABSENT)
            if known is ABSENT:
                maker = MAKERS[value.property.made_by or "clock"]
                known = values[value] = maker(value, entity, values, chance)
            fields[name] = known
        elif deep:
            fields[name] = _filled_within(value, entity, values, chance)
        else:
            fields[name] = value
    return Entity(
        resource=entity.resource,
        key=resolved(entity.key, values),
        parent=resolved(entity.parent, values),
        ordinal=entity.ordinal,
        fields=fields,
        files=entity.files,
        label=entity.label,
        deep=deep,
        also=entity.also,
    )


def _filled_within(value: Any, entity: Entity, values: dict[Hole, Any], chance: Chance) -> Any:
    if isinstance(value, Hole):
        if value not in values:
            values[value] = MAKERS[value.property.made_by or "clock"](value, entity, values, chance)
        return values[value]
    if isinstance(value, Mapping):
        return {name: _filled_within(each, entity, values, chance) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled_within(each, entity, values, chance) for each in value]
    return value
