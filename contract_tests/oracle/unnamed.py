"""Unnamed: a request may name by chance what is there under an identifier that nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.oracle.nearness import Found, Missed
from contract_tests.oracle.reading import key_of, place_of, read, within_item
from mockserver.engine.difference import Mismatch
from mockserver.engine.hole import Hole
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.rules.identity import fresh
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import Entity, Put, State
from mockserver.engine.transition import with_values
from mockserver.engine.validity import parameter_value
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

MOST = 4
"""How many things without a known identifier are thought of."""


def named(api: Api, state: State, request: Request) -> Iterator[State]:
    """Yield the states in which an identifier in a request's path, unknown so far, is that of a
    thing whose identifier no answer has shown; what something else has, or had, it cannot be.
    """
    operation = api.operations.get(request.operation or "")
    parameters = operation.parameters if operation else ()
    for parameter in (each for each in parameters if each.where == "path"):
        key, faults = parameter_value(parameter, request)
        for resource in _addressed(api, operation):
            if resource.path != parameter.name or faults or not fresh(state, resource, key):
                continue
            for hole in _unnamed(state, resource.name):
                if resource.properties[resource.identifier].valid(key):
                    yield with_values(api, state, {hole: key})


def _addressed(api: Api, operation: Operation | None) -> Iterator[Resource]:
    """Yield the resource that an operation is about, and those above it: its path names these."""
    resource = api.resources.get(operation.resource) if operation else None
    while resource is not None:
        yield resource
        resource = None if resource.is_tree else api.resources.get(resource.parent)


def _unnamed(state: State, resource: str) -> list[Hole]:
    found = (key for name, key in state.entities if name == resource)
    return [key for key in found if isinstance(key, Hole)][:MOST]


def with_named(
    found: list[Found], missed: list[Missed], by_name: tuple[list[Found], list[Missed]]
) -> tuple[list[Found], list[Missed]]:
    """Return what explains an answer, and what does not, with the worlds in which the request
    names what nobody knew. A refusal that needs no such name changes nothing, so it tells nothing
    of the name, which may still be thought of later.
    """
    others = [each for each in by_name[0] if not found or each[1].refusal is None]
    return [*found, *others], [*missed, *by_name[1]]


def was_there_unseen(
    api: Api, state: State, operation: Operation | None, request: Request, response: Response
) -> bool:
    """Say whether an answer shows something unknown, or what is under it, that may have been there
    before anybody looked: clients choose its identifier, and no operation lists its kind.
    """
    resource = api.resources.get(operation.resource) if operation else None
    if operation is None or operation.action not in {"read", "list"}:
        return False
    if not 200 <= response.status < 300 or not read(operation, response.body).items:
        return False
    listed = {each.resource for each in api.operations.values() if each.action == "list"}
    while resource is not None:
        identifier = resource.properties.get(resource.identifier)
        if identifier and not identifier.made_by and resource.name not in listed:
            for each in operation.parameters:
                if each.where == "path" and each.name == resource.path:
                    key, faults = parameter_value(each, request)
                    return not faults and state.get(resource.name, key) is None
        resource = api.resources.get(resource.parent)
    return False


def has_unnamed(state: State, outcome: Outcome) -> bool:
    """Say whether a list has several things whose identifiers no answer has shown: which of them
    is which, and which are on a page of it, only their order can tell.
    """
    shown = outcome.shown
    if shown is None or shown.operation.action != "list":
        return False
    return sum(isinstance(each.key, Hole) for each in all_listed(state, shown)) > 1


def all_listed(state: State, shown: Shown) -> list[Entity]:
    """Return what all pages of a list show."""
    return page_shown(state, replace(shown, start=0, size=0, page=1, after=None, before=None))[0]


def are_mixed_up(api: Api, state: State, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a page shows several things whose identifiers no answer has shown with other
    numbers than those that they are sorted by: then their order does not tell which is which.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if resource is None or not has_unnamed(state, outcome):
        return False
    return mismatch.path.rpartition(".")[2] in {resource.sort_order, resource.position} - {""}


def is_among_unnamed(
    api: Api, state: State, outcome: Outcome, mismatch: Mismatch, body: Any
) -> bool:
    """Say whether a place is in one of several things whose identifiers no answer has shown, on a
    page or inside of something else, which an answer may show in another order.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None:
        return False
    parts, items = within_item(shown.operation, mismatch.path), read(shown.operation, body).items
    place = place_of(mismatch.path) if shown.operation.action == "list" else 0
    if parts and _is_known(state, shown, resource, place, items):
        return True
    if shown.operation.action == "list" and parts and has_unnamed(state, outcome):
        return _may_be_another(resource, all_listed(state, shown), items, parts[0])
    within = resource.properties.get(parts[0]) if parts else None
    of = within.shows if within else ""
    if not of or len(parts) < 2:
        return False
    new = [each.entity for each in outcome.changes if isinstance(each, Put)]
    every = [each for each in (*state.entities.values(), *new) if each.resource == of]
    unnamed = [each for each in every if isinstance(each.key, Hole)]
    if len(unnamed) < 2:
        return False
    inside = items[place].get(parts[0]) if place < len(items) else None
    siblings = [each for each in every if each.parent == unnamed[-1].parent]
    if not isinstance(inside, list):
        return True
    if _are_told_apart(api, of, inside):
        return False
    return _may_be_another(api.resources[of], siblings, inside, parts[-1])


def _is_known(
    state: State,
    shown: Shown,
    resource: Resource,
    place: int,
    items: Sequence[Mapping[str, Any]],
) -> bool:
    """Say whether a page shows something that we know where we expect what nobody knows yet."""
    expected = page_shown(state, shown)[0] if shown.operation.action == "list" else ()
    if place >= min(len(expected), len(items)) or not isinstance(expected[place].key, Hole):
        return False
    return (resource.name, key_of(resource, items[place])) in state.entities


def _are_told_apart(api: Api, resource: str, seen: Sequence[Any]) -> bool:
    """Say whether each thing shows another value of what a replacement knows them by."""
    words = (e.replacement for e in api.operations.values() if e.resource == resource)
    by = next((each.by for each in words if each), "")
    values = [each.get(by) for each in seen if isinstance(each, Mapping)]
    return bool(by) and None not in values and len(set(map(repr, values))) == len(values)


def _may_be_another(
    resource: Resource, expected: Sequence[Entity], seen: Sequence[Any], name: str
) -> bool:
    """Say whether things are shown that may be the expected ones in another order, as far as one
    property tells: of a flag that one of them may have two do not have it.
    """
    values = [each.get(name) for each in seen if isinstance(each, Mapping)]
    if resource.exclusive and name == resource.exclusive.field:
        return values.count(True) < 2
    ours = [each.fields.get(name) for each in expected]
    if len(ours) < len(values) or any(isinstance(each, Hole) for each in ours):
        return True
    return Counter(map(repr, values)) <= Counter(map(repr, ours))
