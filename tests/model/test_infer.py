"""What is guessed of a document without behaviour words makes it remember."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.document import Document, load
from mockserver.engine.message import Json, Request, Response
from mockserver.model.infer import inferred
from mockserver.model.infer_paths import pairs, singular
from mockserver.model.infer_shapes import Shapes
from mockserver.model.understood import understood
from mockserver.standin import StandIn
from tests.model.overlaid import means_the_same

TEXT = {"type": "string"}
COUNT = {"type": "integer"}


def shown(schema: Any) -> dict[str, Any]:
    return {"description": "That.", "content": {"application/json": {"schema": schema}}}


def asked(name: str, schema: Any, where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


def loaded(folder: Path, content: dict[str, Any], *overlays: Path) -> Document:
    path = folder / "pets.yaml"
    path.write_text(json.dumps(content))
    return load(path, overlays, mend=True)


def called(standin: StandIn, action: str, resource: str, **path: Any) -> tuple[Response, Any]:
    """Send what an action asks for; return the answer, and whether the document allows it."""
    operation = next(
        each
        for each in standin.api.operations.values()
        if each.action == action and each.resource == resource
    )
    body = path.pop("body", None)
    response = standin.respond(
        Request(
            operation=operation.id,
            method=operation.method,
            path={name: str(value) for name, value in path.items()},
            query=path.pop("query", ()),
            media_type="application/json",
            body=None if body is None else Json(body),
        )
    )
    judge = operation.statuses[str(response.status)]
    return response, judge is None or judge.is_valid(response.body)


ENVELOPES: dict[str, tuple[str, ...]] = {
    "bare": (),
    "data": ("data",),
    "named": ("pets",),
    "nested": ("result", "items"),
}
IDENTIFIERS = {
    "number": COUNT,
    "text": TEXT,
    "uuid": {**TEXT, "format": "uuid"},
    "pattern": {**TEXT, "pattern": "^[0-9a-f]{24}$"},
    "short": {**TEXT, "maxLength": 12},
}
PAGES: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "number": [asked("page", {**COUNT, "minimum": 1}), asked("per_page", COUNT)],
    "from nought": [asked("page", {**COUNT, "default": 0}), asked("size", COUNT)],
    "offset": [asked("offset", COUNT), asked("limit", {**COUNT, "default": 3})],
    "cursor": [asked("cursor", TEXT), asked("limit", COUNT)],
}


def within(way: tuple[str, ...], schema: Any) -> Any:
    for name in reversed(way):
        schema = {"type": "object", "required": [name], "properties": {name: schema}}
    return schema


def at(way: tuple[str, ...], value: Any) -> Any:
    for name in way:
        value = value[name]
    return value


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Documents that speak of pets, each in another way; `x-way` and `x-list` say in which."""
    field, parameter = draw(
        st.sampled_from([("id", "id"), ("id", "petId"), ("pet_id", "petId"), ("uuid", "pet_uuid")])
    )
    kind = draw(st.sampled_from(sorted(IDENTIFIERS)))
    single = draw(st.sampled_from([(), ("data",), ("pet",)]))
    several = ENVELOPES[draw(st.sampled_from(sorted(ENVELOPES)))]
    pages = PAGES[draw(st.sampled_from(sorted(PAGES)))]
    pet = {
        "type": "object",
        "required": [field, "name", "status", "owner"],
        "additionalProperties": draw(st.booleans()),
        "properties": {
            field: IDENTIFIERS[kind],
            "name": TEXT,
            "status": {"enum": ["new", "old"]},
            "owner": {"type": "object", "required": ["email"], "properties": {"email": TEXT}},
            "created_at": {**TEXT, "format": "date-time"},
        },
    }
    sent = {"type": "object", "required": ["name"], "properties": {"name": TEXT}}
    if draw(st.booleans()):
        sent["properties"] = {**sent["properties"], "owner": {"type": "object"}}
    named = {"$ref": "#/components/schemas/Pet"} if draw(st.booleans()) else pet
    item: dict[str, Any] = {
        "parameters": [asked(parameter, IDENTIFIERS[kind], "path")],
        "get": {"responses": {"200": shown(within(single, named))}},
        "delete": {"responses": {"204": {"description": "Gone."}}},
    }
    body = {"required": True, "content": {"application/json": {"schema": sent}}}
    for method in draw(st.sets(st.sampled_from(["put", "patch", "post"]), max_size=2)):
        answer = shown(within(single, named))
        item[method] = {"requestBody": body, "responses": {"200": answer}}
    collection = {
        "get": {
            "parameters": pages,
            "responses": {"200": shown(within(several, {"type": "array", "items": named}))},
        },
        "post": {
            "requestBody": body,
            "responses": {draw(st.sampled_from(["200", "201"])): shown(within(single, named))},
        },
    }
    return {
        "openapi": draw(st.sampled_from(["3.0.3", "3.1.0"])),
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": collection, f"/pets/{{{parameter}}}": item},
        "components": {"schemas": {"Pet": pet}},
        "x-way": {"one": list(single), "list": list(several), "field": field, "in": parameter},
    }


@given(documents())
@settings(max_examples=60)
def test_whatever_a_document_calls_things_they_are_remembered(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]
) -> None:
    standin = StandIn(loaded(tmp_path_factory.mktemp("pets"), content), seed=1)
    assert not standin.understood.dropped
    assert list(standin.api.resources) == ["KeptPet"]
    way = content["x-way"]
    made, fits = called(standin, "create", "KeptPet", body={"name": "Rex"})
    assert made.status in (200, 201)
    assert fits, made.body
    one = at(way["one"], made.body)
    assert one["name"] == "Rex"
    path = {way["in"]: one[way["field"]]}
    read, fits = called(standin, "read", "KeptPet", **path)
    assert fits
    assert at(way["one"], read.body) == one
    listed, fits = called(standin, "list", "KeptPet")
    assert fits
    assert at(way["list"], listed.body) == [one]
    assert called(standin, "delete", "KeptPet", **path)[0].status == 204
    assert called(standin, "list", "KeptPet")[0].body != listed.body
    with pytest.raises(KeyError):  # 404 is not among the responses
        called(standin, "read", "KeptPet", **path)


@given(documents())
@settings(max_examples=25)
def test_the_overlay_that_is_written_means_what_was_guessed(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]
) -> None:
    means_the_same(tmp_path_factory.mktemp("pets"), loaded, content)


SHOP = yaml.safe_load(
    """
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /carts:
    post: {responses: {'200': {description: A cart., content: {application/json: {schema: &cart
      {type: object, properties: {id: {type: string}}}}}}}}
  /carts/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: A cart., content: {application/json: {schema: *cart}}}}}
  /carts/{cart_id}/items:
    parameters: [{name: cart_id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: Items., content: {application/json: {schema:
      {type: array, items: &item {type: object, required: [id, cart_id],
       properties: {id: {type: integer}, cart_id: {type: string}, sku: {type: string}}}}}}}}}
    post:
      requestBody: {content: {application/json: {schema:
        {type: object, properties: {sku: {type: string}}}}}}
      responses: {'201': {description: An item., content: {application/json: {schema: *item}}}}
  /carts/{cart_id}/items/{id}:
    parameters:
      - {name: cart_id, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: string}}
    get: {responses: {'200': {description: An item., content: {application/json: {schema: *item}}},
      '404': {description: None.}}}
  /countries:
    get: {responses: {'200': {description: Countries., content: {application/json: {schema: {},
      example: [{code: de, name: Germany}]}}}}}
  /countries/{code}:
    get:
      parameters: [{name: code, in: path, required: true, schema: {type: string, enum: [de, fr]}}]
      responses: {'200': {description: A country.}}
  /carts/{id}/checkout:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post: {responses: {'200': {description: Done.}}}
"""
)


@pytest.fixture
def shop(tmp_path: Path) -> StandIn:
    return StandIn(loaded(tmp_path, SHOP), seed=1)


def test_what_lies_in_something_is_found_there_and_nowhere_else(shop: StandIn) -> None:
    assert shop.api.resources["Item"].parent == "Cart"
    first, other = (called(shop, "create", "Cart")[0].body["id"] for _ in range(2))
    item = called(shop, "create", "Item", cart_id=first, body={"sku": "A"})[0].body
    assert item["cart_id"] == first
    assert called(shop, "read", "Item", cart_id=first, id=item["id"])[0].body == item
    assert called(shop, "read", "Item", cart_id=other, id=item["id"])[0].status == 404
    assert called(shop, "list", "Item", cart_id=other)[0].body == []


def test_what_nobody_creates_is_there_as_its_example_shows_it(shop: StandIn) -> None:
    listed = called(shop, "list", "Country")[0].body
    assert [each["code"] for each in listed] == ["de", "fr"]
    assert listed[0]["name"] == "Germany"


def test_a_document_that_has_words_is_taken_at_them(tmp_path: Path) -> None:
    content = {**SHOP, "x-behaviour": {"sources": {}}}
    assert understood(loaded(tmp_path, content)).guesses == ()


def test_what_cannot_be_compiled_is_dropped_and_told(tmp_path: Path) -> None:
    content = json.loads(json.dumps(SHOP))
    content["components"] = {"schemas": {"KeptCart": {"type": "object"}, "Cart": {}}}
    known = understood(loaded(tmp_path, content))
    assert {"Item", "Country"} <= set(known.api.resources)
    cart = next(name for name in known.api.resources if name.startswith("KeptCart"))
    assert known.api.resources["Item"].parent == cart  # with a name that is free


def test_each_guess_says_why_in_a_sentence(tmp_path: Path) -> None:
    guesses = inferred(Shapes(loaded(tmp_path, SHOP)))
    assert {each.word for each in guesses} >= {"create", "list", "read", "identifier", "parent"}
    for each in guesses:
        assert each.reason.endswith(".")
        assert each.reason[0].isupper() or each.reason[0] in "`/"


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["/a", "/a/{x}"], [("/a", "/a/{x}")]),
        (["/a/", "/a/{x}/"], [("/a/", "/a/{x}/")]),
        (["/a/{x}"], []),
        (["/{x}", "/"], []),
        (["/a.json", "/a/{x}.json"], [("/a.json", "/a/{x}.json")]),
        (["/a/{x}/b", "/a/{y}/b/{z}"], [("/a/{x}/b", "/a/{y}/b/{z}")]),
    ],
)
def test_pairs_are_a_collection_and_one_of_it(
    paths: list[str], found: list[tuple[str, str]]
) -> None:
    known = pairs({each: {} for each in paths})
    assert [(each.collection, each.item) for each in known] == found


def test_nouns_have_a_singular() -> None:
    plurals = ("pets", "categories", "addresses", "status", "boxes", "api_keys")
    singulars = ("pet", "category", "address", "status", "box", "api_key")
    assert tuple(map(singular, plurals)) == singulars


@pytest.mark.parametrize("style", sorted(PAGES))
def test_pages_one_after_the_other_are_the_list(tmp_path: Path, style: str) -> None:
    pet = {"type": "object", "properties": {"id": COUNT, "name": TEXT}}
    answer = {"type": "object", "properties": {"data": {"type": "array", "items": pet}}}
    answer["properties"] |= {"total": COUNT, "next_cursor": TEXT}
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {
            "/pets": {
                "get": {"parameters": PAGES[style], "responses": {"200": shown(answer)}},
                "post": {"responses": {"201": shown(pet)}},
            },
            "/pets/{id}": {"parameters": [asked("id", COUNT, "path")], "get": {}},
        },
    }
    standin = StandIn(loaded(tmp_path, content), seed=1)
    names = [each.schema.name for each in standin.api.operations["GET /pets"].parameters]
    keys = [called(standin, "create", "Pet")[0].body["id"] for _ in range(5)]
    found: list[Any] = []
    cursor, number = "", {"number": 1}.get(style, 0)
    for _ in range(5 if names else 1):
        query = {"cursor": cursor} if style == "cursor" else {names[0]: number} if names else {}
        size = {names[1]: 2} if names else {}
        pairs = tuple((name, str(each)) for name, each in {**query, **size}.items() if each != "")
        body = standin.respond(Request(operation="GET /pets", query=pairs)).body
        found += [each["id"] for each in body["data"]]
        assert len(body["data"]) <= 2 or not names
        cursor, number = body.get("next_cursor", ""), number + (2 if style == "offset" else 1)
        if len(found) >= 5:
            break
    assert found == keys
    assert cursor == ""
