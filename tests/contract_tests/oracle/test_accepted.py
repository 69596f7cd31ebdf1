"""What a server has carried out, it does not refuse for its kind."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.oracle.accepted import Accepted, traits
from mockserver.engine.message import Form, Json, Request, Response
from tests.walks import FILE, Walk

API = Walk("square").api
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=25),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def sent(body: Any = None, *query: tuple[str, str]) -> Request:
    return Request(operation="create", query=query, body=Json(body))


@given(VALUES)
def test_what_was_taken_is_covered_and_by_its_own_operation_only(body: Any) -> None:
    accepted = Accepted(API)
    assert not accepted.covers(sent(body))
    accepted.note(sent(body))
    assert accepted.covers(sent(body))
    assert not accepted.covers(Request(operation="update", body=Json(body)))


def test_a_key_of_idempotency_is_as_good_as_another() -> None:
    def upsert(key: Any) -> Request:
        return Request(operation="UpsertCatalogObject", body=Json({"idempotency_key": key}))

    accepted = Accepted(API)
    accepted.note(upsert("x7-1"))
    assert all(accepted.covers(upsert(each)) for each in ("a", "KEY", "1", "#", "4006381333931"))
    assert not accepted.covers(upsert(1))
    accepted.note(sent({"idempotency_key": "x7-1"}))
    assert not accepted.covers(sent({"idempotency_key": "a"})), "it is no key there"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"n": 1}, {"n": 2.5}, True),
        ({"id": "#1"}, {"id": "A1"}, False),
        ({"id": "#1"}, {"id": "#2"}, True),
        ({"n": "4006381333931"}, {"n": "96385074"}, True),
        ({"n": "4006381333931"}, {"n": "4006381333932"}, False),
        ({"n": "1234567"}, {"n": "7654321"}, True),
        ({"weight": "0.50"}, {"weight": "W3"}, False),
        ({"weight": "1"}, {"weight": "2.25"}, True),
        ({"at": "2026-01-01"}, {"at": "Day 1"}, False),
        ({"n": 1}, {"n": 0}, False),
        ({"n": 1}, {"n": -1}, False),
        ({"n": 1}, {"n": "1"}, False),
        ({"title": "A cup of tea"}, {"title": "Two cups"}, True),
        ({"kind": "IMAGE"}, {"kind": "ITEM"}, False),
        ({"title": "Tea"}, {"title": "Tea", "more": 1}, False),
        ({"on": True}, {"on": False}, False),
        ({"all": [1, 2]}, {"all": [7]}, True),
        ({"all": [1]}, {"all": []}, False),
        ({"all": [{"a": 1}]}, {"all": [{"a": 2}, {"a": 3}]}, True),
        ({"all": [{"a": 1, "b": 2}, {"c": 3}]}, {"all": [{"a": 1}, {"b": 2, "c": 3}]}, False),
    ],
)
def test_requests_are_alike_in_what_a_server_may_mind(one: Any, other: Any, alike: bool) -> None:
    assert (traits(sent(one)) == traits(sent(other))) == alike


def test_queries_and_forms_have_kinds_too() -> None:
    assert traits(sent(None, ("limit", "3"))) == traits(sent(None, ("limit", "50")))
    assert traits(sent(None, ("sort", "up"))) != traits(sent(None, ("sort", "down")))
    assert traits(sent(None, ("fields", "a,b"))) == traits(sent(None, ("fields", "b,a")))
    plain = Request(operation="create", body=Form((("image", FILE),)))
    named = Request(operation="create", body=Form((("image", FILE), ("name", '{"a": 1}'))))
    assert "image" in traits(plain)
    assert traits(named) - traits(plain) == {"name:dict", "name.a:number"}


@pytest.mark.parametrize(
    ("body", "status", "may"),
    [
        ({"name": "N", "brand_id": 7}, 409, True),
        ({"name": "N", "parts": [{"categoryIds": [7]}]}, 409, True),
        ({"name": "N", "categories": [0]}, 409, True),
        ({"name": "N", "colours": ["red"]}, 409, False),
        ({"name": "N", "brand_id": 7}, 404, False),
        ({"name": "N", "brand_id": 0}, 409, False),
        ({"name": "N", "valid": 7}, 409, False),
    ],
)
def test_what_names_something_may_conflict_with_what_is_not_there(
    body: Any, status: int, may: bool
) -> None:
    accepted = Accepted(API)
    accepted.note(sent({"name": "N"}))
    assert accepted.is_unheard_of(sent(body), Response(status=status)) is may
    accepted.note(sent(body))
    assert not accepted.is_unheard_of(sent(body), Response(status=status))


def test_that_something_is_there_does_not_say_so_of_another() -> None:
    accepted, refused = Accepted(API), Response(status=409)
    accepted.note(sent({"name": "Name 1", "categories": [23]}))
    assert not accepted.is_unheard_of(sent({"name": "Name 1", "categories": [23]}), refused)
    assert accepted.is_unheard_of(sent({"name": "Name 1", "categories": [23, 1]}), refused)
    assert not accepted.is_unheard_of(
        sent({"name": "Name 1", "categories": [1]}), Response(status=422)
    )


def test_who_has_refused_less_than_was_ever_taken_wants_more() -> None:
    accepted = Accepted(API)
    assert not accepted.wants_more("create")
    accepted.note_refused(sent({"name": "N"}), Response(status=404))
    assert not accepted.wants_more("create"), "it was not unfit"
    accepted.note_refused(sent({"name": "N"}), Response(status=400))
    assert accepted.wants_more("create")
    assert not accepted.wants_more("update")
    accepted.note(sent({"name": "N", "data": {}}))
    assert accepted.wants_more("create"), "still nothing so short was taken"
    accepted.note(sent({"title": "T"}))
    assert not accepted.wants_more("create")


UNFIT = Response(status=422)
MADE_UP, SHOWN = "https://cdn.example.com/1.png", "http://127.0.0.1:8080/media/1.png"


def test_who_takes_no_address_that_is_made_up_minds_addresses() -> None:
    accepted = Accepted(API)
    accepted.note_refused(sent({"url": SHOWN}), UNFIT)
    assert not accepted.minds_addresses("create")
    accepted.note_refused(sent({"url": f"{MADE_UP}?size=1"}), UNFIT)
    assert not accepted.minds_addresses("create"), "its length may matter"
    accepted.note_refused(sent({"list": [{"url": MADE_UP}]}), UNFIT)
    assert accepted.minds_addresses("create")
    assert not accepted.minds_addresses("update")
    accepted.note(sent({"url": SHOWN}))
    assert accepted.reached("create")
    assert accepted.minds_addresses("create")
    accepted.note(sent({"url": MADE_UP}))
    assert not accepted.minds_addresses("create")


def test_an_address_that_was_fetched_says_nothing_of_another_one() -> None:
    accepted = Accepted(API)
    accepted.note(sent({"url": SHOWN}))
    assert accepted.is_unheard_of(sent({"url": MADE_UP}), UNFIT)
    assert accepted.is_unheard_of(sent({"url": SHOWN}), UNFIT), "it may be gone by now"
    accepted.note(sent({"url": MADE_UP}))
    for address in (MADE_UP, "https://nowhere.invalid/1.png"):
        assert not accepted.is_unheard_of(sent({"url": address}), UNFIT)
