from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mockserver.document import Unreadable
from mockserver.opening import located, main_document
from mockserver.standin import open_standin

MAIN = """\
openapi: 3.0.3
info: {title: A, version: '1'}
paths: {/a: {$ref: 'parts/a.yaml'}, /b: {$ref: '../secret.yaml'}}
"""
PART = """\
get:
  responses:
    '200':
      description: It.
      content: {application/json: {schema: {$ref: 'thing.yaml#/Thing'}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "api"
    (folder / "parts").mkdir(parents=True)
    (folder / "openapi.yaml").write_text(MAIN)
    (folder / "parts" / "a.yaml").write_text(PART)
    (folder / "parts" / "thing.yaml").write_text("Thing: {type: object, required: [kind]}\n")
    (tmp_path / "secret.yaml").write_text("get: {responses: {'200': {description: Secret.}}}\n")
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            asked.append(self.path)

    handler = partial(Handler, directory=str(folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}", asked
        finally:
            listening.shutdown()
            thread.join()


def test_a_folder_means_the_document_in_it(folder: Path) -> None:
    found = located(str(folder))
    assert (found.path, found.root) == (folder / "openapi.yaml", folder)
    standin = open_standin(found.path, root=found.root)
    assert [each.path for each in standin.api.operations.values()] == ["/a"]


def test_of_several_documents_the_usual_name_wins(folder: Path) -> None:
    (folder / "other.yaml").write_text(MAIN)
    assert main_document(folder).name == "openapi.yaml"
    (folder / "openapi.yaml").rename(folder / "third.json")
    with pytest.raises(Unreadable, match=r"other\.yaml, third\.json"):
        main_document(folder)


def test_a_folder_without_a_document_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="without an OpenAPI document"):
        main_document(tmp_path)


def test_an_address_is_fetched_with_what_is_below_its_folder(
    server: tuple[str, list[str]],
) -> None:
    address, asked = server
    found = located(f"{address}/api/openapi.yaml")
    standin = open_standin(found.path, root=found.root, name=found.name)
    assert standin.api.name == "openapi"
    judge = standin.api.operations["GET /a"].statuses["200"]
    assert judge is not None
    assert (judge.is_valid({"kind": 1}), judge.is_valid({})) == (True, False)
    assert sorted(asked) == ["/api/openapi.yaml", "/api/parts/a.yaml", "/api/parts/thing.yaml"]
    assert [each.place.file for each in standin.warnings] == [f"{address}/api/openapi.yaml"]


def test_an_address_with_nothing_is_told(server: tuple[str, list[str]]) -> None:
    with pytest.raises(Unreadable, match="404"):
        located(f"{server[0]}/nothing.yaml")
