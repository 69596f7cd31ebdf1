import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document import Document, DocumentError, Place, Unreadable, below, load, overlaid

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n"


def written(folder: Path, **files: str) -> Document:
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load(folder / "main.yaml")


def test_a_document_knows_its_version_and_its_places(tmp_path: Path) -> None:
    document = written(tmp_path, main=HEAD)
    file = str(tmp_path / "main.yaml")
    assert document.version == "3.0.3"
    assert document.place("/info/title") == Place(file=file, line=2, pointer="/info/title")
    assert document.place("#/paths/~1a/get").line == 3
    assert str(document.place("")) == f"{file}:1"


def test_follow_leads_through_files(tmp_path: Path) -> None:
    document = written(
        tmp_path,
        main=HEAD + "x: {$ref: 'other.yaml#/a%20b'}\nEnd: {type: string}\n",
        other="a b:\n  $ref: './other.yaml#/c~1d'\nc/d: {$ref: 'main.yaml#/End'}\n",
    )
    node, at = document.follow(document.content["x"], "#/x")
    assert (node, at) == ({"type": "string"}, "#/End")
    node, at = document.resolve("other.yaml#/c~1d", "#/x")
    assert at == "other.yaml#/c~1d"
    assert document.place(at).line == 3
    assert document.follow(node, at)[1] == "#/End"
    assert document.follow({"type": "x"}, "#/y") == ({"type": "x"}, "#/y")


def test_references_of_a_file_in_a_subfolder_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.yaml").write_text("A: {$ref: 'b.yaml#/B'}\n")
    (tmp_path / "sub/b.yaml").write_text("B: {type: integer}\n")
    document = written(tmp_path, main=HEAD + "x: {$ref: 'sub/a.yaml#/A'}\n")
    assert document.follow(document.content["x"], "#/x") == ({"type": "integer"}, "sub/b.yaml#/B")
    assert set(document.resources()) == {
        (tmp_path / name).resolve().as_uri() for name in ("main.yaml", "sub/a.yaml", "sub/b.yaml")
    }


def test_boolean_schemas_are_followed_as_objects(tmp_path: Path) -> None:
    document = written(tmp_path, main=HEAD + "t: true\nf: false\n")
    assert document.follow({"$ref": "#/t"}, "#/x")[0] == {}
    assert document.follow({"$ref": "#/f"}, "#/x")[0] == {"not": {}}


@pytest.mark.parametrize(
    "ref",
    [
        "../outside.yaml#/x",
        "sub/../../outside.yaml",
        "..%2foutside.yaml",
        "/etc/passwd",
        "file:///etc/passwd",
        "file://host/etc/passwd",
        "http://example.org/x.yaml",
        "https://example.org/x.yaml#/a",
        "//example.org/x.yaml",
        "ftp://example.org/x",
        "data:text/plain,x",
        "link.yaml#/x",
        "nul%00.yaml",
        "http://[broken",
    ],
)
def test_references_outside_the_folder_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    def no_network(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", no_network)
    (tmp_path / "outside.yaml").write_text("x: {secret: 1}\n")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    document = written(folder, main=f"{HEAD}x:\n  $ref: '{ref}'\n")
    with pytest.raises(DocumentError) as caught:
        document.follow(document.content["x"], "#/x")
    (problem,) = caught.value.problems
    assert problem.place.line == 5
    assert "secret" not in str(problem)


@pytest.mark.parametrize(
    "ref", ["#/nothing", "#/paths/0", "#/info/title/x", "#anchor", "none.yaml", "bad.yaml", "sub"]
)
def test_broken_references_name_their_line(tmp_path: Path, ref: str) -> None:
    (tmp_path / "bad.yaml").write_text("a: [")
    (tmp_path / "sub").mkdir()
    document = written(tmp_path, main=f"{HEAD}x: {{$ref: '{ref}'}}\n")
    with pytest.raises(DocumentError, match=r"main\.yaml:4 \(/x/\$ref\): error: found"):
        document.follow(document.content["x"], "#/x")


@pytest.mark.parametrize(
    "text",
    [
        "x: {$ref: '#/x'}",
        "x: {$ref: '#/y'}\ny: {$ref: '#/x'}",
        "x: {$ref: '#/y'}\ny: {$ref: '#/z'}\nz: {$ref: 'main.yaml#/y'}",
        "x: {$ref: '#/info/title'}",
        "x: {$ref: 5}",
    ],
)
def test_chains_that_end_on_no_object_are_refused(tmp_path: Path, text: str) -> None:
    document = written(tmp_path, main=HEAD + text)
    with pytest.raises(DocumentError):
        document.follow(document.content["x"], "#/x")


def test_references_skip_data_but_not_names(tmp_path: Path) -> None:
    text = """\
components:
  schemas:
    example: {$ref: '#/1'}
    x-model: {$ref: '#/2'}
    A:
      properties: {default: {$ref: '#/3'}, $ref: {type: string}}
      example: {$ref: no}
      enum: [{$ref: no}]
      default: {$ref: no}
      x-behaviour: {$ref: no}
  responses:
    default: {$ref: '#/4'}
  headers:
    x-limit: {$ref: '#/5'}
  examples:
    one: {$ref: '#/6'}
    two: {value: {$ref: no}}
"""
    document = written(tmp_path, main=HEAD + text)
    found = list(document.references())
    assert [reference.target for reference in found] == [f"#/{i}" for i in range(1, 7)]
    assert found[0].at == "#/components/schemas/example"
    assert document.place(found[0].at).line == 6


def test_the_registry_resolves_for_schema_compilers(tmp_path: Path) -> None:
    document = written(tmp_path, main=HEAD + "a: {type: string}\n", other="b: {type: integer}\n")
    resolver = document.registry.resolver(document.uri)
    assert resolver.lookup("#/a").contents == {"type": "string"}
    assert resolver.lookup("other.yaml#/b").contents == {"type": "integer"}


def test_below_escapes() -> None:
    assert below("#/a", "b/c", "50%", 0) == "#/a/b~1c/50%25/0"
    assert below("/a", "50%") == "/a/50%"
    assert below("other.yaml", "a") == "other.yaml#/a"
    assert below("", "a") == "#/a"


def test_files_that_cannot_be_loaded(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(Unreadable, match=str(path)):
            load(path)
    (tmp_path / "a.yaml").write_text("- 1\n")
    with pytest.raises(DocumentError, match="a list of 1 at the root"):
        load(tmp_path / "a.yaml")
    (tmp_path / "b.yaml").write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(Unreadable, match=r"b\.yaml:2: error: found the byte 0xff"):
        load(tmp_path / "b.yaml")


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    try:
        load(path)
    except (Unreadable, DocumentError) as error:
        assert str(path) in str(error)


def test_a_reference_to_a_location_leads_there_from_the_main_document(tmp_path: Path) -> None:
    (tmp_path / "my schemas").mkdir()
    (tmp_path / "my schemas/a.yaml").write_text("A b: {type: integer}\n")
    (tmp_path / "api").mkdir()
    (tmp_path / "api/main.yaml").write_text(
        HEAD + "x: {$ref: '../my%20schemas/a.yaml#/A%20b'}\nEnd: {type: string}\n"
    )
    document = load(tmp_path / "api/main.yaml", root=tmp_path)
    for at, found in (("my schemas/a.yaml#/A b", "integer"), ("#/End", "string")):
        node, there = document.follow({"$ref": document.reference_to(at)}, "#/y")
        assert (node["type"], there) == (found, at)


def test_what_is_laid_over_a_document_may_refer_as_far_as_the_document(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("A: {type: integer}\n")
    (tmp_path / "api").mkdir()
    (tmp_path / "api/main.yaml").write_text(HEAD)
    document = load(tmp_path / "api/main.yaml", root=tmp_path)
    action = {"target": "$", "update": {"x": {"$ref": "../a.yaml#/A"}}}
    laid = overlaid(
        document,
        {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": [action]},
        "o",
    )
    assert laid.follow(laid.content["x"], "#/x") == ({"type": "integer"}, "a.yaml#/A")


@pytest.mark.parametrize(
    "text",
    [
        "services: {web: {image: x}}\nversion: '3'\n",
        "asyncapi: 2.6.0\ninfo: {title: A, version: '1'}\nchannels: {}\ncomponents: {}\n",
        '{"name": "a", "dependencies": {}}',
        "- a\n",
        "<!doctype html><html></html>\n",
    ],
)
def test_what_is_no_openapi_document_is_not_read_as_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(Unreadable, match=r"at the root; expected .*openapi"):
        load(path, mend=True)


def test_a_document_that_is_linked_to_has_its_own_references(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    (there / "api.yaml").write_text(HEAD + "a: {$ref: '#/b'}\nb: {type: string}\n")
    (there / "other.yaml").write_text("b: {}\n")
    (here / "api.yaml").symlink_to(there / "api.yaml")
    document = load(here / "api.yaml", root=here)
    assert document.follow({"$ref": "#/b"}, "#/a")[0] == {"type": "string"}
    with pytest.raises(DocumentError):
        document.follow({"$ref": "other.yaml#/b"}, "#/a")
