"""Paths: the collections that a document's paths speak of, and what lies in what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

PARAMETER = re.compile(r"\{([^{}]+)\}")
LAST = re.compile(r"^\{([^{}]+)\}(\.\w+)?$")
KEYED = re.compile(r"^([^(){}]+)\('?\{([^{}]+)\}'?\)$")
"""How OData writes one of a collection: `People('{UserName}')`."""

VERSION = re.compile(r"^v?\d+([.]\d+)*$", re.IGNORECASE)
BELOW = re.compile(r"(/[^/{}]+/\{\})+/[^/{}]+")
LISTING = ("list", "all")
ADDING = ("create", "add", "new")
METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A collection `/pets` and one of it, `/pets/{petId}`, which is "" where no path names one.

    `noun` is what its path calls it, in the singular, `parameter` names one of it in `item`, and
    `above` are the pairs whose item the path lies in, the nearest first, each with the path
    parameter that names it here. What `collection` does not do may be done by its `others`.
    A `sole` pair is one thing at `collection`, `/settings`, of which there are no others.
    """

    collection: str
    item: str
    parameter: str
    noun: str
    name: str = ""
    others: tuple[str, ...] = ()
    sole: bool = False
    above: tuple[tuple[str, str], ...] = field(default=())


def pairs(paths: Mapping[str, Any]) -> list[Pair]:
    """Return the pairs of collection and item among the paths, what others lie in before them and
    otherwise in their order, with the items that each lies in; `above` names them by their item's
    path.
    """
    known = {normal(path): path for path in reversed(list(paths)) if path.startswith("/")}
    found: dict[str, Pair] = {}
    for path in paths:
        parts = path.rstrip("/").split("/")
        last, keyed = LAST.match(parts[-1]), KEYED.match(parts[-1])
        collection = last and known.get(normal("/".join(parts[:-1]) + (last[2] or "")))
        if last and collection and len(parts) > 2 and normal(path) not in found:
            found[normal(path)] = _pair(collection, path, last[1], parts[:-1])
        within = [*parts[:-1], keyed[1]] if keyed else []
        if keyed and (collection := known.get(normal("/".join(within)))):
            found.setdefault(normal(path), _pair(collection, path, keyed[2], within))
    found = _apart(paths, found)
    whole = {**found, **_alone(paths, found)}
    every = [replace(pair, above=tuple(_above(pair.collection, found))) for pair in whole.values()]
    return sorted(every, key=lambda each: len(each.above))


def _pair(collection: str, item: str, parameter: str, parts: list[str]) -> Pair:
    noun = singular(_noun(parts))
    return Pair(collection=collection, item=item, parameter=parameter, noun=noun)


def _apart(paths: Mapping[str, Any], found: Mapping[str, Pair]) -> dict[str, Pair]:
    """Return the pairs with those whose paths do not begin alike: an item whose collection is
    called otherwise or lies elsewhere, and a collection of which no path names one.
    """
    taken = {*found, *(normal(each.collection) for each in found.values())}
    left = [
        path
        for path in paths
        if path.startswith("/") and normal(path) not in taken and not _last(path).endswith("}")
    ]
    every: dict[str, Pair] = {}
    for path in paths:
        parts, pair = path.rstrip("/").split("/"), found.get(normal(path))
        last = LAST.match(parts[-1])
        if pair is None and last and normal(path) not in every and len(parts) > 2:
            collection = _elsewhere(paths, parts[:-1], left)
            if collection:
                left.remove(collection)
                pair = _pair(collection, path, last[1], parts[:-1])
        if pair is not None:
            others = tuple(_others(paths, pair.collection, left))
            every[normal(path)] = replace(pair, others=others)
            left = [each for each in left if each not in others]
    for path in left:
        if {"get", "post"} <= _methods(paths, path):
            every[normal(path)] = _pair(path, "", "", path.rstrip("/").split("/"))
    return every


def _alone(paths: Mapping[str, Any], found: Mapping[str, Pair]) -> dict[str, Pair]:
    """Return what may be the only one of its kind: what is read and changed at a path that ends on
    a word, and lists nothing that another path names.
    """
    taken = {normal(each) for pair in found.values() for each in (pair.collection, *pair.others)}
    alone: dict[str, Pair] = {}
    for path in paths:
        methods, parts = _methods(paths, path), path.rstrip("/").split("/")
        writing = "get" in methods and {"put", "patch"} & methods
        known = {*found, *taken, *alone}
        fresh = path.startswith("/") and parts[-1] and normal(path) not in known
        if writing and fresh and not PARAMETER.search(parts[-1]):
            noun = _noun(parts)
            alone[normal(path)] = replace(_pair(path, "", "", parts), noun=noun, sole=True)
    return alone


def _elsewhere(paths: Mapping[str, Any], parts: list[str], left: list[str]) -> str:
    """Return the path that lists or adds to what lies at a path without saying so: its noun in
    another number (`/pet/{id}` and `/pets`), or below what it belongs to (`/comments/{id}` and
    `/posts/{id}/comments`); "" where none does, or several do.
    """
    alike = [each for each in left if _word(_last(each)) == _word(parts[-1])]
    begins = normal("/".join(parts[:-1]))
    beside = [each for each in alike if normal(each.rpartition("/")[0]) == begins]
    nested = [each for each in alike if BELOW.fullmatch(normal(each).removeprefix(begins))]
    nested = [each for each in nested if normal(each).startswith(begins)]
    for several in (beside, nested):
        doing = [each for each in several if {"get", "post"} & _methods(paths, each)]
        adding = [each for each in doing if "post" in _methods(paths, each)]
        for only in (doing, adding):
            if len(only) == 1:
                return only[0]
    return ""


def _others(paths: Mapping[str, Any], collection: str, left: list[str]) -> Iterator[str]:
    """Yield the paths that do what a collection does not: `/pets` for `/pet`, `/pets/create`."""
    begins, own = normal(collection.rpartition("/")[0]), _word(_last(collection))
    for method, words in (("get", LISTING), ("post", ADDING)):
        if method in _methods(paths, collection):
            continue
        for path in left:
            before, alike = normal(path.rpartition("/")[0]), _word(_last(path)) == own
            said = before == normal(collection) and plain(_last(path)) in words
            if _methods(paths, path) == {method} and (said or (alike and before == begins)):
                yield path
                break


def _methods(paths: Mapping[str, Any], path: str) -> set[str]:
    item = paths.get(path)
    return {*METHODS} & item.keys() if isinstance(item, Mapping) else set()


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _word(text: str) -> str:
    return plain(singular(text))


def _above(path: str, known: Mapping[str, Pair]) -> Iterator[tuple[str, str]]:
    """Yield the items that a path lies in, the nearest first, with what names each here."""
    parts = path.rstrip("/").split("/")
    for length in range(len(parts), 1, -1):
        last = PARAMETER.fullmatch(parts[length - 1]) or KEYED.match(parts[length - 1])
        pair = known.get(normal("/".join(parts[:length]))) if last else None
        if last and pair:
            yield pair.item, last[last.lastindex or 1]


def normal(path: str) -> str:
    """Return a path without the names of its parameters, by which two of it are compared."""
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
