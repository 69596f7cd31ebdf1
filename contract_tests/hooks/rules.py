"""The rules of a document as one check for Schemathesis, which follows all that it sends.

What a server may answer depends on what was asked before, so every answer is judged as it comes
(the hook `after_call`); the check then fails for what was judged wrong.
"""

from __future__ import annotations

import json
import os
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.failures import Failure, Severity

from contract_tests.answers import response_of, unreadable
from contract_tests.following import UNKNOWN, Follower
from contract_tests.opening import Access, opened_by
from contract_tests.oracle import Judgement
from contract_tests.report import Exchange
from contract_tests.reports.plain import short
from mockserver.document import EXTENSION, Document, DocumentError, load
from mockserver.model.api import Api
from mockserver.model.compile import compiled

BEFORE = 5
"""How many of the requests before are told with a failure."""


class BrokenRule(Failure):
    """An answer that no reading of the document's rules explains."""

    code = "ST901"
    checks = ("DocumentedRules",)
    kind_title = "Rule of the document broken"

    __slots__ = ("rule",)

    def __init__(self, *, rule: str, **more: Any) -> None:
        super().__init__(severity=Severity.HIGH, **more)
        self.rule = rule

    @property
    def _unique_key(self) -> str:
        return self.rule


class Watch:
    """What was sent to one server, as far as it is judged: the last answer and what it means."""

    def __init__(self, api: Api, follower: Follower) -> None:
        self.api, self._follower = api, follower
        self._before: deque[str] = deque(maxlen=BEFORE + 1)
        self._last: tuple[Response | None, Judgement] = (None, UNKNOWN)

    def see(self, response: Response) -> None:
        """Judge an answer."""
        request = response.request
        self._before.append(f"{request.method} {request.path_url}: {response.status_code}")
        pairs = [(name, value) for name, each in response.headers.items() for value in each]
        if unreadable(pairs, response.content):
            self._last = response, UNKNOWN
            self.lose(request)
            return
        exchange = Exchange(
            step=0,
            operation="",
            method=str(request.method),
            url=str(request.url),
            status=response.status_code,
            response_headers=tuple(pairs),
            response_body=response.content,
        )
        judgement = self._follower.judged(*sent(request), response_of(exchange))
        self._last = response, judgement

    def lose(self, request: Any) -> None:
        """Take note of a request that nobody answered."""
        self._follower.unanswered(*sent(request))

    def failure(self, response: Response, case: Case[Any], strict: bool) -> BrokenRule | None:
        """Return what is wrong with the answer that was seen last, if it is this one."""
        last, judgement = self._last
        if last is not response or judgement.verdict != "violates" or not judgement.rules:
            return None
        if not (judgement.certain or strict) or judgement.mismatch is None:
            return None
        id_, mismatch = judgement.rules[0], judgement.mismatch
        rule = self.api.rules[id_]
        expected, seen = (short(each) for each in (mismatch.expected, mismatch.seen))
        told = [f"{rule.source}, {rule.see}" if rule.see else rule.source]
        told += [f"Where: {mismatch.path}", f"Expected: {expected}", f"Seen: {seen}"]
        before = [*self._before][:-1]
        told += ["Before:", *(f"    {each}" for each in before)] if before else []
        return BrokenRule(
            rule=id_,
            operation=case.operation.label,
            title=f"{id_}: {rule.says}",
            message="\n".join(told),
            case_id=case.id,
        )


def sent(request: Any) -> tuple[str, str, dict[str, str], bytes]:
    """Return method, address, headers and body of a request that `requests` has prepared."""
    headers = {
        name: value.decode("latin-1") if isinstance(value, bytes) else value
        for name, value in request.headers.items()
    }
    body = request.body or b""
    data = body.encode() if isinstance(body, str) else body
    return str(request.method), str(request.url), headers, data if isinstance(data, bytes) else b""


@dataclass(frozen=True, slots=True)
class Read:
    """The document that a schema of Schemathesis is of, and what it says."""

    document: Document
    api: Api


_read: dict[int, tuple[Any, Read | DocumentError | None]] = {}
"""By the identity of a schema, which is kept; None where it says nothing of behaviour."""

_watches: dict[int, Watch | None] = {}
"""By the identity of a schema; None where there is nothing to watch."""


def rules_of(schema: Any) -> Read | None:
    """Return what a schema says, None if it says nothing of behaviour; DocumentError if it cannot
    be read.
    """
    if id(schema) not in _read:
        try:
            _read[id(schema)] = schema, _reading(schema)
        except DocumentError as error:
            _read[id(schema)] = schema, error
    _, found = _read[id(schema)]
    if isinstance(found, DocumentError):
        raise found
    return found


def _reading(schema: Any) -> Read | None:
    if f'"{EXTENSION}"' not in json.dumps(schema.raw_schema, default=str):
        return None
    location = str(schema.location or "").removeprefix("file://")
    with TemporaryDirectory() as folder:
        path = Path(location)
        if "://" in location or not path.is_file():  # it was fetched, or made
            path = Path(folder) / "api.json"
            path.write_text(json.dumps(schema.raw_schema, default=str), "utf-8")
        document = load(path)
        return Read(document, compiled(document))


def watch_of(case: Case[Any]) -> Watch | None:
    """Return what watches the server that a case is sent to, None if there are no rules for it,
    nobody asks for them, or several workers ask at the same time.
    """
    schema = case.operation.schema
    if id(schema) not in _watches:
        checks = schema.config.checks_config_for(operation=case.operation)
        wanted = checks.get_by_name(name=DocumentedRules.__name__).enabled
        read = rules_of(schema) if wanted and schema.config.workers == 1 else None
        _watches[id(schema)] = _watching(schema, read) if read else None
    return _watches[id(schema)]


def _watching(schema: Any, read: Read) -> Watch:
    headers = {each.header for each in read.api.schemes.values()}
    given = (schema.config.headers or {}).items()
    way = Access(
        url=str(schema.get_base_url()),
        headers=tuple(f"{name}: {value}" for name, value in given if name.lower() in headers),
        fixtures=os.environ.get("UNDERSTUDY_FIXTURES", ""),
    )
    return Watch(read.api, Follower(read.document, read.api, opened_by(read.api, way).target))


@schemathesis.hook
def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
    """Judge every answer, whatever it was asked for."""
    if watch := watch_of(case):
        watch.see(response)


@schemathesis.hook
def after_network_error(context: HookContext, case: Case[Any], request: Any) -> None:
    """Take note of what may have been done, and was not answered."""
    if watch := watch_of(case):
        watch.lose(request)


@schemathesis.check
class DocumentedRules:
    """Fail when an answer breaks a rule of the document; with `strict`, one that is inferred."""

    def __init__(self, strict: bool = False) -> None:
        self._strict = strict

    def after_response(self, ctx: CheckContext, response: Response, case: Case[Any]) -> None:
        """Say what is wrong with an answer."""
        watch = watch_of(case)
        if watch and (failure := watch.failure(response, case, self._strict)):
            raise failure
