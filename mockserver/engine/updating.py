"""Updating: an action that changes one thing, in any of the ways in which a server may do that."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from mockserver.engine.arising import arisen
from mockserver.engine.call import Call
from mockserver.engine.creation import Outcomes
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Draft, Outcome, Shown
from mockserver.engine.refuse import refused
from mockserver.engine.rules.changes import updated_fields, updated_files
from mockserver.engine.rules.entering import ways_to_enter
from mockserver.engine.rules.exclusive import (
    demote_former,
    flagged_alone,
    inherited,
    ways_to_unset,
)
from mockserver.engine.rules.fields import at_odds, set_fields, unfit
from mockserver.engine.rules.identity import taken
from mockserver.engine.rules.position import placed
from mockserver.engine.rules.references import unsound
from mockserver.engine.rules.scope import found_in_path
from mockserver.engine.rules.sort_order import Moved, cite_shift, ways_to_shift
from mockserver.engine.rules.states import crowded, immovable, passing_over
from mockserver.engine.rules.tracked import entered
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api


def update(api: Api, state: State, call: Call) -> Outcomes:
    """Change what is sent of the entity in the path."""
    resource = api.resources[call.operation.resource]
    entity = found_in_path(api, state, call, resource)
    if isinstance(entity, Refusal):
        if resource.singleton or call.operation.creates_missing:
            return arisen(api, state, call, resource, call.item, entity)
        return refused(api, state, entity)
    if odd := at_odds(call.operation, entity):
        return refused(api, state, Refusal(kind="conflict", violations=odd))
    if wrong := unfit(resource, call.item):
        return refused(api, state, wrong)
    outcomes = _ways(api, state, call, entity)
    other = passing_over(resource.states, entity, call) if call.every and resource.states else None
    return (*outcomes, *(_ways(api, state, other, entity) if other else ()))


def _ways(api: Api, state: State, call: Call, entity: Entity) -> Outcomes:
    """Return the ways in which an update may be carried out, or why it is refused."""
    resource = api.resources[entity.resource]
    outcomes = []
    unset = ways_to_unset(state, resource, entity, call.item) if call.every else (None,)
    shifted = ways_to_shift(state, resource, entity, call.item)
    entering = ways_to_enter(resource, {**entity.fields, **call.item})
    for moved, heir, way in product(shifted, unset, entering):
        outcome = _updated(api, state, call, entity, moved, heir, way)
        if isinstance(outcome, Refusal) and not way:
            return refused(api, state, outcome)
        if isinstance(outcome, Refusal):
            (outcome,) = refused(api, state, outcome)  # what another server may do
        outcomes.append(outcome)
        if not call.every:
            break
    return tuple(outcomes)


def _updated(
    api: Api,
    state: State,
    call: Call,
    entity: Entity,
    moved: Moved,
    heir: Entity | None,
    way: int,
) -> Outcome | Refusal:
    """Return the outcome of an update that moves these siblings, too, and flags the `heir`; what
    tracks the elements is set in one of several ways.
    """
    resource = api.resources[entity.resource]
    draft = Draft(api, state, way=way)
    if resource.states and (wrong := immovable(draft, resource, resource.states, entity, call)):
        return wrong
    fields = updated_fields(draft, call, resource, entity)
    if call.operation.set:
        fields = set_fields(draft, call, resource, fields)
    files = updated_files(call, resource, entity)
    label = placed(draft, resource, entity.parent, call.item.get(resource.position), entity)
    changed = replace(entity, fields=fields, files=files, label=label)
    if resource.unique and (clash := taken(draft, resource, changed)):
        return clash
    if resource.states and (wrong := crowded(draft, resource, resource.states, changed)):
        return wrong
    cite_shift(draft, resource, entity, call.item)
    for sibling in moved:
        draft.put(sibling)
    if resource.exclusive:
        changed = flagged_alone(draft, resource, resource.exclusive, changed)
        demote_former(draft, resource, resource.exclusive, changed)
        if heir is not None:
            changed = inherited(draft, resource.exclusive, changed, heir)
    draft.put(changed)
    if resource.references and (wrong := unsound(api, draft)):
        return wrong
    if resource.tracked:
        wrong = entered(api, draft, resource, changed, entity, call.item)
        if wrong:
            return wrong
    return draft.done(call.operation, Shown(operation=call.operation, key=entity.key))
