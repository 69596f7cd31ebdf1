"""Answers that their schemas do not allow, and what is made of them."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.model.amends import amending

PET = {
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "maxLength": 8},
        "name": {"type": "string"},
        "owner": {"type": "null"},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    },
}
MODEL = {"id": "abc", "name": "Rex", "owner": None, "tags": ["a"]}


def amended(schema: Any, body: Any, model: Any) -> Any:
    return amending(jsonschema_rs.Draft202012Validator(schema), lambda: model)(body)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"id": "a", "name": "b"}, {"id": "a", "name": "b"}),
        ({"id": "a"}, {"id": "a", "name": "Rex"}),
        ({"id": "a", "name": "b", "age": 7}, {"id": "a", "name": "b"}),
        ({"id": "much too long", "name": "b"}, {"id": "abc", "name": "b"}),
        ({"id": "a", "name": "b", "owner": "c"}, {"id": "a", "name": "b", "owner": None}),
        ({"id": "a", "name": "b", "tags": []}, {"id": "a", "name": "b", "tags": ["a"]}),
        ({"id": "a", "name": "b", "tags": ["x", 7]}, {"id": "a", "name": "b", "tags": ["x", "a"]}),
        (7, MODEL),
    ],
)
def test_only_what_is_wrong_is_as_in_the_model(body: Any, told: Any) -> None:
    assert amended(PET, body, MODEL) == told


def test_items_of_a_list_are_amended_one_by_one() -> None:
    told = amended({"items": PET}, [{"id": "a", "name": "b"}, {"id": "c"}], [MODEL])
    assert told == [{"id": "a", "name": "b"}, {"id": "c", "name": "Rex"}]


def test_of_what_fits_no_alternative_as_much_is_left_as_can_be() -> None:
    cat = {"required": ["kind", "meows"], "properties": {"kind": {"const": "cat"}}}
    dog = {"required": ["kind", "barks"], "properties": {"kind": {"const": "dog"}}}
    body, model = {"id": 7, "kind": "cow"}, {"kind": "cat", "meows": True}
    told = amended({"oneOf": [cat, dog]}, body, model)
    assert told == {"id": 7, "kind": "cat", "meows": True}


def test_where_nothing_fits_what_is_kept_is_told() -> None:
    never = {"required": ["id"], "properties": {"id": {}, "up": {"type": "string", "enum": [7]}}}
    body, model = {"id": "a", "up": "b"}, {"id": "x", "up": "y"}
    assert amended(never, body, model)["id"] == "a"


def test_what_was_given_is_not_changed() -> None:
    body: dict[str, Any] = {"id": "a", "tags": []}
    amended(PET, body, MODEL)
    assert body == {"id": "a", "tags": []}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*MODEL, "other"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON)
def test_whatever_is_amended_fits_in_the_end(body: Any) -> None:
    told = amended(PET, body, MODEL)
    assert jsonschema_rs.Draft202012Validator(PET).is_valid(told)
