"""Arguments: steps with literal identifiers, drawn from what a document says and a state has."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from contract_tests.arguments.bodies import Shelf
from contract_tests.arguments.examples import Example, examples_of
from contract_tests.arguments.known import Known
from contract_tests.arguments.reading import Declared, declared
from contract_tests.arguments.senders import Sender, key_of, rarely_the_same, sender_of
from contract_tests.arguments.values import Book, Draw
from contract_tests.arguments.wishes import ANY_BODY, Wish
from contract_tests.script import Step
from mockserver.document import Document
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api, Credential
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Operation

LARGEST = 2 * 1024 * 1024
"""No file of more bytes is made unless more is asked for."""

NOTHING_DECLARED = Declared(parameters=NOTHING, bodies=NOTHING)


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
        self._book = Book(document, rarely_the_same(api))
        self._shelf = Shelf(largest)
        self._said = declared(document)
        self._senders = {
            id_: sender_of(
                api, each, self._said.get(id_, NOTHING_DECLARED), self._book, self._shelf
            )
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
            key = key_of(operation, earlier) if earlier else self._key(sender)
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

    def valid(
        self,
        state: State,
        beginning: State,
        operation: Operation,
        *,
        role: str | None = None,
        near: Entity | None = None,
        path: Mapping[str, Any] = NOTHING,
        query: Sequence[tuple[str, Any]] = (),
        wish: Wish = ANY_BODY,
    ) -> Step:
        """Return a request without anything wrong on purpose, of what is required mostly.

        The path addresses `near`, what `near` is below, or what is below it; `path` has the say
        where it names a parameter. `query` are the only optional pairs, `wish` says what the
        body is to be like. A role that may do it is chosen if there is one.
        """
        draw, sender = self._draw, self._senders[operation.id]
        self._known.look(state, beginning)
        able = self._able[operation.id]
        role = (able[0] if able else self._roles[0]) if role is None else role
        principal = self._by_role.get(role)
        found, entity = sender.paths.about(self._known, draw, near, principal)
        named = {name for name, _ in query}
        required = sender.queries.query(self._known, draw, needed=True)
        headers = sender.queries.headers(draw, needed=True)
        key = self._key(sender) if operation.idempotency else None
        if key is not None and operation.idempotency and operation.idempotency.header:
            headers[operation.idempotency.header] = key
        media_type, body = "", None
        if sender.bodies:
            among = [each for each in sender.bodies if each[0] == wish.media_type] or sender.bodies
            media_type, bodies = draw.random.choice(among)
            about = near if near and near.resource == operation.resource else None
            body = bodies.composed(self._known, entity, principal, draw, key, wish, about)
        return Step(
            operation=operation.id,
            role=role,
            path={name: path.get(name, each) for name, each in found.items()},
            query=(*(each for each in required if each[0] not in named), *query),
            headers=headers,
            media_type=media_type,
            body=body,
        )

    def sender(self, operation: Operation) -> Sender:
        """Return what makes the requests of an operation."""
        return self._senders[operation.id]

    def leave_out(self, role: str) -> None:
        """Make no more requests in a role."""
        self._roles = tuple(each for each in self._roles if each != role)
        self._able = {id_: self._roles_for(each) for id_, each in self._api.operations.items()}

    def able(self, operation: Operation) -> tuple[str, ...]:
        """Return the roles that may do an operation, as far as that is known."""
        return self._able[operation.id]

    def draw(self, density: float) -> Draw:
        """Return where choices come from, with a likelihood of optional members."""
        self._draw.begin(density)
        return self._draw

    @property
    def known(self) -> Known:
        """What is known to exist, as of the last request that was made."""
        return self._known

    def examples(self, operation: Operation) -> list[Example]:
        """Return the document's examples for an operation, [] when there are none."""
        said = self._said.get(operation.id, NOTHING_DECLARED)
        return examples_of(self._senders[operation.id], said, self._draw)

    def _body(
        self, sender: Sender, key: str | None, entity: Any, principal: Credential | None
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

    def _key(self, sender: Sender) -> str:
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
