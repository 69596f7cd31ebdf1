import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document import load
from mockserver.document.place import Unreadable
from mockserver.document.source import Source, parse, read

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
TREES = st.dictionaries(
    st.text(),
    st.recursive(
        SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
    ),
    min_size=1,
)


class Quoting(yaml.SafeDumper):
    """Writes every string in double quotes, as an author does who wants no surprise."""


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@given(TREES)
def test_json_loads_back_equal(tree: dict[str, Any]) -> None:
    assert parse(json.dumps(tree), "a.json").content == tree
    assert parse(json.dumps(tree, ensure_ascii=False, indent=2), "a.json").content == tree


@given(TREES)
def test_yaml_loads_back_equal(tree: dict[str, Any]) -> None:
    text = yaml.dump(tree, Dumper=Quoting, sort_keys=False)
    assert parse(text, "a.yaml").content == tree


@given(TREES)
def test_both_formats_know_the_same_pointers(tree: dict[str, Any]) -> None:
    text = json.dumps(tree, indent=1)
    source = parse(text, "a.json")
    lines = text.splitlines()
    for key in tree:
        pointer = "/" + key.replace("~", "~0").replace("/", "~1")
        assert lines[source.place(pointer).line - 1].startswith(f" {json.dumps(key)}: ")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"),
        ("18:00", "18:00"),
        ("010", 10),
        ("0o17", 15),
        ("0x1f", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("+12", 12),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("~", None),
        ("", None),
        ("Null", None),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ('!!int "12"', 12),
        ("=", "="),
    ],
)
def test_plain_scalars_have_their_core_schema_meaning(text: str, value: Any) -> None:
    found = parse(f"a: {text}\n", "a.yaml").content["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_strings_as_they_are_written() -> None:
    content = parse("200: a\nyes: b\nnull: c\n1.0: d\n", "a.yaml").content
    assert content == {"200": "a", "yes": "b", "null": "c", "1.0": "d"}


def test_aliases_and_merge_keys() -> None:
    text = "base: &b {a: 1, b: 2}\nx:\n  <<: *b\n  b: 3\ny: {<<: [{a: 7}, *b]}\n'<<': 1\n"
    content = parse(text, "a.yaml").content
    assert content["x"] == {"a": 1, "b": 3}
    assert content["y"] == {"a": 7, "b": 2}
    assert content["<<"] == 1


def test_aliases_share_nothing() -> None:
    content = parse("a: &a {x: 1}\nb: *a\n", "a.yaml").content
    content["a"]["x"] = 2
    assert content["b"] == {"x": 1}


def test_duplicate_keys_are_reported_with_both_lines() -> None:
    for text, file in (("a: 1\nb: 2\na: 3\n", "a.yaml"), ('{"a": 1,\n"b": 2,\n"a": 3}', "a.json")):
        (problem,) = parse(text, file).problems
        assert problem.place.line == 3
        assert "line 1" in problem.found


def test_lines_of_yaml() -> None:
    source = parse("a:\n  b:\n    - 1\n    - c: 2\nz: {<<: {m: 1}}\n", "a.yaml")
    pointers = {"": 1, "/a": 1, "/a/b": 2, "/a/b/1": 4, "/a/b/1/c": 4, "/a/b/7/x": 2, "/z/m": 5}
    assert {pointer: source.place(pointer).line for pointer in pointers} == pointers


def test_lines_of_json() -> None:
    source = parse('{"a": {\n"b": [\n1,\n{"c": "x,y[{",\n"d/e": []}]}}', "a.json")
    pointers = {"": 1, "/a/b": 2, "/a/b/0": 3, "/a/b/1": 4, "/a/b/1/d~1e": 5, "/a/b/9": 2}
    assert {pointer: source.place(pointer).line for pointer in pointers} == pointers


BOMB = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: [1,\n", 2, "flow sequence|expected"),
        ("a: 1\n\tb: 2\n", 2, "tabs"),
        ("a: 1\nb: *nowhere\n", 2, "alias"),
        ("a: 1\nb: \x01\n", 2, "character"),
        ("a: 1\nb: 'x\n", 2, "quoted"),
        ("a: &a\n  - *a\n", 1, "alias"),
        ("a: " + "[" * 5000 + "]" * 5000, 1, "nesting"),
        ('{"a": ' + "[" * 50_000 + "]" * 50_000 + "}", 1, "nesting"),
        ("- " * 100_000 + "a", 1, "nesting"),
        (BOMB, 1, "repeat"),
        ("", 1, "empty"),
        ("# nothing\n", 1, "comments"),
    ],
)
def test_unreadable_text_names_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(text, "a.yaml")
    problem = caught.value.problem
    assert problem.place.file == "a.yaml"
    if text != BOMB:
        assert problem.place.line == line
    assert any(part in str(problem) for part in word.split("|"))


def test_json_errors_are_jsons_own() -> None:
    with pytest.raises(Unreadable, match=r"a\.json:2: error: found JSON"):
        parse('{"a": 1,\n"b": }}', "a.json")
    with pytest.raises(Unreadable, match="surrogate"):
        parse('{"a": "\\ud800"}', "a.json")


@pytest.mark.parametrize(
    "text", ["a: !foo 1", "a: !!int x", "? [1]\n: 2", "a: {<<: 3}", "a: !x []"]
)
def test_what_the_core_schema_lacks_is_a_problem(text: str) -> None:
    (problem,) = parse(text, "a.yaml").problems
    assert problem.place.line == 1


@given(st.binary())
def test_random_bytes_are_unreadable_at_worst(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "random.yaml"
    path.write_bytes(data)
    try:
        assert isinstance(read(path), Source)
    except Unreadable as error:
        assert str(path) in str(error)


@given(st.text(alphabet="{}[]:,-&*!|>'\"?#% \n\tab1~<", max_size=60))
def test_random_punctuation_is_unreadable_at_worst(text: str) -> None:
    try:
        source = parse(text, "a.yaml")
    except Unreadable:
        return
    assert source.place("/a/b").line >= 1


def test_reading_takes_as_many_calls_for_each_line_of_a_long_text() -> None:
    def calls(count: int) -> int:
        text = "".join(f"k{i}:\n  - {{a: 'x', b: 12}}\n  - text here\n" for i in range(count))
        made = 0

        def note(*_: Any) -> None:
            nonlocal made
            made += 1

        sys.setprofile(note)
        try:
            parse(text, "a.yaml")
        finally:
            sys.setprofile(None)
        return made

    assert calls(400) < 2.2 * calls(200)


DOCUMENT = 'openapi: 3.0.3\ninfo: {title: "Größe", version: "1"}\npaths: {}\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
)
def test_every_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.yaml").write_bytes(DOCUMENT.encode(encoding))
    document = load(tmp_path / "a.yaml", mend=True)
    assert (document.content["info"]["title"], document.warnings) == ("Größe", ())


def test_what_is_no_unicode_is_read_with_a_warning_where_others_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(DOCUMENT.encode("latin-1"))
    document = load(path, mend=True)
    assert document.content["info"]["title"] == "Größe"
    assert [str(each.place) for each in document.warnings] == [f"{path}:2"]
    with pytest.raises(Unreadable, match="not UTF-8"):
        load(path)
    path.write_bytes(b"\xff\x00\x01\x02PNG")
    with pytest.raises(Unreadable, match="not UTF-8"):
        load(path, mend=True)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: b\n\t\nc: d\n", {"a": "b", "c": "d"}),
        ("a: |\n  x\n\t\n  y\n", {"a": "x\n\ny\n"}),
        ("-\tb\n- \tc\n", ["b", "c"]),
    ],
)
def test_tabs_that_indent_nothing_are_blanks(text: str, content: Any) -> None:
    assert parse(text, "a.yaml").content == content


def test_of_several_documents_the_first_is_read() -> None:
    source = parse("a: 1\n---\nb: 2\n", "a.yaml")
    assert (source.content, [each.place.line for each in source.problems]) == ({"a": 1}, [2])
