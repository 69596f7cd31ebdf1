"""OpenAPI's schemas in JSON Schema, by direction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.document import load
from mockserver.model.schema import Schemas


def schemas(folder: Path, version: str, **named: Any) -> Schemas:
    path = folder / "api.yaml"
    document = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": named},
    }
    path.write_text(yaml.safe_dump(document))
    return Schemas(load(path))


def valid(table: Schemas, value: Any, direction: Any = "request", name: str = "A") -> bool:
    return table.validator(f"#/components/schemas/{name}", direction).is_valid(value)


CASES: list[tuple[str, dict[str, Any], Any, bool]] = [
    ("3.0.3", {"type": "integer", "nullable": True}, None, True),
    ("3.0.3", {"type": "string", "enum": ["a"], "nullable": True}, None, True),
    ("3.0.3", {"allOf": [{"type": "integer"}], "nullable": True}, None, True),
    ("3.0.3", {"type": "integer"}, None, False),
    ("3.0.3", {"type": "integer"}, 5.0, True),
    ("3.0.3", {"type": "integer"}, 5.5, False),
    ("3.0.3", {"type": "integer"}, True, False),
    ("3.0.3", {"type": "integer"}, 2**63, False),
    ("3.0.3", {"type": "integer", "format": "int32"}, 2**31, False),
    ("3.0.3", {"type": "integer", "format": "int32", "minimum": 1}, 0, False),
    ("3.0.3", {"type": "number", "minimum": 1, "exclusiveMinimum": True}, 1, False),
    ("3.0.3", {"type": "number", "minimum": 1, "exclusiveMinimum": False}, 1, True),
    ("3.0.3", {"type": "string", "format": "uuid"}, "x", False),
    ("3.0.3", {"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z", True),
    ("3.0.3", {"type": "string", "format": "binary"}, "any", True),
    ("3.0.3", {"$ref": "#/components/schemas/B", "type": "integer"}, "b", True),
    ("3.1.0", {"type": ["integer", "null"]}, None, True),
    ("3.1.0", {"type": "number", "exclusiveMinimum": 1}, 1, False),
    ("3.1.0", {"const": 3}, 3, True),
    ("3.1.0", {"prefixItems": [{"type": "integer"}], "items": False}, [1, 2], False),
]


@pytest.mark.parametrize(("version", "schema", "value", "fits"), CASES)
def test_a_value_fits(
    tmp_path: Path, version: str, schema: dict[str, Any], value: Any, fits: bool
) -> None:
    assert valid(schemas(tmp_path, version, A=schema, B={"type": "string"}), value) is fits


@pytest.mark.parametrize(
    ("keyword", "needed"), [("readOnly", "response"), ("writeOnly", "request")]
)
def test_what_a_direction_does_not_carry_is_not_required(
    tmp_path: Path, keyword: str, needed: str
) -> None:
    schema = {
        "type": "object",
        "required": ["x", "y"],
        "properties": {
            "x": {"type": "string", keyword: True},
            "y": {"$ref": "#/components/schemas/B"},
        },
    }
    table = schemas(tmp_path, "3.0.3", A=schema, B={"type": "string", keyword: True})
    for direction in ("request", "response"):
        assert valid(table, {}, direction) is (direction != needed)


def test_a_schema_may_contain_itself(tmp_path: Path) -> None:
    tree = {"type": "object", "properties": {"in": {"$ref": "#/components/schemas/A"}}}
    table = schemas(tmp_path, "3.0.3", A=tree | {"additionalProperties": False})
    assert valid(table, {"in": {"in": {}}})
    assert not valid(table, {"in": {"in": {"out": 1}}})


def test_a_discriminator_chooses_the_schema_that_errors_speak_of(tmp_path: Path) -> None:
    pets = {
        name: {
            "type": "object",
            "required": ["kind", name.lower()],
            "properties": {"kind": {"type": "string"}, name.lower(): {"type": "integer"}},
        }
        for name in ("Cat", "Dog")
    }
    pet = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in pets],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"tom": "#/components/schemas/Cat"},
        },
    }
    table = schemas(tmp_path, "3.0.3", A=pet, **pets)
    validator = table.validator("#/components/schemas/A", "request")
    assert validator.is_valid({"kind": "tom", "cat": 1})
    assert validator.is_valid({"kind": "Dog", "dog": 1})
    assert not validator.is_valid({"kind": "Bird"})
    (error,) = validator.iter_errors({"kind": "tom", "cat": "x"})
    assert list(error.instance_path) == ["cat"]


def test_schemas_of_other_files_are_rewritten_too(tmp_path: Path) -> None:
    other = {"B": {"type": "integer", "nullable": True}}
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(other))
    table = schemas(tmp_path, "3.0.3", A={"$ref": "other.yaml#/B"})
    assert valid(table, None)
    assert not valid(table, "x")
