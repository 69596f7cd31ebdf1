"""Instants: the times that texts tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def instant(value: Any) -> float | None:
    """Return the seconds since 1970 to the time that an ISO 8601 text tells, None when it tells
    none. Without an offset it is in UTC, wherever the program runs.
    """
    try:
        time = datetime.fromisoformat(value)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
