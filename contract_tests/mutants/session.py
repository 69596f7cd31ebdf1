"""Sessions with a server in this process: no wire, but the same exchanges."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import orjson

from contract_tests.mutants.server import Server
from contract_tests.report import Exchange
from contract_tests.requests import path_and_query, request_of
from contract_tests.script import Step
from contract_tests.session import Budget, Session
from contract_tests.target import Target
from mockserver.engine.message import Response
from mockserver.model.api import Api

URL = "http://mutant.test"
"""Where a mutant is: no name server knows it."""


class InProcess(Session):
    """Sends steps to a server in this process. `observe` is told of every exchange."""

    def __init__(
        self,
        server: Server,
        api: Api,
        target: Target,
        budget: Budget,
        observe: Callable[[Exchange], None],
    ) -> None:
        super().__init__(api, target, budget, observe)
        self._server, self._host = server, urlsplit(target.url).netloc

    def now(self) -> float:
        """Return the server's time, in seconds since 1970."""
        return self._server.now.timestamp()

    def send(self, number: int, step: Step) -> tuple[Exchange, Response | None]:
        """Send a step whose values are all known. Raises OutOfBudget."""
        self.budget.spend()
        operation = self.api.operations[step.operation]
        headers = {
            name.lower(): value
            for name, value in self.target.credentials.get(step.role, {}).items()
        }
        request = request_of(self.api, step, {**headers, "host": self._host})
        started, begun = self.now(), time.perf_counter()
        response = self._server.respond(request)
        is_json = "json" in (response.media_type or "")
        if is_json and response.body is not None:  # as a client sees it, whatever is broken
            response = replace(response, body=orjson.loads(_bytes(response.body)))
        exchange = Exchange(
            step=number,
            operation=operation.id,
            method=operation.method,
            url=self.target.url + path_and_query(operation, step),
            request_body=b"" if step.is_form else _bytes(step.body),
            status=response.status,
            response_headers=_headers(response),
            response_body=_bytes(response.body) if is_json else b"",
            started=started,
            seconds=time.perf_counter() - begun,
        )
        self._observe(exchange)
        return exchange, response

    def send_together(
        self, number: int, steps: Sequence[Step]
    ) -> list[tuple[Exchange, Response | None]]:
        """Send steps one after the other: within a process nothing overlaps."""
        return [self.send(number + each, step) for each, step in enumerate(steps)]

    def reset(self) -> bool:
        """Take the server back to its beginning."""
        self._server.reset()
        return True

    def close(self) -> None:
        """There is nothing to end."""


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer as they are sent, with the type of its body."""
    kind = response.media_type if response.body is not None else None
    return (*response.headers, *((("content-type", kind),) if kind else ()))


def _bytes(value: object) -> bytes:
    return b"" if value is None else orjson.dumps(value, default=str)
