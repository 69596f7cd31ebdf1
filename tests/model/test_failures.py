"""Refusals are told as the document of the operation tells them, in words of what is wrong."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document import load
from mockserver.engine.bind import World, bind
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.step import step
from mockserver.model.failures import reworded
from mockserver.standin import StandIn

ERROR = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string", "maxLength": 80},
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["field"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}


def _standin(
    folder: Path, responses: dict[str, Any], words: dict[str, Any] | None = None
) -> StandIn:
    """One operation that wants a name and has these failures."""
    body = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    told = {
        status: {"description": status, "content": {name: {"schema": schema}} if name else {}}
        for status, (name, schema) in responses.items()
    }
    operation = {
        "operationId": "addPet",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"201": {"description": "Added"}, **told},
    }
    content = {
        "openapi": "3.0.3",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"post": operation}},
        **({"x-behaviour": words} if words else {}),
    }
    path = folder / "pets.yaml"
    path.write_text(yaml.safe_dump(content))
    return StandIn(load(path, mend=True), seed=1)


def _asked(standin: StandIn, body: Any) -> Response:
    return standin.respond(_request(body))


def _request(body: Any) -> Request:
    return Request(
        operation="addPet",
        method="POST",
        target="/pets",
        media_type="application/json",
        body=Json(body),
    )


NOTHING = ("", None)
JSON = ("application/json", ERROR)


def test_a_refusal_has_the_body_that_the_document_tells_for_its_status(tmp_path: Path) -> None:
    answer = _asked(_standin(tmp_path, {"400": JSON}), {})
    assert (answer.status, answer.media_type) == (400, "application/json")
    jsonschema_rs.Draft4Validator(ERROR).validate(answer.body)
    assert answer.body["code"] == 400
    assert answer.body["message"] == "body name: This field is required."
    assert answer.body["errors"][0]["field"] == "name"
    assert answer.body["errors"][0]["reason"] == "body name: This field is required."


def test_a_refusal_of_which_no_body_is_told_has_the_headers_that_are(tmp_path: Path) -> None:
    header = {"required": True, "schema": {"type": "integer", "example": 7}}
    told = {"default": {"description": "No.", "headers": {"X-Server": header, "X-Other": {}}}}
    named = {"type": "object", "required": ["name"]}
    body = {"required": True, "content": {"application/json": {"schema": named}}}
    operation = {"operationId": "addPet", "requestBody": body, "responses": told}
    info = {"title": "Pets", "version": "1"}
    content = {"openapi": "3.0.3", "info": info, "paths": {"/pets": {"post": operation}}}
    path = tmp_path / "pets.yaml"
    path.write_text(yaml.safe_dump(content))
    answer = _asked(StandIn(load(path, mend=True), seed=1), {})
    assert (answer.status, answer.headers) == (400, (("X-Server", "7"),))


@pytest.mark.parametrize(
    ("documented", "status"),
    [
        (["400", "422"], 400),
        (["422"], 422),
        (["422", "4XX", "default"], 422),
        (["4XX", "default"], 400),
        (["default"], 400),
        (["404"], 400),
        ([], 400),
    ],
)
def test_a_refusal_has_a_status_that_the_operation_knows(
    tmp_path: Path, documented: list[str], status: int
) -> None:
    answer = _asked(_standin(tmp_path, dict.fromkeys(documented, JSON)), {})
    assert answer.status == status
    told = status == 400 and not {"400", "4XX", "default"} & {*documented}
    assert answer.media_type == ("application/problem+json" if told else "application/json")


def test_a_status_without_a_body_is_told_as_a_problem_that_has_it(tmp_path: Path) -> None:
    answer = _asked(_standin(tmp_path, {"422": NOTHING}), {})
    assert (answer.status, answer.media_type) == (422, "application/problem+json")
    assert answer.body["status"] == 422


def test_xml_is_written_as_xml(tmp_path: Path) -> None:
    answer = _asked(_standin(tmp_path, {"400": ("application/xml", ERROR)}), {})
    assert answer.media_type == "application/xml"
    assert "<message>body name: This field is required.</message>" in answer.body


def test_what_does_not_fit_the_schema_is_not_said(tmp_path: Path) -> None:
    short = {**ERROR, "properties": {**ERROR["properties"], "message": {"enum": ["no", "never"]}}}
    answer = _asked(_standin(tmp_path, {"400": ("application/json", short)}), {})
    jsonschema_rs.Draft4Validator(short).validate(answer.body)


@pytest.mark.parametrize("schema", [{"type": "object"}, {}])
def test_where_nothing_is_told_of_a_body_it_is_that_of_a_problem(
    tmp_path: Path, schema: dict[str, Any]
) -> None:
    answer = _asked(_standin(tmp_path, {"400": ("application/json", schema)}), {})
    assert (answer.status, answer.media_type) == (400, "application/json")
    assert answer.body["detail"] == "body name: This field is required."


def test_an_api_with_a_form_of_its_own_keeps_it(tmp_path: Path) -> None:
    words = {"errors": {"default": {"body": {"wrong": "$message"}}}}
    answer = _asked(_standin(tmp_path, {"422": JSON}, words), {})
    assert (answer.status, [*answer.body]) == (400, ["wrong"])


def test_a_refusal_as_the_document_tells_it_is_understood_again(tmp_path: Path) -> None:
    standin = _standin(tmp_path, {"422": JSON})
    request = _request({})
    (outcome,) = step(standin.api, standin.snapshot(), request)
    assert outcome.status == 422
    bound = bind(standin.api, standin.snapshot(), outcome, standin.respond(request))
    assert isinstance(bound, World)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["message", "code", "field", "error", "x"]), inner)
    ),
    max_leaves=8,
)
SAID = {"message": "It is wrong.", "title": "Bad Request", "field": "name", "status": 400}


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in value.items()}
    return [_shape(each) for each in value] if isinstance(value, list) else type(value)


@given(VALUES)
def test_other_words_change_no_types(value: Any) -> None:
    before = json.dumps(value)
    for each in reworded(value, SAID):
        assert _shape(each) == _shape(value) or value == {}
    assert json.dumps(value) == before
