"""Forms of documents beyond a collection and one of it right below it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.document import Document, load
from mockserver.engine.message import Json, Request, Response
from mockserver.model.infer import inferred
from mockserver.model.infer_paths import pairs
from mockserver.model.infer_shapes import Shapes
from mockserver.standin import StandIn
from tests.model.overlaid import means_the_same

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
TIME = {"type": "string", "format": "date-time"}
TASK = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "title": TEXT,
        "status": {"type": "string", "enum": ["open", "cancelled", "completed"]},
        "archived": FLAG,
        "completed_at": TIME,
        "is_active": FLAG,
    },
}


def shown(schema: Any) -> dict[str, Any]:
    return {
        "200": {"description": "That.", "content": {"application/json": {"schema": schema}}},
        "404": {"description": "None."},
    }


def named(*names: str) -> list[dict[str, Any]]:
    return [{"name": each, "in": "path", "required": True, "schema": TEXT} for each in names]


def sent(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


NEW = sent({"type": "object", "required": ["title"], "properties": {"title": TEXT}})
LIST = {"responses": shown({"type": "array", "items": TASK})}
ADD = {"requestBody": NEW, "responses": shown(TASK)}
ONE = {"responses": shown(TASK)}


def document(paths: dict[str, Any]) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "Tasks", "version": "1"}, "paths": paths}


def loaded(folder: Path, paths: dict[str, Any], *overlays: Path) -> Document:
    path = folder / "tasks.yaml"
    path.write_text(json.dumps(document(paths)))
    return load(path, overlays, mend=True)


def opened(folder: Path, paths: dict[str, Any]) -> StandIn:
    standin = StandIn(loaded(folder, paths), seed=1)
    assert not standin.understood.dropped
    return standin


def asked(standin: StandIn, title: str, body: Any = None, query: Any = (), **path: str) -> Response:
    """Send a request; its answer is as the document says."""
    operation = standin.api.operations[title]
    response = standin.respond(
        Request(
            operation=title,
            method=operation.method,
            path=path,
            query=query,
            media_type="application/json" if body is not None else None,
            body=None if body is None else Json(body),
        )
    )
    judge = operation.statuses[str(response.status)]
    assert judge is None or response.status >= 400 or judge.is_valid(response.body)
    return response


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ({"/pets": ["get"], "/pet/{id}": ["get"]}, [("/pets", "/pet/{id}", ())]),
        (
            {"/pet": ["post"], "/pets": ["get"], "/pet/{id}": ["get"]},
            [("/pet", "/pet/{id}", ("/pets",))],
        ),
        (
            {"/a": [], "/a/{x}": [], "/a/{x}/b": ["get", "post"], "/b/{y}": ["get"]},
            [("/a", "/a/{x}", ()), ("/a/{x}/b", "/b/{y}", ())],
        ),
        (  # which of them it is nobody can tell
            {"/a/{x}/b": ["get", "post"], "/c/{x}/b": ["get", "post"], "/b/{y}": ["get"]},
            [("/a/{x}/b", "", ()), ("/c/{x}/b", "", ())],
        ),
        ({"/a/{x}/b": ["get"], "/c/{x}/b": ["post"], "/b/{y}": []}, [("/c/{x}/b", "/b/{y}", ())]),
        ({"/a": ["get", "post"]}, [("/a", "", ())]),
        ({"/a": ["get"], "/b": ["post"]}, []),
        (
            {"/a/{x}": [], "/a": [], "/a/create": ["post"], "/a/list": ["get"]},
            [("/a", "/a/{x}", ("/a/list", "/a/create"))],
        ),
        ({"/a": ["get"], "/a/{x}": [], "/a/list": ["get"]}, [("/a", "/a/{x}", ())]),
        ({"/a": ["get"], "/a('{x}')": ["get"]}, [("/a", "/a('{x}')", ())]),
        (
            {"/a": [], "/a({x})": ["get"], "/a({x})/b": ["get"], "/a({x})/b({y})": ["get"]},
            [("/a", "/a({x})", ()), ("/a({x})/b", "/a({x})/b({y})", ())],
        ),
    ],
)
def test_pairs_may_stand_apart(
    paths: dict[str, list[str]], found: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    known = pairs({path: {each: {} for each in several} for path, several in paths.items()})
    assert [(each.collection, each.item, each.others) for each in known] == found


def test_what_others_lie_in_comes_first() -> None:
    known = pairs({"/a/{x}/b/{y}": {}, "/a/{x}/b": {}, "/a/{x}": {}, "/a": {}})
    assert [each.item for each in known] == ["/a/{x}", "/a/{x}/b/{y}"]
    assert known[1].above == (("/a/{x}", "x"),)


PROJECT = {"type": "object", "properties": {"id": TEXT, "name": TEXT}}
NESTED = {
    "/projects": {"post": {"responses": shown(PROJECT)}},
    "/projects/{id}": {"get": {"parameters": named("id"), "responses": shown(PROJECT)}},
    "/projects/{project}/tasks": {"parameters": named("project"), "get": LIST, "post": ADD},
    "/tasks/{task_id}": {
        "parameters": named("task_id"),
        "get": ONE,
        "delete": {"responses": {"200": {"description": "Gone."}, "404": {"description": "No."}}},
    },
}


def test_what_is_named_without_what_it_lies_in_is_found(tmp_path: Path) -> None:
    standin = opened(tmp_path, NESTED)
    first, other = (asked(standin, "POST /projects").body["id"] for _ in range(2))
    task = asked(standin, "POST /projects/{project}/tasks", {"title": "A"}, project=first).body
    assert asked(standin, "GET /tasks/{task_id}", task_id=task["id"]).body == task
    assert asked(standin, "GET /projects/{project}/tasks", project=first).body == [task]
    assert asked(standin, "GET /projects/{project}/tasks", project=other).body == []
    asked(standin, "DELETE /tasks/{task_id}", task_id=task["id"])
    assert asked(standin, "GET /tasks/{task_id}", task_id=task["id"]).status == 404
    assert asked(standin, "GET /projects/{project}/tasks", project=first).body == []


def test_a_collection_of_which_no_path_names_one_is_remembered(tmp_path: Path) -> None:
    standin = opened(tmp_path, {"/tasks": {"get": LIST, "post": ADD}})
    made = [asked(standin, "POST /tasks", {"title": each}).body for each in "AB"]
    assert asked(standin, "GET /tasks").body == made


@pytest.mark.parametrize(
    ("get", "post"),
    [
        (ONE, ADD),  # one thing, no list
        (LIST, {"requestBody": sent({"type": "object", "properties": {"q": TEXT}}), **ONE}),
        (
            {"responses": shown({"type": "array", "items": {"properties": {"title": TEXT}}})},
            ADD,
        ),  # nothing identifies one
    ],
)
def test_what_may_be_no_collection_is_not_guessed_to_be_one(
    tmp_path: Path, get: Any, post: Any
) -> None:
    assert inferred(Shapes(loaded(tmp_path, {"/tasks": {"get": get, "post": post}}))) == ()


DEEDS = {
    "/tasks": {"get": LIST, "post": ADD},
    "/tasks/{id}": {"get": {"parameters": named("id"), **ONE}},
    **{
        f"/tasks/{{task}}/{verb}": {"post": {"parameters": named("task"), **ONE}}
        for verb in ("cancel", "archive", "unarchive", "complete", "activate", "deactivate")
    },
    "/tasks/{task}/copy": {"post": {"parameters": named("task"), **ONE}},
}


@pytest.mark.parametrize(
    ("verb", "name", "value"),
    [
        ("cancel", "status", "cancelled"),
        ("archive", "archived", True),
        ("unarchive", "archived", False),
        ("complete", "status", "completed"),
        ("activate", "is_active", True),
        ("deactivate", "is_active", False),
    ],
)
def test_a_verb_does_what_a_property_tells(
    tmp_path: Path, verb: str, name: str, value: Any
) -> None:
    standin = opened(tmp_path, DEEDS)
    task = asked(standin, "POST /tasks", {"title": "A"}).body
    done = asked(standin, f"POST /tasks/{{task}}/{verb}", task=task["id"]).body
    assert done[name] == value
    assert done["title"] == "A"
    assert asked(standin, "GET /tasks/{id}", id=task["id"]).body == done
    assert asked(standin, f"POST /tasks/{{task}}/{verb}", task="none").status == 404


def test_a_time_tells_when_it_was_done(tmp_path: Path) -> None:
    guesses = inferred(Shapes(loaded(tmp_path, DEEDS)))
    sets = {each.pointer: each.value for each in guesses if each.word == "set"}
    assert sets["/paths/~1tasks~1{task}~1complete/post"] == {
        "status": "completed",
        "completed_at": "$now",
    }
    assert not any("copy" in each.pointer for each in guesses)


def test_a_verb_whose_body_says_otherwise_is_not_guessed(tmp_path: Path) -> None:
    body = sent({"type": "object", "properties": {"status": {"type": "integer"}}})
    cancel = {"post": {"parameters": named("id"), "requestBody": body, **ONE}}
    paths = {**DEEDS, "/tasks/{task}/cancel": cancel}
    assert not any("cancel" in each.pointer for each in inferred(Shapes(loaded(tmp_path, paths))))


def test_a_list_may_be_of_those_that_are_named(tmp_path: Path) -> None:
    ids = {"name": "ids", "in": "query", "required": True, "schema": TEXT}
    paths = {**DEEDS, "/tasks": {"get": {"parameters": [ids], **LIST}, "post": ADD}}
    standin = opened(tmp_path, paths)
    made = [asked(standin, "POST /tasks", {"title": each}).body for each in "ABC"]
    query = (("ids", f"{made[2]['id']},{made[0]['id']},none"),)
    assert asked(standin, "GET /tasks", query=query).body == [made[0], made[2]]


def test_what_is_narrowed_unasked_is_not_guessed_to_be(tmp_path: Path) -> None:
    status = {"name": "status", "in": "query", "schema": {**TEXT, "default": "open"}}
    paths = {**DEEDS, "/tasks": {"get": {"parameters": [status], **LIST}, "post": ADD}}
    assert not any(each.word == "filter" for each in inferred(Shapes(loaded(tmp_path, paths))))


def test_what_one_update_may_not_send_another_may(tmp_path: Path) -> None:
    free = sent({"type": "object", "properties": {"title": TEXT, "status": TEXT}})
    change = {"requestBody": free, "parameters": named("id"), **ONE}
    paths = {
        "/tasks": {"get": LIST, "post": {"requestBody": sent(TASK), **ONE}},
        "/tasks/{id}": {"get": {"parameters": named("id"), **ONE}, "patch": change},
    }
    standin = opened(tmp_path, paths)
    body = {"id": "8b0a7dfe-0c4f-4ba2-9a0d-3a5f9a4f3c11", "title": "A", "status": "open"}
    task = asked(standin, "POST /tasks", body).body
    assert task["status"] == "open"
    for sending, status in (("completed", "completed"), ("what", "completed")):
        changed = asked(standin, "PATCH /tasks/{id}", {"status": sending}, id=task["id"]).body
        assert changed["status"] == status


FORMS = {"nested": NESTED, "deeds": DEEDS, "alone": {"/tasks": {"get": LIST, "post": ADD}}}


@given(st.sampled_from(sorted(FORMS)), st.booleans())
@settings(max_examples=6, deadline=None)
def test_the_overlay_that_is_written_means_what_was_guessed(
    tmp_path_factory: pytest.TempPathFactory, form: str, turned: bool
) -> None:
    folder = tmp_path_factory.mktemp("tasks")
    paths = dict(reversed(FORMS[form].items())) if turned else FORMS[form]
    guessed = means_the_same(folder, loaded, paths)
    assert guessed.guesses
    assert not guessed.dropped
