"""Told: what answers have shown since the last write, which may change and move all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_tests.oracle.reading import key_of, read
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.model.api import Api
from mockserver.model.operation import Operation

Place = tuple[str, Any]
"""A thing, by its resource and its identifier."""


class Told:
    """The things that were `shown`, and for those that were in lists, in which: lists are numbered,
    so that two with a number in common have been told apart by their places. Each operation may
    list the same in an order of its own: only what the last one told of a resource is known.
    """

    def __init__(self) -> None:
        self.shown = set[Place]()
        self._placed: dict[Place, frozenset[int]] = {}
        self._listing: dict[str, str] = {}
        self._count = 0

    def lists(self, operation: Operation, key: Any) -> frozenset[int]:
        """Return the lists of an operation in which something was shown."""
        if self._listing.get(operation.resource) != operation.id:
            return frozenset()
        return self._placed.get((operation.resource, key), frozenset())

    def copy(self) -> Told:
        """Return the same, to be told more."""
        other = Told()
        other.shown, other._placed = {*self.shown}, {**self._placed}
        other._listing, other._count = {**self._listing}, self._count
        return other

    @staticmethod
    def by_all(several: Sequence[Told]) -> Told:
        """Return what all of them were told."""
        first, *others = several
        found = first.copy()
        for each in others:
            found.shown &= each.shown
            found._placed = dict(found._placed.items() & each._placed.items())
            found._listing = dict(found._listing.items() & each._listing.items())
            found._count = max(found._count, each._count)
        return found

    def note(self, api: Api, outcome: Outcome, response: Response) -> None:
        """Note what an answer shows; a write ends what was told before."""
        if outcome.changes:
            self.shown.clear()
            self._placed.clear()
        operation = outcome.shown.operation if outcome.shown else None
        resource = api.resources.get(operation.resource) if operation else None
        if operation is None or resource is None:
            return
        keys = [key_of(resource, each) for each in read(operation, response.body).items]
        self.shown |= {(resource.name, key) for key in keys}
        if operation.action == "list":
            self._note_list(operation, keys)

    def _note_list(self, operation: Operation, keys: Sequence[Any]) -> None:
        if self._listing.get(operation.resource) != operation.id:
            self._placed = {p: n for p, n in self._placed.items() if p[0] != operation.resource}
        self._listing[operation.resource] = operation.id
        self._count += 1
        for key in keys:
            number = self.lists(operation, key) | {self._count}
            self._placed[operation.resource, key] = number
