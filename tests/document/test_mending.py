from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.document import Document, load
from mockserver.standin import StandIn
from tests.server.conftest import Client

HEAD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"


def opened(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    return load(path, mend=True)


def schema(tmp_path: Path, text: str) -> tuple[Any, list[str]]:
    whole = f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {text}}}}}\n"
    document = opened(tmp_path, whole)
    found = [warning.found for warning in document.warnings]
    return document.content["components"]["schemas"]["A"], found


def test_a_document_of_ours_is_not_mended(tmp_path: Path) -> None:
    text = f"{HEAD}x-behaviour: {{}}\npaths: {{/a: {{get: 1}}}}\n"
    document = opened(tmp_path, text)
    assert (document.foreign, document.content["paths"]) == (False, {"/a": {"get": 1}})


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("{type: string, required: true}", {"type": "string"}),
        ("{type: int}", {"type": "integer"}),
        ("{type: String}", {"type": "string"}),
        ("{type: [string, null]}", {"type": ["string", "null"]}),
        ("{type: thing}", {}),
        ("{type: string, minLength: '3'}", {"type": "string", "minLength": 3}),
        ("{type: string, minLength: many}", {"type": "string"}),
        ("{type: string, pattern: '[a-'}", {"type": "string"}),
        ("{type: string, pattern: '/^[a-z]+$/'}", {"type": "string", "pattern": "^[a-z]+$"}),
        ("{type: string, pattern: '/^[a-z]+$/i'}", {"type": "string"}),
        ("{enum: []}", {}),
        ("{allOf: []}", {}),
        ("{type: object, required: [a, a]}", {"type": "object", "required": ["a"]}),
        ("{properties: {a: 1}}", {"properties": {"a": {}}}),
        ("{items: {$ref: '#/nowhere'}}", {"items": {}}),
        ("{$ref: 1}", {}),
        (
            "{type: array, items: [{type: int}]}",
            {"type": "array", "prefixItems": [{"type": "integer"}]},
        ),
    ],
)
def test_what_a_keyword_cannot_have_is_left_out_or_read_as_meant(
    tmp_path: Path, given: str, left: Any
) -> None:
    mended, warnings = schema(tmp_path, given)
    assert mended == left
    assert warnings


@pytest.mark.parametrize(
    "given",
    [
        {"type": "string", "nullable": True, "pattern": "^a+$", "maxLength": 3},
        {"properties": {"$ref": {"type": "string"}, "required": {"type": "boolean"}}},
        {"type": "number", "minimum": 1.5, "exclusiveMinimum": True, "multipleOf": 0.5},
        {"example": {"type": 7}, "default": {"$ref": 3}, "enum": [{"$ref": 3}]},
    ],
)
def test_what_is_right_stays(tmp_path: Path, given: Any) -> None:
    assert schema(tmp_path, yaml.safe_dump(given, default_flow_style=True)) == (given, [])


def test_parameters_are_those_of_the_path(tmp_path: Path) -> None:
    text = f"""{HEAD}
paths:
  /a/{{id}}/b/{{other}}:
    parameters:
      - {{name: id, in: path, required: true, schema: {{type: integer}}}}
      - {{name: gone, in: path, required: true, schema: {{type: string}}}}
      - {{in: query}}
    get: {{responses: {{'200': {{description: It.}}}}}}
"""
    document = opened(tmp_path, text)
    item = document.content["paths"]["/a/{id}/b/{other}"]
    assert [each["name"] for each in item["parameters"]] == ["id"]
    assert [each["name"] for each in item["get"]["parameters"]] == ["other"]
    assert len(document.warnings) == 3


def test_operation_ids_are_made_unique(tmp_path: Path) -> None:
    answers = "responses: {'200': {description: It.}}"
    paths = f"{{/a: {{get: {{operationId: x, {answers}}}, put: {{operationId: x, {answers}}}}}}}"
    document = opened(tmp_path, f"{HEAD}paths: {paths}\n")
    assert [*StandIn(document).api.operations] == ["x", "x-2"]


def test_a_path_item_may_stand_for_several_paths(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "c.yaml").write_text(
        "C: {get: {operationId: c, responses: {'200': {$ref: '#/R'}}}}\n"
        "R: {description: '', content: {application/json: {schema: {type: integer}}}}\n"
    )
    document = opened(
        tmp_path,
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        "paths:\n"
        "  /a: {$ref: '#/components/pathItems/A'}\n"
        "  /b: {$ref: '#/components/pathItems/A'}\n"
        "  /c: {$ref: 'more/c.yaml#/C'}\n"
        "  /d: {$ref: 'more/c.yaml#/C'}\n"
        "  /e: {$ref: '#/paths/~1f'}\n"
        "  /f: {get: {responses: {'200': {description: ''}}}}\n"
        "components: {pathItems: {A: {get: {operationId: a, responses: {'200': {$ref: "
        "'#/components/responses/R'}}}}}, responses: {R: {description: '', content: "
        "{application/json: {schema: {type: boolean}}}}}}\n",
    )
    client = Client([StandIn(document)])
    assert [client("GET", f"/{each}").json() for each in "ab"] == [True, True]
    assert [type(client("GET", f"/{each}").json()) for each in "cd"] == [int, int]
    assert [client("GET", f"/{each}").status_code for each in "ef"] == [200, 200]


def test_what_is_null_is_not_there(tmp_path: Path) -> None:
    document = opened(
        tmp_path,
        HEAD + "paths:\n  /a:\n    get:\n      parameters:\n      requestBody:\n      security:\n"
        "      tags:\n      callbacks:\n      responses:\n        200:\n          content:\n",
    )
    assert Client([StandIn(document)])("GET", "/a").status_code == 200


def test_a_missing_file_takes_only_what_stands_in_it(tmp_path: Path) -> None:
    text = f"""{HEAD}
paths:
  /a: {{get: {{$ref: 'gone.yaml'}}}}
  /b: {{$ref: 'gone.yaml'}}
  /c: {{get: {{responses: {{'200': {{$ref: '#/components/responses/Gone'}}}}}}}}
"""
    document = opened(tmp_path, text)
    operations = StandIn(document).api.operations
    assert [each.path for each in operations.values()] == ["/a", "/c"]
    assert [*operations["GET /c"].statuses] == ["200"]
    assert {warning.place.line for warning in document.warnings} == {5, 6, 7}


def test_components_and_operations_may_be_in_other_files(tmp_path: Path) -> None:
    (tmp_path / "schemas.yaml").write_text("Thing: {type: object, required: [a]}\n")
    (tmp_path / "get.yaml").write_text(
        "responses: {'200': {description: It., content: {application/json: {schema: "
        "{$ref: 'schemas.yaml#/Thing'}}}}}\n"
    )
    text = f"""{HEAD}
paths: {{/a: {{get: {{$ref: get.yaml}}}}}}
components: {{schemas: {{$ref: schemas.yaml}}}}
"""
    document = opened(tmp_path, text)
    assert document.warnings == ()
    assert [*document.content["components"]["schemas"]] == ["Thing"]
    operation = StandIn(document).api.operations["GET /a"]
    judge = operation.statuses["200"]
    assert judge is not None
    assert (judge.is_valid({"a": 1}), judge.is_valid({})) == (True, False)


def test_references_may_leave_the_folder_only_below_the_root(tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_text("Thing: {type: object}\n")
    folder = tmp_path / "api"
    folder.mkdir()
    path = folder / "a.yaml"
    path.write_text(
        f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '../common.yaml#/Thing'}}}}}}\n"
    )
    assert load(path, mend=True).warnings
    assert not load(path, mend=True, root=tmp_path).warnings


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["a", "#/paths", "object"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "/a/{id}",
                        "get",
                        "post",
                        "parameters",
                        "responses",
                        "200",
                        "default",
                        "content",
                    ),
                    *(
                        "application/json",
                        "schema",
                        "type",
                        "properties",
                        "required",
                        "items",
                        "allOf",
                    ),
                    *("$ref", "name", "in", "requestBody", "headers", "security", "enum", "oneOf"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=VALUES, components=VALUES, rest=VALUES)
def test_whatever_a_document_says_it_can_be_served(
    tmp_path: Path, paths: Any, components: Any, rest: Any
) -> None:
    content = {"openapi": "3.0.3", "info": rest, "servers": rest, "security": rest}
    content |= {"paths": paths, "components": {"schemas": components, "parameters": rest}}
    standin = StandIn(opened(tmp_path, yaml.safe_dump(content)))
    for operation in standin.api.operations.values():
        assert operation.sample is not None
        operation.sample()


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object"}]}},
        {"A": {"oneOf": [{"$ref": "#/components/schemas/A"}]}},
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}},
        {"A": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/A"}]}},
        {"A": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/A"}}},
        {"A": {"type": "string", "pattern": "^((a*)*)*(?=x)y$"}},
        {"A": {"type": "integer", "example": 10**30}},
        {"A": {"type": "string", "minLength": 10**6}},
        {"A": {"type": "array", "minItems": 10**6, "items": {"type": "integer"}}},
        {"A": {"enum": [None]}},
        {"A": {"not": {}}},
    ],
)
def test_schemas_that_nothing_fits_or_that_have_no_end_stop_nothing(
    tmp_path: Path, schemas: Any
) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    answers = {"200": {"description": "", "content": content}}
    operation = {"requestBody": {"content": content}, "responses": answers}
    document = {"openapi": "3.0.3", "info": {"title": "A", "version": "1"}}
    document |= {"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}}
    standin = StandIn(opened(tmp_path, yaml.safe_dump(document)))
    client = Client([standin])
    assert client("POST", "/a").status_code == 200
    assert client("POST", "/a", json={"a": [1]}).status_code in {200, 400}
    assert client("GET", "/a/openapi.json").status_code == 200
    assert client("GET", "/a/openapi.yaml").status_code == 200


@pytest.mark.parametrize(
    ("given", "served"),
    [
        ("/v1/{name=shelves/*}", "/v1/shelves/{name}"),
        ("/v1/{parent=shelves/*}/books", "/v1/shelves/{parent}/books"),
        ("/v1/{name=shelves/*/books/**}:move", "/v1/shelves/{name1}/books/{name}:move"),
        ("/v1/{name=shelf}", "/v1/{name}"),
        ("/v1/{name}", "/v1/{name}"),
        ("/v1/a?b={b}&c={c}", "/v1/a?b={b}&c={c}"),
    ],
)
def test_patterns_in_placeholders_are_spelled_out(tmp_path: Path, given: str, served: str) -> None:
    text = f"{HEAD}paths:\n  /a: {{get: {{}}}}\n  {given!r}: {{get: {{}}}}\n  /z: {{get: {{}}}}\n"
    assert [*opened(tmp_path, text).content["paths"]] == ["/a", served, "/z"]
