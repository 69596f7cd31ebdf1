"""Fit: whether whatever one schema allows may stand where another one asks for something."""

from __future__ import annotations

from math import inf
from typing import Any

from mockserver.model.infer_shapes import Part, Shape, Shapes

UPPER = ("maxLength", "maximum", "maxItems", "exclusiveMaximum", "maxProperties")
LOWER = ("minLength", "minimum", "minItems", "exclusiveMinimum", "minProperties")
COUNTS = ("minLength", "minItems", "minProperties")
EQUAL = ("pattern", "const", "multipleOf", "uniqueItems", "not")
LOOSE = frozenset({"int64", "double", "float", "password", "binary", "byte", ""})
DEEPEST = 5


def fits(shapes: Shapes, sent: Part, kept: Part, depth: int = 0) -> bool:
    """Return whether each value that the schema `sent` allows is one that `kept` allows, as far
    as their keywords tell; in doubt it is not.
    """
    one, other = shapes.shape(sent), shapes.shape(kept)
    if one.at == other.at:
        return depth > DEEPEST or _same_both_ways(shapes, one, depth)
    if not {*other.keywords} - {"description", "title", "example", "nullable"}:
        return True
    if depth > DEEPEST or not {"oneOf", "anyOf"}.isdisjoint(other.keywords):
        return _alike(one.keywords, other.keywords)
    if not _typed(one, other) or not _limited(one.keywords, other.keywords):
        return False
    listed = other.is_list and other.items is not None
    if listed and not (one.items and fits(shapes, one.items, other.items, depth + 1)):  # type: ignore[arg-type]
        return False
    if other.is_object:
        return _members(shapes, one, other, depth)
    return True


def _same_both_ways(shapes: Shapes, shape: Shape, depth: int) -> bool:
    """Return whether a schema asks the same of requests and of answers: in requests what is
    `readOnly` is not required.
    """
    for name, part in shape.properties.items():
        inner = shapes.shape(part)
        if name in shape.required and inner.keywords.get("readOnly") is True:
            return False
        if inner.is_object and not _same_both_ways(shapes, inner, depth + 1):
            return False
        if depth > DEEPEST:
            break
    items = shapes.shape(shape.items)
    return depth > DEEPEST or not items.properties or _same_both_ways(shapes, items, depth + 1)


def _typed(one: Shape, other: Shape) -> bool:
    if not other.types:
        return True
    allowed = {*other.types, *(("integer",) if "number" in other.types else ())}
    if not one.types or not set(one.types) <= allowed:
        return False
    wanted, given = (str(each.keywords.get("format", "")) for each in (other, one))
    return wanted in LOOSE or wanted == given


def _limited(one: Any, other: Any) -> bool:
    """Return whether the limits of one schema lie within those of the other."""
    if "enum" in other:
        allowed = one.get("enum", [one["const"]] if "const" in one else None)
        if allowed is None or any(each not in other["enum"] for each in allowed):
            return False
    if any(name in other and one.get(name) != other[name] for name in EQUAL):
        return False
    upper = ((_number(one.get(name), inf), _number(other.get(name), inf)) for name in UPPER)
    lower = (
        (_number(one.get(name), 0 if name in COUNTS else -inf), _number(other.get(name), -inf))
        for name in LOWER
    )
    return all(has <= most for has, most in upper) and all(has >= least for has, least in lower)


def _number(value: Any, otherwise: float) -> float:
    """Return a limit; the flags of OpenAPI 3.0 are none."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if known else otherwise


def _members(shapes: Shapes, one: Shape, other: Shape, depth: int) -> bool:
    if not other.required <= one.required:
        return False
    extra = other.keywords.get("additionalProperties")
    if extra is False and not {*one.properties} <= {*other.properties}:
        return False
    if isinstance(extra, dict) and extra and not other.properties:
        return _alike(one.keywords, other.keywords)
    return all(
        fits(shapes, one.properties[name], part, depth + 1)
        for name, part in other.properties.items()
        if name in one.properties
    )


def _alike(one: Any, other: Any) -> bool:
    """Return whether two schemas are written alike, but for what is said of them."""
    said = ("description", "title", "example", "examples", "x-nullable")
    return bool(
        {name: value for name, value in one.items() if name not in said}
        == {name: value for name, value in other.items() if name not in said}
    )
