"""Answers: the templates of bodies that show what is kept as the document says they look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.model.infer_envelopes import Way, at_way
from mockserver.model.infer_fit import fits
from mockserver.model.infer_paths import plain
from mockserver.model.infer_shapes import Part, Shape, Shapes
from mockserver.model.infer_values import value_of

NUMBERS = {
    "total": "total totalcount totalitems totalelements totalresults totalrecords totalsize "
    "totalnumber numfound recordstotal",
    "count": "count numberofelements resultcount itemcount",
    "page": "page currentpage pagenumber pageno pageindex number",
    "size": "perpage pagesize size limit take itemsperpage pagelimit",
    "pages": "pages totalpages lastpage pagecount pagestotal numpages",
    "offset": "offset skip from start",
}
FLAGS = {
    "has-next": "hasmore hasnext hasnextpage more ismore",
    "has-previous": "hasprevious hasprev haspreviouspage hasprevpage",
}
CURSORS = "nextcursor nextpagetoken nexttoken cursor nextpage endcursor after pagetoken"
VARIABLES = {
    name: (variable, types)
    for group, types in ((NUMBERS, ("integer", "number")), (FLAGS, ("boolean",)))
    for variable, names in group.items()
    for name in names.split()
} | dict.fromkeys(CURSORS.split(), ("next-cursor", ("string",)))
MEMBER = "$item.{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a resource: the shape of its schema, its properties, and which of them
    identifies it. An `added` one is no property of the schema. A schema that calls it otherwise
    calls it by one of the `aliases`; `key` is a value such as it has.
    """

    shape: Shape
    properties: Mapping[str, Part]
    identifier: str
    added: bool = False
    aliases: tuple[str, ...] = ()
    key: Any = None


def template(
    shapes: Shapes, part: Part | None, way: Way, kept: Kept, *, many: bool, cursor: bool = False
) -> Any:
    """Return what makes the body of an answer: the thing, or the list of them, at the end of the
    way, and beside it what the document requires and what tells of pages.
    """
    shape = shapes.shape(part)
    if way:
        found: dict[str, Any] = {}
        for name, each in shape.properties.items():
            if name == way[0]:
                found[name] = template(shapes, each, way[1:], kept, many=many, cursor=cursor)
            elif (told := _beside(shapes, each, name, many, cursor, shape)) is not None:
                found[name] = told
            elif name in shape.required:
                found[name] = value_of(shapes, each)
        return found
    if many or shape.is_list:
        inside = at_way(shapes, part, ())
        one = _one(shapes, inside, kept)
        if isinstance(one, dict) and _may_say_more(shapes, inside, one, kept):
            one = {kept.identifier: MEMBER.format(kept.identifier), **one}
        return "$items" if many and one == "$item" else [one]
    return _one(shapes, part, kept)


def _one(shapes: Shapes, part: Part | None, kept: Kept) -> Any:
    """Return what shows one thing by a schema: all of it, or the members that the schema has."""
    shape = shapes.shape(part)
    if shape.types and not shape.is_object:
        named = shape.allows(*shapes.shape(kept.properties.get(kept.identifier)).types)
        return MEMBER.format(kept.identifier) if named else value_of(shapes, part)
    if not {*shapes.members(part)} <= {*shape.properties}:
        return "$item"  # it is one of several kinds, of which each has its own members
    closed = kept.added and shape.keywords.get("additionalProperties") is False
    if not shape.properties or (shape.at == kept.shape.at and not closed):
        return "$item"
    found: dict[str, Any] = {}
    called = _called(shapes, shape, kept)
    for name, each in shape.properties.items():
        own = kept.properties.get(name)
        if own is not None and fits(shapes, own, each):
            found[name] = MEMBER.format(name)
        elif name == called:
            found[name] = MEMBER.format(kept.identifier)
        elif name in shape.required:
            found[name] = value_of(shapes, each)
    return found


def _may_say_more(shapes: Shapes, part: Part | None, one: Mapping[str, Any], kept: Kept) -> bool:
    """Return whether one in a list, which shows something of it, has no identifier, and may have it
    though no schema says so.
    """
    shape, told = shapes.shape(part), MEMBER.format(kept.identifier)
    free = kept.identifier not in shape.properties and "additionalProperties" not in shape.keywords
    shown = [each for each in one.values() if isinstance(each, str) and each.startswith("$item.")]
    return kept.key is not None and free and bool(shown) and told not in shown


def _called(shapes: Shapes, shape: Shape, kept: Kept) -> str:
    """Return what a schema calls the identifier, "" if it has none that may have its values."""
    if kept.key is None:
        return ""
    spelled = {plain(name): name for name in reversed(list(shape.properties))}
    for alias in (kept.identifier, *kept.aliases):
        name = spelled.get(plain(alias), "")
        if name and shapes.admits(shape.properties[name], kept.key):
            return name
    return ""


def _beside(shapes: Shapes, part: Part, name: str, many: bool, cursor: bool, around: Shape) -> Any:
    """Return what a member beside a list tells of its pages, None if it is about something else."""
    if not many:
        return None
    shape = shapes.shape(part)
    variable, types = VARIABLES.get(plain(name), ("", ()))
    if variable == "next-cursor":
        if not cursor or not shape.allows("string"):
            return None
        if shapes.admits(part, None):
            return "$cursor-or-null"
        return "$cursor" if name in around.required else "$next-cursor"
    if variable and shape.allows(*types):
        return f"${_meant(variable, around)}"
    if not shape.properties or shape.is_list:
        return None
    inner = {
        each: told
        for each, place in shape.properties.items()
        if (told := _beside(shapes, place, each, many, cursor, shape)) is not None
    }
    if not inner:
        return None
    rest = {
        each: value_of(shapes, shape.properties[each])
        for each in shape.required
        if each not in inner
    }
    return {each: {**inner, **rest}[each] for each in shape.properties if each in {**inner, **rest}}


def _meant(variable: str, around: Shape) -> str:
    """Return what a number means: a `count` with no total beside it is the total."""
    totals = NUMBERS["total"].split()
    if variable == "count" and not any(plain(name) in totals for name in around.properties):
        return "total"
    return variable
