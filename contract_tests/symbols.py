"""Symbols: the identifiers that a server gave, as a script names them on another server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.script import Script, Step, Taken
from mockserver.engine.message import Response

Answered = tuple[Step, Response | None, tuple[Any, ...]]
"""A step, its answer, and the values in it that the server made."""


class Symbols:
    """Notes what was sent, and where each value that the server made was shown first."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._taken: dict[Any, Taken] = {}

    def note(self, step: Step, response: Response | None, made: tuple[Any, ...]) -> None:
        """Note a step, its answer, and the values in it that the server made."""
        self.note_together([(step, response, made)])

    def note_together(self, several: Sequence[Answered]) -> None:
        """Note steps that were sent at the same time: none of them takes from another."""
        first = len(self._steps)
        for step, _, _ in several:
            self._steps.append(
                replace(
                    step,
                    path=self._named(step.path),
                    query=tuple(self._named(list(step.query))),
                    body=self._named(step.body),
                )
            )
        for number, (_, response, made) in enumerate(several, first):
            self._learn(number, response, made)

    def _learn(self, number: int, response: Response | None, made: tuple[Any, ...]) -> None:
        """Note where values that the server made are shown first."""
        wanted = {each for each in made if each not in self._taken}
        if not wanted or response is None:
            return
        for path, value in _leaves(response.body, ()):
            if value in wanted:
                self._taken.setdefault(value, Taken(number, path))

    def script(self) -> Script:
        """Return all steps so far; what the server made is taken from its answers in them."""
        return tuple(self._steps)

    def _named(self, value: Any) -> Any:
        if isinstance(value, str | int) and not isinstance(value, bool):
            return self._taken.get(value, value)
        if isinstance(value, Mapping):
            return {name: self._named(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self._named(each) for each in value)
        return value


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the texts and whole numbers in a JSON value, with the ways to them."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _leaves(each, (*path, index))
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield path, value
