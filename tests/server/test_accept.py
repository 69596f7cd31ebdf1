"""Answers in the media type that the client accepts, over the whole way of a request."""

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from mockserver.pictures import recognise
from mockserver.standin import open_standin
from tests.server.conftest import Client

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True, "xml": {"attribute": True}},
        "name": {"type": "string"},
        "tags": {
            "type": "array",
            "items": {"type": "string", "xml": {"name": "tag"}},
            "xml": {"wrapped": True},
        },
    },
    "xml": {"name": "pet"},
}
FAULT = {
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": "string"}},
    "xml": {"name": "fault"},
}
ONE = {"schema": {"$ref": "#/components/schemas/Pet"}}
MANY = {"schema": {"type": "array", "items": ONE["schema"]}}
WRONG = {"schema": {"$ref": "#/components/schemas/Fault"}}


def answer(media: Any, *types: str) -> Any:
    return {"description": "It.", "content": dict.fromkeys(types, media)}


BOTH = ("application/xml", "application/json")


def pets(folder: Path, *more: str, **statuses: Any) -> Client:
    missing = answer(WRONG, *BOTH)
    one = {
        "parameters": [
            {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
        ],
        "get": {"responses": {"200": answer(ONE, *BOTH, *more), "404": missing, **statuses}},
    }
    all_ = {
        "get": {"responses": {"200": answer(MANY, *BOTH, "text/csv", "application/x-ndjson")}},
        "post": {
            "requestBody": {"content": {"application/json": ONE}, "required": True},
            "responses": {"201": answer(ONE, *BOTH), "400": missing, **statuses},
        },
    }
    return serving(folder, {"/pets": all_, "/pets/{petId}": one})


def serving(folder: Path, paths: Any) -> Client:
    path = folder / "any.yaml"
    content = {
        "openapi": "3.0.3",
        "info": {"title": "A", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Pet": PET, "Fault": FAULT}},
    }
    path.write_text(yaml.safe_dump(content))
    client = Client([open_standin(path, seed=1)])
    if "/pets" in paths:
        made = {"name": "Rex & Co", "tags": ["a", "b"]}
        assert client("POST", "/pets", json=made).status_code == 201
    return client


def test_what_is_kept_is_told_as_xml_to_who_wants_that(tmp_path: Path) -> None:
    client = pets(tmp_path)
    told = client("GET", "/pets/1", headers={"accept": "application/xml"})
    assert told.headers["content-type"] == "application/xml"
    pet = ElementTree.fromstring(told.text)
    assert (pet.tag, pet.attrib, pet.findtext("name")) == ("pet", {"id": "1"}, "Rex & Co")
    assert [each.text for each in pet.findall("tags/tag")] == ["a", "b"]
    many = client("GET", "/pets", headers={"accept": "application/xml"})
    assert [each.tag for each in ElementTree.fromstring(many.text)] == ["pet"]


@pytest.mark.parametrize("accepted", ["*/*", "application/json", "audio/ogg", "nonsense"])
def test_everybody_else_is_told_json(tmp_path: Path, accepted: str) -> None:
    told = pets(tmp_path)("GET", "/pets/1", headers={"accept": accepted})
    assert told.headers["content-type"] == "application/json"
    assert told.json()["name"] == "Rex & Co"


def test_a_list_is_told_in_rows_and_in_lines(tmp_path: Path) -> None:
    client = pets(tmp_path)
    rows = client("GET", "/pets", headers={"accept": "text/csv"})
    assert [row["name"] for row in csv.DictReader(io.StringIO(rows.text))] == ["Rex & Co"]
    lines = client("GET", "/pets", headers={"accept": "application/x-ndjson"})
    assert len(lines.text.splitlines()) == 1


def test_refusals_are_told_so_too(tmp_path: Path) -> None:
    client = pets(tmp_path)
    told = client("GET", "/pets/7", headers={"accept": "application/xml"})
    assert told.status_code == 404
    fault = ElementTree.fromstring(told.text)
    assert (fault.tag, fault.findtext("message")) == ("fault", "There is no such resource.")
    wrong = client("POST", "/pets", json={"name": 5}, headers={"accept": "application/xml"})
    assert wrong.status_code == 400
    assert "name" in (ElementTree.fromstring(wrong.text).findtext("message") or "")


def test_a_picture_is_drawn_of_what_is_kept(tmp_path: Path) -> None:
    told = pets(tmp_path, "image/png")("GET", "/pets/1", headers={"accept": "image/*"})
    assert told.headers["content-type"] == "image/png"
    assert recognise(told.content)


def test_406_is_told_where_the_document_knows_it_and_nothing_has_happened(tmp_path: Path) -> None:
    client = pets(tmp_path, **{"406": answer(WRONG, "application/json")})
    made = client("POST", "/pets", json={"name": "Tom"}, headers={"accept": "audio/ogg"})
    assert made.status_code == 406
    assert "audio/ogg" in made.json()["message"]
    assert len(client("GET", "/pets").json()) == 1
    assert client("GET", "/pets/1", headers={"accept": "application/xml"}).status_code == 200


def test_samples_have_their_own_examples_in_each_media_type(tmp_path: Path) -> None:
    content = {
        "application/json": {"schema": {"type": "object"}, "example": {"a": 1}},
        "text/plain": {"schema": {"type": "string"}, "example": "a is 1"},
        "application/vnd.thing+json": {"example": {"thing": {"a": 1}}},
    }
    client = serving(
        tmp_path, {"/a": {"get": {"responses": {"200": {"description": "", "content": content}}}}}
    )
    assert client("GET", "/a").json() == {"a": 1}
    assert client("GET", "/a", headers={"accept": "text/plain"}).text == "a is 1"
    other = client("GET", "/a", headers={"accept": "application/vnd.thing+json"})
    assert other.json() == {"thing": {"a": 1}}
    assert other.headers["content-type"] == "application/vnd.thing+json"


def test_what_is_kept_is_xml_where_nothing_else_is_documented(tmp_path: Path) -> None:
    only = answer(ONE, "application/xml")
    paths = {
        "/pets": {
            "post": {
                "requestBody": {"content": {"application/json": ONE}},
                "responses": {"201": only},
            }
        },
        "/pets/{petId}": {
            "parameters": [
                {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
            "get": {"responses": {"200": only}},
        },
    }
    told = serving(tmp_path, paths)("GET", "/pets/1", headers={"accept": "application/json"})
    assert told.headers["content-type"] == "application/xml"
    assert ElementTree.fromstring(told.text).findtext("name") == "Rex & Co"
