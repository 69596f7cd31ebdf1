"""Examples: what a document shows of requests, as it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from contract_tests.arguments.reading import Declared
from contract_tests.arguments.senders import Sender
from contract_tests.arguments.values import Draw
from contract_tests.requests import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What a document shows of a request, as far as a `Step` has it; no `media_type` says that no
    body is shown.
    """

    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    media_type: str
    body: Any


def examples_of(sender: Sender, said: Declared, draw: Draw) -> list[Example]:
    """Return the examples for an operation: each of its bodies as it is sent, with what the
    parameters' examples are in the query and the headers; [] when there are none.
    """
    shown: dict[str, list[tuple[str, str]]] = {"query": [], "header": []}
    for each in sender.operation.parameters:
        schema, _ = said.parameters.get((each.where, each.name), ({}, ""))
        if each.where in shown and isinstance(schema, Mapping) and "example" in schema:
            value = schema["example"]
            several = value if isinstance(value, list) else [value]
            texts = [text_of(part) for part in several]
            joined = [each.separator.join(texts)] if each.separator else texts
            shown[each.where] += [(each.name, text) for text in joined]
    bodies = [
        (name, maker.sent(deepcopy(each), draw))
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
