"""The interface of all stores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from mockserver.engine.state import State

T = TypeVar("T")


class Store(Protocol):
    """Keeps the one current state.

    A state is an immutable value: what `read` returns is a snapshot, `replace` with an earlier
    one restores it, and a second store that starts from it is a fork.
    """

    def read(self) -> State:
        """Return the current state."""

    def replace(self, state: State) -> None:
        """Make `state` the current one."""

    def transact(self, work: Callable[[State], tuple[T, State]]) -> T:
        """Hand the current state to `work`, keep the state it returns, return its result.

        Transactions happen one after the other. If `work` raises, the state is as before.
        """
