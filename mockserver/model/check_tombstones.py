"""Checks of the word `tombstones`: somebody can ask for deleted ones."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.document import below
from mockserver.model.api import Api
from mockserver.model.check_names import known_name
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook
from mockserver.model.words import KEY


def check_tombstones(api: Api, book: Rulebook, resource: Resource) -> None:
    """Note a problem when no operation has the parameter or member that asks for deleted ones."""
    if resource.tombstones is None:
        return
    known = [
        name
        for operation in api.operations.values()
        if operation.resource == resource.name
        for name in _switches(operation)
    ]
    at = below("#/components/schemas", resource.name, KEY, "tombstones", "by")
    kind = "boolean query parameter or body member"
    known_name(book, at, kind, resource.tombstones.by, known)


def _switches(operation: Operation) -> Iterator[str]:
    for parameter in operation.parameters:
        if parameter.where == "query" and "boolean" in parameter.schema.types:
            yield parameter.name
    for media in operation.body.values():
        for name, schema in media.schema.properties.items():
            if "boolean" in schema.types:
                yield name
