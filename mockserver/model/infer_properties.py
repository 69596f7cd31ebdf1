"""Properties: which one identifies a thing, and who makes the values that nobody sends."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.model.infer_fit import fits
from mockserver.model.infer_paths import plain
from mockserver.model.infer_shapes import Part, Shape, Shapes
from mockserver.model.infer_values import value_of
from mockserver.model.sample_patterns import matching

KNOWN = ("id", "uuid", "sid", "guid", "uid", "key", "slug", "code", "token", "handle", "identifier")
AT_FIRST = re.compile(r"(created|creation|inserted|added|registered|joined)(at|on|date|time|ts)?$")
EACH_TIME = re.compile(
    r"(updated|modified|changed|modification|lastmodified)(at|on|date|time|ts)?$"
)
TRIES = 12
SAMPLES = {
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "shortuuid": "vytxeTZskVKR7C7WgdSP3d",
    "token": "ABCDEFGHIJKLMNOPQRSTUVWX",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """The property that identifies a thing; `why` says what it was chosen for. Its `maker` is ""
    where clients choose it, `pattern` is what that of patterns needs, `sendable` says that they
    may.
    """

    field: str
    why: str
    maker: str = ""
    pattern: str = ""
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
    if asked == plain(noun) and "name" in spelled:
        return spelled["name"], "the path parameter is called like the thing, which has a name"
    return "", ""


def alike_named(own: Shape, parameter: Shape) -> bool:
    """Return whether a property and a path parameter may have the same values."""
    if own.types and parameter.types and set(own.types).isdisjoint(parameter.types):
        return False
    wanted, has = (each.keywords.get("format") for each in (parameter, own))
    return wanted != "uuid" or has in ("uuid", None)


def sample_key(made_by: str) -> Any:
    """Return a value such as a maker of identifiers makes, None where none is known."""
    return 1 if made_by == "integer" else SAMPLES.get(made_by)


def maker(shapes: Shapes, parts: Sequence[Part]) -> tuple[str, str]:
    """Return who makes an identifier that fits the schemas of the property and the path parameter,
    with the pattern where it is made by one; nobody where nobody known makes such values.
    """
    both = [shapes.shape(part) for part in parts]
    types = next((each.types for each in both if each.types), ("string",))
    if "integer" in types or "number" in types:
        return "integer", ""
    if "string" not in types:
        return "", ""
    if any(not {"enum", "const"}.isdisjoint(each.keywords) for each in both):
        return "", ""
    for name, sample in SAMPLES.items():
        if all(shapes.admits(part, sample) for part in parts):
            return name, ""
    for pattern in _patterns(both):
        chance = random.Random(0)
        made = {matching(pattern, chance) for _ in range(TRIES)}
        if len(made) > TRIES / 2 and all(shapes.admits(p, each) for p in parts for each in made):
            return "pattern", pattern
    return "", ""


def _patterns(shapes: list[Shape]) -> Iterator[str]:
    """Yield patterns of texts that may identify: the schemas' own, and what their lengths allow."""
    yield from (str(each.keywords["pattern"]) for each in shapes if "pattern" in each.keywords)
    least = max(int(each.keywords.get("minLength", 0)) for each in shapes)
    most = min(int(each.keywords.get("maxLength", 20)) for each in shapes)
    if 4 <= most >= least:
        yield f"^[a-z0-9]{{{max(least, min(most, 20))}}}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What requests carry: the properties of creations and of each update, those of them that are
    always sent; and what answers need.
    """

    at_creation: Mapping[str, Part]
    later: tuple[Mapping[str, Part], ...]
    always: frozenset[str]
    needed: frozenset[str]


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
        bodies = [each[name] for each in (sent.at_creation, *sent.later) if name in each]
        silent = not bodies or shape.keywords.get("readOnly") is True
        if silent and (words := _time(shape, name)):
            yield name, words, f"`{name}` is a time that no request carries"
            continue
        needed = name in sent.needed and "default" not in shape.keywords and not kept.branched
        if silent:
            if needed:
                yield name, _by_server(shapes, part), f"no request carries `{name}`"
        elif not all(fits(shapes, each, part) for each in bodies):
            words = {**_by_server(shapes, part), "when": "sent", "like-sent": True}
            yield name, words, f"requests may carry what answers may not have as `{name}`"
        elif needed and name not in sent.always:
            words = {**_by_server(shapes, part), "when": "sent", "like-sent": True}
            yield name, words, f"`{name}` need not be sent, but stands in each answer"
    for name in sorted(kept.required - {*kept.properties} - own):
        words = {"made-by": "server", "stand-in": name}
        yield name, words, f"`{name}` is required, but no schema says what it is"


def _by_server(shapes: Shapes, part: Part) -> dict[str, Any]:
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
