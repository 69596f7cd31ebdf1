"""Beginnings: whether a server that is taken back begins in the same way each time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from mockserver.engine.instant import instant
from mockserver.engine.state import State
from mockserver.model.api import Api

TICK = 1.3
"""A time so many seconds old may have been told by a clock just now: some count whole seconds."""


class Beginnings:
    """The `state` in which a server began last, and whether its next beginning is the same. One
    with times that may have been told just now is the same only until that second is over.
    """

    def __init__(self, api: Api, clock: Callable[[], float] = time.time) -> None:
        self._api, self._clock = api, clock
        self.state, self._alike, self._fresh_in = State(), False, -1

    def note(self, state: State) -> None:
        """Note in what state a server has begun just now."""
        self._alike, self.state, now = state == self.state, state, self._clock()
        fresh = any(now - told < TICK for told in self._times(state))
        self._fresh_in = int(now) if fresh else -1

    @property
    def is_same(self) -> bool:
        """Whether a server that is taken back now begins as it did before."""
        return self._alike and self._fresh_in in {-1, int(self._clock())}

    def _times(self, state: State) -> Iterator[float]:
        """Yield the times that the server's clock has told."""
        for entity in state.entities.values():
            for schema in self._api.resources[entity.resource].kept:
                if schema.made_by == "clock":
                    told = instant(entity.fields.get(schema.name))
                    if told is not None:
                        yield told
