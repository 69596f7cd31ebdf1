"""Numbers within their limits."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

USUAL = {"integer": (1, 100), "number": (1, 100)}
KNOWN = {"latitude": (-60, 60), "lat": (-60, 60), "longitude": (-170, 170), "year": (2020, 2025)}


def number(
    nodes: Iterable[Mapping[str, Any]], name: str, chance: random.Random, *, whole: bool
) -> int | float:
    """Return a number that keeps the limits of all these schemas, if there is one."""
    low: int | float = -math.inf
    high: int | float = math.inf
    step: int | float = 0
    for node in nodes:
        low, high = max(low, _least(node, whole)), min(high, _most(node, whole))
        step = max(step, _limit(node, "multipleOf", 0))
    first, last = KNOWN.get(name.lower(), USUAL["integer" if whole else "number"])
    start = chance.randint(first, last) if whole else round(chance.uniform(first, last), 2)
    value: int | float = min(max(start, low), high)
    if step:
        value = _multiple(value, low, high, step)
    if value in (math.inf, -math.inf):
        value = start
    return math.ceil(value) if whole else value


def _multiple(
    value: int | float, low: int | float, high: int | float, step: int | float
) -> int | float:
    exact, least, most = (Decimal(str(each)) for each in (step, low, high))  # 3 * 0.1 > 0.3
    found = math.floor(Decimal(str(value)) / exact)
    if found * exact < least:
        found = math.ceil(least / exact)
    if found * exact > most:
        found -= 1
    return int(found * exact) if isinstance(step, int) else float(found * exact)


def _least(node: Mapping[str, Any], whole: bool) -> int | float:
    low, exclusive = _limit(node, "minimum", -math.inf), node.get("exclusiveMinimum")
    if exclusive is True:
        return _beyond(low, whole, 1)
    above = _limit(node, "exclusiveMinimum", -math.inf)
    return low if exclusive is None else max(low, _beyond(above, whole, 1))


def _most(node: Mapping[str, Any], whole: bool) -> int | float:
    high, exclusive = _limit(node, "maximum", math.inf), node.get("exclusiveMaximum")
    if exclusive is True:
        return _beyond(high, whole, -1)
    below = _limit(node, "exclusiveMaximum", math.inf)
    return high if exclusive is None else min(high, _beyond(below, whole, -1))


def _limit(node: Mapping[str, Any], keyword: str, otherwise: float) -> int | float:
    value = node.get(keyword)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def _beyond(limit: int | float, whole: bool, way: int) -> int | float:
    """Return the next number above a limit, or below it."""
    if math.isinf(limit):
        return limit
    if whole:
        return math.floor(limit) + 1 if way > 0 else math.ceil(limit) - 1
    return limit + way * max(1e-6, abs(limit) * 1e-9)
