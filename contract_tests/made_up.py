"""Made up: what Hypothesis gives for a strategy, the same each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def made_up(
    strategy: SearchStrategy[T], number: int, most: int, keep: Callable[[T], object]
) -> None:
    """Keep what a strategy gives for a number, and at most so many; raises what the strategy does,
    which may be after some were kept.
    """

    @seed(number)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: T) -> None:
        keep(value)

    collect()
