"""Choices: what lists leave out unless they are asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.arguments.reading import declared
from mockserver.document import Document
from mockserver.document.pointer import below
from mockserver.model.api import Api

Pairs = tuple[tuple[str, Any], ...]
Choices = Mapping[str, tuple[Pairs, ...]]
"""By operation the queries that ask a list for what it leaves out otherwise."""


def choices_of(api: Api, document: Document) -> Choices:
    """Return what the lists of a document can be asked for that they leave out otherwise."""
    found: dict[str, tuple[Pairs, ...]] = {}
    for id_, said in declared(document).items():
        operation = api.operations.get(id_)
        for each in operation.filters if operation else ():
            schema, _ = said.parameters.get(("query", each.parameter), (None, ""))
            if schema is None or (each.otherwise is None and "default" not in schema):
                continue
            of = ("components", "schemas", operation.resource if operation else "")
            stored = _members(document, *_followed(document, *of, "properties", each.field))
            named = schema.get("enum") or stored
            asked = tuple(((each.parameter, value),) for value in named)
            found[id_] = (*found.get(id_, ()), *asked)
    return found


def _followed(document: Document, *path: str) -> tuple[Mapping[str, Any], str]:
    """Return the object that a path through a document leads to, {} when it leads nowhere."""
    node: Any = document.content
    at = "#"
    for part in path:
        if not isinstance(node, Mapping) or part not in node:
            return {}, at
        node, at = document.follow(node[part], below(at, part))
    return node if isinstance(node, Mapping) else {}, at


def _members(document: Document, node: Mapping[str, Any], at: str) -> tuple[Any, ...]:
    """Return the members of the enumeration that a schema is, or is composed of."""
    found = list(node.get("enum", ()))
    for index, each in enumerate(node.get("allOf", ())):
        found += _members(document, *document.follow(each, below(at, "allOf", index)))
    return tuple(found)
