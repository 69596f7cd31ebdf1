"""A client of the whole server in this process: Connexion and all, and no network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import httpx

from mockserver.document import load
from mockserver.server.front import Front
from mockserver.standin import StandIn, bundled

ROOT = "http://127.0.0.1:8080"


class InProcess(httpx.BaseTransport):
    """Hands requests to an ASGI application and holds its answers to HTTP.

    The extension `target` is sent as the path and query, unchanged, as httpcore would.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self._runner = asyncio.Runner()
        self.chunks_read = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._runner.run(self._exchange(request))

    def close(self) -> None:
        self._runner.close()

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        target = request.extensions.get("target", request.url.raw_path)
        path, _, query = target.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": ("127.0.0.1", 8080),
            "client": ("127.0.0.1", 50000),
        }
        answer = _Answer()
        self.chunks_read = 0
        await self.app(scope, self._receiving(request), answer.send)
        return answer.response(request)

    def _receiving(self, request: httpx.Request) -> Callable[[], Awaitable[dict[str, Any]]]:
        messages = self._messages(request)
        return messages.__anext__

    async def _messages(self, request: httpx.Request) -> AsyncIterator[dict[str, Any]]:
        assert isinstance(request.stream, httpx.SyncByteStream)
        for chunk in request.stream:
            self.chunks_read += 1
            await asyncio.sleep(0)
            yield {"type": "http.request", "body": chunk, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}
        while True:
            yield {"type": "http.disconnect"}


class _Answer:
    def __init__(self) -> None:
        self.start: dict[str, Any] = {}
        self.body = b""
        self.ended = False

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            assert not self.start, "the answer started twice"
            self.start = message
            return
        assert self.start and not self.ended, f"{message['type']} out of turn"
        self.body += message.get("body", b"")
        self.ended = not message.get("more_body", False)

    def response(self, request: httpx.Request) -> httpx.Response:
        assert self.ended, "the answer never ended"
        status, headers = self.start["status"], self.start["headers"]
        for name, value in headers:
            assert name == name.lower()
            assert not {*b"\r\n\0"} & {*name, *value}, f"{name}: {value} breaks out of its line"
        lengths = [int(value) for name, value in headers if name == b"content-length"]
        if status in (204, 304):
            assert (self.body, lengths) == (b"", [])
        else:
            assert lengths == [len(self.body)]
        return httpx.Response(status, headers=headers, content=self.body, request=request)


class Client(httpx.Client):
    """Speaks to one bundled API as one of its roles, None for nobody; paths are below the
    API's base path. `options` are the StandIn's.
    """

    def __init__(
        self,
        name: str,
        role: str | None = "full",
        *,
        front: Front | None = None,
        transport: InProcess | None = None,
        **options: Any,
    ) -> None:
        self.front = front or Front([StandIn(load(bundled()[name]), **options)])
        self.standin = self.front.standins[name]
        self.name, self.api = name, self.standin.api
        self.facts = self.standin.fixtures()
        self.base_path: str = self.facts["base-path"]
        self.wire = transport or InProcess(self.front)
        super().__init__(
            transport=self.wire,
            base_url=ROOT + self.base_path,
            headers=self.facts["credentials"][role] if role else {},
        )

    def acting(self, role: str | None) -> Client:
        """Another client of the same server."""
        return Client(self.name, role, front=self.front, transport=self.wire)

    def raw(self, method: str, path: str | bytes, **options: Any) -> httpx.Response:
        """Send this path below the base path without anybody's normalisation."""
        below = path.encode() if isinstance(path, str) else path
        target = self.base_path.encode() + below
        return self.request(method, "/", extensions={"target": target}, **options)

    def state(self) -> dict[str, Any]:
        answer = self.get(f"{ROOT}/_understudy/{self.name}/state")
        assert answer.status_code == 200
        state: dict[str, Any] = answer.json()
        return state

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Whatever happens inside changes nothing that is stored."""
        before = self.state()
        yield
        assert self.state() == before

    def together(self, calls: Iterable[tuple[str, str, dict[str, Any]]]) -> list[httpx.Response]:
        """Send all at once in one event loop; answers come in the order of the calls."""
        return asyncio.run(
            gathered(
                httpx.ASGITransport(app=self.front),  # type: ignore[arg-type]
                self.base_url,
                self.headers,
                calls,
            )
        )


async def gathered(
    transport: httpx.AsyncBaseTransport,
    base_url: httpx.URL | str,
    headers: Any,
    calls: Iterable[tuple[str, str, dict[str, Any]]],
) -> list[httpx.Response]:
    async with httpx.AsyncClient(
        transport=transport, base_url=base_url, headers=headers, timeout=30
    ) as client:
        return await asyncio.gather(
            *(client.request(method, path, **options) for method, path, options in calls)
        )
