"""Cursors: where the lists of a server go on, in its own words and in the model's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.oracle.asked import asked
from contract_tests.oracle.reading import key_of, read, told
from contract_tests.oracle.sizes import as_long_as
from contract_tests.oracle.told import Place
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.rules.order import sort_key
from mockserver.engine.rules.page import cursor_at, page_shown
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.model.api import Api
from mockserver.model.operation import IN_BODY, Operation

NAMES = ("cursor", "cursor-or-null", "next-cursor", "back-cursor")
"""The variables of answers that are cursors."""


class Cursors:
    """The cursors that a server gave. Nobody but the server can read them, so of each it is
    remembered what the model says in its place, and of which thing, which may come to stand
    elsewhere in the model's list.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._meant: dict[str, tuple[str, Place | None]] = {}
        self._shown = dict[str, set[Place]]()

    def lead_anywhere(self, state: State, request: Request) -> bool:
        """Say whether nobody knows where a list is to go on: back, of which no document tells
        more than the name, or from a page of which something is gone.
        """
        operation = self._api.operations.get(request.operation or "")
        page = operation.page if operation else None
        if page is None or not page.cursor:
            return False
        if page.back and page.back in dict(request.query):
            return True
        given = self._shown.get(str(asked(request, page.cursor)), ())
        return any(place not in state.entities for place in given)

    def meant(self, state: State, request: Request) -> Request:
        """Return a request with the model's cursors in the place of the server's."""
        operation = self._api.operations.get(request.operation or "")
        page = operation.page if operation else None
        for name in (page.cursor, page.back) if page else ():
            if name.startswith(IN_BODY):
                path = tuple(name.removeprefix(IN_BODY).split("."))
                request = self._meant_in_body(state, request, path)
            elif name:
                query = tuple(
                    (each, self._ours(state, text) if each == name else text)
                    for each, text in request.query
                )
                request = replace(request, query=query)
        return request

    def _ours(self, state: State, text: str) -> str:
        """Return what the model says for a cursor, the cursor itself when it was never told."""
        ours, place = self._meant.get(text, (text, None))
        entity = state.entities.get(place) if place else None
        if entity is None:
            return ours
        return cursor_at(sort_key(self._api.resources[entity.resource], entity))

    def _meant_in_body(self, state: State, request: Request, path: tuple[str, ...]) -> Request:
        sent = request.body.value if isinstance(request.body, Json) else None
        text = value_at(sent, path)
        if not isinstance(text, str) or text not in self._meant or not isinstance(sent, Mapping):
            return request
        return replace(request, body=Json(with_value(sent, path, self._ours(state, text))))

    def learn(self, state: State, request: Request, response: Response) -> None:
        """Remember what the cursors in an answer stand for, which is as it has to be in a state;
        `request` has the model's cursors.
        """
        operation = self._api.operations.get(request.operation or "")
        if operation is None or operation.page is None or not operation.page.cursor:
            return
        outcome = step(self._api, state, request)[0]
        if outcome.shown is None or outcome.repeats is not None:
            return
        _, numbers = page_shown(state, as_long_as(outcome.shown, response.body))
        places = [*_places(self._api, operation, response)]
        for name, text in told(operation, response.body, NAMES).items():
            ours: Any = numbers.get(name)
            if isinstance(text, str) and text and ours:
                at = places[0 if name == "back-cursor" else -1] if places else None
                self._meant[text] = (ours, at)
                self._shown[text] = {*places}


def _places(api: Api, operation: Operation, response: Response) -> Iterator[Place]:
    """Yield the things that a page shows."""
    resource = api.resources.get(operation.resource)
    for item in read(operation, response.body).items if resource else ():
        if resource and (key := key_of(resource, item)) is not None:
            yield resource.name, key
