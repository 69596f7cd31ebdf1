"""Told: what answers have shown since the last write, which may change and move all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_tests.oracle.reading import key_of, read
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.model.api import Api

Place = tuple[str, Any]
"""A thing, by its resource and its identifier."""


class Told:
    """The things that were `shown`, and for those that were in lists, in which: lists are numbered,
    so that two with a number in common have been told apart by their places.
    """

    def __init__(self) -> None:
        self.shown = set[Place]()
        self.placed: dict[Place, frozenset[int]] = {}
        self._lists = 0

    def copy(self) -> Told:
        """Return the same, to be told more."""
        other = Told()
        other.shown, other.placed, other._lists = {*self.shown}, {**self.placed}, self._lists
        return other

    @staticmethod
    def by_all(several: Sequence[Told]) -> Told:
        """Return what all of them were told."""
        first, *others = several
        found = first.copy()
        for each in others:
            found.shown &= each.shown
            found.placed = dict(found.placed.items() & each.placed.items())
            found._lists = max(found._lists, each._lists)
        return found

    def note(self, api: Api, outcome: Outcome, response: Response) -> None:
        """Note what an answer shows; a write ends what was told before."""
        if outcome.changes:
            self.shown.clear()
            self.placed.clear()
        shown = outcome.shown
        if shown is None or shown.operation.resource not in api.resources:
            return
        resource = api.resources[shown.operation.resource]
        self._lists += 1
        for item in read(shown.operation, response.body).items:
            place = (resource.name, key_of(resource, item))
            self.shown.add(place)
            if shown.operation.action == "list":
                self.placed[place] = self.placed.get(place, frozenset()) | {self._lists}
