"""The files behind the URLs that answers name: uploaded pictures and drawn ones."""

from __future__ import annotations

import asyncio
from hashlib import blake2b
from typing import TYPE_CHECKING

from mockserver.server.cors import Headers
from mockserver.server.exchange import Exchange
from mockserver.server.foundation import Send
from mockserver.server.replies import send_bytes, send_empty, send_json, send_wrong_method

if TYPE_CHECKING:
    from mockserver.standin import StandIn

PREFIX = "/_assets/"

# An uploaded SVG may hold scripts; opened by its URL it must not run them.
_SANDBOX = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; sandbox",
)


async def serve_asset(standin: StandIn, exchange: Exchange, path: str, send: Send) -> None:
    """Send the asset at `path` (percent-encoded), byte for byte; 404 when there is none."""
    if exchange.method not in ("GET", "HEAD"):
        await send_wrong_method(send, "GET, HEAD")
        return
    # Drawing a large picture takes its time, and other requests need not wait for it.
    asset = await asyncio.to_thread(standin.asset, path)
    if asset is None:
        await send_json(send, 404, {"error": "no such asset"})
        return
    tag = f'"{blake2b(asset.data, digest_size=12).hexdigest()}"'
    headers: Headers = [
        (b"etag", tag.encode()),
        (b"cache-control", b"no-cache"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if asset.media_type == "image/svg+xml":
        headers.append(_SANDBOX)
    if _is_current(exchange.headers.get("if-none-match", ""), tag):
        await send_empty(send, 304, headers)
    else:
        await send_bytes(send, 200, asset.media_type, asset.data, headers)


def _is_current(known: str, tag: str) -> bool:
    tags = [each.strip().removeprefix("W/") for each in known.split(",")]
    return tag in tags or known.strip() == "*"
