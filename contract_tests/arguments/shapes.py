"""Shapes: the schemas of a document as they are meant, references followed and parts merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.document import Document, below
from mockserver.model.nothing import NOTHING

Part = tuple[Any, str]
"""A schema as it is written, and its location; "" for one that stands nowhere."""

LARGEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
SMALLEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
CONDITIONS = ("not", "if", "oneOf", "anyOf", "dependentRequired", "dependentSchemas")
OF_TYPES = {
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "string": ("minLength", "maxLength", "pattern"),
    "number": ("minimum", "maximum", "multipleOf"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One schema with all that its parts say.

    `types` are the JSON types without null, empty for any; `nullable` says that null fits.
    `keywords` are those on values of one type, `properties` and `items` the parts of what is
    inside, `alternatives` the parts of each `oneOf` or `anyOf`. `conditional` says that a value
    made of fitting members need not fit, `impossible` that none does. `closed` says that no
    undeclared members may be sent, `read_only` that the value is not sent at all.
    """

    types: tuple[str, ...] = ()
    nullable: bool = False
    keywords: Mapping[str, Any] = NOTHING
    properties: Mapping[str, tuple[Part, ...]] = NOTHING
    required: tuple[str, ...] = ()
    items: tuple[Part, ...] = ()
    alternatives: tuple[tuple[Part, ...], ...] = ()
    examples: tuple[Any, ...] = ()
    conditional: bool = False
    impossible: bool = False
    closed: bool = False
    read_only: bool = False


@dataclass(slots=True)
class _Merged:
    """What was read of the parts so far."""

    keywords: dict[str, Any] = field(default_factory=dict)
    types: tuple[str, ...] | None = None
    nullable: bool | None = None
    properties: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    items: tuple[Part, ...] = ()
    choices: list[list[Part]] = field(default_factory=list)
    examples: list[Any] = field(default_factory=list)
    flags: dict[str, bool] = field(default_factory=dict)


def shape_of(document: Document, parts: Sequence[Part]) -> Shape:
    """Return the shape of what must fit all of these parts."""
    merged, flat = _Merged(), list[Part]()
    for node, at in parts:
        _flatten(document, node, at, flat)
    for node, at in flat:
        _read(merged, document, node, at)
    # What must fit each alternative beside the rest is read with the first list of choices only;
    # the validator judges the others.
    rest = tuple((_without_choices(node), at) for node, at in flat)
    choices = merged.choices[0] if merged.choices else []
    types = merged.types
    return Shape(
        types=types if types is not None else _implied(merged),
        nullable=bool(merged.nullable),
        keywords=merged.keywords,
        properties=merged.properties,
        required=tuple(merged.required),
        items=merged.items,
        alternatives=tuple((*rest, each) for each in choices),
        examples=tuple(merged.examples),
        conditional=merged.flags.get("conditional", False),
        impossible=merged.flags.get("impossible", False),
        closed=merged.flags.get("closed", False),
        read_only=merged.flags.get("read_only", False),
    )


def _flatten(document: Document, node: Any, at: str, found: list[Part], depth: int = 0) -> None:
    """Add a schema and the members of its `allOf`, references followed."""
    if isinstance(node, bool):
        node = {} if node else {"not": {}}
    if not isinstance(node, Mapping) or depth > 20:
        return
    if "$ref" in node:
        beside = {name: each for name, each in node.items() if name != "$ref"}
        if beside and not document.version.startswith("3.0"):
            found.append((beside, at))
        node, at = document.follow(node, at)
    found.append((node, at))
    for index, each in enumerate(node.get("allOf", ())):
        _flatten(document, each, below(at, "allOf", index), found, depth + 1)


def _read(merged: _Merged, document: Document, node: Mapping[str, Any], at: str) -> None:
    types = node.get("type")
    if types is not None:
        listed = (types,) if isinstance(types, str) else tuple(types)
        null = "null" in listed or node.get("nullable") is True
        merged.nullable = null if merged.nullable is None else merged.nullable and null
        listed = tuple(each for each in listed if each != "null")
        before = merged.types
        merged.types = (
            listed if before is None else tuple(each for each in before if each in listed)
        )
    for name, each in node.items():
        if name in LARGEST or name in SMALLEST:
            _narrow(merged.keywords, name, each)
        elif name == "enum":
            allowed = merged.keywords.get("enum", each)
            merged.keywords["enum"] = [value for value in each if value in allowed]
        elif name in ("const", "pattern", "format", "multipleOf", "uniqueItems", "default"):
            merged.keywords.setdefault(name, each)
    for name, each in node.get("properties", {}).items():
        merged.properties[name] = (
            *merged.properties.get(name, ()),
            (each, below(at, "properties", name)),
        )
    merged.required |= dict.fromkeys(node.get("required", ()))
    if "items" in node:
        merged.items = (*merged.items, (node["items"], below(at, "items")))
    if "example" in node:
        merged.examples.append(node["example"])
    if isinstance(node.get("examples"), list):
        merged.examples += node["examples"]
    for word in ("oneOf", "anyOf"):
        if node.get(word):
            merged.choices.append(list(_choices(document, node, word, at)))
    if any(word in node for word in CONDITIONS):
        merged.flags["conditional"] = True
    if node.get("not", None) in ({}, True):
        merged.flags["impossible"] = True
    if node.get("additionalProperties") is False:
        merged.flags["closed"] = True
    if node.get("readOnly") is True:
        merged.flags["read_only"] = True


def _narrow(keywords: dict[str, Any], name: str, value: Any) -> None:
    if isinstance(value, bool):  # 3.0 says with a flag that a limit is exclusive
        return
    known = keywords.get(name, value)
    keywords[name] = max(known, value) if name in LARGEST else min(known, value)


def _choices(document: Document, node: Mapping[str, Any], word: str, at: str) -> list[Part]:
    """Return the alternatives, each with what a discriminator says of it."""
    found: list[Part] = []
    discriminator = node.get("discriminator") or {}
    name, mapping = discriminator.get("propertyName"), discriminator.get("mapping") or {}
    for index, each in enumerate(node[word]):
        place = below(at, word, index)
        ref = each.get("$ref", "") if isinstance(each, Mapping) else ""
        if not name or not ref:
            found.append((each, place))
            continue
        short = ref.rsplit("/", 1)[-1]
        keys = [key for key, target in mapping.items() if target in (ref, short)] or [short]
        target, there = document.follow(each, place)
        said = {"properties": {name: {"enum": keys}}, "required": [name]}
        found.append(({"allOf": [target, said]}, there))
    return found


def _without_choices(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in node.items() if name not in ("oneOf", "anyOf", "allOf")}


def _implied(merged: _Merged) -> tuple[str, ...]:
    """Return the type that the keywords of a schema without one speak of, () when of none."""
    said = {
        "properties": bool(merged.properties or merged.required),
        "items": bool(merged.items),
        **dict.fromkeys(merged.keywords, True),
    }
    for name, words in OF_TYPES.items():
        if any(said.get(word) for word in words):
            return (name,)
    return ()
