"""Compiling the words of lists: how they are cut and narrowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.model.operation import Filter, MediaType, Page
from mockserver.model.property import ABSENT, Property

BEYOND = {"total", "pages", "has-previous", "back-cursor"}
"""The variables of an answer that tell more than the page and whether another one follows."""

SIMPLE = ("equal", "any-of")
NAMED = ("number", "first", "offset", "cursor", "back", "missing")


def page(word: Mapping[str, Any] | None) -> Page | None:
    """Return how a list is cut, None when it is not."""
    if word is None:
        return None
    size = word["size"]
    names = {name: word[name] for name in NAMED if name in word}
    preferred = word.get("past-end", "empty")
    names["past_end"] = tuple(dict.fromkeys((preferred, word.get("may", preferred))))
    if isinstance(size, int):
        return Page(**names, otherwise=size)
    if isinstance(size, str):
        return Page(**names, size=size)
    advisory, most = size.get("advisory", False), size.get("most", 0)
    otherwise = size["otherwise"]
    return Page(**names, size=size["of"], otherwise=otherwise, most=most, advisory=advisory)


def filters(words: Mapping[str, Any], body: Mapping[str, MediaType]) -> Iterator[Filter]:
    """Yield what narrows a list; a member of the body that is not sent has its default."""
    for name, word in words.items():
        field, by = word["field"], word.get("by", "equal")
        fields = [field] if isinstance(field, str) else field
        plain = by in SIMPLE and isinstance(field, str) and "." not in field
        member = member_of(body, name)
        default = member.default if member else ABSENT
        yield Filter(
            parameter=name,
            field=fields[0].partition(".")[0],
            by=by,
            paths=() if plain else tuple(tuple(each.split(".")) for each in fields),
            otherwise=None if default is ABSENT else default,
            of=word.get("of", ""),
            wanted=word.get("is", ABSENT),
            shortest=word.get("shortest", 0),
        )


def member_of(body: Mapping[str, MediaType], name: str) -> Property | None:
    """Return the member of a body that a name behind `body.` leads to, None when there is none."""
    first, *path = name.split(".")
    if first != "body":
        return None
    for media in body.values():
        if (found := media.schema.at(tuple(path))) is not None:
            return found
    return None
