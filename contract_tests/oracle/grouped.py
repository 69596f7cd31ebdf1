"""Grouped: lists that show what is under things, and the things only as headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.oracle.reading import objects, read, within_item
from mockserver.engine.difference import Mismatch, differences
from mockserver.engine.fill import answer
from mockserver.engine.hole import Hole
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.paths import value_at
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import Entity, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource


def within_groups(
    api: Api, state: State, outcome: Outcome, response: Response, told: tuple[Mismatch, ...]
) -> tuple[Mismatch, ...]:
    """Return how an answer differs below those headings that were expected and are shown, if it
    shows other headings, too, leaves some out, or has them in another order.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or not is_grouped(shown.operation, resource):
        return ()
    place = next((each.path for each in told if each.about == "elements"), "")
    if not place or within_item(shown.operation, place):
        return ()
    path = tuple(place.split(".")[1:])
    after = applied(api, state, outcome.changes, outcome.serial)
    expected = answer(api, after, outcome, {}, loose=True).body
    wanted = {
        heading: each
        for each in objects(value_at(expected, path))
        for heading in _headings(shown, resource, place, each)
    }
    found: list[Mismatch] = []
    values: dict[Hole, Any] = {}
    seen = value_at(response.body, path)
    for number, each in enumerate(seen if isinstance(seen, list) else ()):
        for heading in _headings(shown, resource, place, each):
            if heading in wanted:
                found += differences(wanted[heading], each, values, f"{place}.{number}")
    return tuple(found)


def _headings(shown: Shown, resource: Resource, place: str, element: Any) -> Iterator[Any]:
    """Yield what tells a thing from all others by one value, where an element shows that."""
    alone = {(names[0],) for names in resource.unique if len(names) == 1}
    for name, value in element.items() if isinstance(element, Mapping) else ():
        known = within_item(shown.operation, f"{place}.0.{name}")[:1] in alone
        if known and isinstance(value, str | int):
            yield value


def is_grouped(operation: Operation, resource: Resource) -> bool:
    """Say whether a list shows what is under things, and the things only as a heading: it tells
    no identifier of theirs.
    """
    sample = {each.name: each.name for each in resource.properties.values()}
    body = operation.answer({"items": [sample]}) if operation.answer else None
    return not any(resource.identifier in item for item in read(operation, body).items)


def is_hollow(state: State, resource: Resource, entity: Entity) -> bool:
    """Say whether there is nothing below a heading."""
    under = [each.children for each in resource.embedded if each.children]
    return bool(under) and not any(state.children(name, entity.key) for name in under)


def is_beyond_the_filled(api: Api, state: State, outcome: Outcome) -> bool:
    """Say whether a page has nothing in a list that leaves out headings with nothing below."""
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if (
        shown is None
        or resource is None
        or not shown.start
        or not is_grouped(shown.operation, resource)
    ):
        return False
    whole, _ = page_shown(state, replace(shown, start=0, size=0, page=1))
    return sum(not is_hollow(state, resource, each) for each in whole) <= shown.start
