"""Tracking: for each element of a list, an entity of another resource follows the states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.fields import created_fields
from mockserver.engine.rules.identity import identified
from mockserver.engine.rules.scope import descends
from mockserver.engine.state import Entity
from mockserver.model.api import Api
from mockserver.model.resource import Resource
from mockserver.model.states import Choice, Tracked

Element = Mapping[str, Any]


@keeps("tracked.entered")
def entered(
    api: Api, draft: Draft, resource: Resource, holder: Entity, former: Entity
) -> Refusal | None:
    """Set what tracks the elements of a holder that was updated, as the state says that it is in.

    A state that is entered anew concerns every element; staying in it, those that have changed.
    """
    tracked, states = resource.tracked, resource.states
    if tracked is None or states is None:
        return None
    state = holder.fields.get(states.field)
    stays = former.fields.get(states.field) == state
    before = {_alike(each) for each in _elements(tracked, former)} if stays else frozenset()
    choices = tracked.enter.get(str(state), ())
    for index, element in enumerate(_elements(tracked, holder) if choices else ()):
        if stays and _alike(element) in before:
            continue
        draft.cite(resource.rules, "tracked.entered", "tracked.kept")
        if not _followed(api, draft, tracked, holder, element, choices):
            return _nothing(resource, tracked, index)
    return None


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
            choices = tracked.enter.get(tracked.on_delete, ())
            _followed(api, draft, tracked, holder, element, choices)


def _elements(tracked: Tracked, holder: Entity) -> list[Element]:
    elements = holder.fields.get(tracked.each)
    return [e for e in elements if isinstance(e, Mapping)] if isinstance(elements, list) else []


def _alike(element: Element) -> bytes:
    """Return what is the same for elements that are the same."""
    return orjson.dumps(element, option=orjson.OPT_SORT_KEYS)


def _followed(
    api: Api,
    draft: Draft,
    tracked: Tracked,
    holder: Entity,
    element: Element,
    choices: tuple[Choice, ...],
) -> bool:
    """Set what tracks one element by the first choice whose conditions hold, if one does.

    Return False when nothing tracks the element yet and it means nothing that exists.
    """
    known: dict[str, Mapping[str, Any] | None] = {"item": holder.fields, "each": element}
    match = {name: each.among(known) for name, each in tracked.match.items()}
    values = tuple(match[name] for name in tracked.names)
    if None in values:
        return True  # what has no value to be found by cannot be tracked
    tracker = draft.state.get(tracked.by, draft.state.owner(tracked.by, tracked.names, values))
    name = tracked.resources.get(str(holder.fields.get(tracked.kind)))
    object_ = _meant(api, draft, name, holder, element.get(tracked.key)) if name else None
    if name and object_ is None and tracker is None:
        return False
    known["tracker"] = tracker.fields if tracker else None
    known["object"] = object_.fields if object_ else None
    for choice in choices:
        if all(one.among(known) == two.among(known) for one, two in choice.conditions):
            chosen = dict(_values(choice, known))
            _put(api, draft, api.resources[tracked.by], holder, tracker, match | chosen)
            break
    return True


def _meant(api: Api, draft: Draft, name: str, holder: Entity, key: Any) -> Entity | None:
    """Return what an element means, None when it is not there or beyond the holder's parent."""
    if not isinstance(key, str | int) or isinstance(key, bool):
        return None
    found = draft.state.get(name, key)
    above = draft.state.get(api.resources[holder.resource].parent, holder.parent)
    seen = found is not None and (above is None or descends(api, draft.state, found, above))
    return found if seen else None


def _values(
    choice: Choice, known: Mapping[str, Mapping[str, Any] | None]
) -> Iterator[tuple[str, Any]]:
    """Yield what a choice sets: the first value that there is; without one nothing is set."""
    for name, sources in choice.values.items():
        found = [value for each in sources if (value := each.among(known)) is not None]
        if found:
            yield name, found[0]


@keeps("tracked.kept")
def _put(
    api: Api,
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
def _nothing(resource: Resource, tracked: Tracked, index: int) -> Refusal:
    rules = resource.rules.get("tracked.exist", ())
    field = f"{tracked.each}.{index}.{tracked.key}"
    message = "This does not exist here."
    wrong = Violation(
        where="body", field=field, message=message, keyword="tracked.exist", rules=rules
    )
    return Refusal(kind="invalid", violations=(wrong,), rules=rules)
