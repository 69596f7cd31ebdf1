"""One real document, served in process: what became of it and of the requests to it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
import signal
import sys
import time
import warnings
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import hypothesis
import requests
from hypothesis import HealthCheck, Phase, given

from benchmarks import round_trips as trips
from benchmarks.corpus import REFUSALS
from mockserver.server.front import Front
from mockserver.standin import StandIn, open_standin

ORIGIN = "http://stand-in"
HANG = 5
"""Seconds after which a request counts as one that hangs."""


class Hang(Exception):
    """A request that took too long."""


def examined(path: Path, root: Path, seconds: float, most: int) -> dict[str, Any]:
    """Return what became of a document, as a JSON value."""
    started = time.process_time()  # of this process, whatever else the machine does
    try:
        standin = open_standin(path, root=root, seed=1)
        front = Front([standin])
    except Exception as error:
        return {"loaded": False, "wrong": [f"{type(error).__name__}: {error}"[:500]]}
    result: dict[str, Any] = {
        "loaded": True,
        "started_in": round(time.process_time() - started, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "version": standin.document.version,
        "operations": len(standin.api.operations),
        "warnings": len(standin.warnings),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result |= _Asking(path, standin, front, seconds, most).run()
    return {**result, **round_trips(standin)}


def round_trips(standin: StandIn) -> dict[str, Any]:
    """Return how many pairs of a collection and its items were inferred, and of how many a
    create, read, list and delete hold together.
    """
    standin.reset()
    found = trips.round_trips(standin)
    one = {"singletons": found.singletons, "kept": found.kept}
    pairs = {"pairs": found.pairs, "trips": found.trips, "held": found.held}
    return {**pairs, **one, "unheld": found.failed}


class _Asking:
    """The valid requests to one document."""

    def __init__(
        self, path: Path, standin: StandIn, front: Front, seconds: float, most: int
    ) -> None:
        self._path, self._standin, self._front = path, standin, front
        self._seconds, self._most = seconds, most
        self._sums = dict.fromkeys(
            ("asked", "good", "accepted", "requests", "refused", "failed", "hangs", "unmade"), 0
        )
        self._wrong: list[str] = []

    def run(self) -> dict[str, Any]:
        import schemathesis.openapi

        started = time.process_time()
        try:
            schema = schemathesis.openapi.from_path(self._path)
            operations = [each.ok() for each in schema.get_all_operations() if _is_ok(each)]
        except Exception as error:
            return {**self._sums, "wrong": [f"Schemathesis: {type(error).__name__}: {error}"[:300]]}
        # What it cannot read in the original may be asked for by what we have made of that.
        again = schemathesis.openapi.from_dict(deepcopy(self._standin.document.content))
        ours = {each.ok().label: each.ok() for each in again.get_all_operations() if _is_ok(each)}
        random.Random(1).shuffle(operations)
        for operation in operations:
            if time.process_time() - started > self._seconds:
                break
            if not self._operation(operation, schema.base_path.rstrip("/")):
                mended = ours.get(operation.label)
                if mended is None or not self._operation(mended, again.base_path.rstrip("/")):
                    self._sums["unmade"] += 1
                    self._wrong.append(f"{operation.label}: no request can be made")
        return {**self._sums, "wrong": self._wrong}

    def _operation(self, operation: Any, base: str) -> bool:
        """Ask for an operation; return whether any request could be made."""
        faults: list[str] = []
        statuses: list[int] = []
        until = time.process_time() + 4

        @hypothesis.seed(1)
        @hypothesis.settings(
            max_examples=self._most,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=False,
        )
        @given(operation.as_strategy())
        def ask(case: Any) -> None:
            if time.process_time() < until:
                self._ask(case, base, statuses, faults)

        with contextlib.suppress(Exception):
            ask()
        if not statuses:
            return False
        self._sums["asked"] += 1
        self._sums["good"] += not faults
        self._sums["accepted"] += any(status < 400 for status in statuses)
        if faults:
            self._wrong.append(f"{operation.label}: {faults[0]}"[:600])
        return True

    def _ask(self, case: Any, base: str, statuses: list[int], faults: list[str]) -> None:
        try:
            sent = requests.Request(**self._arguments(case, base)).prepare()
        except Exception:  # what cannot be written as HTTP is no request
            return
        signal.signal(signal.SIGALRM, _hang)
        signal.alarm(HANG)
        try:
            answer = asyncio.run(_answered(self._front, sent))
        except Hang:
            self._sums["hangs"] += 1
            faults.append("hangs")
            return
        except Exception as error:
            self._sums["failed"] += 1
            faults.append(f"raises {type(error).__name__}: {error}")
            return
        finally:
            signal.alarm(0)
        status = answer.status_code
        statuses.append(status)
        self._sums["requests"] += 1
        self._sums["failed"] += status >= 500 and not _documents(case, status)
        self._sums["refused"] += 400 <= status < 500
        fault = self._fault(case, answer)
        if fault:
            faults.append(fault)
        elif status >= 400:
            self._wrong.append(
                f"  ({case.operation.label}: {status} {answer.text[-200:]} "
                f"{str(sent.url)[:200]} {str(sent.body)[:300]} {dict(sent.headers)})"
            )

    def _arguments(self, case: Any, base: str) -> dict[str, Any]:
        """Return what makes the request, with a credential of each kind that is missing."""
        given = case.as_transport_kwargs(base_url=ORIGIN + base)
        known = ("method", "url", "headers", "params", "data", "json", "files", "cookies")
        made = {name: each for name, each in given.items() if name in known}
        headers = made["headers"] = dict(made.get("headers") or {})
        sent = {name.lower(): str(value) for name, value in headers.items()}
        for scheme in self._standin.api.schemes.values():
            if not sent.get(scheme.header, "").removeprefix(scheme.prefix):
                headers[scheme.spelled] = f"{scheme.prefix}c3R1ZGVudDpzZWNyZXQ="
        for scheme in self._standin.api.unheard.values():
            where = {"query": "params", "cookie": "cookies"}.get(scheme.where)
            if where and scheme.header not in (made.get(where) or {}):
                made[where] = {**(made.get(where) or {}), scheme.header: "secret"}
        return made

    def _fault(self, case: Any, answer: httpx.Response) -> str:
        if answer.status_code in REFUSALS and not _documents(case, answer.status_code):
            return ""
        if not case.operation.responses.status_codes:  # it has not understood the document
            return self._ours(case, answer)
        try:
            case.validate_response(answer, checks=_checks(answer), headers={})
        except BaseException as error:
            told = getattr(error, "exceptions", [error])
            return f"{answer.status_code} " + " | ".join(
                " ".join(str(getattr(each, "message", "") or each).split())[:300] for each in told
            )
        return ""

    def _ours(self, case: Any, answer: httpx.Response) -> str:
        """Return what our own reading of the document has against an answer."""
        place = case.operation.method.upper(), case.operation.path
        known = [e for e in self._standin.api.operations.values() if (e.method, e.path) == place]
        if not known or not known[0].statuses:
            return ""
        if str(answer.status_code) not in known[0].statuses:
            return f"{answer.status_code} is not documented"
        judge = known[0].statuses[str(answer.status_code)]
        fits = judge is None or not answer.content or judge.is_valid(answer.json())
        return "" if fits else "the body does not fit"


def _checks(answer: httpx.Response) -> list[Any]:
    """Return what an answer is held to; one without a body has no media type."""
    from schemathesis.specs.openapi import checks

    chosen: list[Any] = [
        checks.status_code_conformance,
        checks.response_headers_conformance,
    ]
    if answer.content:
        chosen += [checks.content_type_conformance, checks.response_schema_conformance]
    return chosen


def _documents(case: Any, status: int) -> bool:
    known = {str(each).upper() for each in case.operation.responses.status_codes}
    return bool(known & {str(status), f"{status // 100}XX", "DEFAULT"})


def _is_ok(result: Any) -> bool:
    return type(result).__name__ == "Ok"


def _hang(number: int, frame: FrameType | None) -> None:
    raise Hang


async def _answered(app: Front, sent: requests.PreparedRequest) -> httpx.Response:
    """Return the answer of the application to a request."""
    url = httpx.URL(str(sent.url))
    body = sent.body if isinstance(sent.body, bytes) else str(sent.body or "").encode()
    headers = [
        (name.lower().encode("latin-1"), value if isinstance(value, bytes) else value.encode())
        for name, value in sent.headers.items()
    ]
    path, _, query = url.raw_path.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": str(sent.method),
        "scheme": "http",
        "path": url.path,
        "raw_path": path,
        "query_string": query,
        "headers": [(b"host", b"stand-in"), *headers],
        "server": ("stand-in", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    await app(scope, receive, send)
    content = b"".join(each.get("body", b"") for each in messages[1:])
    request = httpx.Request(str(sent.method), str(sent.url))
    start = messages[0]
    answer = httpx.Response(
        start["status"], headers=start["headers"], content=content, request=request
    )
    answer.elapsed = timedelta()
    return answer


if __name__ == "__main__":
    sys.exit("run benchmarks.corpus")
