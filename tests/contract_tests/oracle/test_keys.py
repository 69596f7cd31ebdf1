"""A key that came with another request before may be refused."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.oracle.keys import Keys
from mockserver.engine.message import File, Form, Json, Request
from tests.conftest import APIS

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
