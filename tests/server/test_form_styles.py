"""Forms whose fields are parts of one value, as APIs like those of Stripe and Twilio take them."""

from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Client
from tests.server.test_any_document import serving

TEXT = {"type": "string"}
CUSTOMER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "address": {"type": "object", "properties": {"city": TEXT, "floor": {"type": "integer"}}},
        "metadata": {"anyOf": [{"type": "object", "additionalProperties": TEXT}, {"enum": [""]}]},
        "tags": {"type": "array", "items": TEXT},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["price"],
                "properties": {"price": TEXT, "quantity": {"type": "integer"}},
            },
        },
        "limits": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"enum": [""]}]},
        "balance": {"type": "number"},
    },
}
NEW = {**CUSTOMER, "required": ["name"]}
FORM = "application/x-www-form-urlencoded"


def shop(folder: Path) -> Client:
    told = {"description": "It.", "content": {"application/json": {"schema": CUSTOMER}}}
    sent = {"required": True, "content": {FORM: {"schema": NEW}}}
    named = {"name": "customer", "in": "path", "required": True, "schema": TEXT}
    return serving(
        folder,
        {
            "/customers": {"post": {"requestBody": sent, "responses": {"200": told}}},
            "/customers/{customer}": {"get": {"parameters": [named], "responses": {"200": told}}},
        },
        openapi="3.1.0",
    )


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("address[city]=Cork&address[floor]=3", {"address": {"city": "Cork", "floor": 3}}),
        ("metadata[order]=7&metadata[by]=Ada", {"metadata": {"order": "7", "by": "Ada"}}),
        ("metadata=", {"metadata": ""}),
        ("tags[]=a&tags[]=b", {"tags": ["a", "b"]}),
        ("tags[1]=b&tags[0]=a", {"tags": ["a", "b"]}),
        ("tags=a&tags=b", {"tags": ["a", "b"]}),
        (
            "items[0][price]=p1&items[0][quantity]=2&items[1][price]=p2",
            {"items": [{"price": "p1", "quantity": 2}, {"price": "p2"}]},
        ),
        (
            'items={"price": "p1"}&items={"price": "p2"}',
            {"items": [{"price": "p1"}, {"price": "p2"}]},
        ),
        ('items=[{"price": "p1"}]', {"items": [{"price": "p1"}]}),
        ("limits[]=3&limits[]=4", {"limits": [3, 4]}),
        ("balance=5", {"balance": 5}),
    ],
)
def test_fields_with_brackets_are_parts_of_one_value(
    tmp_path: Path, fields: str, kept: dict[str, Any]
) -> None:
    client = shop(tmp_path)
    made = client(
        "POST", "/customers", content=f"name=Ada&{fields}", headers={"Content-Type": FORM}
    )
    assert made.status_code == 200, made.text
    read = client("GET", f"/customers/{made.json()['id']}").json()
    assert read == {"id": made.json()["id"], "name": "Ada", **kept}


@pytest.mark.parametrize(
    "fields", ["address[floor]=up", "items[0][quantity]=2", "colour[a]=red", "items=7", "name[a]=b"]
)
def test_what_does_not_fit_is_refused(tmp_path: Path, fields: str) -> None:
    content = fields if "name" in fields else f"name=Ada&{fields}"
    made = shop(tmp_path)("POST", "/customers", content=content, headers={"Content-Type": FORM})
    assert made.status_code == 400


def test_what_is_created_by_xml_has_an_identifier_of_ours(tmp_path: Path) -> None:
    content = {"application/xml": {"schema": {**CUSTOMER, "required": ["id"]}}}
    told = {"description": "It.", "content": {"application/json": {"schema": CUSTOMER}}}
    named = {"name": "customer", "in": "path", "required": True, "schema": TEXT}
    one = {"get": {"parameters": [named], "responses": {"200": told}}}
    new = {"post": {"requestBody": {"content": content}, "responses": {"201": told}}}
    client = serving(tmp_path, {"/customers": new, "/customers/{customer}": one})
    headers = {"Content-Type": "application/xml"}
    made = client("POST", "/customers", content="<a id='7'/>", headers=headers)
    assert made.status_code == 201
    assert client("GET", f"/customers/{made.json()['id']}").json() == made.json()
