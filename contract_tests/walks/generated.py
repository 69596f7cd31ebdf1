"""Generated: what Schemathesis makes up for a document, sent and judged by us.

Its own engine sends from threads of its own, so that nothing could be kept from being sent, nor
judged in the order in which it was answered. So only its cases are taken: those of its coverage
phase, then those of its strategies; and its checks, for what no rule of ours is about.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any

import orjson
from hypothesis.errors import HypothesisException

from contract_tests.made_up import made_up
from contract_tests.oracle import Judgement
from contract_tests.oracle.blame import USUAL
from contract_tests.oracle.conformity import is_usual
from contract_tests.report import Exchange
from contract_tests.requests import text_of
from contract_tests.script import Step, Upload
from contract_tests.walks.likely import with_another_key
from contract_tests.walks.walk import Scene, Walk
from mockserver.document import Document
from mockserver.engine.difference import Mismatch
from mockserver.model.api import Api
from mockserver.model.operation import Operation

OF_HTTP = frozenset(
    {"connection", "content-length", "content-type", "expect", "host", "keep-alive", "te"}
    | {"trailer", "transfer-encoding", "upgrade"}
)
"""The headers by which clients and servers agree on how they speak, whatever an API is about."""

A_WALK = 20
"""So many cases of an operation are sent before it is the next one's turn."""

LEAST = 1.0

FAILED = 500
"""Statuses from this one on say that a server failed."""

Cases = Iterator[Any]
Clock = Callable[[], float]


def generated(
    scene: Scene, document: Document, seconds: float, clock: Clock = time.monotonic
) -> Iterator[Walk]:
    """Yield walks for so many seconds of a clock, of cases of one operation each; none for a
    document that Schemathesis cannot read, nor for less time than it is worth: it takes a second or
    two before it begins, which do not count.
    """
    if seconds < LEAST:
        return
    sources = [
        (operation, cases)
        for operation, cases in _sources(scene, document)
        if operation in scene.operations
    ]
    end = clock() + seconds
    while sources and clock() < end:
        operation, cases = sources.pop(0)
        several = list(islice(cases, A_WALK))
        if several:
            yield _walk(scene, operation, several, lambda: clock() > end)
            sources.append((operation, cases))


def _walk(
    scene: Scene, operation: Operation, cases: list[Any], is_over: Callable[[], bool]
) -> Walk:
    for case in cases:
        if is_over():
            return
        step = _step(scene, operation, case)
        if step is None:
            continue
        asked = yield step
        if asked is not None and asked[1] is not None and asked[2].verdict != "violates":
            scene.doubts += _checked(scene.api, operation, case, asked[0])


def _sources(scene: Scene, document: Document) -> Iterator[tuple[Operation, Cases]]:
    """Yield each operation with all cases that are made up for it, without end."""
    import schemathesis  # it takes its time, which only those pay who come so far
    from schemathesis.core.result import Ok

    try:
        schema = schemathesis.openapi.from_dict(document.content)
        read = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    except Exception:  # whatever it says, there is nothing to be sent then
        return
    for each in read:
        id_ = each.definition.raw.get("operationId", f"{each.method.upper()} {each.path}")
        if id_ in scene.api.operations:
            yield scene.api.operations[id_], _cases(each, scene.random.randrange(2**32))


def _cases(operation: Any, number: int) -> Cases:
    """Yield cases: those that cover each keyword of a schema, then those that chance brings."""
    from schemathesis.generation import GenerationMode

    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    with suppress(Exception):  # what cannot be covered is left to chance
        yield from operation.schema.iter_coverage_cases(
            operation,
            generation_modes=modes,
            generation_config=operation.schema.config.generation_for(operation=operation),
        )
    while True:
        found: list[Any] = []
        for mode in modes:
            strategy = operation.as_strategy(generation_mode=mode)
            with suppress(HypothesisException):  # of what can never be wrong nothing can be drawn
                made_up(strategy, number, A_WALK // 2, found.append)
        if not found:
            return
        yield from found
        number += 1


def _step(scene: Scene, operation: Operation, case: Any) -> Step | None:
    """Return the request of a case, mostly to what is known to be there; None for what is no
    request for this operation, or none that can be sent.
    """
    from schemathesis.core import NotSet
    from schemathesis.core.parameters import ParameterLocation

    if case.method.upper() != operation.method.upper():
        return None
    ours = scene.arguments.step(scene.state, scene.beginning, operation)
    path = ours.path
    if case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH):
        texts = {name: text_of(value) for name, value in case.path_parameters.items()}
        if all(each.strip("./") and "/" not in each for each in texts.values()):
            path = texts if texts.keys() == path.keys() else path
    step = replace(
        ours,
        path=path,
        query=tuple(_pairs(case.query)),
        headers=sent_headers(scene.api, case.headers),
    )
    if isinstance(case.body, NotSet) or not case.media_type:
        step = replace(step, media_type="", body=None)
    elif "json" in case.media_type:
        step = replace(step, media_type=case.media_type, body=case.body)
    else:
        step = replace(step, media_type=case.media_type)
        if not step.is_form or not isinstance(case.body, Mapping):
            return None
        try:
            step = replace(step, body=_form(ours, case.body))
        except (TypeError, ValueError):  # there are bytes inside something else
            return None
    if operation.idempotency and isinstance(step.body, dict | list):
        step = with_another_key(scene, operation, step)
    return step if _is_sendable(step) else None


def _pairs(query: Any) -> Iterator[tuple[str, str]]:
    for name, value in (query or {}).items():
        for each in value if isinstance(value, list) else [value]:
            yield str(name), text_of(each)


def sent_headers(api: Api, headers: Any) -> dict[str, str]:
    """Return headers but those that have credentials, which are ours, and those of the body and of
    the connection, about which HTTP itself has rules.
    """
    kept = {each.header for each in api.schemes.values()} | OF_HTTP
    return {
        str(name): str(value)
        for name, value in (headers or {}).items()
        if str(name).lower() not in kept
    }


def _form(ours: Step, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the pairs of a form; a file is the one that we would send."""
    sent = ours.body or () if ours.is_form else ()
    files = {name: each for name, each in sent if isinstance(each, Upload)}
    pairs: list[tuple[str, Any]] = []
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, bytes):
                each = files.get(
                    name, Upload(name="a.bin", media_type="application/octet-stream", content=each)
                )
            pairs.append((name, each if isinstance(each, Upload) else text_of(each)))
    return pairs


def _is_sendable(step: Step) -> bool:
    """Say whether a request can be written: not every text is UTF-8, nor every number JSON."""
    try:
        orjson.dumps([step.path, step.query, step.headers])
        orjson.dumps([] if step.is_form else step.body)
        orjson.dumps(
            [text for _, text in step.body if isinstance(text, str)] if step.is_form else 0
        )
    except (TypeError, ValueError):
        return False
    headers = "".join(f"{name}{value}" for name, value in step.headers.items())
    return headers.isascii() and headers.isprintable()


def _checked(api: Api, operation: Operation, case: Any, exchange: Exchange) -> list[Judgement]:
    """Return what the checks of Schemathesis find in an answer. Nothing of it is certain: what
    the document's statuses and schemas say is judged already, and for certain. What is refused
    where a document was written for others is refused rightly with any usual status. Its check for
    server errors is left out: it sends requests of its own, which nobody counts.
    """
    import requests
    from schemathesis.core.failures import Failure, FailureGroup
    from schemathesis.core.transport import Response
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    headers: dict[str, list[str]] = {}
    for name, value in exchange.response_headers:
        headers.setdefault(name.lower(), []).append(value)
    sent = requests.Request(exchange.method, exchange.url).prepare()
    response = Response(
        exchange.status, headers, exchange.response_body, sent, exchange.seconds, verify=True
    )
    usual = is_usual(operation, exchange.status) or (api.foreign and exchange.status in USUAL)
    checks = [
        *([] if usual else [status_code_conformance]),
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
    ]
    try:
        case.validate_response(response, checks=checks)
        found = list[Judgement]()
    except FailureGroup as group:
        failures = (each for each in group.exceptions if isinstance(each, Failure))
        found = [_doubt(each.title, each.message, exchange) for each in failures]
    failed = [_doubt("Server error", "", exchange)] if exchange.status >= FAILED else []
    return [*failed, *found]


def _doubt(title: str, message: str, exchange: Exchange) -> Judgement:
    where = "headers" if "header" in title.lower() else "body"
    where = "headers.content-type" if "content" in title.lower() else where
    expected = f"{title}: {message}".removesuffix(": ")
    mismatch = Mismatch(path=where, expected=expected, seen=exchange.status)
    return Judgement(verdict="violates", mismatch=mismatch)
