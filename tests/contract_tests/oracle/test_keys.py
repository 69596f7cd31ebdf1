"""A key that came with another request before may be refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.oracle.keys import Keys
from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import File, Form, Json, Request
from tests.conftest import APIS
from tests.contract_tests.oracle.exchanges import answered, request
from tests.walks import FILE, Walk

UPSERT, CREATE = "UpsertCatalogObject", "CreateCatalogImage"


def upsert(key: Any, name: str = "A") -> Request:
    sent = {"type": "TAX", "id": "#a", "tax_data": {"name": name}}
    return Request(operation=UPSERT, body=Json({"idempotency_key": key, "object": sent}))


def upload(key: str, data: bytes) -> Request:
    text = json.dumps({"idempotency_key": key, "image": {"type": "IMAGE", "id": "#i"}})
    file = File(name="a.png", media_type="image/png", data=data)
    return Request(operation=CREATE, body=Form((("request", text), ("image_file", file))))


def test_a_key_is_taken_by_another_request_of_any_operation_and_by_no_equal_one() -> None:
    keys = Keys(APIS["square"])
    assert not keys.is_taken(upsert("k"))
    keys.note(upsert("k"))
    assert not keys.is_taken(upsert("k"))
    assert keys.is_taken(upsert("k", "B"))
    assert keys.is_taken(upload("k", b"1"))
    assert not keys.is_taken(upsert("other", "B"))
    keys.forget()
    assert not keys.is_taken(upsert("k", "B"))


def test_a_key_inside_a_form_counts_and_so_does_another_file() -> None:
    keys = Keys(APIS["square"])
    keys.note(upload("k", b"1"))
    assert not keys.is_taken(upload("k", b"2"))
    assert keys.is_taken(upload("k", b"22"))


def test_what_is_no_key_takes_nothing() -> None:
    keys = Keys(APIS["square"])
    for each in (None, "", 7):
        keys.note(upsert(each))
        assert not keys.is_taken(upsert(each, "B"))
    keys.note(Request(operation="ListCatalog"))
    assert not keys.is_taken(Request(operation="ListCatalog", query=(("types", "TAX"),)))


@pytest.mark.parametrize("is_known", [True, False])
def test_who_knows_a_key_need_not_look_at_what_comes_with_it(is_known: bool) -> None:
    walk = Walk("square")
    text = json.dumps({"idempotency_key": "k", "image": {"type": "IMAGE", "id": "#i"}})
    first = request(walk, CREATE, {}, form={"request": text, "image_file": FILE})
    words = File(name="notes.txt", media_type="text/plain", data=b"no picture")
    second = request(walk, CREATE, {}, form={"request": text, "image_file": words})
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    right = answered(walk, first)
    if is_known:
        assert oracle.judge(first, right, "full", 0.0).verdict == "conforms"
    found = oracle.judge(second, right, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", not is_known)
