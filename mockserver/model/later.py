"""What is compiled when it is first asked for: a document may have thousands of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from mockserver.model.operation import Validator

T = TypeVar("T")


class Members(Mapping[str, T]):
    """A mapping whose keys are known and whose values are made when they are first looked up."""

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers = makers
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class Later:
    """Stands for a validator until somebody needs it. What `plain` makes stands for it for values
    without parts, as long as nothing else was asked.
    """

    __slots__ = ("_made", "_make", "_plain", "_small")

    def __init__(
        self, make: Callable[[], Validator], plain: Callable[[], Validator] | None = None
    ) -> None:
        self._make, self._plain = make, plain
        self._made: Validator | None = None
        self._small: Validator | None = None

    def is_valid(self, instance: Any) -> bool:
        """Return whether the instance fits."""
        if self._made is None and self._plain is not None and _is_plain(instance):
            if self._small is None:
                self._small = self._plain()
            return self._small.is_valid(instance)
        return self._validator().is_valid(instance)

    def iter_errors(self, instance: Any) -> Any:
        """Yield what does not fit."""
        return self._validator().iter_errors(instance)

    def _validator(self) -> Validator:
        if self._made is None:
            self._made = self._make()
        return self._made


def _is_plain(instance: Any) -> bool:
    return instance is None or isinstance(instance, str | int | float)
