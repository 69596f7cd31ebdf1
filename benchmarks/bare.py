"""The yardstick: uvicorn with our settings and an application that answers a constant."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn

from mockserver.server.run import SETTINGS

ANSWER = b'{"data":"' + b"x" * 280 + b'"}'
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(ANSWER)).encode()),
    ],
}
BODY = {"type": "http.response.body", "body": ANSWER}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer, whatever was asked."""
    if scope["type"] == "http":
        await send(dict(START))
        await send(dict(BODY))
        return
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), http="httptools", **SETTINGS)
