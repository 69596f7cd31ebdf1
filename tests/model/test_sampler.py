from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.document import load
from mockserver.model.api import Api
from mockserver.model.compile import compiled
from mockserver.model.sample import Sample


def compiled_with(tmp_path: Path, responses: Any, schemas: Any, seed: int = 0) -> Api:
    content = {
        "openapi": "3.0.3",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a", "responses": responses}}},
        "components": {"schemas": schemas},
    }
    path = tmp_path / "a.yaml"
    path.write_text(yaml.safe_dump(content))
    return compiled(load(path, mend=True), seed)


def sample_of(
    tmp_path: Path, content: Any, schemas: Any = None, status: str = "200", **answer: Any
) -> Sample:
    responses = {status: {"description": "", "content": content, **answer}}
    make = compiled_with(tmp_path, responses, schemas or {}).operations["a"].sample
    assert make is not None
    return make()


def body_of(tmp_path: Path, schema: Any, schemas: Any = None) -> Any:
    return sample_of(tmp_path, {"application/json": {"schema": schema}}, schemas).body


def test_an_example_that_fits_is_the_answer(tmp_path: Path) -> None:
    media = {"schema": {"type": "integer"}, "example": 7}
    assert sample_of(tmp_path, {"application/json": media}).body == 7


def test_an_example_that_does_not_fit_is_not(tmp_path: Path) -> None:
    media = {"schema": {"type": "integer"}, "example": "seven"}
    assert isinstance(sample_of(tmp_path, {"application/json": media}).body, int)


def test_of_a_property_too_only_a_fitting_example_counts(tmp_path: Path) -> None:
    right = {"type": "string", "example": "right"}
    wrong = {"type": "integer", "example": "wrong"}
    made = body_of(tmp_path, {"type": "object", "properties": {"a": right, "b": wrong}})
    assert made["a"] == "right"
    assert isinstance(made["b"], int)


def test_what_leads_back_to_itself_ends_with_null_where_that_may_be(tmp_path: Path) -> None:
    chain = {
        "type": "object",
        "required": ["head", "tail"],
        "properties": {
            "head": {"type": "string"},
            "tail": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Chain"}]},
        },
    }
    made = body_of(tmp_path, {"$ref": "#/components/schemas/Chain"}, {"Chain": chain})
    assert made["tail"] is None


def test_alternatives_without_end_end_in_plain_values(tmp_path: Path) -> None:
    schemas = {
        f"S{number}": {
            "type": "object",
            "required": ["a"],
            "properties": {
                name: {
                    "anyOf": [
                        {"$ref": f"#/components/schemas/S{(number + step) % 40}"},
                        {"$ref": f"#/components/schemas/S{(number + 3 * step) % 40}"},
                        {"type": "string"},
                    ]
                }
                for step, name in enumerate("abcd", start=1)
            },
        }
        for number in range(40)
    }
    depth, made = 0, body_of(tmp_path, {"$ref": "#/components/schemas/S0"}, schemas)
    while isinstance(made, dict):
        depth, made = depth + 1, made["a"]
    assert isinstance(made, str)
    assert depth < 10


def test_what_cannot_be_sent_is_left_out(tmp_path: Path) -> None:
    properties = {"a": {"type": "boolean"}, "b": {"enum": [-(2**63) - 1]}}
    assert body_of(tmp_path, {"type": "object", "properties": properties, "required": ["a"]}) == {
        "a": True
    }


def test_only_failures_of_the_server_are_not_what_is_answered(tmp_path: Path) -> None:
    api = compiled_with(tmp_path, {"500": {"description": ""}, "5XX": {"description": ""}}, {})
    assert api.operations["a"].status == 200


def test_headers_have_objects_and_json_in_them(tmp_path: Path) -> None:
    point = {
        "type": "object",
        "required": ["x"],
        "properties": {"x": {"type": "integer", "minimum": 7, "maximum": 7}},
    }
    headers = {
        "X-Simple": {"required": True, "schema": point},
        "X-Whole": {"required": True, "content": {"application/json": {"schema": point}}},
    }
    told = sample_of(tmp_path, {"text/plain": {}}, headers=headers).headers
    assert dict(told) == {"X-Simple": "x,7", "X-Whole": '{"x":7}'}


def test_a_multiple_of_a_fraction_is_exact(tmp_path: Path) -> None:
    schema = {"type": "number", "multipleOf": 0.1, "minimum": 0.3, "maximum": 0.3}
    assert body_of(tmp_path, schema) == 0.3


def test_what_is_required_but_for_writing_only_is_not_shown(tmp_path: Path) -> None:
    properties = {"a": {"type": "string"}, "b": {"type": "string", "writeOnly": True}}
    schema = {"type": "object", "properties": properties, "required": ["a", "b"]}
    assert [*body_of(tmp_path, schema)] == ["a"]


def test_exactly_one_of_several_is_met(tmp_path: Path) -> None:
    first = {"type": "object", "properties": {"a": {"type": "string"}}}
    second = {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]}
    # Whatever has a `b` that is a text meets both, as the first one allows anything else.
    assert "b" not in body_of(tmp_path, {"oneOf": [second, first]})


def test_a_discriminator_names_what_is_made(tmp_path: Path) -> None:
    base = {
        "type": "object",
        "properties": {"kind": {"type": "string"}},
        "required": ["kind"],
        "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat"}},
    }
    cat = {"allOf": [{"$ref": "#/components/schemas/Pet"}]}
    schemas = {"Pet": base, "Cat": cat}
    assert body_of(tmp_path, {"$ref": "#/components/schemas/Cat"}, schemas)["kind"] == "c"


def test_what_contains_itself_ends(tmp_path: Path) -> None:
    node = {"$ref": "#/components/schemas/Node"}
    properties = {"next": node, "all": {"type": "array", "items": node}, "a": {"type": "string"}}
    schemas = {"Node": {"type": "object", "properties": properties, "required": ["all", "a"]}}
    assert body_of(tmp_path, node, schemas)["all"] == []


def test_what_must_contain_itself_fails_nobody(tmp_path: Path) -> None:
    node = {"$ref": "#/components/schemas/Node"}
    schemas = {"Node": {"type": "object", "properties": {"next": node}, "required": ["next"]}}
    assert "next" in body_of(tmp_path, node, schemas)


@pytest.mark.parametrize(
    ("responses", "status"),
    [
        (("201", "200", "404"), 200),
        (("404", "2XX"), 200),
        (("404", "default"), 200),
        (("default", "202"), 202),
        (("301", "404"), 301),
        (("410",), 410),
        ((), 200),
    ],
)
def test_the_first_documented_success_is_answered(
    tmp_path: Path, responses: tuple[str, ...], status: int
) -> None:
    given = {each: {"description": ""} for each in responses}
    assert compiled_with(tmp_path, given, {}).operations["a"].status == status


@pytest.mark.parametrize(
    ("media_type", "begin"),
    [
        ("text/plain", b"A text."),
        ("image/png", b"\x89PNG"),
        ("image/svg+xml", b"<"),
        ("application/pdf", b"%PDF"),
        ("application/zip", b"PK"),
    ],
)
def test_other_media_types_have_bodies_of_theirs(
    tmp_path: Path, media_type: str, begin: bytes
) -> None:
    media = {"schema": {"type": "string"}, "example": "A text."}
    made = sample_of(tmp_path, {media_type: media})
    body = made.body if isinstance(made.body, bytes) else made.body.encode()
    assert (made.media_type, body[: len(begin)]) == (media_type, begin)


def test_xml_is_written_as_the_schema_says(tmp_path: Path) -> None:
    properties = {
        "id": {"type": "integer", "example": 7, "xml": {"attribute": True}},
        "name": {"type": "string", "example": "a<b", "xml": {"name": "title"}},
    }
    schema = {"type": "object", "xml": {"name": "pet"}, "properties": properties}
    made = sample_of(tmp_path, {"application/xml": {"schema": schema}})
    assert made.body.endswith('<pet id="7"><title>a&lt;b</title></pet>')


def test_required_headers_are_sent_and_others_are_not(tmp_path: Path) -> None:
    headers = {
        "X-Left": {"required": True, "schema": {"type": "integer", "minimum": 5, "maximum": 5}},
        "X-Other": {"schema": {"type": "string"}},
        "Location": {"schema": {"type": "string", "format": "uri"}},
    }
    made = sample_of(tmp_path, {}, status="201", headers=headers)
    assert {name: value for name, value in made.headers if name != "Location"} == {"X-Left": "5"}
    assert dict(made.headers)["Location"].startswith("https://")


def test_a_status_without_a_body_has_none(tmp_path: Path) -> None:
    media = {"application/json": {"schema": {"type": "string"}}}
    assert sample_of(tmp_path, media, status="204").media_type is None


@given(seed=st.integers(0, 2**16))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_equal_seeds_make_equal_answers(tmp_path: Path, seed: int) -> None:
    content = {"application/json": {"schema": {"type": "array", "items": {"type": "number"}}}}
    responses = {"200": {"description": "", "content": content}}
    made = [compiled_with(tmp_path, responses, {}, seed).operations["a"].sample for _ in range(2)]
    assert [each().body for each in made if each] == [made[0]().body] * 2 if made[0] else None


WRITABLE = st.integers(-(2**63), 2**64 - 1)
"""The whole numbers that orjson writes."""


def schemas() -> st.SearchStrategy[dict[str, Any]]:
    """Schemas that accept something."""
    names = st.sampled_from(["a", "email", "created_at", "price"])
    texts = st.builds(
        lambda least, more, form: {
            "type": "string",
            "minLength": least,
            "maxLength": least + more,
            **form,
        },
        st.integers(0, 5),
        st.integers(0, 30),
        st.just({}) | st.sampled_from(["^[a-z0-9]*$", "^x"]).map(lambda p: {"pattern": p}),
    ).filter(lambda each: each["maxLength"] > 0)
    formats = st.sampled_from(["date", "date-time", "uuid", "email", "uri", "ipv4", "time"])
    numbers = st.builds(
        lambda kind, low, more: {"type": kind, "minimum": low, "maximum": low + more},
        st.sampled_from(["integer", "number"]),
        st.integers(-50, 50),
        st.integers(0, 50),
    )
    simple = (
        texts
        | numbers
        | formats.map(lambda each: {"type": "string", "format": each})
        | st.just({"type": "boolean"})
        | st.lists(WRITABLE, min_size=1, max_size=3).map(lambda each: {"enum": each})
    )

    def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        members = st.dictionaries(names, inner, max_size=3)
        closed = st.booleans().map(lambda more: {"additionalProperties": more})
        objects = st.builds(
            lambda of, end: (
                {"type": "object", "properties": of, "required": [*of][:1], **end}
                if of
                else {"type": "object"}
            ),
            members,
            closed,
        )
        lists = st.builds(
            lambda each, least: {"type": "array", "items": each, "minItems": least},
            inner,
            st.integers(0, 3),
        )
        either = st.lists(inner, min_size=1, max_size=3).map(lambda each: {"anyOf": each})
        nullable = simple.filter(lambda each: "type" in each).map(lambda e: {**e, "nullable": True})
        return objects | lists | either | nullable

    return st.recursive(simple, composed, max_leaves=8)


@given(schema=schemas())
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_made_of_a_schema_fits_it(tmp_path: Path, schema: dict[str, Any]) -> None:
    content = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "", "content": content}}
    operation = compiled_with(tmp_path, responses, {}).operations["a"]
    judge = operation.statuses["200"]
    assert operation.sample and judge
    assert judge.is_valid(operation.sample().body)
