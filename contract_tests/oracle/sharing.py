"""Sharing: whether a server keeps as one what the document says one may become of the other."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.oracle.reading import all_values, child_of, within_item
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.model.api import Api

WRITES = frozenset({"create", "update", "upsert", "delete", "replace-all"})


class Sharing:
    """Of the resources of which one may become another: those that a server shows at its beginning
    with the same addresses, and which of them were written since. Who keeps both as one shows in
    the one what was done to the other.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._pairs = [
            (each.name, each.may_become) for each in api.resources.values() if each.may_become
        ]
        self._other: dict[str, str] = {}
        self._written = set[str]()

    def begin(self, state: State) -> None:
        """Look at what a server has at its beginning."""
        self._written.clear()
        self._other = {}
        for one, other in self._pairs:
            if not set(_addresses(state, one)).isdisjoint(_addresses(state, other)):
                self._other |= {one: other, other: one}

    def note(self, request: Request, response: Response) -> None:
        """Note what a request has written."""
        operation = self._api.operations.get(request.operation or "")
        if operation and operation.action in WRITES and 200 <= response.status < 300:
            self._written.add(operation.resource)

    def excuses(self, outcome: Outcome, mismatch: Mismatch) -> bool:
        """Say whether a place shows what a write of the other resource may have changed, or that
        what is named may be gone by one.
        """
        shown = outcome.shown
        resource = self._api.resources.get(shown.operation.resource) if shown else None
        if not self._other or shown is None or resource is None:
            return False
        about = child_of(resource, within_item(shown.operation, mismatch.path)) or resource.name
        targets = resource.tracked.resources.values() if resource.tracked else ()
        named = targets if mismatch.path == "status" else ()
        return any(self._other.get(each) in self._written for each in (about, *named))


def _addresses(state: State, resource: str) -> Iterator[str]:
    for (kind, _), entity in state.entities.items():
        if kind == resource:
            yield from (e for e in all_values(entity.fields) if isinstance(e, str) and "://" in e)
