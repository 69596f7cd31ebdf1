"""Limits: what is said at the boundary of each constraint that a document declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contract_tests.arguments.scalars import LONGEST, UNREACHABLE, address_of
from contract_tests.arguments.values import Draw, Node
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path

DEEPEST = 4
"""No constraint below this depth is looked at."""

LIMITS = (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 1), ("exclusiveMaximum", -1))
"""The limits of numbers, with the step to what is wrong, or right, if the limit itself is not."""


def boundaries(node: Node, draw: Draw) -> Iterator[Any]:
    """Yield values at the limits of a schema, within and just beyond; then other wrong ones."""
    shape, keywords = node.shape, node.shape.keywords
    seen = list[Any]()
    for value in (*edges(node), *node.wrong, *([] if shape.nullable else [None])):
        if not _is_among(value, seen):
            seen.append(value)
            yield value
    for name, count in (("minItems", -1), ("maxItems", 1)):
        if name in keywords and node.items is not None and keywords[name] < LONGEST:
            yield [node.items.make(draw)] * max(0, keywords[name] + count)


def edges(node: Node) -> list[Any]:
    """Return the values at the limits of a schema, each once: those just beyond come first, then
    those that are just allowed.
    """
    found: list[Any] = []
    for each in (node, *node.alternatives):
        for value in sorted(_edges(each), key=each.valid):
            if not _is_among(value, found):
                found.append(value)
    return found


def _is_among(value: Any, known: Iterable[Any]) -> bool:
    return any(type(value) is type(each) and value == each for each in known)


def _edges(node: Node) -> Iterator[Any]:
    keywords, shape = node.shape.keywords, node.shape
    if "integer" in shape.types:
        yield from (0, -1, 1)
    for name, step in LIMITS:
        limit = keywords.get(name)
        if isinstance(limit, int | float) and not isinstance(limit, bool):
            yield from (limit + step, limit, limit - step)
    if node.address:
        yield UNREACHABLE
    for name in ("minLength", "maxLength"):
        length = keywords.get(name)
        if length is None or length >= LONGEST:
            continue
        sizes = [each for each in (length, length + 1, length - 1) if each >= 0]
        if node.address:
            yield from filter(None, map(address_of, sizes))
        elif "pattern" not in keywords:
            yield from (("x7" * each)[:each] for each in sizes)  # no word, and no number
            yield from ["\u00e9" * length] if name == "maxLength" else ()  # letters are no bytes
    yield from keywords.get("enum", ())
    if keywords.get("enum"):
        yield "unknown"
    if "boolean" in shape.types:
        yield from (True, False)
    if "string" in shape.types:
        yield ""


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
