"""The store that lives as long as the process."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from mockserver.engine.state import State

T = TypeVar("T")


class Memory:
    """Keeps the state in a variable; see `Store` for the contract."""

    def __init__(self, state: State | None = None) -> None:
        self._state = state or State()
        self._lock = Lock()

    def read(self) -> State:
        """Return the current state."""
        return self._state

    def replace(self, state: State) -> None:
        """Make `state` the current one."""
        with self._lock:
            self._state = state

    def transact(self, work: Callable[[State], tuple[T, State]]) -> T:
        """Hand the current state to `work` and keep the one it returns."""
        with self._lock:
            result, self._state = work(self._state)
        return result
