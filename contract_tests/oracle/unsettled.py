"""Unsettled: what is named for the first time when it should have been under way for long, or
with a time that is yet to come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any

from contract_tests.oracle.reading import key_of, objects, places_in, read
from mockserver.engine.difference import Mismatch
from mockserver.engine.instant import instant
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource


class Unsettled:
    """The elements of lists whose tracking begins with a state that were first named in a later
    one, or have a time that is yet to come: what then tracks them no document tells in full, until
    they are handed over as they should be.
    """

    def __init__(self, api: Api) -> None:
        self._api, self._named = api, set[tuple[str, str]]()

    def begin(self) -> None:
        """Begin anew with a server that is at its beginning."""
        self._named.clear()

    def note(self, state: State, request: Request, response: Response) -> None:
        """Note the elements that a request has named so, by the `state` before it."""
        operation = self._api.operations.get(request.operation or "")
        resource = self._api.resources.get(operation.resource) if operation else None
        if operation is None or resource is None or not 200 <= response.status < 300:
            return
        tracked, states = resource.tracked, resource.states
        if tracked is None or states is None or not isinstance(request.body, Json):
            return
        sent = value_at(request.body.value, operation.item_path)
        if not isinstance(sent, Mapping):
            return
        holders = (each for (name, _), each in state.entities.items() if name == resource.name)
        holder = next((e for e in holders if str(e.key) == request.path.get(resource.path)), None)
        before = objects(holder.fields.get(tracked.each)) if holder else ()
        known = [each.get(tracked.key) for each in before]
        status = sent.get(states.field)
        is_later = status in tracked.running - {tracked.begin}
        now = _time_of(resource, read(operation, response.body).items)
        for each in objects(sent.get(tracked.each)):
            times = [time for value in each.values() if (time := instant(value)) is not None]
            key = each.get(tracked.key)
            named = tracked.by, repr(key)
            if (is_later and key not in known) or any(time > now for time in times):
                self._named.add(named)
            elif status == tracked.begin:
                self._named.discard(named)

    def excuses(
        self, state: State, outcome: Outcome, response: Response, mismatch: Mismatch
    ) -> bool:
        """Say whether an answer differs only in what was named so, or in what tracks that."""
        shown = outcome.shown
        meant = self._meant(shown.operation) if shown and self._named else None
        if shown is None or meant is None or shown.operation.action != "list":
            return False
        seen = [*read(shown.operation, response.body).items]
        places = places_in(mismatch.path)
        if places and places[0] < len(seen):
            return meant(seen[places[0]])
        expected = [each.fields for each in page_shown(state, shown)[0]]
        resource = self._api.resources[shown.operation.resource]
        keys = {key_of(resource, each) for each in seen} ^ {key_of(resource, e) for e in expected}
        others = [each for each in (*seen, *expected) if key_of(resource, each) in keys]
        return bool(others) and all(meant(each) for each in others)

    def _meant(self, operation: Operation) -> Callable[[Any], bool] | None:
        """Return what says of an item of an operation whether it, or what it tracks, was named
        so; None if nothing of the kind is tracked.
        """
        for holder in self._api.resources.values():
            tracked = holder.tracked
            if tracked is None:
                continue
            if operation.resource == tracked.by:
                return lambda item: any(
                    (tracked.by, repr(item.get(name))) in self._named for name in tracked.keyed
                )
            if operation.resource in tracked.resources.values():
                resource = self._api.resources[operation.resource]
                return lambda item: (tracked.by, repr(key_of(resource, item))) in self._named
        return None


def _time_of(resource: Resource, items: Iterable[Mapping[str, Any]]) -> float:
    """Return when things were written, as they show it themselves."""
    shown = [item.get(each.name) for item in items for each in resource.written]
    return max((time for each in shown if (time := instant(each)) is not None), default=inf)
