"""Connections survive what a server does to HTTP."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPException, IncompleteRead

import pytest

from contract_tests.connection import MOST_BYTES, Connection

OK = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def telling(*pieces: bytes, every: float = 0.0, again: int = 1) -> Iterator[str]:
    """Serve these bytes to whoever asks, piece by piece, all but the first so often."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                other, _ = listening.accept()
            except OSError:
                return
            with other:
                try:
                    while other.recv(65536):
                        for piece in (pieces[0], *pieces[1:] * again):
                            other.sendall(piece)
                            time.sleep(every)
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.close()


def got(url: str, timeout: float) -> tuple[int, bytes]:
    """Return the status and the body that are answered."""
    with closing(Connection()) as connection:
        status, _, body = connection.exchange("GET", url, {}, b"", timeout)
        return status, body


def test_several_answers_come_over_one_connection() -> None:
    several = telling(OK + b"Content-Length: 2\r\n\r\n", b"ab")
    with several as url, closing(Connection()) as connection:
        for _ in range(3):
            assert connection.exchange("GET", url, {}, b"", 5.0)[2] == b"ab"


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"Content-Length: 0\r\n\r\n", b""),
        (b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", b"abc"),
        (b"Content-Length: 3\r\n\r\nabc", b"abc"),
    ],
)
def test_a_body_is_read_to_its_end(answer: bytes, body: bytes) -> None:
    with telling(OK + answer) as url:
        status, seen = got(url, 5.0)
    assert (status, seen) == (200, body)


@pytest.mark.parametrize(
    "answer",
    [
        b"Content-Length: 99999999999999999999999\r\nConnection: close\r\n\r\nab",
        b"Content-Length: 9000000000000000000\r\n\r\nab",
        b"Transfer-Encoding: chunked\r\n\r\n-5\r\nab\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffffff\r\nab\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
    ],
)
def test_numbers_that_are_none_are_no_answer(answer: bytes) -> None:
    with telling(OK + answer) as url, pytest.raises((HTTPException, OSError)):
        got(url, 0.5)


def test_an_answer_that_stops_short_is_none() -> None:
    short = telling(OK + b"Content-Length: 9\r\nConnection: close\r\n\r\nab")
    with short as url, pytest.raises((IncompleteRead, TimeoutError)):
        got(url, 0.5)


def test_an_answer_without_end_is_none() -> None:
    endless = telling(OK + b"Connection: close\r\n\r\n", b"x" * 2**20, again=200)
    with endless as url, pytest.raises(HTTPException, match=str(MOST_BYTES)):
        got(url, 60.0)


def test_an_answer_that_trickles_is_not_waited_for() -> None:
    slow = telling(OK + b"Content-Length: 100000\r\n\r\n", b"x", every=0.05, again=1000)
    begun = time.monotonic()
    with slow as url, pytest.raises(TimeoutError):
        got(url, 0.5)
    assert time.monotonic() - begun < 10


def test_who_reads_in_another_thread_is_ended() -> None:
    connection, ended = Connection(), list[str]()

    def read() -> None:
        try:
            connection.exchange("GET", url, {}, b"", 60.0)
        except (OSError, HTTPException) as error:
            ended.append(type(error).__name__)

    slow = telling(OK + b"Content-Length: 100000\r\n\r\n", b"x", every=0.05, again=1000)
    with slow as url:
        reader = threading.Thread(target=read)
        reader.start()
        time.sleep(0.5)
        begun = time.monotonic()
        connection.close()
        reader.join(20)
    assert ended
    assert time.monotonic() - begun < 10


def test_what_the_network_refuses_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ssl.SSLCertVerificationError("self-signed")

    monkeypatch.setattr("http.client.HTTPConnection.connect", refuse)
    with pytest.raises(ssl.SSLCertVerificationError):
        got("http://127.0.0.1:9/", 0.5)
