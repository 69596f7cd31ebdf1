"""Arising: what is there, or comes to be, without an operation that does nothing but create it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.creation import Outcomes, create_one
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Draft, Shown
from mockserver.engine.refuse import refused
from mockserver.engine.rules.scope import called, named, parent_of
from mockserver.engine.state import Key, State
from mockserver.engine.styles import INTEGER
from mockserver.model.api import Api
from mockserver.model.property import Property
from mockserver.model.resource import Resource

CREATED = 201


@keeps("singleton.there", "when-missing.created")
def arisen(
    api: Api, state: State, call: Call, resource: Resource, item: Mapping[str, Any], why: Refusal
) -> Outcomes:
    """Return what becomes of a request for what is not there and comes to be by it, with what was
    sent; `why` is what is told where it cannot.

    Another server may have had it before: then nothing is known of it but what was sent.
    """
    parent, key = parent_of(api, state, call, resource), _key(resource, named(call, resource))
    if isinstance(parent, Refusal):
        return refused(api, state, parent)
    if key is None or called(state, resource, key) is not None:  # it is under another parent
        return refused(api, state, why)
    outcomes = []
    for bare in (False, True) if call.every else (False,):
        draft = Draft(api, state)
        draft.cite(resource.rules, "singleton.there")
        draft.cite(call.operation.rules, "when-missing.created")
        if bare:
            fields = {each.name: item[each.name] for each in resource.kept if _is_kept(each, item)}
            fields = {resource.identifier: key, **fields}
            draft.put(draft.born(resource, key, parent, fields))
        else:
            wrong = create_one(api, draft, resource, parent, item, call, key)
            if isinstance(wrong, Refusal):
                return refused(api, state, wrong)
        done = draft.done(call.operation, Shown(operation=call.operation, key=key))
        new = call.operation.creates_missing and str(CREATED) in call.operation.statuses
        outcomes += [replace(done, status=CREATED)] if new else []
        outcomes += [done] if not new or bare else []
    return tuple(outcomes)


def _is_kept(schema: Property, item: Mapping[str, Any]) -> bool:
    return schema.plain and schema.name in item


@keeps("singleton.reset")
def untouched(api: Api, state: State, call: Call, resource: Resource) -> Outcomes:
    """Return what becomes of the deletion of a singleton that is as it was at the beginning."""
    parent = parent_of(api, state, call, resource)
    if isinstance(parent, Refusal):
        return refused(api, state, parent)
    draft = Draft(api, state)
    draft.cite(resource.rules, "singleton.reset")
    return (draft.done(call.operation, Shown(operation=call.operation)),)


def _key(resource: Resource, key: Key) -> Key:
    """Return an identifier as the resource may have it, None where it may not."""
    schema = resource.properties[resource.identifier]
    forms = (key, str(key), int(key) if isinstance(key, str) and INTEGER.fullmatch(key) else key)
    return next((each for each in forms if key is not None and schema.valid(each)), None)
