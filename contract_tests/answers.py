"""Answers: what came back over HTTP, as a value."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import orjson

from contract_tests.report import Exchange
from mockserver.engine.message import Response
from mockserver.model.media import essence

DEEPEST = 100
"""So many things inside of one another an answer may have; no document describes as many."""

LARGEST = 2**63
"""What is not below is no whole number that could be sent back."""

PARTS = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{}]', re.DOTALL)
"""A text, or where something begins or ends."""

STEPS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


def response_of(exchange: Exchange) -> Response:
    """Return an answer as a value; a JSON body that is none is its bytes."""
    headers = tuple((name.lower(), value) for name, value in exchange.response_headers)
    kind = essence(dict(headers).get("content-type", "")) or None
    body: Any = exchange.response_body or None
    if body and _is_json(kind):
        with contextlib.suppress(orjson.JSONDecodeError):
            body = _whole(orjson.loads(body)) if b".0" in body else orjson.loads(body)
    elif body and kind and kind.startswith("text/"):
        body = body.decode("utf-8", "replace")
    return Response(status=exchange.status, headers=headers, media_type=kind, body=body)


def unreadable(headers: Iterable[tuple[str, str]], body: bytes) -> str:
    """Return why nobody can look at an answer, "" if one can."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    if _is_json(essence(kind)) and _depth(body) > DEEPEST:
        return f"the answer has more than {DEEPEST} things inside of one another"
    return ""


def _is_json(kind: str | None) -> bool:
    return kind is not None and (kind == "application/json" or kind.endswith("+json"))


def _depth(body: bytes) -> int:
    """Return how many things are inside of one another in a JSON text, at most."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return 0
    steps = (STEPS.get(each[0], 0) for each in PARTS.finditer(body))
    return max(accumulate(steps), default=0)


def _whole(value: Any) -> Any:
    """Return a JSON value with 1 for 1.0: they are the same number, and may be an identifier."""
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    whole = isinstance(value, float) and value.is_integer() and abs(value) < LARGEST
    return int(value) if whole else value
