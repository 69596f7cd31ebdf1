"""Senders: what makes the requests of one operation."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from contract_tests.arguments.bodies import Bodies, Shelf
from contract_tests.arguments.paths import Paths
from contract_tests.arguments.queries import Queries
from contract_tests.arguments.reading import Declared
from contract_tests.arguments.values import Book, Node
from contract_tests.script import Step
from mockserver.model.api import Api
from mockserver.model.media import meant
from mockserver.model.operation import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What makes the requests of one operation; `last` are the steps with a key."""

    operation: Operation
    paths: Paths
    queries: Queries
    bodies: tuple[tuple[str, Bodies], ...]
    key: Node | None
    last: deque[Step]


def sender_of(api: Api, operation: Operation, said: Declared, book: Book, shelf: Shelf) -> Sender:
    """Return what makes the requests of an operation of which a document says this."""
    nodes: dict[str, dict[str, Node]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        found = said.parameters.get((parameter.where, parameter.name))
        if found is not None:
            node = book.node(*found, parameter.name, parameter.schema)
            nodes[parameter.where][parameter.name] = node
    bodies = [
        (
            name,
            Bodies(
                api,
                operation,
                media,
                book.node(body.schema, body.at, "", media.schema),
                body.examples,
                shelf,
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
    return Sender(
        operation=operation,
        paths=Paths(api, operation, nodes["path"]),
        queries=Queries(api, operation, rest),
        bodies=tuple((meant(name)[0], each) for name, each in bodies),
        key=key,
        last=deque(maxlen=8),
    )


def key_of(operation: Operation, step: Step) -> str:
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


def rarely_the_same(api: Api) -> frozenset[str]:
    """Return the names of the members of which most values must be free."""
    found = {name for each in api.resources.values() for names in each.unique for name in names}
    chosen = (
        each.identifier
        for each in api.resources.values()
        if not each.properties[each.identifier].made_by
    )
    return frozenset(found | {*chosen})
