"""Following: what somebody else asks a server is judged, answer by answer, in the order sent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any
from urllib.parse import urlsplit

from contract_tests.choices import choices_of
from contract_tests.oracle import Judgement
from contract_tests.oracle.oracle import Oracle
from contract_tests.script import SAFE, Step
from contract_tests.session import Budget, Session
from contract_tests.survey import surveyed
from contract_tests.target import Target, adjusted
from mockserver.document import Document
from mockserver.engine.call import Call
from mockserver.engine.message import Request, Response
from mockserver.engine.rules.idempotency import key_of
from mockserver.engine.step import admitted
from mockserver.model.api import Api
from mockserver.server.routes import Match, Routes
from mockserver.server.wire import media_type_of, parse, query_pairs

MOST_SURVEYS = 1000
"""How often it is read what is there. Where so much is wrong, nothing can be said of state."""

MOST_SHOWN = 30
"""How many of the addresses that showed something are looked at again."""

UNKNOWN = Judgement(verdict="unknown")


class Follower:
    """Follows one server from the first answer on, which itself is not judged.

    It reads what is there by itself: at the beginning, and again after whatever it cannot explain.
    Nobody else may ask the server meanwhile, and answers must be told in the order of requests.
    """

    def __init__(self, document: Document, api: Api, target: Target) -> None:
        self.api, self.target = adjusted(api, target), target
        self._choices, self._surveys = choices_of(self.api, document), 0
        self._session = Session(self.api, target, Budget(calls=10**9, deadline=inf))
        self._oracle, self._begun = Oracle(self.api), False
        self._shown: dict[frozenset[tuple[str, str]], None] = {}
        self._gone: set[tuple[str, str]] = set()
        self._keys, self._forgotten = set[tuple[str, str]](), set[tuple[str, str] | None]()
        self._routes: Routes[str] = Routes()
        for each in self.api.operations.values():
            self._routes.add(each.method, each.path, each.id)

    def judged(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, response: Response
    ) -> Judgement:
        """Return what an answer to a request means."""
        request = self._request(method, url, headers, body)
        if request is not None and 200 <= response.status < 300:
            self._note(request)
        repeated = request is not None and self._is_repeated(request)
        if not self._begun:
            self._survey()
            return UNKNOWN
        if request is None or self._surveys > MOST_SURVEYS:
            return UNKNOWN
        role = self._role(request.headers)
        judgement = self._oracle.judge(self._as(request, role), response, role, time.monotonic())
        lost = judgement.lost and method not in SAFE
        wrong, done = judgement.verdict == "violates", 200 <= response.status < 300
        if (repeated and (wrong or done)) or (wrong and self._is_news(request, judgement)):
            judgement, lost = UNKNOWN, True
        if lost or judgement.verdict == "violates":
            self._survey()
        return judgement

    def unanswered(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Take note of a request that nobody answered."""
        request = self._request(method, url, headers, body)
        if request is not None and self._begun:
            self._oracle.unanswered(self._as(request, self._role(request.headers)))

    def _note(self, request: Request) -> None:
        """Remember what shows something, as no list may; forget what is deleted."""
        address = frozenset(request.path.items())
        if request.method == "GET" and address:
            self._shown.pop(address, None)
            self._shown[address] = None
            if len(self._shown) > MOST_SHOWN:
                del self._shown[next(iter(self._shown))]
        elif request.method == "DELETE":
            for each in [known for known in self._shown if known >= address]:
                del self._shown[each]
            resource = self.api.operations[request.operation or ""].resource
            self._gone.add((resource, self._named(request) or ""))

    def _is_gone(self, address: Mapping[str, Any]) -> bool:
        """Say whether something that an address names was deleted since it was given to us."""
        return any(
            (name, str(address[resource.path])) in self._gone
            for name, resource in self.api.resources.items()
            if resource.path in address
        )

    def _is_repeated(self, request: Request) -> bool:
        """Say whether a request has a key that was sent before it was read last what is there, or
        may have one: what is read does not tell what was answered then.
        """
        if self.api.operations[request.operation or ""].idempotency is None:
            return False
        call = admitted(self.api, self._as(request, self._role(request.headers)))
        if not isinstance(call, Call):
            return self._surveys > 1
        if (key := key_of(call)) is not None:
            self._keys.add(key)
        return key in self._forgotten

    def _survey(self) -> None:
        self._surveys += 1
        self._forgotten |= self._keys
        for state in self._oracle.worlds.states:
            self._gone |= {(resource, str(key)) for resource, key in state.gone}
        shown = tuple(dict(each) for each in self._shown)
        known = [each for each in self.target.known if not self._is_gone(each)]
        target = replace(self.target, known=(*known, *shown))
        role = next(iter(self.target.credentials), "")

        def ask(step: Step) -> Response | None:
            return self._session.send(0, step)[1]

        survey = surveyed(self.api, target, ask, role, self._choices)
        self._session.close()  # it may be long until the next
        self._oracle.begin(survey.state)
        self._begun = True

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Request | None:
        """Return a request as the engine reads it, None if the document has no such operation."""
        parts, base = urlsplit(url), urlsplit(self.target.url).path
        path = parts.path.removeprefix(base)
        found = self._routes.find(method, path)
        if not isinstance(found, Match):
            return None
        sent = {name.lower(): value for name, value in headers.items()}
        kind = sent.get("content-type", "")
        return Request(
            operation=found.operation,
            method=method,
            target=f"{self.api.server_path}{path}{'?' if parts.query else ''}{parts.query}",
            path=found.parameters,
            query=query_pairs(parts.query.encode()),
            headers={**sent, "host": parts.netloc},
            media_type=media_type_of(sent),
            body=asyncio.run(parse(body, kind)) if body else None,
        )

    def _role(self, sent: Mapping[str, str]) -> str:
        """Return the role whose headers were sent, "" when it is nobody's."""
        for role, headers in self.target.credentials.items():
            pairs = {name.lower(): value for name, value in headers.items()}
            if pairs.items() <= sent.items():
                return role
        return ""

    def _as(self, request: Request, role: str) -> Request:
        """Return a request with the document's own credential for a role."""
        own = {each.role: each.headers for each in self.api.credentials}
        return replace(request, headers={**request.headers, **own.get(role, {})})

    def _is_news(self, request: Request, judgement: Judgement) -> bool:
        """Say whether something was found behind an identifier that was never seen: it may have
        been there before, where no list shows it.
        """
        mismatch = judgement.mismatch
        if mismatch is None or mismatch.path != "status" or mismatch.expected != 404:
            return False
        named = self._named(request)
        return named is not None and not any(
            named == str(key)
            for state in self._oracle.worlds.states
            for _, key in (*state.entities, *state.gone)
        )

    def _named(self, request: Request) -> str | None:
        """Return the identifier of what a request is about, or of what that is below."""
        operation = self.api.operations[request.operation or ""]
        resource = self.api.resources.get(operation.resource)
        while resource is not None:
            if resource.path in request.path:
                return request.path[resource.path]
            resource = self.api.resources.get(resource.parent)
        return None
