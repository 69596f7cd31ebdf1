"""Answers of the server itself, where no API is concerned: pages, files, the control plane."""

from __future__ import annotations

from typing import Any

import orjson

from mockserver.server.cors import Headers
from mockserver.server.foundation import Send


async def send_bytes(
    send: Send, status: int, media_type: str, body: bytes, headers: Headers | None = None
) -> None:
    """Send a complete answer."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", media_type.encode("latin-1")),
                (b"content-length", b"%d" % len(body)),
                *(headers or ()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def send_empty(send: Send, status: int, headers: Headers) -> None:
    """Send an answer without a body (204, 304)."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def send_json(send: Send, status: int, value: Any, headers: Headers | None = None) -> None:
    """Send a JSON value, indented for people."""
    body = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    await send_bytes(send, status, "application/json", body, headers)


async def send_wrong_method(send: Send, allowed: str) -> None:
    """Say which methods the server's own path has."""
    allow = [(b"allow", allowed.encode())]
    await send_json(send, 405, {"error": f"only {allowed} here"}, allow)
