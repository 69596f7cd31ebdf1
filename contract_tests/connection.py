"""Connections: one request at a time over HTTP, and what came back."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

Answer = tuple[int, list[tuple[str, str]], bytes]
"""A status, headers and a body."""

PIECE, MOST_BYTES = 2**16, 2**26
"""How much of an answer is read at once, and how much it may have."""


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
                body = _body(answer, time.monotonic() + timeout)
                return answer.status, answer.getheaders(), body
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()  # a server may end a connection between two requests
                if fresh or method == "POST":
                    raise
            except OSError:  # a certificate that is refused is a ValueError, too
                raise
            except (ValueError, OverflowError, MemoryError, AttributeError) as error:
                # of lengths that are none, and of what was closed while it was read
                raise http.client.HTTPException(f"{type(error).__name__}: {error}") from error
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
        """End the connection, also one of which another thread still reads; the next request opens
        another.
        """
        if self._connection is not None:
            if self._connection.sock is not None:
                with suppress(OSError):
                    self._connection.sock.shutdown(socket.SHUT_RDWR)
            self._connection.close()
            self._connection = None


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    """Return the body of an answer, read until a time of the monotonic clock.

    Raises OSError, HTTPException and what http.client raises of numbers that are none.
    """
    pieces, size = list[bytes](), 0
    while piece := answer.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise http.client.HTTPException(f"the answer has more than {MOST_BYTES} bytes")
        if time.monotonic() > until:
            raise TimeoutError("the answer did not end in time")
        if answer.length == 0:
            break
    body = b"".join(pieces)
    if answer.length:
        raise http.client.IncompleteRead(body, answer.length)
    answer.close()
    return body
