"""Shadows: a broken server beside a right one, to see when a client could tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contract_tests.mutants.fault import Mutant
from contract_tests.mutants.server import Server, later
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A request that a broken server and a right one answered otherwise: what was asked (method
    and path), both statuses, and how the answers differ in a few words.
    """

    asked: str
    right: int
    wrong: int
    says: str


class Shadow(Server):
    """Answers as a mutant does, while a right server gets the same requests.

    `differences` are the first ones after each reset: later ones may only follow from them. Both
    make the same identifiers and see the same time.
    """

    def __init__(self, api: Api, beginning: State, mutant: Mutant) -> None:
        started = later()
        self.differences: list[Difference] = []
        self._right = Server(api, beginning, None, started)
        super().__init__(api, beginning, mutant, started)

    def reset(self) -> None:
        """Take both back to their beginning."""
        super().reset()
        self._right.reset()
        self._differed = False

    def respond(self, request: Request) -> Response:
        """Answer as the mutant does, and note whether the right one does otherwise."""
        wrong, right = super().respond(request), self._right.respond(request)
        if not self._differed and _told(wrong) != _told(right):
            self._differed = True
            asked = f"{request.method} {request.target}"
            says = _how(right, wrong)
            self.differences.append(
                Difference(asked=asked, right=right.status, wrong=wrong.status, says=says)
            )
        return wrong


def _how(right: Response, wrong: Response) -> str:
    """Return in a few words how answers differ."""
    if right.status != wrong.status:
        return f"{wrong.status} instead of {right.status}"
    if right.body == wrong.body:
        return f"headers {_cut(wrong.headers)} instead of {_cut(right.headers)}"
    path, one, two = _first(right.body, wrong.body, "body")
    return f"{path} is {_cut(two)} instead of {_cut(one)}"


def _told(response: Response) -> tuple[Any, ...]:
    return response.status, response.media_type, response.body, response.headers


def _first(right: Any, wrong: Any, path: str) -> tuple[str, Any, Any]:
    """Return where two values differ first, and how."""
    pairs: list[tuple[str, Any, Any]] = []
    if isinstance(right, dict) and isinstance(wrong, dict):
        names = dict.fromkeys((*right, *wrong))
        pairs = [(str(name), right.get(name), wrong.get(name)) for name in names]
    elif isinstance(right, list) and isinstance(wrong, list) and len(right) == len(wrong):
        pairs = [(str(i), *pair) for i, pair in enumerate(zip(right, wrong, strict=True))]
    for name, one, two in pairs:
        if one != two:
            return _first(one, two, f"{path}.{name}")
    return path, right, wrong


def _cut(value: Any) -> str:
    text = f"{len(value)} elements" if isinstance(value, list) else repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
