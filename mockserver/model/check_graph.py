"""Checks of the words that tie entities together: what they name is there, and fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.document import below
from mockserver.model.api import Api
from mockserver.model.check_names import body_members, known_name
from mockserver.model.operation import Operation
from mockserver.model.property import Property
from mockserver.model.reference import Path
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook
from mockserver.model.template import EACH
from mockserver.model.words import KEY

MANY = {"upsert": "all-or-nothing", "read": "ignore-unknown", "delete": "ignore-unknown"}
"""The actions that may act on many, with what they do about bad ones."""


def check_graph(api: Api, book: Rulebook, resource: Resource, at: str) -> None:
    """Note a problem for each reference to nothing and for a version that no write makes."""
    for link in resource.references:
        place, word = f"{_place(resource, link.path)}/{KEY}/references", link.reference
        if not known_name(book, place, "resource", word.to, api.resources):
            continue
        target = api.resources[word.to]
        for name in word.where:
            known_name(book, place, "property", name, target.properties)
        if word.siblings and target.parent != resource.parent:
            found = f"`siblings` of {target.name!r}, whose parent is {target.parent or 'nothing'}"
            expected = f"a resource with the parent of {resource.name}"
            book.problem(place, found, expected, "remove `siblings`, or name another resource")
        fits = "remove" if "array" in link.schema.types else "clear"
        if word.on_delete not in (fits, "keep"):
            found = f"`on-delete: {word.on_delete}` on {link.schema.name!r}"
            remedy = "`remove` takes out of a list, `clear` empties a single one"
            book.problem(place, found, f"one of: {fits}, keep", remedy)
    for path in _in_lists(resource.properties):
        found = f"a word on {'.'.join(path)!r}, inside the elements of a list"
        remedy = "make the elements a resource of their own, with `children`"
        place = _place(resource, path[:-1])
        book.problem(place, found, "a property of an object", remedy)
    for name in resource.unattached.where if resource.unattached else ():
        known_name(book, f"{at}/unattached/where", "property", name, resource.properties)
    version = resource.version
    schema = resource.properties.get(version.field) if version else None
    if schema is not None and not (schema.made_by and schema.when == "write"):
        found = f"the version {schema.name!r}, which a write does not make anew"
        expected = "`made-by` and `when: write` on it"
        book.problem(f"{at}/version", found, expected, "say who makes it")


def _place(resource: Resource, path: Path) -> str:
    inner = [part for name in path for part in ("properties", name)]
    return below("#/components/schemas", resource.name, *inner)


def _in_lists(properties: Mapping[str, Property], path: Path = ()) -> Iterator[Path]:
    """Yield the ways to what is made or refers inside the elements of lists."""
    for name, schema in properties.items():
        if schema.derived:
            continue
        inner = schema.items.properties if schema.items else {}
        for part in inner.values():
            if part.made_by or part.references or part.derived:
                yield (*path, name, part.name)
        yield from _in_lists(schema.properties, (*path, name))


def check_writing(api: Api, book: Rulebook, operation: Operation, at: str) -> None:
    """Note a problem for each word on an operation that has nothing to act on."""
    resource = api.resources.get(operation.resource)
    if resource is None:
        return
    if operation.attach is not None:
        _check_attach(api, book, operation, at)
    if operation.temporary and operation.action != "upsert":
        found = f"`temporary-ids` on an operation that does {operation.action!r}"
        book.problem(f"{at}/temporary-ids", found, "an operation that does 'upsert'", "remove it")
    made = resource.properties[resource.identifier].made_by
    if operation.action == "upsert" and made and not operation.temporary:
        found = "identifiers that are made, and none that could be sent for a new one"
        book.problem(f"{at}/upsert", found, "`temporary-ids` beside it", "say how they begin")
    if operation.batch:
        _check_batch(book, operation, at)
    if operation.related:
        query = [each.name for each in operation.parameters if each.where == "query"]
        known = [*query, *body_members(operation)]
        place = f"{at}/related/by"
        known_name(book, place, "query parameter or body member", operation.related, known)


def _check_attach(api: Api, book: Rulebook, operation: Operation, at: str) -> None:
    word, place = operation.attach, f"{at}/attach"
    assert word is not None
    if operation.action != "create":
        found = f"`attach` on an operation that does {operation.action!r}"
        book.problem(place, found, "an operation that does 'create'", "remove it")
    for path in (word.to, word.first_if):
        if path:
            known = list(_paths(operation))
            known_name(book, place, "body member", ".".join(path), known)
    if known_name(book, f"{place}/holder", "resource", word.holder, api.resources):
        links = api.resources[word.holder].references
        fitting = [
            ".".join(link.path)
            for link in links
            if link.reference.to == operation.resource and "array" in link.schema.types
        ]
        for index, path in enumerate(word.within):
            known_name(
                book, below(place, "in", index), "list of references", ".".join(path), fitting
            )


def _check_batch(book: Rulebook, operation: Operation, at: str) -> None:
    fits = MANY.get(operation.action, "")
    if operation.batch != fits:
        found = f"`batch: {operation.batch}` on an operation that does {operation.action!r}"
        expected = f"`batch: {fits}`" if fits else f"an operation that does {' or '.join(MANY)}"
        book.problem(f"{at}/batch", found, expected, "correct it, or remove it")
    if EACH not in operation.item_path:
        name = "$item" if operation.action == "upsert" else "$key"
        expected = f"a list of {name} in `request`"
        book.problem(f"{at}/batch", "a request on one thing", expected, "say where the many stand")


def _paths(operation: Operation) -> Iterator[str]:
    """Yield the dotted paths in the body, two levels deep."""
    for media in operation.body.values():
        for name, schema in media.schema.properties.items():
            yield name
            yield from (f"{name}.{inner}" for inner in schema.properties)
