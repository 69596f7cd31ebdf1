"""Limits: what is said at the boundary of each constraint that a document declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.arguments.scalars import LONGEST
from contract_tests.arguments.values import Draw, Node
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path

DEEPEST = 4
"""No constraint below this depth is looked at."""

LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
STEPS = (-1, 0, 1)


def boundaries(node: Node, draw: Draw) -> Iterator[Any]:
    """Yield values at the limits of a schema, within and just beyond; then other wrong ones."""
    shape, keywords = node.shape, node.shape.keywords
    seen = list[Any]()
    for value in (*_edges(node), *node.wrong, *([] if shape.nullable else [None])):
        if not any(type(value) is type(each) and value == each for each in seen):
            seen.append(value)
            yield value
    for name, count in (("minItems", -1), ("maxItems", 1)):
        if name in keywords and node.items is not None and keywords[name] < LONGEST:
            yield [node.items.make(draw)] * max(0, keywords[name] + count)


def _edges(node: Node) -> Iterator[Any]:
    keywords, shape = node.shape.keywords, node.shape
    for name in LIMITS:
        limit = keywords.get(name)
        if isinstance(limit, int | float) and not isinstance(limit, bool):
            yield from (limit + step for step in STEPS)
    for name in ("minLength", "maxLength"):
        length = keywords.get(name)
        if length is not None and length < LONGEST and "pattern" not in keywords:
            sizes = (each for each in (length, length + 1, length - 1) if each >= 0)
            yield from (("7x" * each)[:each] for each in sizes)  # no word that means something
            yield from ["\u00e9" * length] if name == "maxLength" else ()  # letters are no bytes
    yield from keywords.get("enum", ())
    if "boolean" in shape.types:
        yield from (True, False)
    if "string" in shape.types:
        yield ""
    if "integer" in shape.types:
        yield from (0, -1, 1)


def constrained(node: Node, draw: Draw, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the ways to all that may be sent below a schema, with what to say there, ABSENT for
    nothing at all.
    """
    if len(path) >= DEEPEST:
        return
    for name, each in node.members.items():
        way = (*path, name)
        if name in node.shape.required:
            yield way, ABSENT
        if each.binary:
            continue
        yield from ((way, value) for value in boundaries(each, draw))
        yield from constrained(each, draw, way)
    yield from (((*path, name), "a.png") for name in node.unfit)
    yield from (((*path, name), each.make(draw)) for name, each in node.made.items())
    if node.items is not None and node.items.members:
        yield from constrained(node.items, draw, (*path, "[]"))
    if node.shape.closed:
        yield (*path, "unknown_member"), 1
    for each in node.alternatives:
        yield from constrained(each, draw, path)
