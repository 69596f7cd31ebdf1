"""What the keywords of schemas that hold together say of a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

KINDS = {
    "object": ("properties", "additionalProperties", "required", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "string": ("pattern", "minLength", "maxLength", "format"),
    "number": ("minimum", "maximum", "multipleOf"),
}


def kind_of(nodes: list[Mapping[str, Any]]) -> str:
    """Return the type of value that the schemas accept; what is usual where they do not say."""
    types: list[str] | None = None
    for node in nodes:
        given = node.get("type")
        if given is None:
            continue
        listed = [given] if isinstance(given, str) else list(given)
        if types is None:
            types = listed
        else:
            both = [each for each in types if each in listed]
            types = both or (["integer"] if {"integer", "number"} <= {*types, *listed} else types)
    if types:
        return next((each for each in types if each != "null"), "null")
    for kind, words in KINDS.items():
        if any(word in node for node in nodes for word in words):
            return kind
    return "object" if not any(node.get("nullable") for node in nodes) else "null"


def allowed_by(nodes: list[Mapping[str, Any]]) -> list[Any] | None:
    """Return the values that all enumerations have, None if there is no enumeration."""
    found: list[Any] | None = None
    for node in nodes:
        if isinstance(node.get("enum"), list):
            found = node["enum"] if found is None else [v for v in found if v in node["enum"]]
    return found


def shown_by(node: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the values that a schema shows, the best first."""
    if "example" in node:
        yield node["example"]
    if isinstance(node.get("examples"), list):
        yield from node["examples"][:1]
    if node.get("default") is not None:
        yield node["default"]
