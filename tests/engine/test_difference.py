"""What is expected and what was seen differ in this, and in nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.difference import Mismatch, differences, misshapen
from mockserver.engine.hole import Hole
from mockserver.engine.loose import AnyOrder
from mockserver.model.property import Property
from mockserver.model.wording import Wording

MADE = Property(name="id", types=("string",), format="uuid", made_by="uuid")


def found(expected: Any, seen: Any, values: dict[Hole, Any] | None = None) -> list[Mismatch]:
    return list(differences(expected, seen, {} if values is None else values, "body"))


@given(uuid=st.uuids())
def test_a_uuid_is_the_same_in_capital_letters(uuid: UUID) -> None:
    assert not found(str(uuid), str(uuid).upper())
    assert found(str(uuid), str(uuid4()).upper())


def test_other_texts_are_not_the_same_in_capital_letters() -> None:
    assert found("abc", "ABC")
    text = "CD3EF5FB-B3D5-43F9-AF20-E6BD0D2B7AC6"
    assert found(text, text.lower()), "a text that a client sent so is kept so"
    assert found(text.lower(), f"{{{text}}}")


@given(uuid=st.uuids())
def test_a_made_uuid_is_kept_in_its_canonical_form(uuid: UUID) -> None:
    hole = Hole(serial=1, property=MADE)
    values: dict[Hole, Any] = {}
    assert not found([hole, hole], [str(uuid).upper(), str(uuid)], values)
    assert values == {hole: str(uuid)}


@given(data=st.data(), number=st.integers(2, 6))
def test_the_same_elements_in_another_order_are_one_mismatch(
    data: st.DataObject, number: int
) -> None:
    expected = [{"id": each, "title": "x"} for each in range(number)]
    seen = data.draw(st.permutations(expected))
    wrong = found({"data": expected}, {"data": seen})
    if seen == expected:
        assert not wrong
        return
    (mismatch,) = wrong
    assert (mismatch.path, mismatch.about) == ("body.data", "order")
    assert mismatch.expected == list(range(number))
    assert mismatch.seen == [each["id"] for each in seen]


def test_what_differs_in_an_element_is_told_before_its_place() -> None:
    expected = [{"id": 1, "first": True}, {"id": 2, "first": False}]
    seen = [{"id": 2, "first": True}, {"id": 1, "first": True}]
    paths = [(each.path, each.about) for each in found(expected, seen)]
    assert paths == [("body.0.first", "value"), ("body", "order")]


@pytest.mark.parametrize(
    ("expected", "seen", "about"),
    [
        ([1, 2], [1], "elements"),
        ([1, 2], "x", "elements"),
        ([{"id": 1}], [{"id": 2}], "value"),
        ([{"id": 1}, {"id": 1}], [{"id": 1}, {"id": 2}], "value"),
        ([{"id": 1}, {"id": 2}], [{"id": 2}, {"id": [1]}], "value"),
        (Hole(serial=1, property=MADE), "no uuid", "made"),
        (Hole(serial=1, property=MADE), ["x"], "made"),
    ],
)
def test_what_differs_is_named(expected: Any, seen: Any, about: str) -> None:
    assert found(expected, seen)[0].about == about


@pytest.mark.parametrize(("field", "expected"), [("title", 1), ("", 0)])
def test_a_fault_of_the_whole_has_no_name_to_be_listed_by(field: str, expected: int) -> None:
    shape = {"details": [{"field": Wording(field), "message": Wording("No.")}]}
    assert len([*misshapen(shape, {"details": []}, "body")]) == expected
    assert len([*misshapen(shape, {"details": None}, "body")]) == 1
    assert not [*misshapen(shape, {"details": [{"field": "x", "message": "y"}]}, "body")]


@pytest.mark.parametrize(
    ("expected", "seen", "same"),
    [
        ({"id": 1}, '{"id": 1}', True),
        ([1, 2], "[1, 2]", True),
        ({"id": 1}, b'{"id": 1}', True),
        ({"id": 1}, b'{"id": 1', False),
        ({"id": 1}, '{"id": 2}', False),
        ({"id": 1}, "<id>1</id>", False),
        ('{"id": 1}', '{"id": 1}', True),
        ({"a": {"id": 1}}, {"a": '{"id": 1}'}, False),
    ],
)
def test_a_body_may_be_json_by_another_name(expected: Any, seen: Any, same: bool) -> None:
    assert (not [*differences(expected, seen, {}, "body")]) == same


def test_what_is_recognised_in_any_order_is_held_against_itself() -> None:
    """And the place is told where it is seen."""
    expected = AnyOrder([{"id": "a", "x": 1}, {"id": "b", "x": 2}, {"id": "c", "x": 3}])
    seen = [{"id": "c", "x": 3}, {"id": "a", "x": 9}, {"id": "b", "x": 2}]
    assert [(each.path, each.expected, each.seen) for each in found(expected, seen)] == [
        ("body.1.x", 1, 9)
    ]


@given(order=st.permutations(range(4)))
def test_what_nobody_knows_the_name_of_is_what_fits_it(order: list[int]) -> None:
    expected = [{"id": Hole(serial=n, property=MADE), "x": n} for n in range(4)]
    names = [str(UUID(int=n)) for n in range(4)]
    seen = [{"id": names[n], "x": n} for n in order]
    values: dict[Hole, Any] = {}
    several = found(expected, seen, values)
    assert [(each.path, each.about) for each in several] == [("body", "order")] * (
        order != sorted(order)
    )
    assert [values[each["id"]] for each in expected] == names
