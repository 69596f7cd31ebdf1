"""Creations: an entity under its parent, with the children that were sent inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Draft, Outcome, Shown
from mockserver.engine.paths import value_at
from mockserver.engine.refuse import refused
from mockserver.engine.rules.capacity import no_room
from mockserver.engine.rules.exclusive import demote_former, flagged_alone, left_free, outrun
from mockserver.engine.rules.fields import created_fields, fetched_files, set_fields, unfit
from mockserver.engine.rules.identity import identified, taken
from mockserver.engine.rules.position import placed
from mockserver.engine.rules.references import attached, unsound
from mockserver.engine.rules.scope import parent_of
from mockserver.engine.rules.states import begun
from mockserver.engine.rules.tracked import entered
from mockserver.engine.state import Key, State
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING
from mockserver.model.resource import Resource

Outcomes = tuple[Outcome, ...]
"""What may legally happen, preferred first; never empty."""


@keeps("create.again")
def create(api: Api, state: State, call: Call) -> Outcomes:
    """Create an entity under the parent in the path."""
    resource = api.resources[call.operation.resource]
    parent = parent_of(api, state, call, resource)
    if isinstance(parent, Refusal):
        return refused(api, state, parent)
    draft = Draft(api, state)
    outcomes = _created(api, state, call, parent, draft)
    if not draft.open or not call.every:
        return outcomes
    return (*outcomes, *_created(api, state, call, parent, Draft(api, state, otherwise=True)))


def _created(api: Api, state: State, call: Call, parent: Key, draft: Draft) -> Outcomes:
    resource = api.resources[call.operation.resource]
    draft.cite(call.operation.rules, "create.shown", "create.again")
    key = create_one(api, draft, resource, parent, call.item, call)
    if isinstance(key, Refusal):
        return refused(api, state, key)
    wrong = attached(api, draft, call, key) if call.operation.attach else None
    if resource.checked and not wrong:
        wrong = unsound(api, draft)
    if wrong:
        return refused(api, state, wrong)
    return (draft.done(call.operation, Shown(operation=call.operation, key=key)),)


@keeps("sort-order.create")
def create_one(
    api: Api,
    draft: Draft,
    resource: Resource,
    parent: Key,
    item: Mapping[str, Any],
    call: Call | None = None,
    key: Key = None,
    outermost: bool = True,
) -> Key | Refusal:
    """Create one entity with the children that were sent, `outermost` the one a call is for.

    Without the `call` that asked for it, nothing was uploaded or is set for it. With a `key` that
    was chosen before, it is created without the children.
    """
    alone = key is not None
    wrong = unfit(resource, item) or (key if alone else identified(draft, resource, item))
    if isinstance(wrong, Refusal):
        return wrong
    key = wrong
    if resource.capacity and (full := no_room(draft, resource, parent, resource.capacity)):
        return full
    draft.rules += resource.create_rules
    files = call.files if call and outermost else NOTHING
    if call and call.request.fetched:
        files = {**files, **fetched_files(resource, item, call)}
    fields = created_fields(draft, resource, key, parent, item, files)
    if call and outermost and call.operation.set:
        fields = set_fields(draft, call, resource, fields)
    label = 0.0
    if resource.position:
        label = placed(draft, resource, parent, item.get(resource.position))
    entity = draft.born(resource, key, parent, fields, files, label)
    if resource.unique and (clash := taken(draft, resource, entity)):
        return clash
    if resource.states:
        entity = begun(draft, resource, resource.states, entity)
    if resource.exclusive:
        entity = flagged_alone(draft, resource, resource.exclusive, entity)
        entity = outrun(draft, resource, resource.exclusive, entity)
        demote_former(draft, resource, resource.exclusive, entity)
        entity = left_free(draft, resource, resource.exclusive, entity)
    draft.put(entity)
    if resource.tracked and (lost := entered(api, draft, resource, entity, None, item)):
        return lost
    if alone or not resource.nests:
        return key
    return _create_children(api, draft, resource, key, item, call) or key


@keeps("children.created")
def _create_children(
    api: Api,
    draft: Draft,
    resource: Resource,
    key: Key,
    item: Mapping[str, Any],
    call: Call | None,
) -> Refusal | None:
    for nest in resource.nests:
        children = value_at(item, nest.path)
        if not isinstance(children, list):
            continue
        draft.cite(nest.schema.rules, "children.created")
        for sent in children:
            kind = api.resources[nest.schema.children]
            child = create_one(api, draft, kind, key, sent, call, outermost=False)
            if isinstance(child, Refusal):
                return child
    return None
