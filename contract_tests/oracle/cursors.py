"""Cursors: where the lists of a server go on, in its own words and in the model's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.oracle.reading import told
from contract_tests.oracle.sizes import as_long_as
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.model.api import Api

NAMES = ("cursor", "cursor-or-null", "next-cursor", "back-cursor")
"""The variables of answers that are cursors."""

BODY = "body."


class Cursors:
    """The cursors that a server gave. Nobody but the server can read them, so of each it is
    remembered what the model says in its place.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._meant: dict[str, str] = {}
        self._backwards = dict[str, set[bool]]()

    def goes_oddly(self, request: Request) -> bool:
        """Say whether a list is to go on with a cursor that was given to go the other way only: no
        document tells where that leads.
        """
        operation = self._api.operations.get(request.operation or "")
        page = operation.page if operation else None
        ways = {page.cursor: False, page.back: True} if page else {}
        return any(
            name in ways and ways[name] not in self._backwards.get(text, ways.values())
            for name, text in request.query
        )

    def meant(self, request: Request) -> Request:
        """Return a request with the model's cursors in the place of the server's."""
        operation = self._api.operations.get(request.operation or "")
        page = operation.page if operation else None
        for name in (page.cursor, page.back) if page else ():
            if name.startswith(BODY):
                request = self._meant_in_body(request, tuple(name.removeprefix(BODY).split(".")))
            elif name:
                query = tuple(
                    (each, self._meant.get(text, text) if each == name else text)
                    for each, text in request.query
                )
                request = replace(request, query=query)
        return request

    def _meant_in_body(self, request: Request, path: tuple[str, ...]) -> Request:
        sent = request.body.value if isinstance(request.body, Json) else None
        text = value_at(sent, path)
        if not isinstance(text, str) or text not in self._meant or not isinstance(sent, Mapping):
            return request
        return replace(request, body=Json(with_value(sent, path, self._meant[text])))

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
        for name, text in told(operation, response.body, NAMES).items():
            ours: Any = numbers.get(name)
            if isinstance(text, str) and text and ours:
                self._meant[text] = ours
                self._backwards.setdefault(text, set()).add(name == "back-cursor")
