"""Dead: what answers show of what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.oracle.reading import key_of, objects, places_in, read
from mockserver.engine.message import Response
from mockserver.engine.outcome import Shown
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses, Inferred

UNREAD = "delete.unreadable"


def on_deletion(api: Api, state: State, shown: Shown, seen: Any) -> tuple[str, ...]:
    """Return the rules on what a deletion leaves, if a list shows what has been deleted, and it is
    not to do so.
    """
    resource = api.resources[shown.operation.resource]
    expected = {each.key for each in page_shown(state, shown)[0]}
    others = {key_of(resource, each) for each in objects(seen)} - expected
    if not any((resource.name, key) in state.gone for key in others):
        return ()
    several = _deletions(api, resource.name)
    return tuple(id_ for rules in several for id_ in rules.get("delete.gone", ()))


def has_unknown_dead(state: State, resource: Resource, seen: Any) -> bool:
    """Say whether a list shows as deleted what nobody knew: it was before we came, or before it was
    read last what is there.
    """
    flag = resource.tombstones.flag if resource.tombstones else ""
    shown = [each for each in objects(seen) if each.get(flag) is True]
    dead = [(resource.name, key_of(resource, each)) for each in shown]
    known = (state.entities, state.dead, state.gone)
    return any(not any(place in each for each in known) for place in dead)


def may_be_read(api: Api, operation: Operation, response: Response) -> bool:
    """Say whether an answer shows something deleted as such to who reads it, where it is only
    inferred that then it is there no more.
    """
    resource = api.resources.get(operation.resource)
    flag = resource.tombstones.flag if resource and resource.tombstones else ""
    if not flag or operation.action != "read" or not 200 <= response.status < 300:
        return False
    told = [id_ for rules in _deletions(api, operation.resource) for id_ in rules.get(UNREAD, ())]
    inferred = bool(told) and all(isinstance(each, Inferred) for each in told)
    items = read(operation, response.body).items
    return inferred and bool(items) and all(each.get(flag) is True for each in items)


def _deletions(api: Api, resource: str) -> Iterator[Clauses]:
    """Yield the rules of the operations that delete things of a resource."""
    for each in api.operations.values():
        if each.action == "delete" and each.resource == resource:
            yield each.rules


def is_of_dead(state: State, shown: Shown, path: str) -> bool:
    """Say whether a path through an answer leads into something deleted: what it shows beside the
    flag and the time of its deletion no document tells.
    """
    places = places_in(path)
    if not places or not state.dead:
        return False
    several = page_shown(state, shown)[0] if shown.operation.action == "list" else ()
    keys = [each.key for each in several] or shown.keys
    place = (shown.operation.resource, keys[places[0]]) if places[0] < len(keys) else None
    return place in state.dead
