"""Naming: which things have named which, also where the document does not tell what that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.oracle.reading import all_values, key_of, read, telling
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.state import Entity, Key, State
from mockserver.model.api import Api
from mockserver.model.property import ABSENT
from mockserver.model.resource import Resource

MOST = 2000
"""Of so many things it is remembered what they named."""


class Naming:
    """What each thing of a server named when it was shown last. It is remembered only where
    an answer tells what is deleted together: nothing else depends on it.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._asked = any(
            telling(each, "deleted") for each in api.operations.values() if each.action == "delete"
        )
        self._named: dict[tuple[str, Key], frozenset[Any]] = {}

    def note(self, request: Request, response: Response) -> None:
        """Remember what an answer shows of things."""
        operation = self._api.operations.get(request.operation or "")
        resource = self._api.resources.get(operation.resource) if operation else None
        if not self._asked or operation is None or resource is None:
            return
        for item in read(operation, response.body).items:
            key = key_of(resource, item)
            if key is not None and len(self._named) < MOST:
                self._named[resource.name, key] = _names(resource, item) - {key}

    def also_deleted(self, state: State, outcome: Outcome, response: Response) -> list[Entity]:
        """Return those of the things that an answer tells to be deleted which named what had to be
        deleted, or were named by it: they may be its children, of which no document tells.
        """
        shown = outcome.shown
        if not self._asked or shown is None or not isinstance(response.body, Mapping):
            return []
        name, gone = shown.operation.resource, set(shown.deleted)
        places = telling(shown.operation, "deleted")[:1] if gone else ()
        several = [response.body.get(place) for place in places]
        told = [key for each in several if isinstance(each, list) for key in each]
        named = {one for key in gone for one in self._of(name, key)}
        known = [state.get(name, key) for key in told if isinstance(key, str | int)]
        return [
            each
            for each in known
            if each and each.key not in gone
            if each.key in named or not self._of(name, each.key).isdisjoint(gone)
        ]

    def _of(self, resource: str, key: Key) -> frozenset[Any]:
        return self._named.get((resource, key), frozenset())


def _names(resource: Resource, item: Mapping[str, Any]) -> frozenset[Any]:
    """Return all texts and numbers in something, but for what the document says that they name."""
    for path in [*(each.path for each in resource.references), *resource.linked]:
        if value_at(item, path) is not ABSENT:
            item = with_value(item, path, ABSENT)
    return frozenset(each for each in all_values(item) if isinstance(each, str | int))
