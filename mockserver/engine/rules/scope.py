"""Scope: which entities a request can see, and what goes with a parent that is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.references import released
from mockserver.engine.rules.sent import sent
from mockserver.engine.rules.tombstones import buried, final
from mockserver.engine.state import Entity, Family, Key, State
from mockserver.engine.styles import INTEGER
from mockserver.engine.transition import ALL
from mockserver.model.api import Api
from mockserver.model.operation import IN_BODY, Under
from mockserver.model.resource import Resource

SOLE = "only"
"""What identifies a singleton whose path names nothing."""

Place = tuple[str, Key]
"""The resource and the identifier of an entity."""


def parent_of(api: Api, state: State, call: Call, resource: Resource) -> Key | Refusal:
    """Return the key of the parent that the path or the body names, None for a resource that has
    none, or whose parents are of its own kind: those are named by what is sent.
    """
    if not resource.parent or resource.is_tree:
        return None
    parent = api.resources[resource.parent]
    if call.operation.under:
        return named_in_body(state, call, parent, call.operation.under)
    found = found_in_path(api, state, call, parent)
    return found if isinstance(found, Refusal) else found.key


@keeps("under.unknown")
def named_in_body(state: State, call: Call, parent: Resource, under: Under) -> Key | Refusal:
    """Return the key of the parent that the body names by its identifier or another property."""
    value = call.item.get(under.member)
    if isinstance(value, str | int) and not isinstance(value, bool):
        key: Key = state.owner(parent.name, under.names, (value,)) if under.names else value
        if key is not None and state.get(parent.name, key):
            return key
    rules = call.operation.rules.get("under.unknown", ())
    message = under.missing or parent.missing or "This does not exist."
    wrong = Violation(
        where="body", field=under.member, message=message, keyword="under.unknown", rules=rules
    )
    return Refusal(kind="invalid", violations=(wrong,), rules=rules)


def family_of(api: Api, state: State, call: Call, resource: Resource) -> Family | Refusal:
    """Return whose children a list shows: those of the parent or of a further ancestor that the
    path names, or all there are.
    """
    family = call.operation.family
    if family is None:
        return parent_of(api, state, call, resource)
    if not family:
        return ALL
    found = found_in_path(api, state, call, api.resources[family])
    return found if isinstance(found, Refusal) else (family, found.key)


@keeps("missing.refused", "parent.scoped", "scope.matched")
def found_in_path(api: Api, state: State, call: Call, resource: Resource) -> Entity | Refusal:
    """Return the entity that the path names, or the refusal that says what is not there.

    The ancestors come first: under an unknown parent it is the parent that is missing. The path
    may leave out generations.
    """
    above = _named_above(api, call, resource)
    ancestor = found_in_path(api, state, call, above) if above else None
    if isinstance(ancestor, Refusal):
        return ancestor
    key = named(call, resource)
    entity = called(state, resource, key)
    if entity is None:
        missing = absent(resource, "missing.refused")
        rules = (*missing.rules, *final(state, resource, key))
        return replace(missing, rules=rules, gone=(resource.name, key) in state.gone)
    if ancestor is not None and not descends(api, state, entity, ancestor):
        return absent(resource, "parent.scoped", "missing.refused")
    for name, field in resource.scope.items():
        if name in call.path and entity.fields.get(field) != call.path[name]:
            return absent(resource, "scope.matched", "missing.refused")
    return entity


def named(call: Call, resource: Resource) -> Key:
    """Return what a call names one of a resource by, in its path or its body; None for nothing.
    Of a singleton that is all that the path names.
    """
    if resource.singleton:
        return "/".join(str(call.path[name]) for name in sorted(call.path)) or SOLE
    name = call.operation.parameter_of(resource)
    value = sent(call, name) if name.startswith(IN_BODY) else call.path.get(name)
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def called(state: State, resource: Resource, key: Any) -> Entity | None:
    """Return the entity that a path calls so: a number may be written as a text and the other way
    round, where the document says one thing of the parameter and another of the property.
    """
    entity = state.get(resource.name, key)
    if entity is not None or isinstance(key, bool):
        return entity
    if isinstance(key, int):
        return state.get(resource.name, str(key))
    if isinstance(key, str) and INTEGER.fullmatch(key) and str(int(key)) == key:
        return state.get(resource.name, int(key))
    return None


def _named_above(api: Api, call: Call, resource: Resource) -> Resource | None:
    """Return the nearest ancestor that the path names by a parameter of its own."""
    above = api.resources.get(resource.parent)
    while above is not None:
        name = call.operation.parameter_of(above)
        if name in call.path and name != call.operation.parameter_of(resource):
            return above
        above = None if above.is_tree else api.resources.get(above.parent)
    return None


def descends(api: Api, state: State, entity: Entity, ancestor: Entity) -> bool:
    """Return whether an entity is below another, however many generations."""
    if entity.resource == ancestor.resource:
        return entity.key == ancestor.key
    parent = api.resources[entity.resource].parent
    above = (state.get(parent, key) for key in (entity.parent, *entity.also))
    return any(each is not None and descends(api, state, each, ancestor) for each in above)


def absent(resource: Resource, *clauses: str) -> Refusal:
    """Return the refusal of a request for an entity of this resource that is not there."""
    rules = [id_ for clause in clauses for id_ in resource.rules.get(clause, ())]
    return Refusal(
        kind="not-found",
        message=resource.missing,
        rules=tuple(dict.fromkeys(rules)),
    )


def drop_with_children(api: Api, draft: Draft, *entities: Entity) -> None:
    """Remove entities; their children go with them or stay, as their resource says.

    What refers to several of them is written once.
    """
    gone: dict[Place, Entity] = {}
    for entity in entities:
        gone |= _with_those_below(api, draft, entity, gone)
    if any(api.resources[each.resource].referred for each in gone.values()):
        released(api, draft, gone)
    for entity in gone.values():
        buried(draft, api.resources[entity.resource], entity)


@keeps("parent.cascade", "parent.keep")
def _with_those_below(
    api: Api, draft: Draft, entity: Entity, known: Mapping[Place, Entity]
) -> dict[Place, Entity]:
    """Return an entity and all that goes with it and is not known, children before parents.

    It does not recurse: what a request drafts may be deep, or go round, until it is refused.
    """
    found: dict[Place, Entity] = {}
    waiting = [entity]
    while waiting:
        each = waiting.pop()
        place = (each.resource, each.key)
        if place in found or place in known:
            continue
        found[place] = each
        for name in api.resources[each.resource].children:
            child = api.resources[name]
            stays = child.on_parent_delete == "keep"
            draft.cite(child.rules, "parent.keep" if stays else "parent.cascade")
            if not stays:
                below = draft.state.children(name, each.key)
                waiting += [draft.state.child(name, item) for item in below]
    return dict(reversed(found.items()))
