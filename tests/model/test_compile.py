from pathlib import Path

import pytest

from mockserver.document import DocumentError, load
from mockserver.model.compile import compiled
from tests.conftest import APIS

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
ANSWER = "responses: {'200': {description: It.}}"


def failed(folder: Path, text: str) -> list[str]:
    path = folder / "api.yaml"
    path.write_text(HEAD + text)
    with pytest.raises(DocumentError) as error:
        compiled(load(path))
    return [str(problem).removeprefix(str(folder)) for problem in error.value.problems]


def test_what_is_no_openapi_is_told_by_the_validator(tmp_path: Path) -> None:
    told = failed(tmp_path, f"paths: {{/a: {{get: {{parameters: [{{in: query}}], {ANSWER}}}}}}}\n")
    assert told[0].startswith("/api.yaml:3 (/paths/~1a/get/parameters/0): error: found no `name`")


def test_both_kinds_of_mistakes_are_told_together(tmp_path: Path) -> None:
    path = f"paths: {{/a: {{get: {{parameters: [{{in: query}}], {ANSWER}}}}}}}\n"
    told = failed(tmp_path, path + "x-behaviour: {soruces: {}}\n")
    assert any("'soruces'" in each for each in told)
    assert any("no `name`" in each for each in told)


def test_words_that_are_null_are_no_words(tmp_path: Path) -> None:
    schema = "components: {schemas: {A: {type: object, properties: {}, x-behaviour: null}}}\n"
    assert "found None; expected an object" in failed(tmp_path, "paths: {}\n" + schema)[0]


def test_a_bad_pattern_is_told_once_and_where_it_stands(tmp_path: Path) -> None:
    content = "content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}"
    told = failed(
        tmp_path,
        f"paths: {{/a: {{post: {{requestBody: {{{content}}}, {ANSWER}}}}}}}\n"
        "components:\n  schemas:\n    A:\n      properties:\n        b: {pattern: '('}\n",
    )
    assert [each.split()[0] for each in told] == ["/api.yaml:8"]


def test_a_media_type_or_a_parameter_without_schema_takes_anything(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    parameter = "{name: q, in: query, content: {application/json: {}}}"
    body = "requestBody: {content: {application/json: {}}}"
    operation = f"parameters: [{parameter}], {body}, {ANSWER}"
    path.write_text(HEAD + f"paths: {{/a: {{post: {{operationId: a, {operation}}}}}}}\n")
    operation_ = compiled(load(path)).operations["a"]
    assert operation_.parameters[0].validator.is_valid("x")
    assert operation_.body["application/json"].validator.is_valid([1])


def test_words_of_schemas_that_no_operation_uses_are_read_too(tmp_path: Path) -> None:
    told = failed(
        tmp_path,
        "paths: {}\ncomponents:\n  schemas:\n    A:\n      properties:\n"
        "        b: {type: string, x-behaviour: {mad-by: uuid}}\n",
    )
    assert "did you mean 'made-by'?" in told[0]


def test_a_rule_that_cites_an_unknown_place_is_told(tmp_path: Path) -> None:
    told = failed(
        tmp_path,
        "paths: {}\nx-behaviour:\n  rules:\n"
        "    A-1: {says: It is so because., inferred: schemas.Nope.parent.scoped}\n"
        "    A-2: {says: It is so because., inferred: operations.nope.page.cut}\n",
    )
    assert ["A-1" in told[0], "A-2" in told[1]] == [True, True]
    assert told[0].startswith("/api.yaml:6: error: found the rule A-1, which cites")


def test_a_rule_may_cite_what_is_inside_the_elements_of_a_list() -> None:
    body = APIS["akinon"].operations["updateBatchRequest"].body["application/json"]
    part = body.schema.at(("objects", 0, "failed_reason_type"))
    assert part is not None and part.rules == {"enum": ("AK-16",)}
