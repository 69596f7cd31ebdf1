"""Cross-origin requests: any page on loopback may talk to the server, no other page may.

Origin `null` is not loopback: every web site can make one with a sandboxed frame.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Headers = list[tuple[bytes, bytes]]

_LOOPBACK = re.compile(
    r"https?://(?:localhost|[\w-]+(?:\.[\w-]+)*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?",
    re.IGNORECASE,
)
VARY = (b"vary", b"Origin")

# A page may always read these; every other header has to be named.
_READABLE = frozenset(
    (
        b"cache-control",
        b"content-language",
        b"content-length",
        b"content-type",
        b"expires",
        b"last-modified",
        b"pragma",
        b"vary",
    )
)


def is_allowed(origin: str | None) -> bool:
    """Whether a page of this origin may read our answers."""
    return origin is not None and _LOOPBACK.fullmatch(origin) is not None


def may_act(origin: str | None) -> bool:
    """Whether a request may change what is not the API's own: from no page, or from an allowed
    one. A browser lets any page send a simple POST without asking first.
    """
    return origin is None or is_allowed(origin)


def is_preflight(headers: Mapping[str, str]) -> bool:
    """Whether by an OPTIONS request a browser asks, on behalf of a page, what it may send."""
    return "origin" in headers and "access-control-request-method" in headers


def preflight(headers: Mapping[str, str]) -> Headers:
    """The headers of the answer to a preflight: what was asked for is granted, or nothing is."""
    vary = b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    if not is_allowed(headers["origin"]):
        return [(b"vary", vary)]
    granted = _granted(headers["origin"])
    method = headers["access-control-request-method"]
    granted.append((b"access-control-allow-methods", method.encode("latin-1")))
    if asked := headers.get("access-control-request-headers"):
        granted.append((b"access-control-allow-headers", asked.encode("latin-1")))
    if headers.get("access-control-request-private-network") == "true":
        granted.append((b"access-control-allow-private-network", b"true"))
    return [*granted, (b"access-control-max-age", b"600"), (b"vary", vary)]


def answer(origin: str | None, headers: Headers) -> Headers:
    """What an answer with these headers needs beside them so that a page may read all of it."""
    if origin is None or not is_allowed(origin):
        return [VARY]
    named = {name for name, _ in headers if name not in _READABLE}
    granted = [VARY, *_granted(origin)]
    if named:
        granted.append((b"access-control-expose-headers", b", ".join(sorted(named))))
    return granted


def _granted(origin: str) -> Headers:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]
