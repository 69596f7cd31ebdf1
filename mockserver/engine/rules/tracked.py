"""Tracking: for each element of a list, an entity of another resource follows the states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.condition import is_before
from mockserver.engine.rules.entering import UNTOLD
from mockserver.engine.rules.fields import created_fields
from mockserver.engine.rules.identity import identified
from mockserver.engine.rules.scope import descends
from mockserver.engine.state import Entity
from mockserver.model.api import Api
from mockserver.model.frozen import frozen
from mockserver.model.resource import Resource
from mockserver.model.states import Choice, Tracked

Element = Mapping[str, Any]
Told = Element | None

NONE: frozenset[bytes] = frozenset()


@frozen()
class Case:
    """One element with what it means and what tracks it (None for nothing yet).

    `known` are the variables, `match` the values by which a tracker is found. It is `ours` when
    it is under way for this holder, `busy` when it is for another one; `lost` says that the
    element names nothing that exists.
    """

    known: Mapping[str, Mapping[str, Any] | None]
    match: Mapping[str, Any]
    tracker: Entity | None
    ours: bool
    busy: bool
    lost: bool


def entered(
    api: Api,
    draft: Draft,
    resource: Resource,
    holder: Entity,
    former: Entity | None,
    item: Mapping[str, Any],
) -> Refusal | None:
    """Set what tracks the elements of a holder that was created or updated by `item`, as the
    state says that it is in.

    A state that is entered anew concerns every element; staying in it, those that have changed.
    """
    tracked, states = resource.tracked, resource.states
    if tracked is None or states is None:
        return None
    same = former is not None and all(
        former.fields.get(name) == holder.fields.get(name) for name in (states.field, tracked.kind)
    )
    stored = {repr(e.get(tracked.key)): e for e in _elements(tracked, former)} if former else {}
    before = {_alike(each) for each in _elements(tracked, former)} if former and same else NONE
    state = str(holder.fields.get(states.field))
    for element in _elements(tracked, holder):
        if before and _alike(element) in before:
            continue
        was = stored.get(repr(element.get(tracked.key)))
        case = _case(api, draft, tracked, holder, element, was)
        if case is None:
            continue  # what has no value to be found by cannot be tracked
        if case.lost:
            return _nothing(resource, tracked, element, item)
        if case.busy and state in tracked.running:
            return _elsewhere(resource, tracked, element, item)
        if state in tracked.running:
            choice = _choice(draft, tracked, case, state)
            if choice is not None and choice.refuse:
                return _refusal(resource, tracked, element, item, "", "This is not expected here.")
            _follow(api, draft, resource, holder, element, state, case)
    return None


@keeps("tracked.entered", "tracked.late")
def _follow(
    api: Api,
    draft: Draft,
    resource: Resource,
    holder: Entity,
    element: Element,
    state: str,
    case: Case,
) -> None:
    """Set what tracks one element as a state says; what is named for the first time begins."""
    tracked = resource.tracked
    assert tracked is not None
    now: Case | None = case
    if not case.ours and draft.way == UNTOLD:
        return
    if not case.ours and state != tracked.begin:
        mark = draft.mark()
        draft.cite(resource.rules, "tracked.late")
        _choose(api, draft, tracked, holder, case, tracked.begin)
        now = _case(api, draft, tracked, holder, element)
        choice = _choice(draft, tracked, now, state) if now and case.tracker is None else None
        if choice is not None and choice.forget:
            draft.back(mark)  # what was never there is nothing that is gone
            return
    draft.cite(resource.rules, "tracked.entered", "tracked.kept")
    if now is not None:
        _choose(api, draft, tracked, holder, now, state)


@keeps("tracked.released")
def released(api: Api, draft: Draft, resource: Resource, holder: Entity) -> None:
    """Set what tracks the elements of a holder that is deleted, as if it went to the state that
    a deletion counts as, if it can.
    """
    tracked, states = resource.tracked, resource.states
    if tracked is None or states is None or not tracked.on_delete:
        return
    if tracked.on_delete in states.moves.get(str(holder.fields.get(states.field)), frozenset()):
        draft.cite(resource.rules, "tracked.released")
        for element in _elements(tracked, holder):
            case = _case(api, draft, tracked, holder, element)
            if case is not None and case.ours:
                _choose(api, draft, tracked, holder, case, tracked.on_delete)


@keeps("tracked.locked")
def locked(api: Api, resource: Resource, entity: Entity) -> Refusal | None:
    """Refuse to delete what tracks something that is under way."""
    for name in resource.tracks:
        holder = api.resources[name]
        if holder.tracked is not None and is_under_way(holder.tracked, entity):
            rules = holder.rules.get("tracked.locked", ())
            return Refusal(kind="conflict", message="This is under way.", rules=rules)
    return None


def _elements(tracked: Tracked, holder: Entity) -> list[Element]:
    elements = holder.fields.get(tracked.each)
    return [e for e in elements if isinstance(e, Mapping)] if isinstance(elements, list) else []


def _alike(element: Element) -> bytes:
    """Return what is the same for elements that are the same."""
    return orjson.dumps(element, option=orjson.OPT_SORT_KEYS)


def _case(
    api: Api, draft: Draft, tracked: Tracked, holder: Entity, element: Element, was: Told = None
) -> Case | None:
    """Return what there is about one element, and `was` before; None if nothing can track it."""
    known: dict[str, Told] = {"item": holder.fields, "each": element, "former": was}
    match = {name: each.among(known) for name, each in tracked.match.items()}
    values = tuple(match[name] for name in tracked.names)
    if None in values:
        return None
    tracker = draft.state.get(tracked.by, draft.state.owner(tracked.by, tracked.names, values))
    name = tracked.resources.get(str(holder.fields.get(tracked.kind)))
    object_ = _meant(api, draft, name, holder, element.get(tracked.key)) if name else None
    known["tracker"] = tracker.fields if tracker else None
    known["object"] = object_.fields if object_ else None
    running = tracker is not None and is_under_way(tracked, tracker)
    ours = running and all(
        tracker is not None and tracker.fields.get(name) == each.among(known)
        for name, each in tracked.under_way.items()
    )
    return Case(
        known=known,
        match=match,
        tracker=tracker,
        ours=ours,
        busy=running and not ours,
        lost=bool(name) and object_ is None and not ours,
    )


def is_under_way(tracked: Tracked, tracker: Entity) -> bool:
    """Return whether what a tracker is of is under way, for whomever."""
    return all(
        tracker.fields.get(name) == each.value
        for name, each in tracked.under_way.items()
        if not each.of
    )


def _choose(
    api: Api, draft: Draft, tracked: Tracked, holder: Entity, case: Case, state: str
) -> None:
    """Set what tracks an element by the first choice of a state whose conditions hold."""
    choice = _choice(draft, tracked, case, state)
    if choice is None:
        return
    if choice.forget:
        if case.tracker is not None:
            draft.drop(case.tracker)
        return
    values = {**case.match, **dict(_values(choice, case.known))}
    _put(draft, api.resources[tracked.by], holder, case.tracker, values)


def _choice(draft: Draft, tracked: Tracked, case: Case, state: str) -> Choice | None:
    """Return the first choice of a state whose conditions hold, in the way that is gone here."""
    ways = (tracked.enter.get(state, ()), *tracked.may_enter.get(state, ()))
    known = case.known
    for choice in ways[min(max(draft.way, 0), len(ways) - 1)]:
        if all(one.among(known) == two.among(known) for one, two in choice.conditions):
            earlier = ((one.among(known), two.among(known)) for one, two in choice.earlier)
            if all(is_before(one, two) for one, two in earlier):
                return choice
    return None


def _meant(api: Api, draft: Draft, name: str, holder: Entity, key: Any) -> Entity | None:
    """Return what an element means, None when it is not there or beyond the holder's parent."""
    if not isinstance(key, str | int) or isinstance(key, bool):
        return None
    found = draft.state.get(name, key)
    above = draft.state.get(api.resources[holder.resource].parent, holder.parent)
    seen = found is not None and (above is None or descends(api, draft.state, found, above))
    return found if seen else None


@keeps("tracked.earliest")
def _values(
    choice: Choice, known: Mapping[str, Mapping[str, Any] | None]
) -> Iterator[tuple[str, Any]]:
    """Yield what a choice sets: the first value that there is, or the earliest time of those;
    without one nothing is set.
    """
    for name, sources in choice.values.items():
        found = [value for each in sources if (value := each.among(known)) is not None]
        if found and name in choice.earliest:
            for value in found[1:]:
                found[0] = value if is_before(value, found[0]) else found[0]
        if found:
            yield name, found[0]


@keeps("tracked.kept")
def _put(
    draft: Draft,
    resource: Resource,
    holder: Entity,
    tracker: Entity | None,
    values: Mapping[str, Any],
) -> None:
    """Store the tracker with these values; what it has besides stays as it is."""
    if tracker is not None:
        fresh = {
            each.name: draft.hole(each)
            for each in resource.kept
            if each.made_by and each.when == "write"
        }
        draft.put(replace(tracker, fields={**tracker.fields, **fresh, **values}))
        return
    key = identified(draft, resource, values)
    if isinstance(key, Refusal):
        return
    made = created_fields(draft, resource, key, holder.parent, values, {})
    draft.put(draft.born(resource, key, holder.parent, {**made, **values}))


@keeps("tracked.exist")
def _nothing(
    resource: Resource, tracked: Tracked, element: Element, item: Mapping[str, Any]
) -> Refusal:
    return _refusal(resource, tracked, element, item, "tracked.exist", "This does not exist here.")


@keeps("tracked.busy")
def _elsewhere(
    resource: Resource, tracked: Tracked, element: Element, item: Mapping[str, Any]
) -> Refusal:
    return _refusal(resource, tracked, element, item, "tracked.busy", "This is under way already.")


def _refusal(
    resource: Resource,
    tracked: Tracked,
    element: Element,
    item: Mapping[str, Any],
    clause: str,
    message: str,
) -> Refusal:
    """Return a refusal that names the place at which an element was sent, if it was."""
    rules, sent = resource.rules.get(clause, ()), item.get(tracked.each)
    keys = [each.get(tracked.key) for each in sent] if isinstance(sent, list) else []
    key, field = element.get(tracked.key), tracked.each
    if key in keys:
        field = f"{field}.{keys.index(key)}.{tracked.key}"
    wrong = Violation(where="body", field=field, message=message, keyword=clause, rules=rules)
    return Refusal(kind="invalid", violations=(wrong,), rules=rules)
