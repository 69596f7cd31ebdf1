"""One request on its way through the slots, and its answer on the way back."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.engine.message import Refusal, Request, Response
from mockserver.server import cors
from mockserver.server.foundation import Message, Scope, Send

if TYPE_CHECKING:
    from mockserver.standin import StandIn

KEY = "understudy"  # where the exchange travels in scope["extensions"]


class Exchange:
    """What the slots of the stack tell each other about one request.

    Made by the front for every request; `standin` and `path` (still percent-encoded, without the
    prefix under which the API is served) are set when the request belongs to an API.
    """

    __slots__ = (
        "call",
        "headers",
        "limits",
        "method",
        "path",
        "principal",
        "reason",
        "request",
        "rules",
        "standin",
        "started",
        "status",
        "target",
    )

    standin: StandIn
    path: str
    request: Request
    principal: Any
    call: Any

    def __init__(self, scope: Scope) -> None:
        pairs = scope["headers"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}
        if len(headers) != len(pairs):
            headers = _joined(pairs)
        self.headers: dict[str, str] = headers
        self.method: str = scope["method"]
        raw = scope.get("raw_path")
        path = raw.decode("latin-1") if raw else scope["path"]
        query = scope["query_string"]
        self.path = path
        self.target: str = f"{path}?{query.decode('latin-1')}" if query else path
        self.limits: tuple[tuple[str, str], ...] = ()
        self.rules: tuple[str, ...] = ()
        self.reason = ""
        self.status = 0
        self.started = time.perf_counter()

    def unrouted(self) -> Request:
        """The request before it is known which operation it means."""
        return Request(operation=None, method=self.method, target=self.target, headers=self.headers)

    async def refuse(self, send: Send, refusal: Refusal, request: Request | None = None) -> None:
        """Answer with the vendor's error body for `refusal`."""
        await self.answer(send, self.standin.refuse(request or self.unrouted(), refusal))

    async def answer(self, send: Send, response: Response) -> None:
        """Send `response` with the headers that every answer of the API carries."""
        self.rules, self.reason = response.rules, response.reason
        body = encoded(response)
        headers = header_bytes((*response.headers, *self.limits, *self.standin.response_headers()))
        if response.media_type is not None:
            headers.append((b"content-type", response.media_type.encode("latin-1")))
        if response.status >= 200 and response.status not in (204, 304):
            headers.append((b"content-length", b"%d" % len(body)))
        headers += cors.answer(self.headers.get("origin"), headers)
        self.status = response.status  # from here on nothing else can be answered
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def watched(exchange: Exchange, send: Send) -> Send:
    """Return a `send` for answers that the exchange does not make itself.

    It notes their status, and puts the cross-origin headers on them.
    """

    async def watching(message: Message) -> None:
        if message["type"] == "http.response.start" and exchange.status == 0:
            exchange.status = message["status"]
            headers = message["headers"]
            headers += cors.answer(exchange.headers.get("origin"), headers)
        await send(message)

    return watching


def exchange_of(scope: Scope) -> Exchange:
    """The exchange that travels in `scope`."""
    exchange: Exchange = scope["extensions"][KEY]
    return exchange


def encoded(response: Response) -> bytes:
    """The bytes of the response's body; none when it has no media type."""
    media_type, body = response.media_type, response.body
    if media_type is None or isinstance(body, bytes):
        return body if isinstance(body, bytes) else b""
    if isinstance(body, str) and "json" not in media_type:
        return body.encode()
    return orjson.dumps(body)


def header_bytes(headers: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI wants them. A line break cannot leave its value: it becomes a blank."""
    return [
        (
            _name_bytes(name),
            (value if value.isprintable() else " ".join(value.split())).encode(),
        )
        for name, value in headers
    ]


@lru_cache(maxsize=256)
def _name_bytes(name: str) -> bytes:
    return name.lower().encode("latin-1")


def _joined(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
