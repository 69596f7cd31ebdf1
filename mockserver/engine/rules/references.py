"""References: identifiers of what exists, in the lists of those that refer to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.holders import NOBODY, meets, named
from mockserver.engine.message import Refusal, RefusalKind, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.rules.dated import is_older, version_of
from mockserver.engine.rules.fields import unsent
from mockserver.engine.rules.touch import touched
from mockserver.engine.state import Entity, Key, Put, State
from mockserver.model.api import Api
from mockserver.model.property import ABSENT
from mockserver.model.reference import Referring
from mockserver.model.resource import Resource


def unsound(api: Api, draft: Draft, since: int = 0) -> Refusal | None:
    """Refuse what a request is about to store when something in it refers to what is not there.

    It is asked when all is drafted, so that what is stored first may refer to what comes later.
    """
    written = {
        (change.entity.resource, change.entity.key): True
        for change in draft.changes[since:]
        if isinstance(change, Put)
    }
    wrong: list[Violation] = []
    for name, key in written:
        entity, resource = draft.state.get(name, key), api.resources[name]
        if entity is None:
            continue
        wrong += _orphaned(draft.state, resource, entity)
        if resource.is_tree:
            wrong += _endless(draft.state, resource, entity)
        for link in resource.references:
            value = value_at(entity.fields, link.path)
            if full := _too_many(link, value):
                return full
            draft.cite(link.schema.rules, "references.exist", "references.distinct")
            draft.cite(link.schema.rules, "references.exact", "references.shared")
            wrong += _wrong(draft, link, entity, named(value))
    if not wrong:
        return _too_loose(draft, {place: api.resources[place[0]] for place in written})
    rules = dict.fromkeys(id_ for each in wrong for id_ in each.rules)
    return Refusal(kind="invalid", violations=tuple(wrong), rules=tuple(rules))


def _orphaned(state: State, resource: Resource, entity: Entity) -> Iterator[Violation]:
    said = any(link.path in resource.linked for link in resource.references)
    if entity.parent is None or not resource.linked or said:
        return
    if state.get(resource.parent, entity.parent) is None:
        field = ".".join(resource.linked[0])
        yield Violation(where="body", field=field, message="There is no such parent.")


GENERATIONS = 64
"""How many there may be of a thing whose parents are of its own kind."""


@keeps("parent.line")
def _endless(state: State, resource: Resource, entity: Entity) -> Iterator[Violation]:
    """Yield what is wrong with something that is below itself, or too deep to be shown."""
    above: Entity | None = entity
    for _ in range(GENERATIONS):
        above = state.get(resource.name, above.parent) if above else None
    if above is not None:
        field = ".".join(resource.linked[0]) if resource.linked else resource.identifier
        message, rules = "Below itself, or too deep.", resource.rules.get("parent.line", ())
        yield Violation(where="body", field=field, message=message, rules=rules)


@keeps("references.exist", "references.siblings", "references.distinct")
def _wrong(draft: Draft, link: Referring, entity: Entity, keys: list[Any]) -> Iterator[Violation]:
    """Yield what is wrong with the identifiers that a property of an entity has."""
    reference, field, rules = link.reference, ".".join(link.path), link.schema.rules
    for key in dict.fromkeys(keys):
        target = draft.state.get(reference.to, key)
        strange = reference.siblings and target is not None and target.parent != entity.parent
        if target is None or strange or not meets(target, reference.where):
            clause = "references.siblings" if strange else "references.exist"
            yield Violation(
                where="body",
                field=field,
                message=f"Names nothing that it may refer to: {draft.called(key)}",
                rules=rules.get(clause, ()),
            )
    if reference.distinct and len(set(keys)) < len(keys):
        yield Violation(
            where="body",
            field=field,
            message="Names the same thing twice.",
            rules=rules.get("references.distinct", ()),
        )


@keeps("unattached.full")
def _too_loose(draft: Draft, written: Mapping[tuple[str, Key], Resource]) -> Refusal | None:
    """Refuse to create more than there may be that nothing refers to. What is there already may
    lose what refers to it, by a deletion or otherwise.
    """
    for place, resource in written.items():
        word = resource.unattached
        if word is None:
            continue
        draft.cite(resource.rules, "unattached.full")
        if draft.state.loose.get(resource.name, 0) <= word.most:
            continue
        entity = draft.state.get(*place)
        if entity is None or place in draft.begun.entities or place in draft.state.holders:
            continue
        if meets(entity, word.where):
            rules = resource.rules.get("unattached.full", ())
            return Refusal(kind="full", message=word.message, rules=rules)
    return None


@keeps("references.full")
def _too_many(link: Referring, value: Any) -> Refusal | None:
    most = link.reference.most
    if not most or not isinstance(value, list) or len(value) <= most:
        return None
    rules = link.schema.rules.get("references.full", ())
    message = f"No more than {most} are possible here."
    wrong = Violation(where="body", field=".".join(link.path), message=message, rules=rules)
    return Refusal(kind="full", message=message, violations=(wrong,), rules=rules)


@keeps("references.on-delete")
def released(api: Api, draft: Draft, gone: Mapping[tuple[str, Key], Entity]) -> None:
    """Take entities that go out of everything that refers to them and stays; the rest keeps its
    order. Each holder is written once, whatever it loses.
    """
    state = draft.state
    places = {each: True for target in gone for each in state.holders.get(target, NOBODY)}
    holders = [state.entities[each] for each in places if each not in gone]
    for holder in sorted(holders, key=lambda each: each.ordinal):
        resource, fields = api.resources[holder.resource], holder.fields
        for link in resource.references:
            value, to = value_at(fields, link.path), link.reference.to
            refers = any((to, key) in gone for key in named(value))
            if refers and link.reference.on_delete != "keep" and not link.schema.made_by:
                draft.cite(link.schema.rules, "references.on-delete")
                fields = with_value(fields, link.path, _without(link, value, gone))
        if fields is not holder.fields:
            draft.put(touched(draft, resource, replace(holder, fields=fields)))


def _without(link: Referring, value: Any, gone: Mapping[tuple[str, Key], Entity]) -> Any:
    if isinstance(value, list):
        return [each for each in value if (link.reference.to, each) not in gone]
    return unsent(link.schema)


@keeps(
    "attach.none",
    "attach.append",
    "attach.first",
    "attach.behind",
    "attach.early",
    "attach.unknown",
    "attach.unfit",
)
def attached(api: Api, draft: Draft, call: Call, key: Key) -> Refusal | None:
    """Put a new identifier into the list of the holder that the body names, last or first."""
    word, rules = call.operation.attach, call.operation.rules
    assert word is not None
    wanted = value_at(call.body, word.to)
    if wanted is ABSENT or wanted is None:
        draft.cite(rules, "attach.none")
        return None
    resource = api.resources[word.holder]
    holder = draft.state.get(word.holder, wanted) if isinstance(wanted, str | int) else None
    if holder is None:
        return _no_holder(call, "not-found", resource.missing, "attach.unknown")
    link = next((each for each in resource.references if _lists(word.within, each, holder)), None)
    if link is None:
        return _no_holder(call, "invalid", "Nothing can be attached to this.", "attach.unfit")
    keys = named(value_at(holder.fields, link.path))
    flag = value_at(call.body, word.first_if) if word.first_if else False
    early = bool(word.first_before) and is_older(version_of(api, call), word.first_before)
    first = flag is True or (early and flag is not False)
    draft.cite(rules, *(("attach.early",) if early else ()))
    draft.cite(rules, *(("attach.first", "attach.behind") if first else ("attach.append",)))
    if first and keys and word.may_displace:
        draft.open = True
        keys = keys[1:] if draft.otherwise else keys
    keys = [key, *keys] if first else [*keys, key]
    fields = with_value(holder.fields, link.path, keys)
    draft.put(touched(draft, resource, replace(holder, fields=fields)))
    return None


def _lists(within: tuple[tuple[str, ...], ...], link: Referring, holder: Entity) -> bool:
    """Return whether a holder has this list, maybe without anything in it."""
    return link.path in within and isinstance(value_at(holder.fields, link.path[:-1]), Mapping)


def _no_holder(call: Call, kind: RefusalKind, message: str, clause: str) -> Refusal:
    assert call.operation.attach is not None
    rules = call.operation.rules.get(clause, ())
    field = call.operation.attach.to[-1]
    wrong = Violation(where="body", field=field, message=message, rules=rules)
    return Refusal(kind=kind, message=message, violations=(wrong,), rules=rules)
