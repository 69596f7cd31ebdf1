"""Envelopes: where one thing, or a list of them, stands in what an operation answers."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.model.infer_paths import plain, singular
from mockserver.model.infer_shapes import Part, Shape, Shapes

ITEMS = "data items results entries elements records rows list content values value objects result"
LISTS = tuple(ITEMS.split())
SINGLES = ("data", "item", "result", "response", "payload", "entity", "object", "content", "record")
WITHIN = ("embedded", "data", "result", "response", "payload", "body")
ASIDE = (
    *("errors", "error", "warnings", "messages", "notices"),
    *("links", "facets", "aggregations", "included", "meta"),
)
"""What lists beside the things are about."""


Way = tuple[str, ...]
"""The members that lead from a body to what is meant."""


def way_to_list(shapes: Shapes, part: Part | None, noun: str, like: str = "") -> Way | None:
    """Return where the list of things called `noun` stands in a body, None where there is none;
    `like` is the location of their schema where it is known.
    """
    shape = shapes.shape(part)
    if shape.is_list:
        return ()
    lists = {
        name: inner
        for name, each in shape.properties.items()
        if (inner := shapes.shape(each)).is_list
    }
    named = [name for name in lists if singular(plain(name)) == singular(plain(noun))]
    same = [name for name, each in lists.items() if like and _item(shapes, each).at == like]
    usual = [name for known in LISTS for name in lists if plain(name) == known]
    objects = [name for name, each in lists.items() if _item(shapes, each).is_object]
    objects = [name for name in objects if plain(name) not in ASIDE]
    for found in (same, named, usual, objects if len(objects) == 1 else []):
        if found:
            return (found[0],)
    for name in _inner(shape):
        inside = way_to_list(shapes, shape.properties[name], noun, like)
        if inside:
            return (name, *inside)
        if inside == ():
            return (name,)
    return None


def never_empty(shapes: Shapes, part: Part | None, way: Way) -> bool:
    """Return whether the list at the end of a way has something in it by its schema."""
    for name in way:
        part = shapes.shape(part).properties.get(name)
    least = shapes.shape(part).keywords.get("minItems")
    return isinstance(least, int) and least > 0


def way_to_one(shapes: Shapes, part: Part | None, noun: str, like: str = "") -> Way | None:
    """Return where the one thing called `noun` stands in a body, None where there is none."""
    shape = shapes.shape(part)
    if shape.is_list:
        return ()
    if not shape.properties or (like and shape.at == like):
        return () if shape.allows("object") else None
    objects = {
        name: inner
        for name, each in shape.properties.items()
        if (inner := shapes.shape(each)).properties or (inner.is_list and plain(name) == "data")
    }
    same = [name for name, each in objects.items() if like and each.at == like]
    if same and not identified(shape, noun):
        return (same[0],)
    if identified(shape, noun):
        return ()
    named = [name for name in objects if plain(name) == plain(noun)]
    usual = [name for known in SINGLES for name in objects if plain(name) == known]
    lists = [
        name
        for known in LISTS
        for name, each in shape.properties.items()
        if plain(name) == known and _item(shapes, shapes.shape(each)).is_object
    ]
    called = [  # `{"invoices": [one]}`
        name
        for name, each in shape.properties.items()
        if singular(plain(name)) == singular(plain(noun))
        and _item(shapes, shapes.shape(each)).is_object
    ]
    for found in (named, usual, lists, called):
        if found:
            inside = way_to_one(shapes, shape.properties[found[0]], noun, like)
            return (found[0], *(inside or ()))
    return ()


def identified(shape: Shape, noun: str) -> bool:
    """Return whether a shape has a property that looks like the identifier of what it is."""
    known = {"id", "uuid", "sid", "guid", f"{plain(noun)}id", f"{plain(noun)}uuid"}
    return any(plain(name) in known for name in shape.properties)


def at_way(shapes: Shapes, part: Part | None, way: Way) -> Part | None:
    """Return the schema at the end of a way, of a list that of its items."""
    for name in way:
        part = shapes.shape(part).properties.get(name)
    shape = shapes.shape(part)
    return shape.items if shape.is_list else part


def _item(shapes: Shapes, shape: Shape) -> Shape:
    return shapes.shape(shape.items)


def _inner(shape: Shape) -> Iterator[str]:
    for known in WITHIN:
        for name in shape.properties:
            if plain(name) == known:
                yield name
