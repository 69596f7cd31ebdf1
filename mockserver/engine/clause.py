"""Clauses: which function keeps which promise of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

KEPT: dict[str, Callable[..., Any]] = {}
"""The function that keeps each clause, filled when the engine is imported and never after."""


def keeps(*clauses: str) -> Callable[[F], F]:
    """Say that the decorated function keeps these clauses, `word.clause` each."""

    def mark(function: F) -> F:
        for clause in clauses:
            if clause in KEPT:
                raise ValueError(f"{clause} is kept by two functions; one place must keep it")
            KEPT[clause] = function
        return function

    return mark
