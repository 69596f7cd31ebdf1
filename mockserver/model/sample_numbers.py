"""Numbers within their limits."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from typing import Any

USUAL = {"integer": (1, 100), "number": (1, 100)}
KNOWN = {"latitude": (-60, 60), "lat": (-60, 60), "longitude": (-170, 170), "year": (2020, 2025)}


def number(
    nodes: Iterable[Mapping[str, Any]], name: str, chance: random.Random, *, whole: bool
) -> int | float:
    """Return a number that keeps the limits of all these schemas, if there is one."""
    low, high, step = -math.inf, math.inf, 0.0
    for node in nodes:
        low, high = max(low, _least(node, whole)), min(high, _most(node, whole))
        if _is_number(node.get("multipleOf")):
            step = max(step, node["multipleOf"])
    first, last = KNOWN.get(name.lower(), USUAL["integer" if whole else "number"])
    start = chance.randint(first, last) if whole else round(chance.uniform(first, last), 2)
    value: int | float = min(max(start, low), high)
    if step:
        value = _multiple(value, low, high, step)
    if value in (math.inf, -math.inf):
        value = start
    return math.ceil(value) if whole else value


def _multiple(value: float, low: float, high: float, step: float) -> float:
    found = math.floor(value / step)
    while found * step < low:
        found += 1
    if found * step > high:
        found -= 1
    multiple = found * step
    return int(multiple) if isinstance(step, int) else round(multiple, 12)


def _least(node: Mapping[str, Any], whole: bool) -> float:
    low, exclusive = node.get("minimum"), node.get("exclusiveMinimum")
    found = low if _is_number(low) else -math.inf
    if exclusive is True:
        return _beyond(found, whole, 1)
    return max(found, _beyond(exclusive, whole, 1)) if _is_number(exclusive) else found


def _most(node: Mapping[str, Any], whole: bool) -> float:
    high, exclusive = node.get("maximum"), node.get("exclusiveMaximum")
    found = high if _is_number(high) else math.inf
    if exclusive is True:
        return _beyond(found, whole, -1)
    return min(found, _beyond(exclusive, whole, -1)) if _is_number(exclusive) else found


def _beyond(limit: Any, whole: bool, way: int) -> float:
    if limit in (math.inf, -math.inf):
        return float(limit)
    if whole:
        return math.floor(limit) + 1 if way > 0 else math.ceil(limit) - 1
    return float(limit) + way * max(1e-6, abs(limit) * 1e-9)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
