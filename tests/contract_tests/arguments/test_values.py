"""Values that fit the schemas of all documents, and values with one fault."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.arguments import Arguments
from contract_tests.arguments.faults import faulty
from contract_tests.arguments.known import Known
from contract_tests.arguments.values import Book, Draw, Node
from mockserver.document import load
from tests.conftest import APIS, DOCUMENTS
from tests.walks import BEGINNINGS

MADE = {name: Arguments(api, load(DOCUMENTS[name]), roles=[], seed=1) for name, api in APIS.items()}
SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("name", APIS)
@given(seed=SEEDS)
@settings(max_examples=60, deadline=None)
def test_sensible_bodies_fit(name: str, seed: int) -> None:
    draw, known = Draw(random.Random(seed)), Known(APIS[name])
    known.look(BEGINNINGS[name], BEGINNINGS[name])
    for id_, operation in APIS[name].operations.items():
        for media, bodies in MADE[name]._senders[id_].bodies:
            value = bodies.sensible(known, None, None, draw)
            assert operation.body[media].validator.is_valid(value), (id_, value)


@pytest.mark.parametrize("name", APIS)
def test_faulty_bodies_mostly_do_not_fit(name: str) -> None:
    draw, known = Draw(random.Random(5)), Known(APIS[name])
    known.look(BEGINNINGS[name], BEGINNINGS[name])
    for id_ in APIS[name].operations:
        for _, bodies in MADE[name]._senders[id_].bodies:
            if not bodies.node.members:
                continue
            wrong = 0
            for _ in range(60):
                value = bodies.sensible(known, None, None, draw)
                wrong += not bodies.node.valid(faulty(bodies.node, value, draw))
            assert wrong >= 40, id_


def node(tmp_path: Path, schema: Any, schemas: Any = None, version: str = "3.1.0") -> Node:
    content = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"It": schema, **(schemas or {})}},
    }
    path = tmp_path / "openapi.yaml"
    path.write_text(yaml.safe_dump(content))
    document = load(path)
    read = document.content["components"]["schemas"]["It"]
    return Book(document).node(read, "#/components/schemas/It", "it")


def made(it: Node, count: int = 200) -> list[Any]:
    draw = Draw(random.Random(1))
    found = [it.make(draw) for _ in range(count)]
    assert all(it.valid(each) for each in found), [each for each in found if not it.valid(each)][:3]
    return found


def test_texts_reach_both_limits_and_meet_again(tmp_path: Path) -> None:
    found = made(node(tmp_path, {"type": "string", "minLength": 2, "maxLength": 5}))
    assert {2, 5} <= {len(each) for each in found} and len(set(found)) < 20


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^[a-f]{3}-[0-9]+$"},
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "email"},
        {"type": ["string", "null"], "enum": ["a", None]},
        {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
        {"type": "integer", "multipleOf": 5, "minimum": 10},
        {"const": {"a": 1}},
        {"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True},
        {"allOf": [{"required": ["a"]}, {"properties": {"a": {"type": "boolean"}}}]},
        {"oneOf": [{"type": "integer", "minimum": 7}, {"type": "string", "maxLength": 3}]},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        True,
    ],
)
def test_all_sorts_of_schemas(tmp_path: Path, schema: Any) -> None:
    fitting = node(tmp_path, schema)
    draw = Draw(random.Random(2))
    found = [fitting.make(draw) for _ in range(100)]
    right = sum(fitting.valid(each) for each in found)
    assert (
        right >= 50 if "uniqueItems" in str(schema) or "additional" in str(schema) else right == 100
    )


def test_numbers_reach_both_limits(tmp_path: Path) -> None:
    found = made(node(tmp_path, {"type": "integer", "minimum": 3, "maximum": 900}))
    assert {3, 4, 899, 900} <= set(found)


def test_exclusive_limits_of_3_0(tmp_path: Path) -> None:
    schema = {"type": "integer", "minimum": 3, "exclusiveMinimum": True, "maximum": 6}
    assert set(made(node(tmp_path, schema, version="3.0.3"))) == {4, 5, 6}


def test_a_schema_that_contains_itself_ends(tmp_path: Path) -> None:
    ref = {"$ref": "#/components/schemas/It"}
    schema = {"type": "object", "properties": {"in": ref, "all": {"type": "array", "items": ref}}}
    assert any("in" in each for each in made(node(tmp_path, schema)))


def test_a_discriminator_names_the_alternative(tmp_path: Path) -> None:
    kinds = {
        name: {
            "type": "object",
            "required": ["kind", name],
            "properties": {"kind": {"type": "string"}, name: {"type": "integer"}},
        }
        for name in ("one", "two")
    }
    schema = {
        "oneOf": [{"$ref": "#/components/schemas/one"}, {"$ref": "#/components/schemas/two"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"first": "#/components/schemas/one"},
        },
    }
    found = made(node(tmp_path, schema, kinds))
    assert {each["kind"] for each in found} == {"first", "two"}


def test_what_cannot_be_sent_is_left_out(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "no": {"not": {}},
            "name": {"type": "string"},
        },
    }
    assert {name for each in made(node(tmp_path, schema)) for name in each} == {"name"}


def test_members_that_exclude_each_other_are_not_sent_together(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "not": {"required": ["a", "b"]},
    }
    assert {tuple(each) for each in made(node(tmp_path, schema))} == {(), ("a",), ("b",)}
