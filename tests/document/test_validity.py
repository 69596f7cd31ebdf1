import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.document import Document, Problem, foreign_extensions, load, problems

GOOD = """\
openapi: 3.0.3
info:
  title: t
  version: '1'
paths:
  /pets/{id}:
    get:
      operationId: get
      tags: [a]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: fine
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {$ref: this is data}
    delete:
      operationId: remove
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '204': {description: gone}
components:
  securitySchemes:
    key: {type: apiKey, name: k, in: header}
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string, default: rex}
        age: {type: integer, minimum: 0}
        parent: {$ref: '#/components/schemas/Pet'}
"""


def document(folder: Path, text: str) -> Document:
    (folder / "api.yaml").write_text(text)
    return load(folder / "api.yaml")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_good_document_has_no_problems(tmp_path: Path, version: str) -> None:
    assert problems(document(tmp_path, GOOD.replace("3.0.3", version))) == []


def test_a_good_document_of_2_0_has_no_problems(tmp_path: Path) -> None:
    text = "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths: {}\n"
    assert problems(document(tmp_path, text)) == []


MISTAKES = [
    ("openapi: 3.0.3", "openapi: 3.0", 1, "`3.0`", '"3.0.x"'),
    ("openapi: 3.0.3", "openapi: 9.9.9", 1, "9.9.9", '"3.1.x"'),
    ("openapi: 3.0.3", "openapi: 3.2.0", 1, "3.2.0", '"3.1.x"'),
    ("openapi: 3.0.3", "swagger: '3.0.3'", 1, "3.0.3", "2.0"),
    ("openapi: 3.0.3", "x: 1", 1, "neither", "version"),
    ("  title: t\n", "", 2, "no `title`", "`title`"),
    ("  title: t", "  titel: t", 3, "unknown key `titel`", "`title`"),
    ("version: '1'", "version: 1", 4, "`1`", "a string"),
    ("  /pets/{id}:", "  pets/{id}:", 6, "unknown key `pets/{id}`", "matches"),
    ("    get:", "    gte:", 7, "unknown key `gte`", "one of"),
    ("operationId: remove", "operationId: get", 20, "'get'", "once"),
    ("tags: [a]", "tags: a", 9, '"a"', "a list"),
    ("required: true, schema", "schema", 11, "no `required`", "`required`"),
    ("in: path,", "in: pahh,", 11, '"pahh"', "path"),
    (", schema: {type: string}", "", 11, "a mapping", "`schema`"),
    ("description: fine", "descripton: fine", 13, "no `description`", "`description`"),
    ("'200':", "'20':", 13, "unknown key `20`", "default"),
    ("schemas/Pet'}\n              ex", "schemas/Pat'}\n              ex", 17, "Pat", "exists"),
    ("'#/components/schemas/Pet'", "../x.yaml", 17, "outside", "in the folder"),
    ("'#/components/schemas/Pet'", "/etc/passwd", 17, "outside", "in the folder"),
    ("'#/components/schemas/Pet'", "http://a.b/c", 17, "`http:`", "in the folder"),
    ("'204': {description: gone}", "'204': []", 24, "an empty list", "a mapping"),
    ("type: apiKey", "type: apikey", 27, '"apikey"', "apiKey"),
    ("in: header", "in: body", 27, '"body"', "header"),
    ("type: object\n", "type: objekt\n", 30, '"objekt"', "object"),
    ("default: rex", "default: 5", 32, "`5`", "a string"),
    ("minimum: 0", "minimum: x", 33, '"x"', "a number"),
    ("name: {type: string, default: rex}", "name: 5", 32, "`5`", "a mapping"),
    ("parent: {$ref: '#/components/schemas/Pet'}", "parent: {$ref: 5}", 34, "`5`", "a string"),
    ("/pets/{id}", "/pets/{key}", 7, "'key'", "in: path"),
    ("  schemas:", "  schema:", 28, "unknown key `schema`", "`schemas`"),
]


@pytest.mark.parametrize(("old", "new", "line", "found", "expected"), MISTAKES)
def test_each_mistake_is_explained(
    tmp_path: Path, old: str, new: str, line: int, found: str, expected: str
) -> None:
    assert old in GOOD
    listed = problems(document(tmp_path, GOOD.replace(old, new, 1)))
    fitting = [p for p in listed if found in p.found and expected in p.expected + p.remedy]
    assert any(p.place.line == line for p in fitting), "\n".join(map(str, listed))
    for problem in listed:
        assert f"api.yaml:{problem.place.line}" in str(problem)
        assert len(str(problem)) < 500


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    text = GOOD
    chosen = [MISTAKES[index] for index in (6, 10, 11, 17, 22, 26)]
    for old, new, *_ in chosen:
        text = text.replace(old, new, 1)
    listed = problems(document(tmp_path, text))
    assert {line for _, _, line, _, _ in chosen} <= {problem.place.line for problem in listed}


def test_no_problem_is_reported_twice(tmp_path: Path) -> None:
    listed = problems(document(tmp_path, GOOD.replace("minimum: 0", "minimum: x")))
    assert len(listed) == 1


def test_circles_and_broken_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("A: {type: string}\nA: {type: string}\n")
    text = GOOD.replace("name: {type: string, default: rex}", "name: {$ref: 'other.yaml#/A'}")
    listed = problems(document(tmp_path, text + "    B: {$ref: '#/components/schemas/B'}\n"))
    found = [str(problem) for problem in listed]
    assert any("circular" in message for message in found)
    assert any("other.yaml:2" in message for message in found)


@pytest.mark.parametrize("key", ["paths", "components", "info", "tags", "servers", "security"])
@pytest.mark.parametrize(
    "value", ["null", "5", "[]", "[5]", "{a: 5}", "{/a: {get: {parameters: 3}}}"]
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_nothing_crashes_the_validation(tmp_path: Path, key: str, value: str, version: str) -> None:
    head = {"info": "{title: t, version: '1'}", "paths": "{}", key: value}
    lines = [f"openapi: {version}", *(f"{name}: {text}" for name, text in head.items())]
    listed = problems(document(tmp_path, "\n".join(lines)))
    assert all(isinstance(problem, Problem) for problem in listed)


def test_foreign_extensions_are_listed_once_per_name(tmp_path: Path) -> None:
    text = GOOD.replace("tags: [a]", "x-a: {x-inner: 1}\n      x-behaviour: {}") + (
        "        x-property: {type: string, x-a: 1}\n  x-b: 1\n"
    )
    listed = foreign_extensions(document(tmp_path, text))
    assert [problem.found for problem in listed] == [
        "the extension `x-a` 2 times",
        "the extension `x-b` 1 time",
    ]
    assert [problem.place.line for problem in listed] == [9, 37]
    assert {problem.severity for problem in listed} == {"warning"}


def test_loading_does_not_import_the_validator() -> None:
    code = "import sys, mockserver.document; sys.exit('openapi_spec_validator' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
