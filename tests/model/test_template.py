"""Templates render, and tell where a request's item stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.model.template import compiled, path_of, variables

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab $.{}", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=8,
).filter(lambda value: not list(variables(value)))


@given(PLAIN)
def test_without_variables_a_template_is_what_it_makes(template: Any) -> None:
    assert compiled(template)({}) == template


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("$item", {"id": 1}),
        ({"image": "$item"}, {"image": {"id": 1}}),
        ({"id": "$item.id", "none": "$item.no"}, {"id": 1}),
        (["$total", "$total"], [3, 3]),
        ({"left": "$cursor"}, {}),
        ("$Item", "$Item"),
        ("costs $total", "costs $total"),
    ],
)
def test_variables_are_replaced(template: Any, made: Any) -> None:
    assert compiled(template)({"item": {"id": 1}, "total": 3}) == made


def test_a_list_of_violations_is_repeated() -> None:
    render = compiled({"errors": [{"on": "$field", "is": "$message"}], "told": ["$message"]})
    rows = [{"field": "a", "message": "bad"}, {"field": "b", "message": "worse"}]
    assert render({"message": "all", "violations": rows}) == {
        "errors": [{"on": "a", "is": "bad"}, {"on": "b", "is": "worse"}],
        "told": ["bad", "worse"],
    }
    assert render({"message": "all"})["told"] == ["all"]


@pytest.mark.parametrize(
    ("template", "path"),
    [("$item", ()), ({"a": {"b": "$item"}, "c": 1}, ("a", "b")), ({"a": "$items"}, None)],
)
def test_the_path_of_the_item(template: Any, path: tuple[str, ...] | None) -> None:
    assert path_of(template, "item") == path


def test_an_object_by_field_has_each_field_once() -> None:
    render = compiled({"errors": {"$field": {"is": "$message"}}, "status": 1})
    rows = [{"field": name, "message": text} for name, text in (("a", "x"), ("b", "y"), ("a", "z"))]
    told = {"errors": {"a": {"is": "x"}, "b": {"is": "y"}}, "status": 1}
    assert render({"violations": rows}) == told
    assert render({"violations": [{"field": "", "message": "x"}]}) == {"status": 1}
    assert render({}) == {"status": 1}
    assert set(variables({"errors": {"$field": "$message"}})) == {"field", "message"}


def test_an_object_by_field_may_tell_all_and_name_what_has_no_field() -> None:
    render = compiled({"$field|other": ["$message"]})
    rows = [{"field": name, "message": text} for name, text in (("a", "x"), ("", "y"), ("a", "z"))]
    assert render({"violations": rows}) == {"a": ["x", "z"], "other": ["y"]}
    assert render({"message": "all"}) == {"other": ["all"]}


def test_a_list_is_repeated_for_each_item() -> None:
    render = compiled({"rows": [{"id": "$item.id", "of": ["$item.a"], "all": "$total"}]})
    items = [{"id": 1, "a": 2}, {"id": 3}]
    assert render({"items": items, "total": 2}) == {
        "rows": [{"id": 1, "of": [2], "all": 2}, {"id": 3, "of": [None], "all": 2}]
    }
    assert render({"items": [], "total": 0}) == {"rows": []}
    assert render({"item": items[0], "total": 1}) == {"rows": [{"id": 1, "of": [2], "all": 1}]}


def test_a_list_of_mappings_is_repeated_for_each_or_left_out() -> None:
    render = compiled({"ids": [{"sent": "$temporary", "given": "$real"}]})
    assert render({}) == {}
    rows = [{"temporary": "#a", "real": 1}, {"temporary": "#b", "real": 2}]
    assert render({"mappings": rows}) == {
        "ids": [{"sent": "#a", "given": 1}, {"sent": "#b", "given": 2}]
    }
