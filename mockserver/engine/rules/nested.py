"""Nested fields: words that stand on the parts of objects, not on a resource's own properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.model.property import Property


def all_objects(value: Any) -> bool:
    """Return whether a value is a list of objects, as the children of an entity are sent."""
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def misfits(
    properties: Mapping[str, Property], sent: Mapping[str, Any], above: str = ""
) -> Iterator[str]:
    """Yield the dotted names of what cannot be stored: where words stand inside an object, each
    of its parts is judged on its own.
    """
    for name, value in sent.items():
        schema, path = properties.get(name), f"{above}{name}"
        if schema is None or schema.read_only or schema.made_by or (schema.derived and not above):
            continue
        if schema.children:
            fits = all_objects(value)
        elif schema.references:
            fits = _identifiers(schema, value)
        elif not schema.deep:
            fits = not above or schema.derived or schema.valid(value)
        elif isinstance(value, Mapping):
            yield from misfits(schema.properties, value, f"{path}.")
            continue
        else:
            fits = value is None and "null" in schema.types
        if not fits:
            yield path


def _identifiers(schema: Property, value: Any) -> bool:
    if "array" in schema.types:
        return isinstance(value, list) and all(_identifies(each) for each in value)
    return (value is None and "null" in schema.types) or _identifies(value)


def _identifies(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
