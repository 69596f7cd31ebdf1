"""Validators that are compiled when they are first asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.model.operation import Validator


class Later:
    """Stands for a validator until somebody needs it."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Validator]) -> None:
        self._make = make
        self._made: Validator | None = None

    def is_valid(self, instance: Any) -> bool:
        """Return whether the instance fits."""
        return self._validator().is_valid(instance)

    def iter_errors(self, instance: Any) -> Any:
        """Yield what does not fit."""
        return self._validator().iter_errors(instance)

    def _validator(self) -> Validator:
        if self._made is None:
            self._made = self._make()
        return self._made
