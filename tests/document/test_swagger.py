from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.document import Document, load, problems
from mockserver.document.origins import Origins
from mockserver.document.source import parse
from mockserver.document.swagger import converted

PETS = """\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
basePath: /v1/
schemes: [https, http]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  Login: {type: basic}
  Grant: {type: oauth2, flow: application, tokenUrl: https://pets.example/token, scopes: {a: b}}
parameters:
  Body: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
  Page: {name: page, in: query, type: integer, minimum: 1}
responses:
  Missing: {description: None., schema: {$ref: '#/definitions/Error'}}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties:
      kind: {type: string}
      name: {type: string, x-nullable: true}
      example: {type: array, items: {$ref: '#/definitions/Pet'}}
  Error: {type: object}
paths:
  /pets:
    get:
      parameters:
        - {$ref: '#/parameters/Page'}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: ids, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      responses:
        200:
          description: Them.
          schema: {type: array, items: {$ref: '#/definitions/Pet'}}
          examples: {application/json: [{kind: cat}]}
          headers: {X-Total: {type: integer}}
        400: {description: Wrong.}
        404: {$ref: '#/responses/Missing'}
    post:
      parameters: [{$ref: '#/parameters/Body'}]
      responses: {201: {description: It.}}
  /pets/{id}/photo:
    parameters:
      - {name: id, in: path, required: true, type: string}
      - {name: photo, in: formData, required: true, type: file}
    put:
      responses: {204: {description: Kept.}}
"""


def opened(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "pets.yaml"
    path.write_text(text)
    return load(path, mend=True)


@pytest.fixture
def pets(tmp_path: Path) -> dict[str, Any]:
    return opened(tmp_path, PETS).content


def test_a_converted_document_is_valid(tmp_path: Path) -> None:
    document = opened(tmp_path, PETS)
    assert document.warnings == ()
    (tmp_path / "new.yaml").write_text(yaml.safe_dump(document.content))
    errors = [p for p in problems(load(tmp_path / "new.yaml")) if p.severity == "error"]
    assert errors == []


def test_servers_come_from_host_and_base_path(pets: dict[str, Any]) -> None:
    assert pets["servers"] == [
        {"url": "https://pets.example/v1"},
        {"url": "http://pets.example/v1"},
    ]


def test_references_lead_to_where_things_are_now(pets: dict[str, Any]) -> None:
    get = pets["paths"]["/pets"]["get"]
    assert get["parameters"][0] == {"$ref": "#/components/parameters/Page"}
    assert get["responses"]["404"] == {"$ref": "#/components/responses/Missing"}
    items = get["responses"]["200"]["content"]["application/json"]["schema"]["items"]
    assert items == {"$ref": "#/components/schemas/Pet"}


def test_a_body_parameter_becomes_a_request_body(pets: dict[str, Any]) -> None:
    post = pets["paths"]["/pets"]["post"]
    assert post["parameters"] == []
    schema = {"$ref": "#/components/schemas/Pet"}
    content = {"application/json": {"schema": schema}}
    assert post["requestBody"] == {"required": True, "content": content}


def test_a_file_of_the_path_becomes_a_multipart_body(pets: dict[str, Any]) -> None:
    put = pets["paths"]["/pets/{id}/photo"]["put"]
    schema = put["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert schema["properties"]["photo"] == {"type": "string", "format": "binary"}
    assert schema["required"] == ["photo"]
    names = [each["name"] for each in pets["paths"]["/pets/{id}/photo"]["parameters"]]
    assert names == ["id"]


def test_a_form_that_may_have_a_file_stays_one_that_may_be_sent_as_it_says(tmp_path: Path) -> None:
    document = opened(
        tmp_path,
        "swagger: '2.0'\ninfo: {title: A, version: '1'}\n"
        "consumes: [application/x-www-form-urlencoded]\npaths:\n  /a:\n    post:\n"
        "      parameters: [{name: f, in: formData, type: file}]\n"
        "      responses: {200: {description: ''}}\n",
    )
    content = document.content["paths"]["/a"]["post"]["requestBody"]["content"]
    assert list(content) == ["multipart/form-data", "application/x-www-form-urlencoded"]


def test_collection_formats_become_styles(pets: dict[str, Any]) -> None:
    _, tags, ids = pets["paths"]["/pets"]["get"]["parameters"]
    assert (tags["explode"], tags.get("style")) == (True, None)
    assert (ids["explode"], ids["style"]) == (False, "pipeDelimited")


def test_words_of_schemas_are_the_newer_ones(pets: dict[str, Any]) -> None:
    pet = pets["components"]["schemas"]["Pet"]
    assert pet["discriminator"] == {"propertyName": "kind"}
    assert pet["properties"]["name"]["nullable"] is True
    # A property may be called like a keyword that holds data.
    assert pet["properties"]["example"]["items"] == {"$ref": "#/components/schemas/Pet"}


def test_examples_and_headers_stay_with_their_answer(pets: dict[str, Any]) -> None:
    answer = pets["paths"]["/pets"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["example"] == [{"kind": "cat"}]
    assert answer["headers"] == {"X-Total": {"schema": {"type": "integer"}}}


def test_a_failure_without_a_schema_comes_in_the_media_types_of_all_answers(
    pets: dict[str, Any],
) -> None:
    responses = pets["paths"]["/pets"]["get"]["responses"]
    assert responses["400"] == {"description": "Wrong.", "content": {"application/json": {}}}


def test_security_definitions_become_schemes(pets: dict[str, Any]) -> None:
    schemes = pets["components"]["securitySchemes"]
    assert (schemes["Login"]["type"], schemes["Login"]["scheme"]) == ("http", "basic")
    assert schemes["Grant"]["flows"]["clientCredentials"]["scopes"] == {"a": "b"}


def test_messages_name_the_line_of_the_old_document(tmp_path: Path) -> None:
    document = opened(tmp_path, PETS)
    line = PETS.splitlines().index("  Pet:") + 1
    assert document.place("#/components/schemas/Pet").line == line


def test_a_newer_document_is_left_as_it_is() -> None:
    source = parse("openapi: 3.0.3\npaths: {}\n", "a.yaml")
    assert converted(source.content, Origins(source)) is source.content


@pytest.mark.parametrize(
    "text",
    [
        "swagger: 2.0\npaths: {/a: {get: {parameters: 1, responses: 2}}}\n",
        "swagger: '2.0'\nbasePath: 7\nschemes: https\npaths: [1]\ndefinitions: {A: 1}\n",
        "swagger: '2.0'\npaths: {/a: {post: {parameters: [{in: body}, 3, {in: formData}]}}}\n",
    ],
)
def test_what_is_wrong_stops_nothing(tmp_path: Path, text: str) -> None:
    assert opened(tmp_path, text).version.startswith("3.0")
