"""Arguments: steps with literal identifiers, drawn from what a document says and a state has."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from contract_tests.arguments.bodies import Bodies, Shelf
from contract_tests.arguments.known import Known
from contract_tests.arguments.paths import Paths
from contract_tests.arguments.queries import Queries
from contract_tests.arguments.reading import Declared, declared
from contract_tests.arguments.values import Book, Draw, Node
from contract_tests.requests import text_of
from contract_tests.script import Step
from mockserver.document import Document
from mockserver.engine.state import State
from mockserver.model.api import Api, Credential
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Operation

LARGEST = 2 * 1024 * 1024
"""No file of more bytes is made unless more is asked for."""

NOTHING_DECLARED = Declared(parameters=NOTHING, bodies=NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sender:
    """What makes the requests of one operation; `last` are the steps with a key."""

    operation: Operation
    paths: Paths
    queries: Queries
    bodies: tuple[tuple[str, Bodies], ...]
    key: Node | None
    last: deque[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What a document shows of a request, as far as a `Step` has it; no `media_type` says that no
    body is shown.
    """

    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    media_type: str
    body: Any


class Arguments:
    """What an examiner sends to one API: mostly sensible, sometimes wrong, the same for a seed.

    `roles` are the names of the credentials that there are, the preferred ones first. `mark`
    stands in keys of idempotency, so that runs against a server that remembers do not meet.
    No file has more than `largest` bytes.
    """

    def __init__(
        self,
        api: Api,
        document: Document,
        *,
        roles: Sequence[str],
        seed: int,
        mark: str = "",
        largest: int = LARGEST,
    ) -> None:
        self._api, self._roles, self._mark = api, tuple(roles), mark
        self._draw = Draw(random.Random(seed))
        self._known = Known(api)
        self._by_role = {each.role: each for each in api.credentials}
        self._keys = 0
        self._book = Book(document, _rarely_the_same(api))
        self._shelf = Shelf(largest)
        self._said = declared(document)
        self._senders = {
            id_: self._sender(each, self._said.get(id_, NOTHING_DECLARED))
            for id_, each in api.operations.items()
        }
        self._able = {id_: self._roles_for(each) for id_, each in api.operations.items()}

    def step(
        self, state: State, beginning: State, operation: Operation, *, role: str | None = None
    ) -> Step:
        """Return a request for an operation of the API. `state` tells what is known to exist,
        `beginning` what was known at the start of the walk; without a `role` it is mostly the
        first that may do it.
        """
        draw, sender = self._draw, self._senders[operation.id]
        self._known.look(state, beginning)
        role = self._role(operation) if role is None else role
        number = draw.random.random() if sender.last else 1.0
        if number < 0.12:
            return replace(draw.random.choice(sender.last), role=role)
        principal = self._by_role.get(role)
        path, entity = sender.paths.chosen(self._known, draw, principal)
        headers = sender.queries.headers(draw)
        key = None
        if operation.idempotency:
            earlier = draw.random.choice(sender.last) if number < 0.2 else None
            key = _key_of(operation, earlier) if earlier else self._key(sender)
            if operation.idempotency.header and draw.random.random() < 0.9:
                headers[operation.idempotency.header] = key
        media_type, body = self._body(sender, key, entity, principal)
        step = Step(
            operation=operation.id,
            role=role,
            path=path,
            query=sender.queries.query(self._known, draw),
            headers=headers,
            media_type=media_type,
            body=body,
        )
        if operation.idempotency:
            sender.last.append(step)
        return step

    def examples(self, operation: Operation) -> list[Example]:
        """Return the document's examples for an operation: each of its bodies as it is sent, with
        what the parameters' examples are in the query and the headers; [] when there are none.
        """
        sender, said = self._senders[operation.id], self._said.get(operation.id, NOTHING_DECLARED)
        shown: dict[str, list[tuple[str, str]]] = {"query": [], "header": []}
        for each in operation.parameters:
            schema, _ = said.parameters.get((each.where, each.name), ({}, ""))
            if each.where in shown and isinstance(schema, Mapping) and "example" in schema:
                value = schema["example"]
                several = value if isinstance(value, list) else [value]
                texts = [text_of(part) for part in several]
                joined = [each.separator.join(texts)] if each.separator else texts
                shown[each.where] += [(each.name, text) for text in joined]
        bodies = [
            (name, maker.sent(deepcopy(each), self._draw))
            for name, maker in sender.bodies
            for each in maker.examples
        ]
        if not bodies and not (shown["query"] or shown["header"]):
            return []
        return [
            Example(
                query=tuple(shown["query"]),
                headers=dict(shown["header"]),
                media_type=name,
                body=body,
            )
            for name, body in bodies or [("", None)]
        ]

    def _body(
        self, sender: _Sender, key: str | None, entity: Any, principal: Credential | None
    ) -> tuple[str, Any]:
        """Return a media type and a body; now and then none, or of a type that is not accepted."""
        if not sender.bodies:
            return "", None
        draw, required = self._draw, sender.operation.body_required
        number = draw.random.random()
        if number < (0.015 if required else 0.15):
            return "", None
        if number > 0.985:
            return "application/xml", "<odd/>"
        name, bodies = draw.random.choice(sender.bodies)
        return name, bodies.chosen(self._known, entity, principal, draw, key)

    def key(self, operation: Operation) -> str:
        """Return a key of idempotency for an operation that was never sent before."""
        return self._key(self._senders[operation.id])

    def _key(self, sender: _Sender) -> str:
        """Return a key of idempotency that was never sent before."""
        self._keys += 1
        uuid = str(UUID(int=self._draw.random.getrandbits(128), version=4))
        for text in (f"k{self._mark}-{self._keys}", uuid):
            if sender.key is None or sender.key.valid(text):
                return text
        return str(sender.key.make(self._draw)) if sender.key else uuid

    def forget(self) -> None:
        """Send nothing again that was sent with a key: nobody knows what has become of that."""
        for sender in self._senders.values():
            sender.last.clear()

    def able(self, operation: Operation) -> str:
        """Return the preferred role that may do an operation; "" when nobody may."""
        return next(iter(self._able[operation.id]), "")

    def _role(self, operation: Operation) -> str:
        able, random_ = self._able[operation.id], self._draw.random
        if able and random_.random() < 0.92:
            return able[0]
        return random_.choice((*self._roles, ""))

    def _roles_for(self, operation: Operation) -> tuple[str, ...]:
        """Return the roles that may do an operation; those of which nothing is known may."""
        return tuple(
            role
            for role in self._roles
            if operation.public
            or (known := self._by_role.get(role)) is None
            or (
                not known.refused
                and known.satisfies(operation.schemes)
                and operation.requires <= known.grants
            )
        )

    def _sender(self, operation: Operation, said: Declared) -> _Sender:
        nodes: dict[str, dict[str, Node]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
        for parameter in operation.parameters:
            found = said.parameters.get((parameter.where, parameter.name))
            if found is not None:
                node = self._book.node(*found, parameter.name, parameter.schema)
                nodes[parameter.where][parameter.name] = node
        bodies = [
            (
                name,
                Bodies(
                    self._api,
                    operation,
                    media,
                    self._book.node(body.schema, body.at, "", media.schema),
                    body.examples,
                    self._shelf,
                ),
            )
            for name, media in operation.body.items()
            if (body := said.bodies.get(name)) is not None
        ]
        word, key = operation.idempotency, None
        if word and word.header:
            key = nodes["header"].get(word.header)
        elif word and bodies:
            key = bodies[0][1].node.at(word.key)
        rest = {**nodes["cookie"], **nodes["header"], **nodes["query"]}
        return _Sender(
            operation=operation,
            paths=Paths(self._api, operation, nodes["path"]),
            queries=Queries(self._api, operation, rest),
            bodies=tuple((_concrete(name), each) for name, each in bodies),
            key=key,
            last=deque(maxlen=8),
        )


def _key_of(operation: Operation, step: Step) -> str:
    """Return the key of idempotency that a step carries, as far as it can be read."""
    word = operation.idempotency
    assert word is not None
    value: Any = step.headers.get(word.header) if word.header else step.body
    if word.key and isinstance(value, list):
        value = {name: each for name, each in value if isinstance(each, str)}
    for name in word.key:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                return "k"
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else "k"


def _concrete(name: str) -> str:
    """Return a media type that one with a wildcard stands for."""
    return name.replace("*/*", "application/json").replace("image/*", "image/png")


def _rarely_the_same(api: Api) -> frozenset[str]:
    """Return the names of the members of which most values must be free."""
    found = {name for each in api.resources.values() for names in each.unique for name in names}
    chosen = (
        each.identifier
        for each in api.resources.values()
        if not each.properties[each.identifier].made_by
    )
    return frozenset(found | {*chosen})
