"""What is pinned in a body stands there, and the rest stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.arguments.wishes import pinned
from mockserver.engine.hole import Hole
from mockserver.engine.paths import value_at
from mockserver.model.property import ABSENT, Property

NAMES = st.sampled_from("abc")
BODIES = st.recursive(
    st.integers() | st.none(), lambda below: st.dictionaries(NAMES, below, max_size=3), max_leaves=8
)


@pytest.mark.parametrize(
    ("value", "path", "new", "expected"),
    [
        ({"a": 1}, ("b",), 2, {"a": 1, "b": 2}),
        ({"a": 1}, ("a",), ABSENT, {}),
        ({}, ("a", "b"), ABSENT, {}),
        ({"a": None}, ("a", "b"), 1, {"a": {"b": 1}}),
        ({"a": [{"b": 1}, {"b": 2}]}, ("a", "[]", "b"), 3, {"a": [{"b": 3}, {"b": 2}]}),
        ({}, ("a", "[]", "b"), 3, {"a": [{"b": 3}]}),
        ({"a": [1, 2]}, ("a", "[]"), ABSENT, {"a": [2]}),
        (7, ("a",), 1, 7),
    ],
)
def test_a_value_is_pinned(value: Any, path: tuple[str, ...], new: Any, expected: Any) -> None:
    assert pinned(value, path, new) == expected


@given(BODIES, st.lists(NAMES, min_size=1, max_size=3).map(tuple), st.text())
def test_only_what_the_path_leads_to_changes(value: Any, path: tuple[str, ...], new: str) -> None:
    found = pinned(value, path, new)
    if not isinstance(value, dict):
        assert found == value
        return
    assert {name: each for name, each in found.items() if name != path[0]} == {
        name: each for name, each in value.items() if name != path[0]
    }
    assert value_at(found, path) in (new, ABSENT)


def test_what_no_answer_has_told_is_not_said() -> None:
    hole = Hole(serial=1, property=Property(name="version", types=(), required=False))
    assert pinned({"version": 1}, ("version",), hole) == {"version": 1}
    assert pinned({}, ("data",), {"url": hole, "name": "a", "all": [hole, 1]}) == {
        "data": {"name": "a", "all": [1]}
    }
