"""The server process: a socket, uvicorn on uvloop and httptools, and a prompt end."""

from __future__ import annotations

import contextlib
import gc
import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import uvicorn

from mockserver.server.banner import print_banner
from mockserver.server.console import RequestLines
from mockserver.server.fetching import Fetcher
from mockserver.server.front import Front
from mockserver.server.protocol import Protocol
from mockserver.server.stack import Kind

if TYPE_CHECKING:
    from mockserver.standin import StandIn

# How long the answers under way may take to leave after Ctrl-C.
GRACE_SECONDS = 1


class _Server(uvicorn.Server):
    """Prints the banner once the socket listens."""

    def __init__(self, config: uvicorn.Config, standins: Sequence[StandIn], root: str) -> None:
        super().__init__(config)
        self._standins, self._root = standins, root

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        # What was made at start stays; the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        # Nothing that is stored has cycles, and looking for them takes a tenth of the time.
        gc.set_threshold(200_000, 50, 100)
        print_banner(self._standins, self._root)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop at once: who waits for the rest of an upload would hold up the end."""
        for task in list(self.server_state.tasks):
            task.cancel()
        await super().shutdown(sockets)


def serve(
    standins: Sequence[StandIn],
    *,
    host: str,
    port: int,
    kind: Kind = "fast",
    quiet: bool = False,
    fetch: bool = False,
) -> int:
    """Serve until interrupted; return the exit code (0, or 2 when the address is not free)."""
    try:
        listening = _bind(host, port)
    except OSError as error:
        reason = error.strerror or error
        sys.stderr.write(f"understudy: cannot listen on {host}:{port}: {reason}\n")
        return 2
    root = f"http://{_reachable(host)}:{listening.getsockname()[1]}"
    for standin in standins:
        standin.origin = f"{root}/{standin.api.name}"
    observe = None if quiet else RequestLines()
    front = Front(standins, kind=kind, observe=observe, fetcher=Fetcher() if fetch else None)
    with listening, contextlib.suppress(KeyboardInterrupt):
        _Server(uvicorn.Config(front, **SETTINGS, http=Protocol), standins, root).run(
            sockets=[listening]
        )
    return 0


SETTINGS: dict[str, Any] = {
    "loop": "uvloop",
    "ws": "none",
    "lifespan": "on",
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "log_level": "warning",
    "timeout_graceful_shutdown": GRACE_SECONDS,
}


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening


def _reachable(host: str) -> str:
    """Return the name by which a client on this machine reaches what listens on `host`."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)
    return f"[{name}]" if ":" in name and not name.startswith("[") else name
