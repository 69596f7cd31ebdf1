"""Documents that nobody wrote for us, over the whole way of a request."""

from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import yaml

from mockserver.standin import open_standin
from tests.server.conftest import Client

OK = {"200": {"description": "It."}}


def serving(folder: Path, paths: Any, **rest: Any) -> Client:
    content = {"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": paths, **rest}
    path = folder / "any.yaml"
    path.write_text(yaml.safe_dump(content))
    return Client([open_standin(path)])


def asking(folder: Path, *parameters: Any, path: str = "/a") -> Client:
    return serving(folder, {path: {"get": {"parameters": [*parameters], "responses": OK}}})


def query(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


NUMBERS = {"type": "array", "items": {"type": "integer"}}
POINT = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
    "required": ["x"],
}


@pytest.mark.parametrize(
    ("parameter", "right", "wrong"),
    [
        (query("n", NUMBERS), "n=1&n=2", "n=1&n=b"),
        (query("n", NUMBERS, explode=False), "n=1,2", "n=1,b"),
        (query("n", NUMBERS, style="pipeDelimited", explode=False), "n=1|2", "n=1|b"),
        (query("n", NUMBERS, style="spaceDelimited", explode=False), "n=1%202", "n=1%20b"),
        (query("p", POINT, style="deepObject"), "p[x]=1&p[y]=2", "p[x]=b"),
        (query("p", POINT), "x=1&y=2", "x=b"),
        (query("p", POINT, explode=False), "p=x,1,y,2", "p=x,b"),
        (query("p", {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}), "p=7", "p=b"),
        (query("p", {"enum": [1, 2]}), "p=2", "p=3"),
        (
            {"name": "p", "in": "query", "content": {"application/json": {"schema": POINT}}},
            'p={"x":1}',
            'p={"x":"b"}',
        ),
    ],
)
def test_query_parameters_of_every_style(
    tmp_path: Path, parameter: Any, right: str, wrong: str
) -> None:
    client = asking(tmp_path, parameter)
    assert client("GET", f"/a?{right}").status_code == 200
    assert client("GET", f"/a?{wrong}").status_code == 400


def test_an_object_that_must_be_sent_may_be_empty(tmp_path: Path) -> None:
    pageable = {"type": "object", "properties": {"page": {"type": "integer"}}}
    assert asking(tmp_path, query("pageable", pageable, required=True))("GET", "/a").is_success
    assert asking(tmp_path, query("p", POINT, required=True))("GET", "/a").status_code == 400


@pytest.mark.parametrize(
    ("style", "explode", "schema", "right", "wrong"),
    [
        ("simple", False, NUMBERS, "1,2", "1,b"),
        ("label", False, NUMBERS, ".1,2", ".1,b"),
        ("label", True, NUMBERS, ".1.2", ".1.b"),
        ("matrix", False, NUMBERS, ";n=1,2", ";n=1,b"),
        ("matrix", True, NUMBERS, ";n=1;n=2", ";n=1;n=b"),
        ("matrix", True, POINT, ";x=1;y=2", ";x=b"),
        ("simple", False, POINT, "x,1,y,2", "x,b"),
        ("simple", True, POINT, "x=1,y=2", "x=b"),
        ("matrix", False, {"type": "integer"}, ";n=5", ";n=b"),
    ],
)
def test_path_parameters_of_every_style(
    tmp_path: Path, style: str, explode: bool, schema: Any, right: str, wrong: str
) -> None:
    parameter = {"name": "n", "in": "path", "required": True, "style": style}
    client = asking(tmp_path, {**parameter, "explode": explode, "schema": schema}, path="/a/{n}")
    assert client("GET", f"/a/{right}").status_code == 200
    assert client("GET", f"/a/{wrong}").status_code == 400


def test_headers_and_cookies_have_types(tmp_path: Path) -> None:
    header = {"name": "X-N", "in": "header", "required": True, "schema": {"type": "integer"}}
    cookie = {"name": "c", "in": "cookie", "schema": {"type": "boolean"}}
    client = asking(tmp_path, header, cookie)
    given = {"X-N": "5", "Cookie": "b=1; c=true"}
    assert client("GET", "/a", headers=given).status_code == 200
    assert client("GET", "/a", headers={**given, "X-N": "b"}).status_code == 400
    assert client("GET", "/a", headers={**given, "Cookie": "c=7"}).status_code == 400
    assert client("GET", "/a").status_code == 400


def writing(folder: Path, media_type: str, schema: Any) -> Client:
    body = {"required": True, "content": {media_type: {"schema": schema}}}
    return serving(folder, {"/a": {"post": {"requestBody": body, "responses": OK}}})


@pytest.mark.parametrize(
    ("media_type", "schema", "right", "wrong"),
    [
        ("application/json", POINT, b'{"x": 1}', b'{"x": "b"}'),
        ("application/problem+json", POINT, b'{"x": 1}', b"{}"),
        ("application/json; charset=utf-8", POINT, b'{"x": 1}', b"{"),
        ("application/x-www-form-urlencoded", POINT, b"x=1", b"x=b"),
        ("text/plain", {"type": "string", "maxLength": 3}, b"abc", b"abcd"),
        ("application/xml", POINT, b"<a/>", b""),
        ("application/octet-stream", {"type": "string", "format": "binary"}, b"\xff\0", b""),
    ],
)
def test_bodies_of_every_kind(
    tmp_path: Path, media_type: str, schema: Any, right: bytes, wrong: bytes
) -> None:
    client = writing(tmp_path, media_type, schema)
    headers = {"Content-Type": media_type}
    assert client("POST", "/a", content=right, headers=headers).status_code == 200
    assert client("POST", "/a", content=wrong, headers=headers).status_code == 400


def test_a_media_type_that_is_not_documented_is_refused(tmp_path: Path) -> None:
    client = writing(tmp_path, "application/json", POINT)
    answer = client("POST", "/a", content=b"a", headers={"Content-Type": "text/csv"})
    assert answer.status_code == 415


def test_null_is_a_value_where_it_is_allowed(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "nullable": True}}}
    client = writing(tmp_path, "application/json", schema)
    assert client("POST", "/a", json={"a": None}).status_code == 200


@pytest.mark.parametrize(
    ("scheme", "options"),
    [
        ({"type": "http", "scheme": "bearer"}, {"headers": {"Authorization": "Bearer a"}}),
        ({"type": "http", "scheme": "basic"}, {"auth": ("a", "b")}),
        ({"type": "http", "scheme": "digest"}, {"headers": {"Authorization": "Digest a"}}),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"headers": {"x-key": "a"}}),
        ({"type": "apiKey", "in": "query", "name": "key"}, {"params": {"key": "a"}}),
        ({"type": "apiKey", "in": "cookie", "name": "key"}, {"headers": {"Cookie": "key=a"}}),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://a.example"}, {"auth": ("a", "b")}),
    ],
)
def test_any_credential_is_taken_but_none_is_not(
    tmp_path: Path, scheme: Any, options: dict[str, Any]
) -> None:
    client = serving(
        tmp_path,
        {"/a": {"get": {"responses": OK}}},
        security=[{"Key": []}],
        components={"securitySchemes": {"Key": scheme}},
    )
    assert client("GET", "/a").status_code == 401
    assert client("GET", "/a", **options).status_code == 200


def test_a_certificate_or_an_unknown_scheme_is_not_asked_for(tmp_path: Path) -> None:
    get = {"responses": OK}
    client = serving(
        tmp_path,
        {
            "/a": {"get": {**get, "security": [{"Certificate": []}]}},
            "/b": {"get": {**get, "security": [{"Nobody": []}]}},
        },
        components={"securitySchemes": {"Certificate": {"type": "mutualTLS"}}},
    )
    assert [client("GET", path).status_code for path in ("/a", "/b")] == [200, 200]


def statuses(client: Client, *asked: tuple[str, str]) -> list[int]:
    return [client(method, path).status_code for method, path in asked]


def test_what_is_concrete_wins_whatever_comes_first(tmp_path: Path) -> None:
    paths = {
        "/u/{id}": {"get": {"responses": {"200": {"description": ""}}}},
        "/u/me": {"get": {"responses": {"203": {"description": ""}}}},
        "/u/{other}": {"get": {"responses": {"202": {"description": ""}}}},
    }
    client = serving(tmp_path, paths)
    assert statuses(client, ("GET", "/u/7"), ("GET", "/u/me")) == [200, 203]


def test_names_in_paths_may_be_odd(tmp_path: Path) -> None:
    names = ("{user.id}", "{$id}", "{id[]}", "{a-b}/{a_b}", "{x}.{y}", "{id}:close", "{id}/{id}")
    paths: dict[str, Any] = {
        f"/{n}/{name}": {"get": {"responses": OK}} for n, name in enumerate(names)
    }
    client = serving(tmp_path, {**paths, "/z?kind=a": {"get": {"responses": OK}}})
    asked = ("0/1", "1/1", "2/1", "3/1/2", "4/a.b", "5/1:close", "6/1/2", "z?kind=a")
    assert statuses(client, *(("GET", f"/{path}") for path in asked)) == [200] * 8


def test_variables_of_a_server_may_have_any_value(tmp_path: Path) -> None:
    servers = [
        {"url": "https://a.example/stores/{store}/v3", "variables": {"store": {"default": "s"}}},
        {"url": "/other"},
    ]
    paths = {
        "/a": {"get": {"responses": OK}},
        "/b": {"servers": [{"url": "/own"}], "get": {"responses": OK}},
    }
    client = serving(tmp_path, paths, servers=servers)
    found = ("/stores/s/v3/a", "/stores/mine/v3/a", "/other/a", "/own/b", "/any/stores/mine/v3/a")
    assert statuses(client, *(("GET", path) for path in found)) == [200] * 5
    assert statuses(client, ("GET", "/stores/v3/a"), ("GET", "/own/a")) == [404, 404]


def test_head_is_served_where_it_is_documented(tmp_path: Path) -> None:
    content = {"application/json": {"schema": {"type": "object"}}}
    answer = {"200": {"description": "It.", "content": content}}
    client = serving(
        tmp_path, {"/a": {"get": {"responses": answer}, "head": {"responses": answer}}}
    )
    answered: httpx.Response = client("HEAD", "/a")
    assert (answered.status_code, answered.content) == (200, b"")


@pytest.mark.parametrize(("version", "status"), [("3.2.0", 200), ("3.1.0", 405)])
def test_query_is_served_by_the_version_that_knows_it(
    tmp_path: Path, version: str, status: int
) -> None:
    body = {"required": True, "content": {"application/json": {"schema": POINT}}}
    paths = {"/a": {"get": {"responses": OK}, "query": {"requestBody": body, "responses": OK}}}
    client = serving(tmp_path, paths, openapi=version)
    assert client("QUERY", "/a", json={"x": 1}).status_code == status
    assert client("GET", "/a").status_code == 200
    if status == 200:
        assert client("QUERY", "/a", json={"x": "b"}).status_code == 400


def test_callbacks_and_webhooks_are_shown(tmp_path: Path) -> None:
    hook = {"{$request.body#/url}": {"post": {"responses": OK}}}
    client = serving(
        tmp_path,
        {"/a": {"post": {"callbacks": {"done": hook}, "responses": OK}}},
        openapi="3.1.0",
        webhooks={"new": {"post": {"responses": OK}}},
    )
    assert client("POST", "/a").status_code == 200
    shown = client("GET", "/any/openapi.json").json()
    assert ("new" in shown["webhooks"], "done" in shown["paths"]["/a"]["post"]["callbacks"]) == (
        True,
        True,
    )


def test_hundreds_of_operations_are_told_apart(tmp_path: Path) -> None:
    paths = {f"/r{n}/{{id}}": {"get": {"responses": OK}} for n in range(400)}
    client = serving(tmp_path, paths)
    asked = [("GET", "/r0/1"), ("GET", "/r399/1"), ("GET", "/r400/1"), ("PUT", "/r7/1")]
    assert statuses(client, *asked) == [200, 200, 404, 405]


def collection(*parameters: Any, headers: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    listed = {"type": "object", "required": ["data", "page"], "properties": {}}
    listed["properties"] = {
        "data": {"type": "array", "items": schema},
        "page": {"type": "integer"},
    }

    def answered(of: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": of}}
        return {"200": {"description": "It.", "headers": headers, "content": content}}

    one = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    return {
        "/things": {"get": {"parameters": [*parameters], "responses": answered(listed)}},
        "/things/{id}": {"parameters": [one], "get": {"responses": answered(schema)}},
    }


def test_what_is_guessed_is_answered_with_the_headers_that_the_document_requires(
    tmp_path: Path,
) -> None:
    headers = {
        "X-Left": {"required": True, "schema": {"type": "integer", "minimum": 3}},
        "X-Note": {"schema": {"type": "string"}},
    }
    answer = serving(tmp_path, collection(headers=headers))("GET", "/things")
    assert answer.status_code == 200
    assert len(answer.json()["data"]) == 2, "what nobody can create is there from the beginning"
    assert int(answer.headers["x-left"]) >= 3
    assert "x-note" not in answer.headers


@pytest.mark.parametrize("page", [2**63 - 1, 2**63, 10**30])
def test_a_page_beyond_all_numbers_is_past_the_end(tmp_path: Path, page: int) -> None:
    client = serving(tmp_path, collection(query("page", {"type": "number"}), headers={}))
    answer = client("GET", f"/things?page={page}")
    assert answer.status_code == 200
    assert answer.json() == {"data": [], "page": 2**63 - 1}


def test_what_may_be_empty_may(tmp_path: Path) -> None:
    flag = query("f", {"type": "boolean"}, allowEmptyValue=True)
    client = asking(tmp_path, flag, query("g", {"type": "boolean"}))
    told = [client("GET", f"/a?{each}").status_code for each in ("f=", "f", "f=true", "f=b", "g=")]
    assert told == [200, 200, 200, 400, 400]


def test_a_placeholder_behind_a_question_mark_is_of_the_query(tmp_path: Path) -> None:
    action = {"name": "b", "in": "path", "required": True, "schema": {"type": "integer"}}
    client = asking(tmp_path, action, path="/a?b={b}")
    told = [client("GET", each).status_code for each in ("/a?b=1", "/a?b=c", "/a")]
    assert told == [200, 400, 400]


def test_what_is_kept_is_shown_as_its_schema_wants_it(tmp_path: Path) -> None:
    kinds = {
        name: {
            "type": "object",
            "required": ["kind", sound],
            "properties": {"kind": {"type": "string"}, sound: {"type": "boolean"}},
        }
        for name, sound in (("Cat", "meows"), ("Dog", "barks"))
    }
    pet = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in kinds],
        "discriminator": {"propertyName": "kind"},
    }
    content = {"application/json": {"schema": pet}}
    many = {"type": "array", "minItems": 1, "items": pet}
    answer = {"description": "", "content": content}
    listed = {"description": "", "content": {"application/json": {"schema": many}}}
    id_ = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    client = serving(
        tmp_path,
        {
            "/pets": {
                "get": {"responses": {"200": listed}},
                "post": {"requestBody": {"content": content}, "responses": {"201": answer}},
            },
            "/pets/{id}": {"get": {"parameters": [id_], "responses": {"200": answer}}},
        },
        components={"schemas": kinds},
    )
    fits = jsonschema_rs.Draft202012Validator({**many, "components": {"schemas": kinds}})
    assert fits.is_valid(client("GET", "/pets").json())
    made = client("POST", "/pets", json={"kind": "Dog", "barks": True})
    assert fits.is_valid([made.json()])
    assert fits.is_valid(client("GET", "/pets").json())
    assert client("GET", f"/pets/{made.json()['id']}").json() == made.json()
