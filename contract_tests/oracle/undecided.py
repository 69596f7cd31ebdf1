"""Undecided: what nobody can tell of a view by what is known of what tracks its things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.rules.condition import holds, related_to
from mockserver.engine.rules.tracked import is_under_way
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api
from mockserver.model.resource import Resource
from mockserver.model.rule import Inferred
from mockserver.model.states import Tracked
from mockserver.model.view import View


def is_undecided(
    api: Api, state: State, view: View, entity: Entity, path: Mapping[str, Any]
) -> bool:
    """Say whether nobody can tell if something is in a view, as no answer has told yet what is
    related to it, or that is for somebody who is gone, or was let go, or has a time that several
    were told for.
    """
    if any(is_undecided(api, state, each, entity, path) for each in view.union):
        return True
    related = related_to(state, view, entity, path) if view.alternatives else None
    if related is None:
        return False
    if is_forsaken(api, state, related):
        return True
    if len({_is_in(view, each, entity) for each in (related, *_dated(api, state, related))}) > 1:
        return True
    told = [
        (each, each and tuple(one for one in each if one.field in related.fields))
        for each in view.alternatives
    ]
    sure = any(holds(each, related, entity) for each, known in told if each == known)
    return not sure and any(holds(known, related, entity) for each, known in told if each != known)


def _is_in(view: View, related: Entity, entity: Entity) -> bool:
    return any(holds(each, related, entity) for each in view.alternatives)


def _dated(api: Api, state: State, tracker: Entity) -> Iterator[Entity]:
    """Yield what tracks something as it would be with each of the times of which it has the
    earliest: that a server takes this one no document tells, unless a rule does.
    """
    for name in api.resources[tracker.resource].tracks:
        resource = api.resources[name]
        tracked = resource.tracked
        rules = resource.rules.get("tracked.earliest", ())
        if tracked is None or any(not isinstance(id_, Inferred) for id_ in rules):
            continue
        element = _element_of(state, resource, tracked, tracker)
        for choice in (each for several in tracked.enter.values() for each in several):
            for field in choice.earliest:
                for source in choice.values[field]:
                    known = {"each": element, "tracker": tracker.fields}.get(source.of, {})
                    if (time := known.get(source.name)) is not None:
                        yield replace(tracker, fields={**tracker.fields, field: time})


def _element_of(
    state: State, resource: Resource, tracked: Tracked, tracker: Entity
) -> Mapping[str, Any]:
    """Return what the holder, for which something was under way, says of what is tracked."""
    whose = {name: each.name for name, each in tracked.under_way.items() if each.of}
    for (name, _), holder in state.entities.items():
        if name == resource.name and all(
            tracker.fields.get(each) == holder.fields.get(one) for each, one in whose.items()
        ):
            elements = by_key(tracked, holder.fields.get(tracked.each))
            keys = [tracker.fields.get(each) for each in tracked.keyed[:1]]
            return next((each for key, each in elements.items() if key in keys), {})
    return {}


def is_forsaken(api: Api, state: State, tracker: Entity) -> bool:
    """Say whether something tracks what is under way, or was let go, for a holder that is gone:
    what becomes of it then no document tells, unless a rule does.
    """
    for name in api.resources[tracker.resource].tracks:
        resource = api.resources[name]
        tracked = resource.tracked
        if tracked is None or not tracked.on_delete or resource.rules.get("tracked.released"):
            continue
        whose = {each: one.name for each, one in tracked.under_way.items() if one.of}
        if (is_under_way(tracked, tracker) or _is_let_go(tracked, tracker)) and not any(
            all(tracker.fields.get(each) == holder.fields.get(one) for each, one in whose.items())
            for (kind, _), holder in state.entities.items()
            if kind == name
        ):
            return True
    return False


def was_let_go(api: Api, state: State, view: View, entity: Entity, path: Mapping[str, Any]) -> bool:
    """Say whether something is in a view or not by what was let go: whether that is in a list as it
    was before, or in none, no document tells, unless a rule does.
    """
    if any(was_let_go(api, state, each, entity, path) for each in view.union):
        return True
    tracker = related_to(state, view, entity, path) if view.alternatives else None
    if tracker is None:
        return False
    for name in api.resources[tracker.resource].tracks:
        resource = api.resources[name]
        rules = resource.rules.get("tracked.released", ())
        is_open = all(isinstance(id_, Inferred) for id_ in rules)
        if is_open and resource.tracked and _is_let_go(resource.tracked, tracker):
            return True
    return False


def _is_let_go(tracked: Tracked, tracker: Entity) -> bool:
    """Say whether a tracker has the constants that a deletion of the holder sets."""
    return any(
        all(
            tracker.fields.get(name) == sources[0].value
            for name, sources in choice.values.items()
            if not sources[0].of
        )
        for choice in tracked.enter.get(tracked.on_delete, ())
    )


def by_key(tracked: Tracked, elements: Any) -> dict[Any, Mapping[str, Any]]:
    """Return the elements of a list by what identifies what they mean."""
    if not isinstance(elements, list):
        return {}
    several = ((each.get(tracked.key), each) for each in elements if isinstance(each, Mapping))
    return {key: each for key, each in several if not isinstance(key, dict | list)}
