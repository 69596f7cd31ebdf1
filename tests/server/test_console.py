from __future__ import annotations

import io

import pytest

from mockserver.server.console import RequestLines, line
from mockserver.server.exchange import Exchange


def exchange(status: int = 200, query: bytes = b"", reason: str = "") -> Exchange:
    scope = {
        "headers": [(b"a", b"1"), (b"a", b"2")],
        "method": "GET",
        "raw_path": b"/a%0Ab",
        "path": "/a\nb",
        "query_string": query,
    }
    made = Exchange(scope)
    made.status, made.reason, made.rules = status, reason, ("CL-7", "CL-8")
    return made


def test_repeated_headers_are_joined() -> None:
    assert exchange().headers == {"a": "1, 2"}


def test_a_line_says_what_was_asked_and_answered() -> None:
    text = line(exchange(query=b"x=1"))
    assert text.startswith("GET     /a%0Ab?x=1  200  ")
    assert text.endswith(" ms\n")
    assert "CL-7" not in text


def test_a_refusal_names_its_rules_and_reason() -> None:
    text = line(exchange(422, reason="the title is too long"))
    assert text.endswith(" ms  CL-7, CL-8: the title is too long\n")


def test_a_client_cannot_steer_the_terminal() -> None:
    text = line(exchange(422, reason="bad \x1b[31m\nGET forged"))
    assert "\x1b" not in text
    assert text.count("\n") == 1


def test_colour_only_when_asked() -> None:
    assert "\x1b[33m422" in line(exchange(422), colour=True)


class Broken(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_went_away_does_not_stop_the_server() -> None:
    lines = RequestLines(Broken())
    lines(exchange())
    lines(exchange())


def test_the_whole_line_is_written_at_once() -> None:
    stream = io.StringIO()
    RequestLines(stream)(exchange(404, reason="no such path"))
    assert stream.getvalue().endswith("no such path\n")


@pytest.mark.parametrize("status", [0, 204, 301, 500])
def test_any_status_has_a_line(status: int) -> None:
    assert line(exchange(status), colour=True).endswith("\n")


def test_a_terminal_that_is_not_utf_8_gets_the_line_too() -> None:
    raw = io.BytesIO()
    lines = RequestLines(io.TextIOWrapper(raw, encoding="ascii"))
    lines(exchange(status=415, reason="Content-Type is téxt/x…"))
    assert b"t\\xe9xt/x\\u2026" in raw.getvalue()
