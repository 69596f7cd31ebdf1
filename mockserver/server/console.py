"""One line per request in the terminal; for a refusal, which rule and why, in plain words."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from mockserver.server.exchange import Exchange

_RESET, _DIM, _BOLD = "\x1b[0m", "\x1b[2m", "\x1b[1m"
_COLOURS = {2: "\x1b[32m", 3: "\x1b[36m", 4: "\x1b[33m", 5: "\x1b[31m"}


class RequestLines:
    """Writes a line for every finished exchange, coloured when the stream is a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._colour = self._stream.isatty()
        self._broken = False

    def __call__(self, exchange: Exchange) -> None:
        """Write the line. A reader that went away (`| head`) stops the lines, not the server."""
        if self._broken:
            return
        try:
            text = line(exchange, colour=self._colour)
            encoding = self._stream.encoding or "utf-8"
            self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            self._stream.flush()
        except OSError:
            self._broken = True


def line(exchange: Exchange, *, colour: bool = False) -> str:
    """Return method, path, status, milliseconds, and why a request was refused."""
    elapsed = (time.perf_counter() - exchange.started) * 1000
    status = str(exchange.status or "---")
    text = f"{exchange.method:<7} {_shown(exchange.target)}"
    timing = f"{elapsed:.1f} ms"
    why = _why(exchange)
    if colour:
        status = f"{_BOLD}{_COLOURS.get(exchange.status // 100, '')}{status}{_RESET}"
        timing = f"{_DIM}{timing}{_RESET}"
    return f"{text}  {status}  {timing}{why}\n"


def _why(exchange: Exchange) -> str:
    if 0 < exchange.status < 400:
        return ""
    parts = (", ".join(exchange.rules), _shown(exchange.reason))
    why = ": ".join(part for part in parts if part)
    return f"  {why}" if why else ""


def _shown(text: str) -> str:
    """Return the text without control characters: a client must not steer our terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "·" for c in text)
