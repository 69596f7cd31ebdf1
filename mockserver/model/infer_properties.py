"""Properties: which one identifies a thing, and who makes the values that nobody sends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.model.infer_fit import fits
from mockserver.model.infer_paths import plain
from mockserver.model.infer_shapes import Part, Shape, Shapes
from mockserver.model.infer_values import value_of

KNOWN = ("id", "uuid", "sid", "guid", "uid", "key", "slug", "code", "token", "handle", "identifier")
AT_FIRST = re.compile(r"(created|creation|inserted|added|registered|joined)(at|on|date|time|ts)?$")
EACH_TIME = re.compile(
    r"(updated|modified|changed|modification|lastmodified)(at|on|date|time|ts)?$"
)
SAMPLES = {
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "shortuuid": "vytxeTZskVKR7C7WgdSP3d",
    "token": "ABCDEFGHIJKLMNOPQRSTUVWX",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """The property that identifies a thing; `why` says what it was chosen for. Its `maker` is ""
    where clients choose it, and `sendable` says that they may.
    """

    field: str
    why: str
    maker: str = ""
    sendable: bool = False
    added: bool = False


def identifier(properties: Mapping[str, Part], parameter: str, noun: str) -> tuple[str, str]:
    """Return the name of the property that a path parameter has the value of, and why it must be
    that one; no name where there is none.
    """
    spelled = {plain(name): name for name in reversed(list(properties))}
    if parameter in properties:
        return parameter, f"it is called like the path parameter `{parameter}`"
    asked = plain(parameter)
    if asked in spelled:
        return spelled[asked], f"it is spelled otherwise than the path parameter `{parameter}` only"
    endings = [asked.removeprefix(plain(noun))] if asked.startswith(plain(noun)) else []
    endings += [each for each in KNOWN if asked.endswith(each)]
    for ending in endings:
        if ending in spelled:
            return spelled[ending], f"the path parameter `{parameter}` ends on it"
    for known in (f"{plain(noun)}id", *KNOWN):
        if known in spelled:
            return spelled[known], "it is called like an identifier"
    for name in spelled:
        if name and asked.endswith(name) and len(name) > 2:
            return spelled[name], f"the path parameter `{parameter}` ends on it"
    return "", ""


def alike_named(own: Shape, parameter: Shape) -> bool:
    """Return whether a property and a path parameter may have the same values."""
    if own.types and parameter.types and set(own.types).isdisjoint(parameter.types):
        return False
    wanted, has = (each.keywords.get("format") for each in (parameter, own))
    return wanted != "uuid" or has in ("uuid", None)


def maker(shapes: Shapes, own: Part | None, parameter: Part | None) -> str | None:
    """Return who makes an identifier that fits the property's schema and the path parameter's,
    None where nobody known makes such values.
    """
    both = [shapes.shape(part) for part in (own, parameter) if part is not None]
    types = shapes.shape(own).types or shapes.shape(parameter).types or ("string",)
    if "integer" in types or "number" in types:
        return "integer"
    if "string" not in types:
        return None
    if any(not {"enum", "const"}.isdisjoint(each.keywords) for each in both):
        return None
    for name, sample in SAMPLES.items():
        if all(shapes.admits(part, sample) for part in (own, parameter)):
            return name
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What requests carry: the properties of creations and of updates."""

    at_creation: Mapping[str, Part]
    later: Mapping[str, Part]
    always: frozenset[str]


def made(
    shapes: Shapes, kept: Shape, sent: Sent, own: set[str]
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the properties that the server makes, each with its words and the reason; `own` are
    those that are spoken of elsewhere.
    """
    for name, part in kept.properties.items():
        if name in own:
            continue
        shape = shapes.shape(part)
        bodies = [each[name] for each in (sent.at_creation, sent.later) if name in each]
        silent = not bodies or shape.keywords.get("readOnly") is True
        if silent and (words := _time(shape, name)):
            yield name, words, f"`{name}` is a time that no request carries"
            continue
        needed = name in kept.required and "default" not in shape.keywords
        if silent:
            if needed:
                yield name, _by_server(shapes, part, name), f"no request carries `{name}`"
        elif not all(fits(shapes, each, part) for each in bodies):
            words = _by_server(shapes, part, name)
            yield name, words, f"requests may carry what answers may not have as `{name}`"
        elif needed and name not in sent.always:
            words = {**_by_server(shapes, part, name), "when": "sent", "like-sent": True}
            yield name, words, f"`{name}` need not be sent, but stands in each answer"


def _by_server(shapes: Shapes, part: Part, name: str) -> dict[str, Any]:
    return {"made-by": "server", "stand-in": value_of(shapes, part)}


def _time(shape: Shape, name: str) -> dict[str, Any]:
    """Return the words of a time that the clock makes, none for anything else."""
    timely = shape.keywords.get("format") in ("date-time", "date")
    bare = plain(name)
    first, later = AT_FIRST.search(bare), EACH_TIME.search(bare)
    if not (first or later) or "string" not in shape.types:
        return {}
    limited = {"pattern", "enum", "maxLength", "minLength"} & {*shape.keywords}
    if not timely and (limited or shape.keywords.get("format") or "by" in bare[-2:]):
        return {}
    return {"made-by": "clock", "when": "write"} if later else {"made-by": "clock"}
