"""Orders: in which what was sent at the same time may have been carried out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import permutations


def orders(count: int, before: Sequence[Collection[int]]) -> list[tuple[int, ...]]:
    """Return the orders of so many in which each comes behind those that are `before` it; all,
    if a clock that was set in between leaves none.
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
