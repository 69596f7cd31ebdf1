"""A value without parts is held to what the whole schema says of it."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockserver.document import load
from mockserver.model.later import Later
from mockserver.model.schema import Schemas

VALUES = (None, True, 0, 3, 2.5, "", "a", "cat", "2026-11-22", "x" * 9)
WORDS: list[dict[str, Any]] = [
    {},
    *({"type": name} for name in ("string", "integer", "number", "boolean", "object", "array")),
    {"type": "string", "nullable": True},
    {"type": "string", "enum": ["a", "cat"]},
    {"type": "string", "format": "date"},
    {"minLength": 2, "maxLength": 5},
    {"pattern": "^c"},
    {"minimum": 1, "exclusiveMinimum": True},
    {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
]
"""What schemas of 3.0 ask for, each in its own way of values without parts."""


def _schemas(number: int, count: int) -> st.SearchStrategy[dict[str, Any]]:
    """Return schemas that combine schemas of greater numbers, and have any as parts."""
    refs = [{"$ref": f"#/components/schemas/S{other}"} for other in range(count)]
    further = refs[number + 1 :]
    simple = st.sampled_from([*WORDS, *further])
    several = st.lists(simple, min_size=1, max_size=3)
    combined = st.fixed_dictionaries(
        {},
        optional={
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "not": simple,
            "nullable": st.just(True),
            "properties": st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(refs)),
            "items": st.sampled_from(refs),
        },
    )
    return st.one_of(simple, combined)


def _loaded(schemas: dict[str, Any]) -> Schemas:
    content = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    with TemporaryDirectory() as folder:
        path = Path(folder, "api.json")
        path.write_text(json.dumps(content))
        return Schemas(load(path, mend=True))


@given(st.tuples(*(_schemas(number, 4) for number in range(4))))
def test_it_accepts_what_the_whole_schema_accepts(several: tuple[dict[str, Any], ...]) -> None:
    schemas = _loaded({f"S{number}": each for number, each in enumerate(several)})
    for number in range(len(several)):
        at = f"#/components/schemas/S{number}"
        whole, plain = schemas.validator(at, "response"), schemas.plain(at, "response")
        for value in VALUES:
            assert plain.is_valid(value) == whole.is_valid(value), value


def test_a_discriminator_chooses_there_too() -> None:
    kinds = {"Cat": {"type": "object"}, "Dog": {"type": "object", "nullable": True}}
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in kinds]
    pet = {"oneOf": refs, "discriminator": {"propertyName": "kind"}, "nullable": True}
    schemas = _loaded({**kinds, "Pet": pet})
    for value in VALUES:
        at = "#/components/schemas/Pet"
        whole, plain = schemas.validator(at, "response"), schemas.plain(at, "response")
        assert plain.is_valid(value) == whole.is_valid(value) == (value is None)


def test_what_leads_back_to_itself_is_compiled_as_it_is() -> None:
    tree = {"type": "object", "properties": {"up": {"$ref": "#/components/schemas/Tree"}}}
    either = {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Either"}]}
    schemas = _loaded({"Tree": tree, "Either": either})
    assert not schemas.plain("#/components/schemas/Tree", "response").is_valid("a")
    assert schemas.plain("#/components/schemas/Either", "response").is_valid("a")


def test_the_whole_schema_is_compiled_for_what_has_parts_only() -> None:
    schemas = _loaded({"Pet": {"type": "object", "required": ["id"]}})
    at, made = "#/components/schemas/Pet", []

    def whole() -> Any:
        made.append(at)
        return schemas.validator(at, "response")

    judge = Later(whole, lambda: schemas.plain(at, "response"))
    assert not judge.is_valid("a") and not judge.is_valid(None) and not made
    assert not judge.is_valid({}) and judge.is_valid({"id": 1}) and made == [at]
