"""Paths: the collections that a document's paths speak of, and what lies in what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

PARAMETER = re.compile(r"\{([^{}]+)\}")
LAST = re.compile(r"^\{([^{}]+)\}(\.\w+)?$")
VERSION = re.compile(r"^v?\d+([.]\d+)*$", re.IGNORECASE)
METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A collection `/pets` and one of it, `/pets/{petId}`.

    `noun` is what its path calls it, in the singular, `parameter` names one of it in `item`, and
    `above` are the pairs whose item the path lies in, the nearest first, each with the path
    parameter that names it here.
    """

    collection: str
    item: str
    parameter: str
    noun: str
    name: str = ""
    above: tuple[tuple[str, str], ...] = field(default=())


def pairs(paths: Mapping[str, Any]) -> list[Pair]:
    """Return the pairs of collection and item among the paths, in their order, with the items
    that each lies in; `above` names them by their item's path.
    """
    known = {_normal(path): path for path in reversed(list(paths)) if path.startswith("/")}
    found: dict[str, Pair] = {}
    for path in paths:
        parts = path.rstrip("/").split("/")
        last = LAST.match(parts[-1])
        collection = last and known.get(_normal("/".join(parts[:-1]) + (last[2] or "")))
        if last and collection and len(parts) > 2 and _normal(path) not in found:
            noun = singular(_noun(parts[:-1]))
            pair = Pair(collection=collection, item=path, parameter=last[1], noun=noun)
            found[_normal(path)] = pair
    return [replace(pair, above=tuple(_above(pair.collection, found))) for pair in found.values()]


def _above(path: str, known: Mapping[str, Pair]) -> Iterator[tuple[str, str]]:
    """Yield the items that a path lies in, the nearest first, with what names each here."""
    parts = path.rstrip("/").split("/")
    for length in range(len(parts), 1, -1):
        last = PARAMETER.fullmatch(parts[length - 1])
        pair = known.get(_normal("/".join(parts[:length]))) if last else None
        if last and pair:
            yield pair.item, last[1]


def _normal(path: str) -> str:
    return PARAMETER.sub("{}", path.rstrip("/"))


def _noun(parts: list[str]) -> str:
    """Return the last word of a path that is no parameter and no version."""
    words = [each for each in parts if each and not PARAMETER.search(each)]
    named = [each for each in words if not VERSION.match(each)] or words or ["item"]
    return re.sub(r"\.\w+$", "", named[-1])


def singular(noun: str) -> str:
    """Return the singular of an English noun, as far as its ending tells.

    >>> [singular(each) for each in ("pets", "categories", "addresses", "status", "news", "boxes")]
    ['pet', 'category', 'address', 'status', 'news', 'box']
    """
    lower = noun.lower()
    if lower.endswith(("ss", "us", "is", "news", "series")) or len(noun) < 4:
        return noun
    if lower.endswith("ies"):
        return noun[:-3] + ("Y" if noun.endswith("S") else "y")
    if lower.endswith(("sses", "shes", "ches", "xes", "zes")):
        return noun[:-2]
    return noun[:-1] if lower.endswith("s") else noun


def titled(noun: str) -> str:
    """Return a noun as schemas are called: `line-item` is a `LineItem`."""
    words = re.findall(r"[A-Za-z0-9]+", noun)
    text = "".join(word[:1].upper() + word[1:] for word in words)
    return text if text[:1].isalpha() else f"Item{text}"


def plain(name: str) -> str:
    """Return a name without what spellings differ in: `pet_id`, `petId` and `PetID` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
