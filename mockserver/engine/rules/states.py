"""States: what may change depends on the state that an entity is in."""

from __future__ import annotations

from dataclasses import replace

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Entity
from mockserver.model.resource import Resource
from mockserver.model.states import States


@keeps("states.start")
def begun(draft: Draft, resource: Resource, states: States, entity: Entity) -> Entity:
    """Return a new entity in the first state."""
    draft.cite(resource.rules, "states.start")
    fields = {**entity.fields, states.field: states.start}
    in_order = {name: fields[name] for name in resource.properties if name in fields}
    return replace(entity, fields=in_order)


@keeps("states.moves", "states.final", "states.fixed")
def immovable(
    draft: Draft, resource: Resource, states: States, entity: Entity, call: Call
) -> Refusal | None:
    """Refuse an update that meets an entity in a final state, that names a state which cannot
    follow, or that changes what has been fixed.
    """
    item, state = call.item, str(entity.fields.get(states.field))
    ahead = states.moves.get(state)
    if not ahead:
        return _refusal(resource, states, "states.final", states.field)
    if states.field in item:
        if item[states.field] not in ahead:
            return _refusal(resource, states, "states.moves", states.field)
        draft.cite(resource.rules, "states.moves")
    for name in states.fixed.get(state, ()):
        if name in item and item[name] != entity.fields.get(name):
            return _refusal(resource, states, "states.fixed", name)
        if name in item:
            draft.cite(resource.rules, "states.fixed")
    return None


def passing_over(states: States, entity: Entity, call: Call) -> Call | None:
    """Return the call without what cannot change: the state that the entity is in already, and
    other values of what has been fixed. A server may pass over them; None if there are none.
    """
    state = str(entity.fields.get(states.field))
    ahead = states.moves.get(state)
    if not ahead:
        return None
    left = {name for name in states.fixed.get(state, ()) if name in call.item}
    left = {name for name in left if call.item[name] != entity.fields.get(name)}
    if call.item.get(states.field) == state and state not in ahead:
        left.add(states.field)
    kept = {name: value for name, value in call.item.items() if name not in left}
    return replace(call, item=kept) if left else None


@keeps("states.alone")
def crowded(draft: Draft, resource: Resource, states: States, entity: Entity) -> Refusal | None:
    """Refuse an entity that would be in a state where a sibling with the same value is."""
    for state, name in states.alone:
        value = entity.fields.get(name)
        if entity.fields.get(states.field) != state or value is None:
            continue
        names = (states.field, state, name)
        owner = draft.state.owner(resource.name, names, (entity.parent, value))
        if owner is not None and owner != entity.key:
            return _refusal(resource, states, "states.alone", states.field)
        draft.cite(resource.rules, "states.alone")
    return None


def _refusal(resource: Resource, states: States, clause: str, field: str) -> Refusal:
    rules = resource.rules.get(clause, ())
    message = states.refused or "This cannot change so at the moment."
    wrong = Violation(where="body", field=field, message=message, keyword=clause, rules=rules)
    return Refusal(kind="conflict", message=message, violations=(wrong,), rules=rules)
