"""Orders: in which things may have been, when of some it is known which came first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise, permutations
from typing import Any


def orders(count: int, before: Sequence[Collection[int]]) -> list[tuple[int, ...]]:
    """Return the orders of so many that were sent at the same time in which each comes behind those
    that are `before` it; all, if a clock that was set in between leaves none.
    """
    every = list(permutations(range(count)))
    return [
        order
        for order in every
        if not any(
            order.index(other) > order.index(each)
            for each, others in enumerate(before)
            for other in others
        )
    ] or every


def in_order(keys: Sequence[Hashable], lists: Iterable[Sequence[Hashable]]) -> list[Any] | None:
    """Return these keys in an order in which all the lists stand, as near to theirs as that can be;
    None if there is none.
    """
    place = {key: number for number, key in enumerate(keys)}
    behind: dict[Hashable, set[Hashable]] = {key: set() for key in keys}
    for one, other in (pair for each in lists for pair in pairwise(each)):
        behind[one].add(other)
    waiting = Counter(other for others in behind.values() for other in others)
    free = [place[key] for key in keys if not waiting[key]]
    found: list[Any] = []
    while free:
        key = keys[heappop(free)]
        found.append(key)
        for other in behind[key]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(free, place[other])
    return found if len(found) == len(keys) else None
