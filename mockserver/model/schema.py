"""Schemas: those of the document in one JSON Schema dialect, compiled once.

An OpenAPI 3.0 schema is rewritten to JSON Schema 2020-12, separately for requests (where
`readOnly` properties are not required) and for responses (where `writeOnly` ones are not).
References stay references, so recursive schemas need no care.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

import jsonschema_rs

from mockserver.document.document import Document
from mockserver.document.place import DocumentError
from mockserver.document.pointer import below, split, tokens
from mockserver.document.structure import SCHEMA_LISTS, SCHEMA_MAPS, elements
from mockserver.model.operation import Validator
from mockserver.model.schema_plain import Plain, Unending

Direction = Literal["request", "response", "sample"]
"""What a schema is compiled for; a `sample` is an answer for which alternatives stay exact."""


BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
SCHEMA_NODES = ("items", "not", "additionalProperties", "if", "then", "else", "contains")
SCHEMA_SEGMENTS = frozenset({"schema", "schemas", *SCHEMA_MAPS, *SCHEMA_LISTS, *SCHEMA_NODES})
SAFE_IN_FRAGMENT = "/~!$&'()*+,;=:@"
DROPPED = frozenset(
    {
        *("nullable", "example", "examples", "discriminator", "xml", "externalDocs"),
        *("$schema", "$id"),  # the address of a schema is its place, its dialect the document's
    }
)
NAMED = frozenset(
    {"parameters", "responses", "headers", "requestBodies", "callbacks", "pathItems", "content"}
)
"""Maps whose keys are the author's names, such as a header's `x-request-id`."""


class Schemas:
    """The compiled schemas of one document, by pointer and direction."""

    def __init__(self, document: Document) -> None:
        """Take the document, with every file that it refers to."""
        self._legacy = document.version.startswith("3.0")
        self._document = document
        self._registries: dict[str, jsonschema_rs.Registry] = {}

    def validator(self, at: str, direction: Direction) -> Validator:
        """Return the validator of the schema at a location such as `#/components/schemas/A`.

        Raises jsonschema_rs.ValidationError or ReferencingError for a schema that is none.
        """
        name, pointer = split(at)
        uri = _side(self._document.folder.uri(name), direction)
        ref = f"{uri}#{quote(pointer, safe=SAFE_IN_FRAGMENT)}"
        return jsonschema_rs.Draft202012Validator(
            {"$ref": ref}, registry=self._registry(direction), validate_formats=True
        )

    def plain(self, at: str, direction: Direction) -> Validator:
        """Return a validator for values without parts, which accepts of them what the schema at a
        location accepts; it is made without all that the schema refers to.

        Raises what `validator` does.
        """

        def rewrite(node: Any, there: str) -> Any:
            return self._rewrite(node, direction, there)

        name, pointer = split(at)
        try:
            ref = f"#{quote(pointer, safe=SAFE_IN_FRAGMENT)}"
            schema = Plain(self._document, rewrite).schema(ref, f"{name}#")
            return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        except (Unending, DocumentError, ValueError):
            return self.validator(at, direction)

    def _registry(self, side: Direction) -> jsonschema_rs.Registry:
        """Return every file rewritten for a direction, made when the first validator asks."""
        if side not in self._registries:
            self._registries[side] = jsonschema_rs.Registry(
                [
                    (_side(uri, side), self._walk(content, side, f"{_name(self._document, uri)}#"))
                    for uri, content in self._document.resources().items()
                ]
            )
        return self._registries[side]

    @cached_property
    def _targets(self) -> frozenset[str]:
        return frozenset(_targets(self._document))

    def _walk(self, node: Any, side: str, at: str, *, names: bool = False) -> Any:
        """Rewrite every schema below a node (at a location) that is no schema itself; the keys of
        a map of `names` mean nothing.
        """
        if isinstance(node, list):
            return [self._walk(value, side, f"{at}/{i}") for i, value in enumerate(node)]
        if at in self._targets:
            return self._rewrite(node, side, at)
        if not isinstance(node, dict):
            return node
        walked = {}
        for name, value in node.items():
            if names:
                walked[name] = self._walk(value, side, below(at, name))
            elif name in {"schema", "itemSchema"}:
                walked[name] = self._rewrite(value, side, at)
            elif name == "schemas" and isinstance(value, dict):
                walked[name] = {key: self._rewrite(each, side, at) for key, each in value.items()}
            elif name in {"example", "examples"} or name.startswith("x-"):
                continue
            else:
                walked[name] = self._walk(value, side, below(at, name), names=name in NAMED)
        return walked

    def _rewrite(self, node: Any, side: str, at: str) -> Any:
        """Return a schema in the one dialect; `at` is a location in its file."""
        if not isinstance(node, dict):
            return node
        if self._legacy and "$ref" in node:
            return {"$ref": node["$ref"]}  # 3.0 ignores what stands beside a reference
        schema = {
            name: self._part(name, value, side, at)
            for name, value in node.items()
            if name not in DROPPED and not name.startswith("x-")
        }
        self._require(schema, node, "readOnly" if side == "request" else "writeOnly", at)
        _limits_of_3_0(schema)
        _bounds(schema)
        if side != "sample" and isinstance(node.get("discriminator"), dict):
            _discriminate(schema, node["discriminator"])
        nullable = node.get("nullable") is True and (self._legacy or self._document.foreign)
        return _nullable(schema) if nullable else schema

    def _part(self, name: str, value: Any, side: str, at: str) -> Any:
        if name in SCHEMA_MAPS and isinstance(value, dict):
            return {key: self._rewrite(each, side, at) for key, each in value.items()}
        if name in SCHEMA_LISTS and isinstance(value, list):
            return [self._rewrite(each, side, at) for each in value]
        return self._rewrite(value, side, at) if name in SCHEMA_NODES else value

    def _require(self, schema: dict[str, Any], node: dict[str, Any], keyword: str, at: str) -> None:
        """Leave out of `required` what this direction does not carry."""
        properties = node.get("properties")
        if isinstance(schema.get("required"), list) and isinstance(properties, dict):
            schema["required"] = [
                name
                for name in schema["required"]
                if not self._is(properties.get(name), keyword, at)
            ]

    def _is(self, node: Any, keyword: str, at: str) -> bool:
        if isinstance(node, dict) and "$ref" in node:
            node, _ = self._document.follow(node, at)
        return isinstance(node, dict) and node.get(keyword) is True


def _targets(document: Document) -> Iterator[str]:
    """Yield the locations that schemas refer to: what stands there is a schema, wherever it is."""
    for reference in document.references():
        if SCHEMA_SEGMENTS & set(tokens(split(reference.at)[1])):
            with suppress(DocumentError):
                yield document.resolve(reference.target, reference.at)[1]


def _name(document: Document, uri: str) -> str:
    """Return the name of a file as locations have it, "" for the main document."""
    return "" if uri == document.uri else document.folder.name(uri)


def _side(uri: str, side: str) -> str:
    """Return the address of the rewritten copy of a file; references in it stay relative."""
    return f"{side}://{uri.partition('://')[2]}"


def _limits_of_3_0(schema: dict[str, Any]) -> None:
    """Give the exclusive limits as numbers; in 3.0 they are flags beside the limit."""
    for flag, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        exclusive = schema.get(flag)
        if exclusive is True and limit in schema:
            schema[flag] = schema.pop(limit)
        elif isinstance(exclusive, bool):
            schema.pop(flag)


def _bounds(schema: dict[str, Any]) -> None:
    """Say the range of int32 and int64 as limits; `binary` says nothing about a text.

    Integers of no format have the range of int64: answers cannot carry larger ones.
    """
    integer = "integer" in (schema.get("type"), *elements(schema.get("type")))
    if bounds := BOUNDS.get(schema.get("format", ""), BOUNDS["int64"] if integer else None):
        schema["minimum"] = max(bounds[0], schema.get("minimum", bounds[0]))
        schema["maximum"] = min(bounds[1], schema.get("maximum", bounds[1]))
    if schema.get("format") in {"binary", "byte", *BOUNDS}:
        schema.pop("format")


def _discriminate(schema: dict[str, Any], discriminator: dict[str, Any]) -> None:
    """Choose the alternative by the discriminator, so that errors speak of that one only."""
    name = discriminator.get("propertyName")
    mapping = discriminator.get("mapping") or {}
    for word in ("oneOf", "anyOf"):
        refs = [each["$ref"] for each in schema.get(word, []) if "$ref" in each]
        if not name or not refs or len(refs) != len(schema[word]):
            continue
        named = {
            ref: [key for key, target in mapping.items() if target in (ref, ref.rsplit("/", 1)[-1])]
            for ref in refs
        }
        choices = {ref: keys or [ref.rsplit("/", 1)[-1]] for ref, keys in named.items()}
        del schema[word]
        schema["required"] = [*schema.get("required", ()), name]
        schema.setdefault("properties", {})[name] = {"enum": [*itertools.chain(*choices.values())]}
        schema["allOf"] = [
            *schema.get("allOf", ()),
            *(
                {"if": {"properties": {name: {"enum": keys}}}, "then": {"$ref": ref}}
                for ref, keys in choices.items()
            ),
        ]


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema
    return {"anyOf": [schema, {"type": "null"}]}
