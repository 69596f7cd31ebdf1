"""Told: what answers have shown since the last write, which may change and move all of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from contract_tests.oracle.reading import key_of, read
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome, Shown
from mockserver.model.api import Api
from mockserver.model.operation import Operation

Place = tuple[str, Any]
"""A thing, by its resource and its identifier."""

MOST = 100
"""So many lists are remembered of each operation."""


class Told:
    """The things that were `shown`, and the lists of each operation, in the order in which they
    stood, those behind a cursor with what stood before it: each operation may list the same in an
    order of its own.
    """

    def __init__(self) -> None:
        self.shown = set[Place]()
        self._lists: dict[str, tuple[tuple[Any, ...], ...]] = {}
        self._begun: dict[str, frozenset[Any]] = {}

    def lists(self, operation: Operation) -> Sequence[Sequence[Any]]:
        """Return the identifiers in each list that an operation has shown."""
        return self._lists.get(operation.id, ())

    def is_placed(self, operation: Operation, key: Any) -> bool:
        """Say whether an operation has shown something in a list."""
        return any(key in each for each in self.lists(operation))

    def is_elsewhere(self, operation: Operation, key: Any, at: Any) -> bool:
        """Say whether an operation has shown something in a list, and never behind another one."""
        behind = (key in each[each.index(at) :] for each in self.lists(operation) if at in each)
        return self.is_placed(operation, key) and not any(behind)

    def is_from_the_start(self, shown: Shown, key: Any) -> bool:
        """Say whether a list has shown all that stands before something in it, page by page."""
        return key in self._begun.get(_list_of(shown), ())

    def before(self, shown: Shown) -> Collection[Any] | None:
        """Return what stands before a page, None when nobody knows all of that."""
        if not (shown.start or shown.after or shown.before):
            return ()
        at = shown.after[-1] if shown.after else None
        return self._begun[_list_of(shown)] if self.is_from_the_start(shown, at) else None

    def copy(self) -> Told:
        """Return the same, to be told more."""
        other = Told()
        other.shown, other._lists = {*self.shown}, {**self._lists}
        other._begun = {**self._begun}
        return other

    @staticmethod
    def by_all(several: Sequence[Told]) -> Told:
        """Return what all of them were told."""
        first, *others = several
        found = first.copy()
        for each in others:
            found.shown &= each.shown
            found._lists = {
                name: tuple(one for one in lists if one in each._lists.get(name, ()))
                for name, lists in found._lists.items()
            }
            found._begun = {n: k & each._begun.get(n, k - k) for n, k in found._begun.items()}
        return found

    def note(self, api: Api, outcome: Outcome, response: Response) -> None:
        """Note what an answer shows; a write ends what was told before."""
        if outcome.changes:
            self.shown.clear()
            self._lists.clear()
            self._begun.clear()
        operation = outcome.shown.operation if outcome.shown else None
        resource = api.resources.get(operation.resource) if operation else None
        if operation is None or resource is None:
            return
        items = read(operation, response.body).items
        keys = tuple(key_of(resource, each) for each in items)
        self.shown |= {(resource.name, key) for key in keys}
        lists = self._lists.get(operation.id, ())
        if operation.action == "list" and outcome.shown:
            self._begin(outcome.shown, keys)
        if keys and outcome.shown and outcome.shown.after:
            at = outcome.shown.after[-1]
            keys = (*next((each for each in lists if each[-1] == at), (at,)), *keys)
        if operation.action == "list" and keys and keys not in lists:
            self._lists[operation.id] = (*lists, keys)[-MOST:]

    def _begin(self, shown: Shown, keys: tuple[Any, ...]) -> None:
        """Note a page of a list, if all before it is known."""
        place, at = _list_of(shown), shown.after[-1] if shown.after else None
        known = self._begun.get(place, frozenset())
        is_first = not (shown.start or shown.after or shown.before)
        if is_first or at in known:
            self._begun[place] = known | {*keys}


def _list_of(shown: Shown) -> str:
    """Return which list is shown: an operation's, narrowed by what was asked for."""
    return repr((shown.operation.id, [(each.parameter, values) for each, values in shown.filters]))
