"""Conditions of views, on entities whose times may not be known yet."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.hole import Hole
from mockserver.engine.rules.condition import in_view
from mockserver.engine.state import Entity, State
from mockserver.model.property import Property
from mockserver.model.source import Source
from mockserver.model.view import Alternative, Condition, View

CLOCK = Property(name="at", made_by="clock")
EARLY, LATE = "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+01:00"


def entity(resource: str, key: int, **fields: Any) -> Entity:
    return Entity(resource=resource, key=key, parent=None, ordinal=key, fields=fields)


def state(*related: Entity) -> State:
    names = ("of",)
    found = State()
    entities, owners = found.entities, found.owners
    for each in related:
        entities = entities.insert((each.resource, each.key), each)
        owners = owners.insert((each.resource, names, (each.fields["of"],)), each.key)
    return State(entities=entities, owners=owners)


def view(*alternatives: Alternative, **more: Any) -> View:
    match = {"of": Source("item", "pk")}
    return View(of="R", match=match, names=("of",), alternatives=alternatives, **more)


def before(name: str = "at") -> tuple[Condition, ...]:
    return (Condition(field="seen", comparison="before", value=name),)


@pytest.mark.parametrize(
    ("seen", "changed", "shown"),
    [
        (EARLY, LATE, True),
        (LATE, EARLY, False),
        (EARLY, EARLY, False),
        (EARLY, "2026-01-01T01:00:00+01:00", False),
        (EARLY, Hole(serial=1, property=CLOCK), True),
        (Hole(serial=1, property=CLOCK), LATE, False),
        (Hole(serial=1, property=CLOCK), Hole(serial=1, property=CLOCK), False),
        (Hole(serial=1, property=CLOCK), Hole(serial=2, property=CLOCK), True),
        (Hole(serial=2, property=CLOCK), Hole(serial=1, property=CLOCK), False),
        (None, LATE, False),
        (EARLY, None, False),
        ("nonsense", LATE, True),
    ],
)
def test_what_is_before(seen: Any, changed: Any, shown: bool) -> None:
    listed = entity("L", 1, pk=1, at=changed)
    assert in_view(state(entity("R", 9, of=1, seen=seen)), view(before()), listed, {}) is shown


def test_alternatives_and_other_views() -> None:
    one, two, three = (entity("L", key, pk=key, at=LATE) for key in (1, 2, 3))
    known = state(entity("R", 8, of=1, s="a"), entity("R", 9, of=2, s="b"))
    is_a = (Condition(field="s", comparison="equal", value="a"),)
    no_a = (Condition(field="s", comparison="not", value="a"),)

    def has(wanted: View) -> list[bool]:
        return [in_view(known, wanted, each, {}) for each in (one, two, three)]

    assert has(view(is_a)) == [True, False, False]
    assert has(view(no_a)) == [False, True, False]
    assert has(view(None)) == [False, False, True]
    assert has(view(None, is_a)) == [True, False, True]
    assert has(View()) == [True, True, True]
    assert has(View(union=(view(is_a), view(None)))) == [True, False, True]
    assert has(View(outside=(view(is_a),))) == [False, True, True]
    assert has(View(within=(view(is_a, no_a), view(no_a)))) == [False, True, False]
    assert has(view(None, outside=(view(None),))) == [False, False, False]
