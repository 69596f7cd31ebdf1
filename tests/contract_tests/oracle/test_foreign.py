"""What a document that was written for others leaves open accuses nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract_tests.oracle.conformity import malformed
from contract_tests.oracle.worlds import Worlds
from mockserver.document import load
from mockserver.engine.message import Json, Request, Response
from mockserver.model.api import Credential
from mockserver.standin import StandIn

TEXT = {"type": "string"}
NONE = {"description": "None."}
TASK = {"type": "object", "properties": {"id": {"type": "string"}, "title": {"type": "string"}}}


def shown(schema: Any) -> dict[str, Any]:
    return {"description": "That.", "content": {"application/json": {"schema": schema}}}


PATHS: dict[str, Any] = {
    "/tasks": {
        "get": {"responses": {"200": shown({"type": "array", "items": TASK}), "400": shown({})}},
        "post": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": TASK}}},
            "responses": {"201": shown(TASK), "400": {"description": "Wrong."}},
        },
    },
    "/tasks/{id}": {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "get": {"responses": {"404": {"description": "None."}}},
        "delete": {
            "responses": {"200": shown({"type": "object"}), "404": {"description": "None."}}
        },
    },
}
SECURED = {
    "components": {"securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "Key"}}},
    "security": [{"Key": []}],
}
GOOD = Credential(
    role="full", headers={"key": "good"}, schemes=frozenset({"Key"}), shown={"Key": "good"}
)


@pytest.fixture
def standin(tmp_path: Path) -> StandIn:
    path = tmp_path / "tasks.json"
    content = {"openapi": "3.0.3", "info": {"title": "Tasks", "version": "1"}, "paths": PATHS}
    path.write_text(json.dumps({**content, **SECURED}))
    return StandIn(load(path, mend=True), seed=1)


def asked(standin: StandIn, title: str, body: Any = None, **more: Any) -> Request:
    operation = standin.api.operations[title]
    return Request(
        operation=title,
        method=operation.method,
        headers={"key": more.pop("key", "good")},
        path=more,
        media_type=None if body is None else "application/json",
        body=None if body is None else Json(body),
    )


@pytest.fixture
def worlds(standin: StandIn) -> Worlds:
    return Worlds(replace(standin.api, credentials=(GOOD,)), standin.snapshot())


@pytest.mark.parametrize(("status", "verdict"), [(415, "conforms"), (500, "violates")])
def test_what_is_refused_may_be_refused_in_any_usual_way(
    standin: StandIn, worlds: Worlds, status: int, verdict: str
) -> None:
    wrong = asked(standin, "POST /tasks", {"title": 1})
    assert worlds.judge(wrong, Response(status=status)).verdict == verdict


def test_what_is_right_may_not_be_refused(standin: StandIn, worlds: Worlds) -> None:
    right = asked(standin, "POST /tasks", {"title": "A"})
    assert worlds.judge(right, Response(status=415)).verdict == "violates"


def test_who_is_let_in_with_an_unheard_of_credential_is_believed(
    standin: StandIn, worlds: Worlds
) -> None:
    for title, body in (("POST /tasks", {"title": "A"}), ("GET /tasks", None)):
        request = asked(standin, title, body, key="other")
        answer = standin.respond(request)
        assert answer.status in (200, 201)
        assert worlds.judge(request, answer).verdict == "conforms"
    listed = asked(standin, "GET /tasks")
    assert worlds.judge(listed, standin.respond(listed)).verdict == "conforms"
    empty = Response(status=200, media_type="application/json", body=[])
    assert worlds.judge(listed, empty).verdict == "violates"


def test_who_sends_no_credential_is_not_let_in(standin: StandIn, worlds: Worlds) -> None:
    request = replace(asked(standin, "GET /tasks"), headers={})
    listed = Response(status=200, media_type="application/json", body=[])
    assert worlds.judge(request, listed).verdict == "violates"
    assert worlds.judge(request, Response(status=401)).verdict == "conforms"


def test_a_deletion_may_answer_what_its_schema_allows(standin: StandIn, worlds: Worlds) -> None:
    made = asked(standin, "POST /tasks", {"title": "A"})
    answer = standin.respond(made)
    worlds.judge(made, answer)
    gone = asked(standin, "DELETE /tasks/{id}", id=answer.body["id"])
    told = Response(status=200, media_type="application/json", body={"deleted": True})
    assert worlds.judge(gone, told).verdict == "conforms"
    assert worlds.judge(gone, Response(status=404)).verdict == "conforms"
    assert worlds.judge(gone, told).verdict == "violates"


@pytest.mark.parametrize(
    ("title", "status", "body", "right"),
    [
        ("GET /tasks", 422, None, True),
        ("GET /tasks", 204, None, False),
        ("GET /tasks/{id}", 200, {}, True),  # no success is told
        ("GET /tasks", 200, b"[]x", False),  # no JSON
        ("GET /tasks", 200, [], True),
    ],
)
def test_statuses_and_bodies_are_held_to_what_is_told(
    standin: StandIn, title: str, status: int, body: Any, right: bool
) -> None:
    response = Response(status=status, media_type="application/json", body=body)
    found = malformed(standin.api, standin.api.operations[title], response)
    assert (found is None) == right


def test_a_stream_of_json_is_not_held_to_a_schema(standin: StandIn) -> None:
    response = Response(status=200, media_type="application/json-seq", body=b"1 2")
    assert malformed(standin.api, standin.api.operations["GET /tasks"], response) is None


NAMED = {"type": "object", "required": ["name"], "properties": {"name": TEXT, "size": TEXT}}


def test_a_name_that_a_client_may_choose_is_known_as_it_was_chosen(tmp_path: Path) -> None:
    body = {**NAMED, "required": []}
    paths = {
        "/boxes": {
            "get": {"responses": {"200": shown({"type": "array", "items": NAMED})}},
            "post": {
                "requestBody": {"content": {"application/json": {"schema": body}}},
                "responses": {"201": shown(NAMED)},
            },
        },
        "/boxes/{name}": {
            "parameters": [{"name": "name", "in": "path", "required": True, "schema": TEXT}],
            "get": {"responses": {"200": shown(NAMED)}},
        },
    }
    path = tmp_path / "boxes.json"
    path.write_text(
        json.dumps({"openapi": "3.0.3", "info": {"title": "B", "version": "1"}, "paths": paths})
    )
    standin = StandIn(load(path, mend=True), seed=1)
    worlds = Worlds(standin.api, standin.snapshot())
    for title, sending in (
        ("POST /boxes", {"name": "red"}),
        ("POST /boxes", {"size": "L"}),
        ("POST /boxes", {"name": "red"}),  # taken, so that another name is made
        ("POST /boxes", {"name": ""}),  # no path could name it
        ("GET /boxes", None),
    ):
        request = asked(standin, title, sending)
        answer = standin.respond(request)
        assert worlds.judge(request, answer).verdict == "conforms"
    names = [each["name"] for each in answer.body]
    assert names[0] == "red"
    assert len({*names} - {""}) == 4
