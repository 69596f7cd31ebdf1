"""Adoption: what a server had before we came enters the model as it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.oracle.along import without_those
from contract_tests.oracle.reading import key_in, key_of, read
from mockserver.engine.bind import taken
from mockserver.engine.difference import differences
from mockserver.engine.fill import answer
from mockserver.engine.hole import Hole
from mockserver.engine.outcome import Draft, Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.rules.dated import is_older
from mockserver.engine.rules.position import placed
from mockserver.engine.state import Entity, Key, State
from mockserver.engine.transition import applied, with_values
from mockserver.model.api import Api
from mockserver.model.property import Property
from mockserver.model.resource import Resource


def adopted(
    api: Api,
    state: State,
    resource: Resource,
    shown: Mapping[str, Any],
    parent: Key = None,
    path: Mapping[str, Any] | None = None,
    *,
    anew: bool = False,
    version: str = "",
) -> State:
    """Return the state that also has an entity which a server has shown, with the children that
    were shown inside it; of one that is known already, what was not known, or `anew` all that is
    shown now.

    What was not shown of it is not known, and nothing will be expected of it, but for what a
    `version` does not show. `path` are the path parameters under which it was found.
    """
    path = path or {}
    key = key_in(state, resource, {resource.identifier: path.get(resource.path), **shown})
    if key is None:
        return _unnamed(api, state, resource, shown, parent)
    known = state.get(resource.name, key)
    before = known.fields if known else {}
    fields: dict[str, Any] = {resource.identifier: key}
    for schema in resource.kept:
        if _is_shown(schema, shown):
            stored = _stored(schema, shown[schema.name], before.get(schema.name), version)
            fields[schema.name] = stored
        elif schema.made_by == "parent" and parent is not None:
            fields[schema.name] = parent
    for name, field in resource.scope.items():
        if name in path:
            fields.setdefault(field, path[name])
    draft = Draft(api, state)
    elsewhere = known is not None and _is_elsewhere(resource, known, parent)
    if known is not None:
        both = {**known.fields, **fields} if anew else {**fields, **known.fields}
        draft.put(replace(known, fields=both))
    else:
        label = placed(draft, resource, parent, None) if resource.position else 0.0
        draft.put(draft.born(resource, key, parent, fields, label=label))
    state = draft.state
    if elsewhere:
        again = state.entities[resource.name, key]
        more = replace(again, also=(*again.also, parent))
        state = replace(state, entities=state.entities.insert((resource.name, key), more))
    if elsewhere or (known is None and _has_children(api, state, resource, key)):
        state = with_values(api, state, {})  # they are in the lists of all that is above it, too
    for nest in resource.nests:
        children = value_at(shown, nest.path)
        child = api.resources[nest.schema.children]
        for each in children if isinstance(children, list) else ():
            if isinstance(each, Mapping):
                state = adopted(api, state, child, each, key, anew=anew, version=version)
    return state


def _unnamed(
    api: Api, state: State, resource: Resource, shown: Mapping[str, Any], parent: Key
) -> State:
    """Return the state that also has what shows no identifier, as none of its kind need show it;
    what is under something that has such things already is taken for one of those.
    """
    schema = resource.properties[resource.identifier]
    if not schema.write_only or parent is None or resource.position:
        return state
    alike = (state.child(resource.name, item) for item in state.children(resource.name, parent))
    kept = {each.name: shown[each.name] for each in resource.kept if _is_shown(each, shown)}
    if any(kept.items() <= each.fields.items() for each in alike):
        return state
    draft = Draft(api, state)
    key = draft.hole(schema)
    draft.put(draft.born(resource, key, parent, {resource.identifier: key, **kept}))
    return draft.state


def _is_elsewhere(resource: Resource, known: Entity, parent: Key) -> bool:
    """Say whether something is shown under another parent than those that it is known to have."""
    return resource.shared and parent is not None and parent not in (known.parent, *known.also)


def _has_children(api: Api, state: State, resource: Resource, key: Key) -> bool:
    """Say whether something is known to be under what has this identifier."""
    under = (each.name for each in api.resources.values() if each.parent == resource.name)
    return any(state.children(name, key) for name in under)


def taken_over(api: Api, state: State, outcome: Outcome, body: Any) -> State:
    """Return the state after an outcome, with what an answer shows otherwise as it shows it, and of
    what is new only what it shows. Which is which stays unknown if it shows the identifier of one
    thing for another.
    """
    shown = outcome.shown
    values: dict[Hole, Any] = {}
    guessed = applied(api, state, outcome.changes, outcome.serial)
    expected = answer(api, guessed, outcome, {}, loose=True).body
    for _ in differences(expected, body, values, "body"):
        pass  # what differs is seen below; here the values are gathered
    after = guessed
    if not taken(api, state, outcome, values):
        changes = [change.resolved(values) for change in outcome.changes]
        after = applied(api, with_values(api, state, values), changes, outcome.serial)
    after = without_those(api, state, after, outcome, body)
    if shown is None or shown.operation.resource not in api.resources:
        return after
    resource = api.resources[shown.operation.resource]
    for item in read(shown.operation, body).items:
        key = key_of(resource, item)
        if key is not None and after.get(resource.name, key) is not None:
            after = adopted(api, after, resource, item, anew=True, version=outcome.version)
            if state.get(resource.name, key) is None and not outcome.version:
                after = _as_shown(
                    api, after, resource, key, {**dict.fromkeys(shown.hidden), **item}
                )
    return after


def _as_shown(
    api: Api, state: State, resource: Resource, key: Key, item: Mapping[str, Any]
) -> State:
    """Return the state without the properties of an entity that everybody sees and an answer does
    not show: whether a server keeps them is not known.
    """
    entity = state.entities[resource.name, key]
    seen = {each.name for each in resource.shown} - {resource.identifier}
    left = {n: each for n, each in entity.fields.items() if n in item or n not in seen}
    draft = Draft(api, state)
    draft.put(replace(entity, fields=left))
    return draft.state


def shows_others(api: Api, after: State, outcome: Outcome, body: Any) -> bool:
    """Say whether an answer to a write shows other things than those that are expected, or another
    number of them or inside of one: then nobody knows what was written.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown and outcome.changes else None
    if shown is None or resource is None:
        return False
    items = read(shown.operation, body).items
    keys = [key_of(resource, item) for item in items]
    if shown.operation.batch and shown.keys and len(keys) != len(shown.keys):
        return True
    for key, item in zip(keys, items, strict=True):
        for nest in resource.nests if key is not None else ():
            inside = value_at(item, nest.path)
            known = after.children(nest.schema.children, key)
            if isinstance(inside, list) and inside and len(inside) != len(known):
                return True
    return any(key is not None and after.get(resource.name, key) is None for key in keys)


def _stored(schema: Property, value: Any, before: Any, version: str) -> Any:
    """Return a value without the parts that are worked out when it is shown, and with those of
    before that a version does not show.
    """
    if not schema.deep or not isinstance(value, Mapping):
        return value
    known = before if isinstance(before, Mapping) else {}
    return {
        part.name: _stored(part, value[part.name], known.get(part.name), version)
        if _is_shown(part, value)
        else known[part.name]
        for part in schema.kept
        if _is_shown(part, value) or (is_older(version, part.since) and part.name in known)
    }


def _is_shown(schema: Property, shown: Mapping[str, Any]) -> bool:
    """Say whether a property is shown, one that refers to something with what can do so; what only
    older versions show is another one.
    """
    if schema.name not in shown or schema.until:
        return False
    return schema.references is None or schema.valid(shown[schema.name])
