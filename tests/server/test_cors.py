from __future__ import annotations

import pytest

from mockserver.server import cors


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost",
        "http://localhost:3000",
        "https://LOCALHOST:3000",
        "http://127.0.0.1:5173",
        "http://127.0.1.1",
        "http://[::1]:8080",
        "http://app.localhost:3000",
    ],
)
def test_loopback_may_read(origin: str) -> None:
    granted = dict(cors.answer(origin, [(b"x-a", b"1"), (b"content-type", b"text/plain")]))
    assert granted[b"access-control-allow-origin"] == origin.encode()
    assert granted[b"access-control-allow-credentials"] == b"true"
    assert granted[b"access-control-expose-headers"] == b"x-a"
    assert granted[b"vary"] == b"Origin"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://example.com",
        "http://localhost.example.com",
        "http://example.com:80/localhost",
        "http://127.0.0.1.example.com",
        "http://evil@localhost",
        "file://localhost",
    ],
)
def test_nobody_else_may(origin: str | None) -> None:
    assert cors.answer(origin, [(b"x-a", b"1")]) == [cors.VARY]


def test_preflight_grants_what_was_asked() -> None:
    asked = {
        "origin": "http://localhost:3000",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "x-key, content-type",
        "access-control-request-private-network": "true",
    }
    assert cors.is_preflight(asked)
    granted = dict(cors.preflight(asked))
    assert granted[b"access-control-allow-methods"] == b"PUT"
    assert granted[b"access-control-allow-headers"] == b"x-key, content-type"
    assert granted[b"access-control-allow-private-network"] == b"true"
    assert b"access-control-max-age" in granted


def test_preflight_grants_a_stranger_nothing() -> None:
    asked = {"origin": "https://example.com", "access-control-request-method": "PUT"}
    assert [name for name, _ in cors.preflight(asked)] == [b"vary"]


def test_options_without_an_origin_is_no_preflight() -> None:
    assert not cors.is_preflight({"access-control-request-method": "PUT"})
    assert not cors.is_preflight({"origin": "x"})
