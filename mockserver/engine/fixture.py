"""Fixtures: what is there before the first client comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mockserver.engine.message import Json, Refusal, Request
from mockserver.engine.outcome import Draft, Outcome
from mockserver.engine.refuse import refused
from mockserver.engine.rules.fields import created_fields
from mockserver.engine.rules.identity import identified, taken
from mockserver.engine.rules.position import placed
from mockserver.engine.rules.scope import absent
from mockserver.engine.state import Key, State
from mockserver.engine.step import step
from mockserver.model.api import Api, Fixture


def fixed(api: Api, state: State, fixture: Fixture, headers: Mapping[str, str]) -> Outcome:
    """Return the outcome of a fixture; `headers` are those of who sends it as a request."""
    if fixture.resource:
        return _put(api, state, fixture)
    request = Request(
        operation=fixture.operation,
        method=api.operations[fixture.operation].method,
        path=fixture.path,
        headers=headers,
        media_type="application/json",
        body=Json(fixture.body),
    )
    return step(api, state, request)[0]


def _put(api: Api, state: State, fixture: Fixture) -> Outcome:
    """Return the outcome of putting what a fixture says: with the values that it gives, whoever
    makes them otherwise, and as created for the rest.
    """
    resource, body = api.resources[fixture.resource], fixture.body
    top = not resource.parent or (resource.is_tree and fixture.parent is None)
    parents = (fixture.parent, *fixture.also)
    if not top and any(state.get(resource.parent, each) is None for each in parents):
        return refused(api, state, absent(api.resources[resource.parent]))[0]
    draft = Draft(api, state)
    own: Key = body.get(resource.identifier)
    key = own or identified(draft, resource, body)
    if own and state.get(resource.name, own) is not None:
        key = Refusal(kind="conflict", message=f"The {resource.name} {own} is there already.")
    if isinstance(key, Refusal):
        return refused(api, state, key)[0]
    given = {
        name: value
        for name, value in body.items()
        # The first is the source of the picture, in the others parts may be left to be made.
        if resource.properties[name].made_by != "url" and not resource.properties[name].deep
    }
    fields = {**created_fields(draft, resource, key, fixture.parent, body, {}), **given}
    fields |= {resource.identifier: key}
    label = placed(draft, resource, fixture.parent, None)
    entity = draft.born(resource, key, fixture.parent, fields, label=label)
    entity = replace(entity, also=fixture.also) if fixture.also else entity
    if clash := taken(draft, resource, entity):
        return refused(api, state, clash)[0]
    draft.put(entity)
    return Outcome(status=200, changes=tuple(draft.changes), serial=draft.serial)
