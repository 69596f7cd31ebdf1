"""Sessions: steps are sent to a server, one after the other, and every exchange is kept."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import orjson

from contract_tests.answers import response_of, unreadable
from contract_tests.connection import Connection
from contract_tests.report import Exchange
from contract_tests.requests import path_and_query, text_of
from contract_tests.script import SAFE, Step, Upload
from contract_tests.target import Target
from mockserver.engine.message import Response
from mockserver.model.api import Api

TIMEOUT_SECONDS = 10.0
PATIENCE_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 30.0
MOST_RETRIES = 3
ACCEPT = "application/json, */*;q=0.1"
"""What is accepted unless a step says something else: some servers want to be told."""


class OutOfBudget(Exception):
    """No more requests may be sent, or no more time is left."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """How much may be asked of a server: `calls` in all, until `clock` tells the time `deadline`,
    at most `rate` a second (0 for any).
    """

    calls: int
    deadline: float
    rate: float = 0.0
    clock: Callable[[], float] = time.monotonic
    spent: int = 0
    begun: float = field(init=False)
    _next: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.begun = self.clock()

    def spend(self) -> None:
        """Take one request from the budget, after the pause that the rate asks for.

        Raises OutOfBudget.
        """
        if self.rate:
            self.pause(self._next - time.monotonic())
            self._next = max(time.monotonic(), self._next) + 1 / self.rate
        if self.spent >= self.calls or self.left <= 0:
            raise OutOfBudget
        self.spent += 1

    @property
    def left(self) -> float:
        """How many seconds are left; none when time is up."""
        return max(0.0, self.deadline - self.clock())

    @property
    def pace(self) -> float:
        """How many seconds a request takes, as far as is known."""
        taken = (self.clock() - self.begun) / max(self.spent, 1)
        return max(taken, 1 / self.rate if self.rate else 0.0)

    @property
    def affordable(self) -> float:
        """How many requests more are likely to be possible."""
        return min(self.calls - self.spent, self.left / self.pace)

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the deadline, even if that is moved while we wait."""
        until = time.monotonic() + seconds
        while (rest := min(until - time.monotonic(), self.left)) > 0:
            time.sleep(min(rest, 0.2))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outgoing:
    """A request as it is sent; `secret` are headers that nobody is told of."""

    number: int
    operation: str
    method: str
    url: str
    headers: Mapping[str, str]
    secret: Mapping[str, str]
    body: bytes = b""


class Session:
    """The way to a target. `observe` is told of every exchange."""

    def __init__(
        self,
        api: Api,
        target: Target,
        budget: Budget,
        observe: Callable[[Exchange], None] = lambda exchange: None,
    ) -> None:
        self.api, self.target, self.budget, self._observe = api, target, budget, observe
        self._lanes = [Connection()]
        # Of two requests it is told which was over first, which a clock that is set cannot tell.
        self._epoch = time.time() - time.perf_counter()

    def now(self) -> float:
        """Return the time, in seconds since 1970, of a clock that only goes forward."""
        return self._epoch + time.perf_counter()

    def send(self, number: int, step: Step) -> tuple[Exchange, Response | None]:
        """Send a step whose values are all known; None when no answer came.

        A server that asks for patience (429 with Retry-After) gets it.

        Raises OutOfBudget.
        """
        request = self._outgoing(number, step)
        for retry in range(MOST_RETRIES + 1):
            self.budget.spend()
            exchange, response = self._exchanged(request, self._lanes[0])
            self._observe(exchange)
            wait = _patience(exchange)
            if wait is None or retry == MOST_RETRIES:
                break
            self.budget.pause(min(wait, LONGEST_WAIT_SECONDS))
        return exchange, response

    def send_together(
        self, number: int, steps: Sequence[Step]
    ) -> list[tuple[Exchange, Response | None]]:
        """Send steps at the same time, each over a connection of its own; None for each without an
        answer, or told to come later where no document tells of that. Raises OutOfBudget.
        """
        requests = [self._outgoing(number + each, step) for each, step in enumerate(steps)]
        for _ in requests:
            self.budget.spend()
        self._lanes += [Connection() for _ in range(len(steps) - len(self._lanes))]
        ready = threading.Barrier(len(steps))

        def sent(request: _Outgoing, lane: Connection) -> tuple[Exchange, Response | None]:
            ready.wait(TIMEOUT_SECONDS)
            return self._exchanged(request, lane)

        with ThreadPoolExecutor(len(steps)) as threads:
            found = list(threads.map(sent, requests, self._lanes))
        for exchange, _ in found:
            self._observe(exchange)
        later = [exchange for exchange, _ in found if _patience(exchange) is not None]
        told = [each for each in later if self.api.operations[each.operation].one_at_a_time]
        over = told if len(later) < len(steps) else ()  # what was in the way of these is done
        waits = [
            _patience(each, 0.0 if each in over else PATIENCE_SECONDS) or 0.0 for each in later
        ]
        self.budget.pause(min(max(waits, default=0.0), LONGEST_WAIT_SECONDS))
        return [(e, None if e in later and e not in told else response) for e, response in found]

    def _outgoing(self, number: int, step: Step) -> _Outgoing:
        operation = self.api.operations[step.operation]
        kind, body = encoded(step)
        headers = {name: text_of(value) for name, value in step.headers.items()}
        if kind:
            headers["Content-Type"] = kind
        own = {name.lower() for name in headers}
        return _Outgoing(
            number=number,
            operation=operation.id,
            method=operation.method,
            url=self.target.url + path_and_query(operation, step),
            headers=headers,
            secret={
                name: value
                for name, value in self.target.credentials.get(step.role, {}).items()
                if name.lower() not in own
            },
            body=body,
        )

    def reset(self) -> bool:
        """Take the server back to its beginning; say whether it went."""
        if self.target.reset is None:
            return False
        method, url = self.target.reset
        secret = next(iter(self.target.credentials.values()), {})
        request = _Outgoing(
            number=-1,
            operation="",
            method=method,
            url=url,
            headers={"Content-Length": "0"},
            secret=secret,
        )
        exchange, _ = self._exchanged(request, self._lanes[0])
        return 200 <= exchange.status < 300

    def _exchanged(self, request: _Outgoing, lane: Connection) -> tuple[Exchange, Response | None]:
        timeout = max(0.2, min(TIMEOUT_SECONDS, self.budget.left))
        sent = {**request.headers, **request.secret}
        if not any(name.lower() == "accept" for name in sent):
            sent["Accept"] = ACCEPT
        begun = time.perf_counter()
        error, status, pairs, data = "", 0, list[tuple[str, str]](), b""
        try:
            status, pairs, data = lane.exchange(
                request.method, request.url, sent, request.body, timeout
            )
            error = unreadable(pairs, data)
        except (OSError, http.client.HTTPException) as failure:
            lane.close()
            error = f"{type(failure).__name__}: {failure}"
            if isinstance(failure, TimeoutError) and request.method not in SAFE:
                time.sleep(timeout)  # it may be done later, and no answer told when
        exchange = Exchange(
            step=request.number,
            operation=request.operation,
            method=request.method,
            url=request.url,
            request_headers=tuple(request.headers.items()),
            request_body=request.body,
            status=status,
            response_headers=tuple(pairs),
            response_body=data,
            error=error,
            started=self._epoch + begun,
            seconds=time.perf_counter() - begun,
        )
        return exchange, None if error else response_of(exchange)

    def close(self) -> None:
        """End all connections; the next request opens another."""
        for each in self._lanes:
            each.close()


def encoded(step: Step) -> tuple[str, bytes]:
    """Return the Content-Type and the bytes of a step's body, "" and b"" for none."""
    if not step.media_type:
        return "", b""
    if step.media_type.startswith("multipart/"):
        return _multipart(step.body or [])
    if step.is_form:
        return step.media_type, urlencode([(n, text_of(v)) for n, v in step.body or []]).encode()
    if isinstance(step.body, Upload):
        return step.media_type, step.body.content
    if "json" in step.media_type:
        return step.media_type, orjson.dumps(step.body)
    return step.media_type, text_of(step.body).encode()


def _multipart(fields: list[tuple[str, Any]]) -> tuple[str, bytes]:
    boundary = uuid4().hex
    parts: list[bytes] = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
        if isinstance(value, Upload):
            head += f'; filename="{_quoted(value.name)}"\r\nContent-Type: {value.media_type}'
            data = value.content
        else:
            data = text_of(value).encode()
        parts.append(head.encode() + b"\r\n\r\n" + data + b"\r\n")
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ")


def _patience(exchange: Exchange, otherwise: float = PATIENCE_SECONDS) -> float | None:
    """Return how many seconds a server asks for, `otherwise` if it names none; None if not."""
    if exchange.status != 429:
        return None
    headers = {name.lower(): value for name, value in exchange.response_headers}
    text = headers.get("retry-after", "")
    number = text.isascii() and text.replace(".", "", 1).isdigit()
    return float(text) if number else otherwise
