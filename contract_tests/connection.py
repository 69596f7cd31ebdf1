"""Connections: one request at a time over HTTP, and what came back."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

Answer = tuple[int, list[tuple[str, str]], bytes]
"""A status, headers and a body."""


class Connection:
    """A connection to whatever host is asked first; it is opened again when it was ended."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None

    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> Answer:
        """Send a request and return the answer. Raises OSError or HTTPException."""
        parts = urlsplit(url)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        for fresh in (False, True):
            connection = self._connected(parts.scheme, parts.netloc, timeout)
            try:
                connection.request(method, target, body or None, dict(headers))
                answer = connection.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()  # a server may end a connection between two requests
                if fresh or method == "POST":
                    raise
        raise AssertionError("unreachable")

    def _connected(self, scheme: str, host: str, timeout: float) -> http.client.HTTPConnection:
        if self._connection is None:
            secure = scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            self._connection = kind(host, timeout=timeout)
        elif self._connection.sock is not None:
            self._connection.sock.settimeout(timeout)
        return self._connection

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
