"""Links: they are valid OpenAPI, lead where they say, and Schemathesis follows them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from contract_tests.links import with_links
from mockserver.cli import main
from mockserver.document import load
from mockserver.document.pointer import tokens
from mockserver.engine.message import Request, Response
from mockserver.model.compile import compiled
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS, DOCUMENTS, NAMES
from tests.serving import serving
from tests.walks import Walk

LINKED = {name: with_links(load(path).content, APIS[name]) for name, path in DOCUMENTS.items()}
Link = dict[str, Any]


def successes(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The operations with their links, by operationId."""
    for path, item in content["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                links = [each.get("links", {}) for each in operation["responses"].values()]
                id_ = operation.get("operationId", f"{method.upper()} {path}")
                yield id_, {name: link for each in links for name, link in each.items()}


def links_of(name: str) -> dict[str, dict[str, Link]]:
    return dict(successes(LINKED[name]))


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["links", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", NAMES)
def test_schemathesis_reads_the_printed_links(name: str, tmp_path: Path) -> None:
    text = printed(name)
    assert "&id" not in text, "no anchors in what people read"
    content = yaml.safe_load(text)
    validate(content)
    assert content == LINKED[name]
    (tmp_path / "with-links.yaml").write_text(text)
    schema = schemathesis.openapi.from_path(str(tmp_path / "with-links.yaml"))
    count = sum(len(links) for links in links_of(name).values())
    assert count
    assert schema.statistic.transitions.total == count
    assert schema.statistic.operations.total == len(APIS[name].operations)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_operation_below_a_path_is_led_to(name: str) -> None:
    """All of them address something that some answer shows, or is below it."""
    led_to = {link["operationId"] for links in links_of(name).values() for link in links.values()}
    addressing = {
        each.id
        for each in APIS[name].operations.values()
        if any(parameter.where == "path" for parameter in each.parameters)
    }
    assert led_to == addressing


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_link_gives_every_path_parameter(name: str) -> None:
    validate(LINKED[name])
    for links in links_of(name).values():
        for link in links.values():
            target = APIS[name].operations[link["operationId"]]
            wanted = {each.name for each in target.parameters if each.where == "path"}
            assert {each.removeprefix("path.") for each in link["parameters"]} == wanted


ABSENT = object()


def told(expression: str, request: Request, response: Response) -> Any:
    """The value of a runtime expression, ABSENT when there is none."""
    if expression.startswith("$request.path."):
        return request.path[expression.removeprefix("$request.path.")]
    value = response.body
    for part in tokens(expression.removeprefix("$response.body#")):
        try:
            value = value[int(part) if isinstance(value, list) else part]
        except (LookupError, TypeError):
            return ABSENT
    return ABSENT if value is None else value


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_a_link_leads_to_is_there(name: str, data: st.DataObject) -> None:
    walk, links = Walk(name), links_of(name)
    keeper = walk.api.credentials[0].headers if walk.api.credentials else {}
    for before, request, filled in walk.wander(data):
        response = filled.response
        changing = request.method not in {"GET", "HEAD"}
        repeated = changing and filled.state is before  # or one of many that does nothing
        if response.reason or response.status >= 300 or repeated or "true" in str(request.query):
            continue  # "true" also asks for what is deleted
        for link in links[request.operation or ""].values():
            target = walk.api.operations[link["operationId"]]
            path = {
                parameter: told(expression, request, response)
                for parameter, expression in link["parameters"].items()
            }
            if target.method != "GET" or ABSENT in path.values():
                continue
            path = {parameter: str(value) for parameter, value in path.items()}
            kept = walk.state
            asked = Request(operation=target.id, method="GET", path=path, headers=keeper)
            answer = walk.send(asked).response
            walk.state = kept
            assert answer.status != 404, (request.operation, link, path, response.body)


def test_the_examples_of_the_documentation() -> None:
    links = links_of("shoplazza")
    assert links["createProductImage"]["getProductImage"] == {
        "operationId": "getProductImage",
        "parameters": {
            "product_id": "$request.path.product_id",
            "image_id": "$response.body#/image/id",
        },
    }
    assert links["listProducts"]["getVariant"]["parameters"] == {
        "variant_id": "$response.body#/products/0/variants/0/id"
    }
    assert not links["deleteProduct"], "it shows nothing"


def test_what_nobody_sees_without_asking_leads_nowhere() -> None:
    links = links_of("bigcommerce")["listProducts"]
    assert "getProduct" in links
    assert "getProductImage" not in links


DOCUMENT = """
openapi: 3.1.0
info: {title: Folders, version: '1'}
paths:
  /folders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Folder'}}}}
      responses: {'201': {$ref: '#/components/responses/Folder'}}
      x-behaviour: {create: Folder}
  /folders/{folder/id}:
    parameters:
      - {name: folder/id, in: path, required: true, schema: {type: string}}
      - {name: folder/id, in: query, schema: {type: string}}
    get:
      operationId: read
      responses:
        default: {description: No.}
        '200':
          description: Yes.
          content: {application/json: {schema: {type: object}}}
          links: {delete: {operationId: delete, description: Our own.}}
      x-behaviour: {read: Folder, answer: {'a/b~': $item}}
    put:
      responses: {'200': {$ref: '#/components/responses/Folder'}}
      x-behaviour: {update: Folder}
    delete:
      operationId: delete
      responses: {'204': {description: Gone.}}
      x-behaviour: {delete: Folder}
components:
  responses:
    Folder:
      description: One.
      content: {application/json: {schema: {$ref: '#/components/schemas/Folder'}}}
  schemas:
    Folder:
      type: object
      properties:
        id: {type: string, readOnly: true, x-behaviour: {made-by: uuid}}
        name: {type: string}
      x-behaviour: {identifier: {field: id, path: folder/id}}
"""


FILES = """
        files:
          type: array
          readOnly: true
          items: {$ref: '#/components/schemas/File'}
          x-behaviour: {children: File}
"""
FILE = """
    File:
      type: object
      properties:
        id: {type: string, readOnly: true, x-behaviour: {made-by: uuid}}
        folder: {type: string, readOnly: true, x-behaviour: {made-by: parent}}
      x-behaviour: {identifier: {field: id}, parent: {resource: Folder}}
"""


def test_a_document_of_ones_own(tmp_path: Path) -> None:
    """Without operationIds, with names that a pointer escapes, with links that are there."""
    (tmp_path / "folders.yaml").write_text(DOCUMENT)
    document = load(tmp_path / "folders.yaml")
    before = deepcopy(document.content)
    content = with_links(document.content, compiled(document))
    assert document.content == before, "nothing was changed"
    assert content["components"] == before["components"], "a shared answer has nobody's links"
    validate(content)
    links = dict(successes(content))
    assert links["read"]["delete"] == {"operationId": "delete", "description": "Our own."}
    assert links["read"]["PUT-folders-folder-id"] == {
        "operationRef": "#/paths/~1folders~1{folder~1id}/put",
        "parameters": {"path.folder/id": "$response.body#/a~1b~0/id"},
    }
    assert links["POST /folders"]["read"]["parameters"] == {"path.folder/id": "$response.body#/id"}
    assert not links["delete"]
    assert yaml.safe_load(printed(str(tmp_path / "folders.yaml"))) == content


def test_what_an_answer_is_about_beats_what_is_inside_it(tmp_path: Path) -> None:
    """A folder's own identifier is also in its files, which come first."""
    (tmp_path / "folders.yaml").write_text(
        DOCUMENT.replace("      properties:\n", "      properties:\n" + FILES, 1).replace(
            "{create: Folder}", "{create: Folder, answer: {files: $item.files, id: $item.id}}"
        )
        + FILE
    )
    document = load(tmp_path / "folders.yaml")
    links = dict(successes(with_links(document.content, compiled(document))))
    assert links["POST /folders"]["read"]["parameters"] == {"path.folder/id": "$response.body#/id"}


def test_overlays_count(tmp_path: Path) -> None:
    (tmp_path / "folders.yaml").write_text(DOCUMENT)
    (tmp_path / "overlay.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: Moved, version: '1'}\nactions:\n"
        "  - target: $.paths['/folders'].post['x-behaviour']\n"
        "    update: {answer: {made: $item}}\n"
    )
    file, overlay = str(tmp_path / "folders.yaml"), str(tmp_path / "overlay.yaml")
    links = dict(successes(yaml.safe_load(printed(file, "--overlay", overlay))))["POST /folders"]
    assert links["read"]["parameters"] == {"path.folder/id": "$response.body#/made/id"}


def test_a_success_in_another_file_has_no_links(tmp_path: Path) -> None:
    text = DOCUMENT.replace("'#/components/responses/Folder'", "'answers.yaml#/Folder'")
    (tmp_path / "folders.yaml").write_text(text)
    (tmp_path / "answers.yaml").write_text(
        "Folder: {description: One., content: {application/json: {schema: {type: object}}}}"
    )
    document = load(tmp_path / "folders.yaml")
    links = dict(successes(with_links(document.content, compiled(document))))
    assert (len(links["POST /folders"]), len(links["read"])) == (0, 2)


def test_schemathesis_follows_the_links(tmp_path: Path) -> None:
    """Its stateful phase, with the hooks, on the stand-in over HTTP."""
    name = "closient"
    (tmp_path / "with-links.yaml").write_text(printed(name))
    (tmp_path / "schemathesis.toml").write_text("phases.stateful.inference.algorithms = []\n")
    with serving(open_standin(bundled()[name], seed=1)) as served:
        facts = served.standin.fixtures()
        (tmp_path / "fixtures.yaml").write_text(yaml.safe_dump(facts))
        (header, value), *_ = facts["credentials"]["full"].items()
        wanted, met = {"createProduct", "getTradeItem", "uploadProductImage"}, set[str | None]()
        for seed in ("4", "3", "5", "6"):  # it is not repeatable, and stops when it likes
            run = subprocess.run(
                [
                    *(Path(sys.executable).with_name("st"), "run", "with-links.yaml"),
                    *("--url", served.url + facts["base-path"], "--header", f"{header}: {value}"),
                    *("--phases", "stateful", "--max-examples", "500", "--seed", seed),
                    "--no-color",
                ],
                cwd=tmp_path,
                env={
                    **os.environ,
                    "SCHEMATHESIS_HOOKS": "contract_tests.hooks",
                    "UNDERSTUDY_FIXTURES": "fixtures.yaml",
                },
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert run.returncode == 0, run.stdout + run.stderr
            found = re.search(r"API Links: +(\d+) covered / (\d+) selected", run.stdout)
            assert found, run.stdout
            assert int(found[2]) == 18, "ours only: nothing is inferred"
            met |= {each.operation for each in served.seen if 200 <= each.status < 300}
            if wanted <= met:
                break
    assert int(found[1]) >= 3
    assert wanted <= met, "by what was told"
