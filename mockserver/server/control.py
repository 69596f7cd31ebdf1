"""The control plane under `/_understudy/`: look at the state, go back to the beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockserver.server import cors
from mockserver.server.exchange import Exchange
from mockserver.server.foundation import Send
from mockserver.server.replies import send_json, send_wrong_method

if TYPE_CHECKING:
    from mockserver.standin import StandIn

SEGMENT = "_understudy"

_METHODS = {"reset": "POST", "state": "GET"}


class Control:
    """Answers `state` and `reset`, for all APIs (`/_understudy/state`) or for one
    (`/_understudy/<api>/state`).
    """

    def __init__(self, standins: Mapping[str, StandIn]) -> None:
        self._standins = standins

    async def __call__(self, exchange: Exchange, send: Send) -> None:
        """Answer the request; `exchange.path` is the whole path."""
        *scope, action = exchange.path.removeprefix(f"/{SEGMENT}").strip("/").split("/")
        chosen = self._chosen(scope)
        if chosen is None or action not in _METHODS:
            error = {"error": "no such control path", "paths": self.paths()}
            await send_json(send, 404, error)
        elif not cors.may_act(exchange.headers.get("origin")):
            await send_json(send, 403, {"error": "pages of other machines may not do this"})
        elif exchange.method != _METHODS[action]:
            await send_wrong_method(send, _METHODS[action])
        else:
            value = _reset(chosen) if action == "reset" else _state(chosen, alone=bool(scope))
            await send_json(send, 200, value)

    def paths(self) -> list[str]:
        """Return every request that the control plane answers."""
        middles = ["", *(f"/{name}" for name in self._standins)]
        return [
            f"{method} /{SEGMENT}{middle}/{action}"
            for action, method in _METHODS.items()
            for middle in middles
        ]

    def _chosen(self, scope: list[str]) -> dict[str, StandIn] | None:
        if not scope:
            return dict(self._standins)
        found = self._standins.get(scope[0]) if len(scope) == 1 else None
        return {scope[0]: found} if found else None


def _reset(standins: dict[str, StandIn]) -> dict[str, Any]:
    for standin in standins.values():
        standin.reset()
    return {"reset": list(standins)}


def _state(standins: dict[str, StandIn], *, alone: bool) -> Any:
    described = {name: standin.describe_state() for name, standin in standins.items()}
    return next(iter(described.values())) if alone else described
