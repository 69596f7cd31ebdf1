from pathlib import Path
from typing import Any

import pytest

from mockserver.document import Document, DocumentError, load
from mockserver.document.jsonpath import Unsupported, select

MAIN = """\
openapi: 3.0.3
info: {title: t, version: '1'}
tags:
  - name: one
  - name: two
  - name: three
    x-a: {b: 1}
paths: {}
"""


def overlaid(folder: Path, actions: str, main: str = MAIN) -> Document:
    (folder / "main.yaml").write_text(main)
    head = "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions:\n"
    (folder / "over.yaml").write_text(head + actions)
    return load(folder / "main.yaml", [folder / "over.yaml"])


STORE: Any = {
    "books": [{"name": "a", "price": 1}, {"name": "b", "x-y": {"name": None}}],
    "it's": {"name": "c"},
}


@pytest.mark.parametrize(
    ("expression", "keys"),
    [
        ("$", [()]),
        ("$.books[0].name", [("books", 0, "name")]),
        ("$['books'][-1]['x-y']", [("books", 1, "x-y")]),
        ("$.books[1].x-y", [("books", 1, "x-y")]),
        ("$['it\\'s'].name", [("it's", "name")]),
        ('$["it\'s"]', [("it's",)]),
        ("$.books[*].price", [("books", 0, "price")]),
        ("$.*", [("books",), ("it's",)]),
        (
            "$..name",
            [
                ("books", 0, "name"),
                ("books", 1, "name"),
                ("books", 1, "x-y", "name"),
                ("it's", "name"),
            ],
        ),
        ("$.books[?@.name == 'b']", [("books", 1)]),
        ("$.books[?(@.name != 'b')]", [("books", 0)]),
        ("$.books[?@.price]", [("books", 0)]),
        ("$.books[?@['x-y'].name == null]", [("books", 1)]),
        ("$.books[?(@.name == 'a' && @.price == 1)]", [("books", 0)]),
        ("$.books[0, 1].name", [("books", 0, "name"), ("books", 1, "name")]),
        ("$.none.at.all", []),
        ("$.books[7]", []),
    ],
)
def test_jsonpath(expression: str, keys: list[tuple[str | int, ...]]) -> None:
    assert [found for found, _ in select(expression, STORE)] == keys


@pytest.mark.parametrize(
    "expression",
    ["", "books", "$.", "$[", "$['a", "$[1:2]", "$.a[?length(@.b) > 1]", "$.a b", "$[?@.a < 1]"],
)
def test_unsupported_jsonpath(expression: str) -> None:
    with pytest.raises(Unsupported):
        select(expression, STORE)


def test_objects_merge_arrays_grow_and_the_rest_is_replaced(tmp_path: Path) -> None:
    document = overlaid(
        tmp_path,
        "- target: $\n"
        "  update:\n"
        "    info: {title: new, contact: {name: me}}\n"
        "    tags: [{name: four}]\n"
        "- target: $.tags\n"
        "  update: {name: five}\n",
    )
    assert document.content["info"] == {"title": "new", "version": "1", "contact": {"name": "me"}}
    assert [tag["name"] for tag in document.content["tags"]] == [
        "one",
        "two",
        "three",
        "four",
        "five",
    ]
    over = str(tmp_path / "over.yaml")
    places = [document.place(f"/{at}") for at in ("info/title", "tags/3/name", "tags/4/name")]
    assert [(place.file, place.line) for place in places] == [(over, 6), (over, 7), (over, 9)]
    assert document.place("/info/version").file == str(tmp_path / "main.yaml")


def test_removal_keeps_the_places_of_what_moves_up(tmp_path: Path) -> None:
    document = overlaid(
        tmp_path,
        "- {target: '$.tags[?@.name == \"three\"].x-a', update: {c: 2}}\n"
        "- {target: '$.tags[0,1]', remove: true}\n"
        "- {target: $.paths, remove: true}\n",
    )
    assert document.content["tags"] == [{"name": "three", "x-a": {"b": 1, "c": 2}}]
    assert "paths" not in document.content
    assert document.place("/tags/0/name").line == 6
    assert document.place("/tags/0/x-a/b").line == 7
    assert document.place("/tags/0/x-a/c").file.endswith("over.yaml")


def test_copy(tmp_path: Path) -> None:
    document = overlaid(tmp_path, "- {target: $.info, copy: '$.tags[2]'}\n")
    assert document.content["info"]["x-a"] == {"b": 1}
    document.content["info"]["x-a"]["b"] = 2
    assert document.content["tags"][2]["x-a"] == {"b": 1}
    assert document.place("/info/x-a/b").line == 7


def test_a_target_that_selects_nothing_is_a_warning(tmp_path: Path) -> None:
    (warning,) = overlaid(tmp_path, "- {target: $.none, update: {}}\n").warnings
    assert warning.severity == "warning"
    assert warning.place.file.endswith("over.yaml")
    assert warning.place.line == 4


@pytest.mark.parametrize(
    "actions",
    [
        "- {target: '$.a[1:2]', update: {}}\n",
        "- {update: {}}\n",
        "- {target: $.info}\n",
        "- 5\n",
        "- {target: $, remove: true}\n",
        "- {target: $.info, copy: $.none}\n",
        "- {target: $.info, copy: $..name}\n",
    ],
)
def test_wrong_actions_are_errors_in_the_overlay(tmp_path: Path, actions: str) -> None:
    with pytest.raises(DocumentError, match=r"over\.yaml:4 .*: error: found"):
        overlaid(tmp_path, actions)


@pytest.mark.parametrize(
    "text", ["[]", "overlay: 2.0.0\nactions: []", "actions: []", "overlay: 1.0.0"]
)
def test_what_is_no_overlay_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.yaml").write_text(MAIN)
    (tmp_path / "over.yaml").write_text(text)
    with pytest.raises(DocumentError, match=r"over\.yaml:1"):
        load(tmp_path / "main.yaml", [tmp_path / "over.yaml"])
