"""Lists: how a document's query parameters cut and narrow them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from mockserver.model.infer_envelopes import way_to_list
from mockserver.model.infer_operations import Asked
from mockserver.model.infer_paths import plain
from mockserver.model.infer_shapes import Part, Shape, Shapes

SIZES = (
    "limit pagesize perpage size pagelimit maxresults maxpagesize count top pagesizes take "
    "itemsperpage numberofitems rows maxitems"
)
OFFSETS = "offset skip start startindex startat from"
NUMBERS = "page pagenumber pageno pagenum pageindex currentpage"
CURSORS = "cursor after startingafter pagetoken nexttoken nextcursor continuationtoken"
BACKS = "before endingbefore previouscursor prevcursor"
OTHERWISE = 20


def page(shapes: Shapes, queries: Mapping[str, Part]) -> dict[str, Any] | None:
    """Return the word that says how query parameters cut a list, None where none does."""
    size = _called(shapes, queries, SIZES, "integer", "number")
    offset = _called(shapes, queries, OFFSETS, "integer", "number")
    number = _called(shapes, queries, NUMBERS, "integer", "number")
    cursor = _called(shapes, queries, CURSORS, "string")
    back = _called(shapes, queries, BACKS, "string")
    length = _size(shapes, queries, size)
    if cursor and cursor != number:
        found: dict[str, Any] = {"cursor": cursor, "size": length}
        return {**found, "back": back} if back else found
    if number:
        first = _first(shapes.shape(queries[number]))
        found = {"number": number, "size": length}
        return {**found, "first": first} if first != 1 else found
    if offset and size:
        return {"offset": offset, "size": length}
    return {"size": length} if size else None


def shows_one(shapes: Shapes, asked: Asked | None, noun: str) -> Asked | None:
    """Return an operation that seems to show one thing, None if it shows pages of a list."""
    if asked is None or page(shapes, asked.parameters["query"]) is None:
        return asked
    return asked if way_to_list(shapes, asked.answer, noun) is None else None


def _called(shapes: Shapes, queries: Mapping[str, Part], names: str, *types: str) -> str | None:
    """Return the parameter that has one of the names, the first of them, and may have a type."""
    for known in names.split():
        for name, part in queries.items():
            bare = plain(name.rpartition(".")[2].rpartition("[")[2] or name)
            if known in (bare, plain(name)) and set(types) & set(shapes.shape(part).types):
                return name
    return None


def _size(shapes: Shapes, queries: Mapping[str, Part], size: str | None) -> Any:
    """Return how long a page is: as asked, else the default or what the largest allows."""
    if size is None:
        return OTHERWISE
    keywords = shapes.shape(queries[size]).keywords
    default, most = keywords.get("default"), keywords.get("maximum")
    if isinstance(default, int) and default > 0 and not isinstance(default, bool):
        return {"of": size, "otherwise": default}
    otherwise = min(OTHERWISE, int(most)) if isinstance(most, int | float) else OTHERWISE
    return {"of": size, "otherwise": max(otherwise, 1)}


def _first(shape: Shape) -> int:
    """Return the number of the first page: what is counted from 0 has 0 as default or least."""
    keywords = shape.keywords
    if keywords.get("default") in (0, 1):
        return int(keywords["default"])
    return 0 if keywords.get("minimum") == 0 else 1


def filters(
    shapes: Shapes, queries: Mapping[str, Part], kept: Mapping[str, Part], used: Container[str]
) -> Iterator[tuple[str, str]]:
    """Yield the query parameters that are called like a property, with the property; none of
    those that are `used` for something else, or that narrow a list without being sent.
    """
    spelled = {plain(name): name for name in reversed(list(kept))}
    for name, part in queries.items():
        field = spelled.get(plain(name))
        if name in used or field is None:
            continue
        asked, own = shapes.shape(part), shapes.shape(kept[field])
        asked = shapes.shape(asked.items) if asked.is_list else asked
        if "default" in asked.keywords:
            continue  # what nobody asks for would be in no list
        scalar = not (own.is_object or own.is_list or asked.is_object)
        if scalar and (set(asked.types) & set(own.types) or not asked.types):
            yield name, field
