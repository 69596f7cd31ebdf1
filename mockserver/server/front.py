"""The outermost ASGI application: which API a request is for, and everything that is no API.

    /<api>/...           that API (a single API is served at / as well)
    /<api>/ui/           Swagger UI          /<api>/openapi.json, .yaml   the document
    /<api>/_assets/...   pictures            /_understudy/...             the control plane
    /                    the start page

A client that can only change the host name is served too: when the first segment names no API,
the API whose server path and routes match the whole path answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mockserver.server import cors
from mockserver.server.assets import PREFIX, serve_asset
from mockserver.server.control import SEGMENT, Control
from mockserver.server.exchange import KEY, Exchange, watched
from mockserver.server.fetching import Fetcher
from mockserver.server.foundation import Receive, Scope, Send
from mockserver.server.interface import is_page
from mockserver.server.projection import routes_of
from mockserver.server.replies import send_empty, send_json
from mockserver.server.routes import Match, Routes
from mockserver.server.stack import Kind, build
from mockserver.server.startpage import send_start_page

if TYPE_CHECKING:
    from mockserver.standin import StandIn


class Front:
    """Serves the stand-ins. `observe` is told of every exchange when it is over; with a `fetcher`
    pictures at addresses are fetched.
    """

    def __init__(
        self,
        standins: Iterable[StandIn],
        *,
        kind: Kind = "fast",
        observe: Callable[[Exchange], None] | None = None,
        fetcher: Fetcher | None = None,
    ) -> None:
        self.standins = {standin.api.name: standin for standin in standins}
        self._stacks = {name: build(each, kind, fetcher) for name, each in self.standins.items()}
        self._plain = kind == "plain"
        self._only = next(iter(self.standins)) if len(self.standins) == 1 else None
        self._routes = _all_routes(self.standins.values())
        self._root_is_taken = isinstance(self._routes.find("", "/"), Match)
        self._control = Control(self.standins)
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the server's start and stop."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await _lifespan(receive, send)
            return
        exchange = Exchange(scope)
        scope.setdefault("extensions", {})[KEY] = exchange
        try:
            if exchange.method == "OPTIONS" and cors.is_preflight(exchange.headers):
                exchange.status = 204
                await send_empty(send, 204, cors.preflight(exchange.headers))
            else:
                await self._dispatch(scope, exchange, receive, send)
        except asyncio.CancelledError:  # only a server that stops cancels a request
            exchange.reason = "the server was stopped"
            if exchange.status == 0:
                await send_json(watched(exchange, send), 503, {"error": exchange.reason})
        if self._observe is not None:
            self._observe(exchange)

    async def _dispatch(
        self, scope: Scope, exchange: Exchange, receive: Receive, send: Send
    ) -> None:
        path = exchange.path
        first = path[1:].partition("/")[0]
        if self._only is not None and self._is_at_root(path, first):
            await self._serve(self._only, "", scope, exchange, receive, send)
        elif first in self.standins:
            await self._serve(first, "/" + first, scope, exchange, receive, send)
        elif path == "/" and exchange.method in ("GET", "HEAD"):
            await send_start_page(scope, exchange, self.standins, watched(exchange, send))
        elif first == SEGMENT:
            await self._control(exchange, watched(exchange, send))
        elif self._only is not None:
            await self._serve(self._only, "", scope, exchange, receive, send)
        elif name := self._by_path(path):
            await self._serve(name, "", scope, exchange, receive, send)
        else:
            apis = [f"/{name}" for name in self.standins]
            error = {"error": "no API is served here", "apis": apis, "start page": "/"}
            await send_json(watched(exchange, send), 404, error)

    def _is_at_root(self, path: str, first: str) -> bool:
        """Say whether a path of a single API is meant without its prefix. When the API has a first
        segment that is its own name, what leaves less of the path to parameters is meant.
        """
        whole = self._routes.find("", path)
        if not isinstance(whole, Match):
            return False
        rest = path[1 + len(first) :]
        if first not in self.standins or not whole.parameters:
            return True
        if is_page(rest) or rest.startswith(PREFIX):
            return False
        below = self._routes.find("", rest)
        return not isinstance(below, Match) or len(below.parameters) >= len(whole.parameters)

    def _by_path(self, path: str) -> str | None:
        """Return the API that a client means who does not know the prefix."""
        found = self._routes.find("", path)
        if isinstance(found, Match):
            return str(found.operation)
        for name, standin in self.standins.items():
            server_path = standin.api.server_path
            if server_path and path.startswith(f"{server_path}/"):
                return name
        return None

    async def _serve(
        self,
        name: str,
        prefix: str,
        scope: Scope,
        exchange: Exchange,
        receive: Receive,
        send: Send,
    ) -> None:
        standin = self.standins[name]
        path = exchange.path[len(prefix) :] or "/"
        if path.startswith(PREFIX):
            await serve_asset(standin, exchange, path[len(PREFIX) :], watched(exchange, send))
        elif path == "/" and exchange.method in ("GET", "HEAD") and not self._root_is_taken:
            await send_start_page(scope, exchange, self.standins, watched(exchange, send))
        else:
            exchange.standin, exchange.path = standin, path
            scope["root_path"] = prefix
            # In the plain stack it is Connexion that answers most refusals.
            send = watched(exchange, send) if self._plain else send
            await self._stacks[name](scope, receive, send)


def _all_routes(standins: Iterable[StandIn]) -> Routes[str]:
    """Return the name of the API by whole path, whatever the method."""
    routes: Routes[str] = Routes()
    for standin in standins:
        for operation in standin.api.operations.values():
            for route in routes_of(standin.api, operation):
                routes.add("", route, standin.api.name)
    return routes


async def _lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
