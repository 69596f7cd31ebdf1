"""Renewed: what tracks something may be another one each time that is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.oracle.reading import GONE, key_of, read
from mockserver.engine.hole import Hole
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Key, Put, State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.view import View


class Renewed:
    """The resources of which a server makes something new each time that is handed over which it
    tracks, and what `again` was handed over: that there is one for each thing no document tells,
    as nobody but the server makes them. Which of several counts, nobody knows.
    """

    def __init__(self, api: Api) -> None:
        self._api, self._several = api, set[str]()
        self._again = set[tuple[str, Key]]()

    def begin(self) -> None:
        """Begin anew with a server that is at its beginning; it is the same server."""
        self._again.clear()

    def note(self, state: State, outcome: Outcome) -> None:
        """Note what has been done to a state."""
        for each in outcome.changes:
            entity = each.entity if isinstance(each, Put) else None
            if entity and self._api.resources[entity.resource].tracks:
                place = (entity.resource, entity.key)
                self._again |= {place} if place in state.entities else set()

    def look(self, state: State, request: Request, response: Response) -> None:
        """Look whether an answer shows several things that track the same, or another one than is
        known.
        """
        operation = self._api.operations.get(request.operation or "")
        resource = self._api.resources.get(operation.resource) if operation else None
        if operation is None or resource is None or not resource.tracks:
            return
        if response.status != operation.status:
            return
        items = {key_of(resource, each): each for each in read(operation, response.body).items}
        several = {key: self._about(resource, each) for key, each in items.items()}
        about = {key: each for key, each in several.items() if each}
        known = (state.get(*each) for each in self._again if each[0] == resource.name)
        former = {
            self._about(resource, each.fields): each.key
            for each in known
            if each and not isinstance(each.key, Hole)
        }
        if len({*about.values()}) < len(about) or any(
            former.get(each, key) != key for key, each in about.items()
        ):
            self._several.add(resource.name)

    def excuses(self, outcome: Outcome, response: Response) -> bool:
        """Say whether an answer is about what there may be several of, or misses what was handed
        over again.
        """
        shown = outcome.shown
        if shown is None:
            return False
        if response.status in GONE and (shown.operation.resource, shown.key) in self._again:
            return True
        return self.concerns(shown.operation)

    def concerns(self, operation: Operation) -> bool:
        """Say whether an operation is about what a server makes several of."""
        several = {each.of for each in _parts([operation.view] if operation.view else [])}
        return not self._several.isdisjoint({operation.resource, *several})

    def _about(self, resource: Resource, fields: Mapping[str, Any]) -> str:
        """Return what something tracks, in a form of which equal ones are of the same; "" if it
        does not say that.
        """
        holders = (self._api.resources[name].tracked for name in resource.tracks)
        names = next((each.names for each in holders if each), ())
        values = [fields.get(name) for name in names]
        return "" if None in values else repr(values)  # a server may show anything there


def _parts(views: Sequence[View]) -> Iterator[View]:
    """Yield views with all that they are made of."""
    for each in views:
        yield each
        yield from _parts((*each.union, *each.outside, *each.within))
