"""Comparisons of what is stored with what a list is narrowed to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Hole
from mockserver.engine.instant import instant
from mockserver.model.operation import Filter

WORD = re.compile(r"\w+")


@keeps("filter.later", "filter.text")
def fits(fields: Mapping[str, Any], each: Filter, values: tuple[Any, ...]) -> bool:
    """Return whether one of the properties that a filter names fits the values asked for.

    A value that nobody knows yet is taken as the latest: it is a time of now.
    """
    if each.shortest:
        values = tuple(one for one in values if _letters(one) >= each.shortest)
    compare = COMPARED[each.by]
    return any(compare(stored, values) for stored in _stored(fields, each))


def _letters(value: Any) -> int:
    """Return how many letters and digits a text has."""
    return sum(map(str.isalnum, value)) if isinstance(value, str) else 0


def _stored(fields: Mapping[str, Any], each: Filter) -> Iterator[Any]:
    for path in each.paths:
        value: Any = fields
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        if value is not None:
            yield value


def _is_one_of(stored: Any, values: tuple[Any, ...]) -> bool:
    return stored in values


def _is_later(stored: Any, values: tuple[Any, ...]) -> bool:
    if isinstance(stored, Hole):
        return True
    time, asked = instant(stored), [instant(each) for each in values]
    return time is not None and all(wanted is None or time > wanted for wanted in asked)


def _is_same(stored: Any, values: tuple[Any, ...]) -> bool:
    return _folded(stored) in [_folded(each) for each in values]


def _has_part(stored: Any, values: tuple[Any, ...]) -> bool:
    return any(_folded(each) in _folded(stored) for each in values)


def _begins(stored: Any, values: tuple[Any, ...]) -> bool:
    return any(_folded(stored).startswith(_folded(each)) for each in values)


def _has_words(stored: Any, values: tuple[Any, ...]) -> bool:
    words = WORD.findall(_folded(stored))
    return all(any(word.startswith(_folded(each)) for word in words) for each in values)


def _folded(value: Any) -> str:
    return value.casefold() if isinstance(value, str) else str(value)


COMPARED: Mapping[str, Callable[[Any, tuple[Any, ...]], bool]] = {
    "equal": _is_one_of,
    "any-of": _is_one_of,
    "later": _is_later,
    "same-text": _is_same,
    "part": _has_part,
    "prefix": _begins,
    "words": _has_words,
}
