"""A real server in a thread: uvicorn on a free port, with the application as it is served."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from mockserver.server.exchange import Exchange
from mockserver.server.front import Front
from mockserver.server.run import SETTINGS
from mockserver.standin import StandIn


@dataclass(frozen=True)
class Seen:
    """One request that was answered."""

    operation: str | None
    status: int


@dataclass
class Served:
    """A running server: its address, the stand-in behind it, what it has answered."""

    url: str
    standin: StandIn
    seen: list[Seen] = field(default_factory=list)

    def observe(self, exchange: Exchange) -> None:
        request = getattr(exchange, "request", None)
        self.seen.append(Seen(request.operation if request else None, exchange.status))


@contextmanager
def serving(*standins: StandIn) -> Iterator[Served]:
    """Serve stand-ins while the block runs."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    served = Served(url=url, standin=standins[0])
    for standin in standins:
        standin.origin = f"{url}/{standin.api.name}"
    with _running(uvicorn.Config(Front(standins, observe=served.observe), **SETTINGS), listening):
        yield served


@contextmanager
def serving_app(app: Any) -> Iterator[str]:
    """Serve any ASGI application while the block runs; yield its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    with _running(uvicorn.Config(app, log_level="warning", access_log=False), listening):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def _running(config: uvicorn.Config, listening: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


async def whole(receive: Any) -> tuple[bytes, Any]:
    """Return the body of a request, and what gives it to another application."""
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)

    async def again() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again
