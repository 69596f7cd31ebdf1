"""Looseness: values of ours for which another server may well have others.

Who holds another server to an answer of ours knows by them how much of it is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class AnyOrder(list[Any]):
    """A list whose order means nothing: another server may have another one."""


class Faults(list[Any]):
    """What is wrong with parts of a request: another server may tell it otherwise."""


class Cursor(str):
    """Where a list goes on, as we write it; each server has a way of its own."""

    __slots__ = ()


class Unshown(tuple[str, ...]):
    """Stands where nothing is to be shown, by the rules with these ids."""

    __slots__ = ()


class Link(str):
    """The address of a page: its query counts, how the server calls itself does not."""

    __slots__ = ()


LOOSE: Mapping[str, type[str]] = {
    "cursor": Cursor,
    "cursor-or-null": Cursor,
    "next-cursor": Cursor,
    "back-cursor": Cursor,
    "next-url": Link,
    "previous-url": Link,
    "current-query": Link,
    "next-query": Link,
    "previous-query": Link,
}
"""The variables of a page that each server tells in its own way."""


LEADING = ("next-cursor", "next-query", "previous-query")
"""Those that are told only of pages that there are."""


def loosened(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a page, marked where another server may tell it otherwise, and where
    it must tell nothing because there is no such page.
    """
    unshown = {name: Unshown() for name in LEADING if name not in numbers}
    return unshown | {
        name: LOOSE[name](value) if name in LOOSE and isinstance(value, str) else value
        for name, value in numbers.items()
    }
