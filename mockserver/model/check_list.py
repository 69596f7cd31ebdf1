"""Checks of the words of lists: what cuts and narrows them can be sent, and is kept."""

from __future__ import annotations

from mockserver.document import below
from mockserver.model.api import Api
from mockserver.model.check_names import known_name
from mockserver.model.compile_list import member_of
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook


def check_list(book: Rulebook, operation: Operation, at: str) -> None:
    """Note a problem for each name of a page or a filter that no request can send."""
    if (page := operation.page) is not None:
        for word in ("number", "offset", "cursor", "back", "size"):
            if name := getattr(page, word):
                _check_sent(book, operation, f"{at}/page/{word}", name)
    for each in operation.filters:
        _check_sent(book, operation, below(at, "filter", each.parameter), each.parameter)


def _check_sent(book: Rulebook, operation: Operation, at: str, name: str) -> None:
    if name.startswith("body."):
        if member_of(operation.body, name) is None:
            members = [
                each for media in operation.body.values() for each in media.schema.properties
            ]
            known = [f"body.{each}" for each in members]
            known_name(book, at, "body member", name, known)
        return
    query = [each.name for each in operation.parameters if each.where == "query"]
    known_name(book, at, "query parameter", name, query)


def check_filtered(
    api: Api, book: Rulebook, operation: Operation, resource: Resource, at: str
) -> None:
    """Note a problem for each property of a filter that the resource does not have."""
    for each in operation.filters:
        here = below(at, "filter", each.parameter)
        place, parents = f"{here}/field", [resource.parent]
        if each.of and not known_name(book, f"{here}/of", "parent", each.of, parents):
            continue
        properties = (api.resources[each.of] if each.of else resource).properties
        for first, *path in each.paths or ((each.field,),):
            if not known_name(book, place, "property", first, properties):
                continue
            schema = properties[first]
            if path and schema.at(tuple(path)) is None:
                inner = [f"{first}.{name}" for name in schema.properties]
                known_name(book, place, "property", ".".join((first, *path)), inner)
