"""Rate limits: how much a credential has used, and what the headers say of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal
from mockserver.model.api import Limits
from mockserver.model.frozen import frozen

GENEROUS = 1_000_000
"""What the documented figures are multiplied with when they are counted but not applied."""


@frozen()
class Usage:
    """What one credential has used: per window its start (seconds) and the requests in it; for
    a bucket its level and when it was that full.
    """

    windows: tuple[tuple[float, int], ...] = ()
    level: float = 0.0
    since: float = 0.0


@frozen()
class Allowance:
    """Whether a request may go on, and the headers for whatever is answered."""

    headers: tuple[tuple[str, str], ...] = ()
    refusal: Refusal | None = None


GRANTED = Allowance()
"""A request may go on and nothing is told."""


def relaxed(limits: Limits) -> Limits:
    """Return the limits so high that nobody reaches them."""
    return Limits(
        windows=tuple((requests * GENEROUS, seconds) for requests, seconds in limits.windows),
        bucket=limits.bucket and (limits.bucket[0] * GENEROUS, limits.bucket[1] * GENEROUS),
        headers=limits.headers,
        refused_headers=limits.refused_headers,
    )


@keeps("limits.counted", "limits.refused")
def spend(
    limits: Limits, usage: Usage, now: float, rules: tuple[str, ...]
) -> tuple[Usage, Allowance]:
    """Return the usage after one more request at `now` (seconds since 1970) and the allowance.

    A refused request is not counted.
    """
    used, remaining, reset, limit = _spent(limits, usage, now)
    refused = remaining < 0
    if not refused and not limits.headers:
        return used, GRANTED
    scope = {
        "$limit": str(limit),
        "$remaining": str(max(0, remaining)),
        "$reset": str(ceil(reset)),
        "$reset-ms": str(ceil(reset * 1000)),
        "$reset-at": str(ceil(now + reset)),
        "$policy": limits.policy,
    }
    headers = _headers(limits.headers, scope)
    if not refused:
        return used, Allowance(headers=headers)
    headers += _headers(limits.refused_headers, scope)
    return usage, Allowance(headers=headers, refusal=Refusal(kind="rate-limited", rules=rules))


def _headers(templates: Mapping[str, str], scope: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, scope.get(value, value)) for name, value in templates.items())


def _spent(limits: Limits, usage: Usage, now: float) -> tuple[Usage, int, float, int]:
    """Return the usage, what is left (negative: too much), when it is renewed, and of what."""
    if limits.bucket:
        size, rate = limits.bucket
        # A clock that is set back makes nobody wait.
        level = max(0.0, usage.level - max(0.0, now - usage.since) * rate) + 1
        remaining = int(size - level) if level <= size else -1
        return Usage(level=level, since=now), remaining, max(1.0, level - size) / rate, size
    windows = []
    tightest: tuple[int, float, int] | None = None
    for index, (requests, seconds) in enumerate(limits.windows):
        start, count = usage.windows[index] if usage.windows else (now, 0)
        if not 0 <= now - start < seconds:
            start, count = now, 0
        windows.append((start, count + 1))
        left = (requests - count - 1, start + seconds - now, requests)
        if tightest is None or left[0] < tightest[0]:
            tightest = left
    remaining, reset, limit = tightest or (1, 0.0, 1)
    return Usage(windows=tuple(windows)), remaining, reset, limit
