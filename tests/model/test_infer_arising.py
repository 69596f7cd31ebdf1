"""Things that need no operation which only creates them, and updates named in the body."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.document import Document, load
from mockserver.engine.bind import World, bind
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.model.understood import understood
from mockserver.standin import StandIn
from tests.model.overlaid import means_the_same

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {**NUMBER, "format": "int64"},
        "name": TEXT,
        "status": {**TEXT, "enum": ["available", "pending", "sold"]},
    },
}
SETTINGS = {
    "type": "object",
    "required": ["theme"],
    "properties": {
        "theme": {**TEXT, "enum": ["light", "dark"]},
        "size": {**NUMBER, "minimum": 8, "default": 12},
        "note": {**TEXT, "example": "Hello."},
    },
}
PART = {"type": "object", "properties": SETTINGS["properties"]}


def shown(schema: Any, status: str = "200", *others: str) -> dict[str, Any]:
    told = {"description": "That.", "content": {"application/json": {"schema": schema}}}
    return {"responses": {status: told, **{each: {"description": "No."} for each in others}}}


def sent(schema: Any) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def named(name: str, schema: Any = TEXT) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": schema}]


GONE = {"responses": {"204": {"description": "Gone."}}}
CONFIG = {
    "get": shown(SETTINGS),
    "put": {**sent(SETTINGS), **shown(SETTINGS)},
    "patch": {**sent(PART), **shown(SETTINGS)},
    "delete": GONE,
}
USER = {"type": "object", "required": ["id"], "properties": {"id": NUMBER, "name": TEXT}}
STORE = {
    "/pet": {
        "post": {**sent(PET), **shown(PET)},
        "put": {**sent(PET), **shown(PET, "200", "404")},
    },
    "/pet/{petId}": {
        "parameters": named("petId", NUMBER),
        "get": shown(PET, "200", "404"),
        "delete": GONE,
    },
}
USERS = {
    "/users": {
        "get": shown({"type": "array", "items": USER}),
        "post": {**sent(USER), **shown(USER, "201")},
    },
    "/users/{id}": {
        "parameters": named("id", NUMBER),
        "get": shown(USER, "200", "404"),
        "delete": GONE,
    },
    "/users/{userId}/settings": {"parameters": named("userId", NUMBER), **CONFIG},
}
DEVICES = {
    "/devices": {"get": shown({"type": "array", "items": USER})},
    "/devices/{id}": {
        "parameters": named("id", NUMBER),
        "get": shown(USER, "200", "404"),
        "put": {
            **sent({"type": "object", "properties": {"name": TEXT}}),
            "responses": {**shown(USER)["responses"], **shown(USER, "201")["responses"]},
        },
        "delete": GONE,
    },
}
FORMS = {"store": STORE, "config": {"/config": CONFIG}, "users": USERS, "devices": DEVICES}


def loaded(folder: Path, paths: dict[str, Any], *overlays: Path) -> Document:
    path = folder / "api.yaml"
    head = {"openapi": "3.0.3", "info": {"title": "API", "version": "1"}}
    path.write_text(json.dumps({**head, "paths": paths}))
    return load(path, overlays, mend=True)


def opened(folder: Path, paths: dict[str, Any]) -> StandIn:
    standin = StandIn(loaded(folder, paths), seed=1)
    assert not standin.understood.dropped
    return standin


def request(title: str, body: Any = None, **path: str) -> Request:
    return Request(
        operation=title,
        method=title.split()[0],
        path=path,
        media_type="application/json" if body is not None else None,
        body=None if body is None else Json(body),
    )


def asked(standin: StandIn, title: str, body: Any = None, **path: str) -> Response:
    """Send a request; its answer is as the document says."""
    response = standin.respond(request(title, body, **path))
    judge = standin.api.operations[title].statuses[str(response.status)]
    assert judge is None or response.status >= 400 or judge.is_valid(response.body)
    return response


def test_the_pet_store_changes_the_pet_that_the_body_names(tmp_path: Path) -> None:
    standin = opened(tmp_path, STORE)
    known = [asked(standin, "POST /pet", {"name": name}).body["id"] for name in ("Rex", "Tom")]
    changed = {"id": known[0], "name": "Max", "status": "sold"}
    assert asked(standin, "PUT /pet", changed).body == changed
    assert asked(standin, "GET /pet/{petId}", petId=str(known[0])).body == changed
    assert asked(standin, "GET /pet/{petId}", petId=str(known[1])).body["name"] == "Tom"
    assert asked(standin, "PUT /pet", {**changed, "id": 99}).status == 404
    assert asked(standin, "PUT /pet", {"name": "Max"}).status == 404


def test_a_client_that_takes_the_last_number_leaves_others_to_be_made(tmp_path: Path) -> None:
    standin = opened(tmp_path, STORE)
    assert asked(standin, "POST /pet", {"id": 2**63 - 1, "name": "Rex"}).body["id"] == 2**63 - 1
    others = [asked(standin, "POST /pet", {"name": "Tom"}).body["id"] for _ in range(3)]
    assert len({*others}) == 3


def test_a_body_in_an_envelope_names_it_there(tmp_path: Path) -> None:
    around = {"type": "object", "required": ["pet"], "properties": {"pet": PET}}
    paths = {**STORE, "/pet": {**STORE["/pet"], "put": {**sent(around), **shown(PET)}}}
    standin = opened(tmp_path, paths)
    key = asked(standin, "POST /pet", {"name": "Rex"}).body["id"]
    body = {"pet": {"id": key, "name": "Max"}}
    assert asked(standin, "PUT /pet", body).body["name"] == "Max"


@pytest.mark.parametrize(
    "body",
    [
        {"type": "array", "items": PET},
        {"type": "object", "properties": {"id": NUMBER}},
        {"type": "object", "properties": {"id": {**NUMBER, "readOnly": True}, "name": TEXT}},
        {"type": "object", "properties": {"id": TEXT, "name": TEXT}},
        {"type": "object", "properties": {"name": TEXT}},
    ],
)
def test_a_body_that_names_nobody_changes_nobody(tmp_path: Path, body: Any) -> None:
    paths = {**STORE, "/pet": {**STORE["/pet"], "put": {**sent(body), **shown(PET)}}}
    assert opened(tmp_path, paths).api.operations["PUT /pet"].action == ""


def test_what_there_is_one_of_keeps_what_is_sent(tmp_path: Path) -> None:
    standin = opened(tmp_path, {"/config": CONFIG})
    first = asked(standin, "GET /config").body
    assert first == {"theme": "light", "size": 12, "note": "Hello."}
    assert asked(standin, "PATCH /config", {"theme": "dark"}).body == {**first, "theme": "dark"}
    assert asked(standin, "GET /config").body == {**first, "theme": "dark"}
    whole = {"theme": "light", "size": 9, "note": "Bye."}
    assert asked(standin, "PUT /config", whole).body == whole
    assert asked(standin, "GET /config").body == whole
    assert asked(standin, "DELETE /config").status == 204
    assert asked(standin, "DELETE /config").status == 204
    assert asked(standin, "GET /config").body == first


def test_a_first_change_leaves_what_is_not_sent_as_it_would_have_been_read(tmp_path: Path) -> None:
    standin = opened(tmp_path, {"/config": CONFIG})
    assert asked(standin, "PATCH /config", {"size": 20}).body["note"] == "Hello."
    assert asked(standin, "GET /config").body == {"theme": "light", "size": 20, "note": "Hello."}


def test_each_parent_has_one_of_its_own_as_long_as_it_is_there(tmp_path: Path) -> None:
    standin, path = opened(tmp_path, USERS), "/users/{userId}/settings"
    rex, tom = (
        str(asked(standin, "POST /users", {"id": n, "name": "x"}).body["id"]) for n in (7, 8)
    )
    asked(standin, f"PUT {path}", {"theme": "dark"}, userId=rex)
    assert asked(standin, f"GET {path}", userId=rex).body["theme"] == "dark"
    assert asked(standin, f"GET {path}", userId=tom).body["theme"] == "light"
    for method, body in (("GET", None), ("PATCH", {"theme": "dark"}), ("DELETE", None)):
        assert standin.respond(request(f"{method} {path}", body, userId="99")).status == 404
    asked(standin, "DELETE /users/{id}", id=rex)
    assert standin.respond(request(f"GET {path}", userId=rex)).status == 404
    assert asked(standin, f"GET {path}", userId=tom).body["theme"] == "light"


@pytest.mark.parametrize(
    "changed",
    [
        {"get": shown({"type": "array", "items": SETTINGS})},
        {
            "get": {
                **shown(SETTINGS),
                "parameters": [{"name": "of", "in": "query", "required": True}],
            }
        },
        {"put": {**sent({"type": "object", "properties": {"job": TEXT}}), **shown(SETTINGS)}},
        {
            "get": shown(
                {"type": "object", "properties": {"items": {"type": "array", "items": PET}}}
            )
        },
    ],
)
def test_what_lists_or_is_asked_for_is_not_the_only_one(tmp_path: Path, changed: Any) -> None:
    path = {"get": CONFIG["get"], "put": CONFIG["put"], **changed}
    assert understood(loaded(tmp_path, {"/config": path})).guesses == ()


@pytest.mark.parametrize("key", [31, 0])
def test_a_put_that_may_tell_201_creates_what_is_not_there(tmp_path: Path, key: int) -> None:
    standin, path, id_ = opened(tmp_path, DEVICES), "/devices/{id}", str(key)
    assert standin.respond(request(f"GET {path}", id=id_)).status == 404
    first = asked(standin, f"PUT {path}", {"name": "Lamp"}, id=id_)
    assert (first.status, first.body) == (201, {"id": key, "name": "Lamp"})
    again = asked(standin, f"PUT {path}", {"name": "Fan"}, id=id_)
    assert (again.status, again.body) == (200, {"id": key, "name": "Fan"})
    assert {"id": key, "name": "Fan"} in asked(standin, "GET /devices").body
    asked(standin, f"DELETE {path}", id=id_)
    assert asked(standin, f"PUT {path}", {"name": "Lamp"}, id=id_).status == 201


@pytest.mark.parametrize(
    ("statuses", "creates"),
    [(("200", "404"), False), (("200", "201", "404"), True), (("200",), True)],
)
def test_a_put_creates_if_it_says_so_or_nothing_else_does(
    tmp_path: Path, statuses: tuple[str, ...], creates: bool
) -> None:
    put = {**DEVICES["/devices/{id}"]["put"], **shown(USER, *statuses)}
    paths = {**DEVICES, "/devices/{id}": {**DEVICES["/devices/{id}"], "put": put}}
    assert opened(tmp_path, paths).api.operations["PUT /devices/{id}"].creates_missing is creates
    post = {**paths, "/devices": {**paths["/devices"], "post": {**sent(USER), **shown(USER)}}}
    told = "201" in statuses
    assert opened(tmp_path, post).api.operations["PUT /devices/{id}"].creates_missing is told


def test_a_put_of_what_nothing_is_known_of_is_a_change_only(tmp_path: Path) -> None:
    """A text is no part of anything that could be read again."""
    nothing = {"200": {"description": "That."}, "404": {"description": "No."}}
    put = {**sent(USER), "responses": {"201": {"description": "That."}}}
    known = {"parameters": named("id", NUMBER), "get": {"responses": nothing}}
    paths = {"/files": {"get": {"responses": nothing}}, "/files/{id}": {**known, "put": put}}
    assert opened(tmp_path, paths).api.operations["PUT /files/{id}"].creates_missing
    bare = {**put, "requestBody": {"content": {"text/plain": {"schema": TEXT}}}}
    paths["/files/{id}"] = {**known, "put": bare}
    assert not opened(tmp_path, paths).api.operations["PUT /files/{id}"].creates_missing


def test_another_server_may_have_had_it_before(tmp_path: Path) -> None:
    """Nothing but what was sent is expected of it then."""
    standin = opened(tmp_path, {"/config": CONFIG})

    def explained(state: State, what: Request, body: Any) -> list[State]:
        told = Response(status=200, media_type="application/json", body=body)
        worlds = (bind(standin.api, state, each, told) for each in step(standin.api, state, what))
        return [each.state for each in worlds if isinstance(each, World)]

    change = request("PATCH /config", {"size": 20})
    own = {"theme": "dark", "size": 20}  # a note may be left out, a theme be another one
    states = explained(State(), change, own)
    assert states
    assert explained(State(), request("GET /config"), {"theme": "dark"})
    assert not explained(State(), change, {**own, "size": 21})
    assert any(explained(each, request("GET /config"), own) for each in states)
    assert not any(explained(each, request("GET /config"), {**own, "size": 9}) for each in states)


@given(st.sampled_from(sorted(FORMS)), st.booleans())
@settings(max_examples=8, deadline=None)
def test_the_overlay_that_is_written_means_what_was_guessed(
    tmp_path_factory: pytest.TempPathFactory, form: str, turned: bool
) -> None:
    folder = tmp_path_factory.mktemp("api")
    paths = dict(reversed(FORMS[form].items())) if turned else FORMS[form]
    guessed = means_the_same(folder, loaded, paths)
    assert guessed.guesses
    assert not guessed.dropped
