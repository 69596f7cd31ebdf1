"""Stand-ins for a consumer's tests: on a free port in a background thread, or in this process."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn

from mockserver.server.front import Front
from mockserver.server.protocol import Protocol
from mockserver.server.run import SETTINGS
from mockserver.standin import StandIn, bundled, open_standin

if TYPE_CHECKING:
    from mockserver.engine.state import State

NOWHERE = "http://understudy.test"
"""The address without a port: no name server knows it, should somebody forget the transport."""

START_SECONDS = 10
"""How long the server may take to listen, and to end."""


def document_path(api: str | Path, folder: Path) -> Path:
    """Return the document that a bundled name or a path stands for; relative paths are below
    `folder`. Raises ValueError when there is none.
    """
    known = bundled()
    if isinstance(api, str) and api in known:
        return known[api]
    path = (folder / api).resolve()
    if not path.is_file():
        names = ", ".join(sorted(known))
        raise ValueError(f"{str(api)!r} is neither a known API ({names}) nor a file in {folder}")
    return path


class Understudy:
    """A stand-in for a consumer's tests.

    `url` is the address below which the document's paths are, and `standin` what answers there.
    Without a `port` it is reached through `transport()` only, in this process.
    """

    def __init__(self, standin: StandIn, *, port: bool = True) -> None:
        self.standin = standin
        front = Front([standin])
        self._transport = Transport(front)
        self._server = _Server(front) if port else None
        # Who is served alone is at the root, where no path of a document means two things.
        standin.origin = self._server.root if self._server else NOWHERE
        self._facts = standin.fixtures()
        self.url: str = standin.origin + standin.api.server_path

    def __repr__(self) -> str:
        return f"<Understudy {self.standin.api.name} at {self.url}>"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of who may do most: of the first credential, {} when there is none."""
        return self.as_(self.standin.credentials[0].role) if self.standin.credentials else {}

    def as_(self, role: str) -> dict[str, str]:
        """Return the headers of a role; raises ValueError when the API has no such role."""
        credentials: Mapping[str, Mapping[str, str]] = self._facts["credentials"]
        if role not in credentials:
            raise ValueError(f"there is no role {role!r}; there are: {', '.join(credentials)}")
        return dict(credentials[role])

    @property
    def known(self) -> dict[str, list[dict[str, Any]]]:
        """The path parameters that address what is there at the beginning, by resource."""
        known: dict[str, list[dict[str, Any]]] = self._facts["known"]
        return known

    @property
    def unknown(self) -> dict[str, list[dict[str, Any]]]:
        """Path parameters of the right form that address nothing, by resource."""
        unknown: dict[str, list[dict[str, Any]]] = self._facts["unknown"]
        return unknown

    def reset(self) -> None:
        """Go back to the fixtures."""
        self.standin.reset()

    def snapshot(self) -> State:
        """Return what is stored now, for `restore`; it costs nothing."""
        return self.standin.snapshot()

    def restore(self, snapshot: State) -> None:
        """Make what was stored at a snapshot the current state."""
        self.standin.restore(snapshot)

    def state(self) -> dict[str, list[dict[str, Any]]]:
        """Return all that is stored as a JSON value, by resource in order of creation."""
        return self.standin.describe_state()

    def transport(self) -> Transport:
        """Return the transport for httpx clients, which reaches this without a port."""
        return self._transport

    def close(self) -> None:
        """Stop answering."""
        self._transport.end()
        if self._server:
            self._server.close()


def opened(
    path: Path,
    *,
    overlays: Sequence[Path] = (),
    seed: int | None = None,
    rate_limits: bool = False,
    port: bool = True,
) -> Understudy:
    """Return the stand-in for a document, which is served when this returns; it must be closed.

    Raises Unreadable or DocumentError, with every problem of the document.
    """
    standin = open_standin(path, overlays=overlays, seed=seed, rate_limits=rate_limits)
    return Understudy(standin, port=port)


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Hands the requests of clients, `httpx.Client` or `httpx.AsyncClient`, to an application.

    Clients share it, so what they close stays open until `end`.
    """

    def __init__(self, app: Front) -> None:
        self._asgi = httpx.ASGITransport(app=app)
        self._runner: asyncio.Runner | None = None
        self._turn = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a client that waits, those of several threads one by one. Raises
        RuntimeError where an event loop runs: who has one takes an `httpx.AsyncClient`.
        """
        with self._turn:
            self._runner = self._runner or asyncio.Runner()
            return self._runner.run(self._exchanged(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request in the client's event loop."""
        return await self._asgi.handle_async_request(request)

    def end(self) -> None:
        """End the event loop of `handle_request`."""
        if self._runner:
            self._runner.close()

    async def _exchanged(self, request: httpx.Request) -> httpx.Response:
        request.read()  # from here on it is a stream that both kinds of client can read
        answer = await self._asgi.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        content = b"".join([part async for part in answer.stream])
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=httpx.ByteStream(content)
        )


class _Server:
    """An application in a background thread, on a port that was free."""

    def __init__(self, app: Front) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.root = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._uvicorn = uvicorn.Server(uvicorn.Config(app, **SETTINGS, http=Protocol))
        # It must not keep a test run alive that was broken off.
        self._thread = threading.Thread(
            target=self._uvicorn.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        end = time.monotonic() + START_SECONDS
        while not self._uvicorn.started:
            if not self._thread.is_alive() or time.monotonic() > end:
                self.close()
                raise RuntimeError(f"the stand-in could not be started at {self.root}")
            time.sleep(0.002)

    def close(self) -> None:
        self._uvicorn.should_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()
