"""Checks of what the words mean together: who makes a value, and what may be done with it."""

from __future__ import annotations

from mockserver.document import below
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import Property
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook
from mockserver.model.words import KEY

IDENTIFIER_MAKERS = {
    "uuid": "string",
    "shortuuid": "string",
    "token": "string",
    "pattern": "string",
    "integer": "integer",
}


def check_identifier(api: Api, book: Rulebook, resource: Resource) -> None:
    """An identifier is made by the server, or every creation must be able to carry one."""
    schema = resource.properties.get(resource.identifier)
    if schema is None:
        return
    at = below("#/components/schemas", resource.name, KEY) + "/identifier/field"
    makers = f"`made-by` with one of: {', '.join(IDENTIFIER_MAKERS)}"
    if schema.made_by and schema.made_by not in IDENTIFIER_MAKERS:
        remedy = "choose another maker; no other one makes each value once"
        book.problem(at, f"an identifier made by {schema.made_by}", makers, remedy)
    elif schema.made_by and schema.types and not _makes(schema):
        types = " or ".join(schema.types)
        found = f"{schema.made_by} as the maker of a property of type {types}"
        wanted = f"a property of type {IDENTIFIER_MAKERS[schema.made_by]}"
        book.problem(at, found, wanted, "correct the type")
    elif not schema.made_by:
        for operation in api.operations.values():
            creates = operation.action == "create" and operation.resource == resource.name
            if creates and not any(resource.identifier in each for each in _sent(operation)):
                book.problem(
                    at,
                    f"an identifier that nobody makes: {operation.id} cannot carry {schema.name!r}",
                    f"{makers}, or the property in the request's schema",
                    "say who makes it",
                )


def _makes(schema: Property) -> bool:
    """Return whether the maker's values are of the property's type; an integer is a number."""
    type_ = IDENTIFIER_MAKERS[schema.made_by]
    return type_ in schema.types or (type_ == "integer" and "number" in schema.types)


def _sent(operation: Operation) -> list[dict[str, Property]]:
    """Return the properties of the representation, for each media type of the body."""
    found = []
    for media in operation.body.values():
        schema: Property | None = media.schema
        for name in operation.item_path:
            schema = schema.properties.get(name) if schema else None
        found.append(dict(schema.properties) if schema else {})
    return found


def check_order(book: Rulebook, resource: Resource) -> None:
    """Lists are ordered by what is stored and by times, not by what only shows in an answer."""
    for index, (name, _) in enumerate(resource.order):
        schema = resource.properties.get(name)
        at = below("#/components/schemas", resource.name, KEY, "order", index)
        if schema is None:
            continue
        if schema.derived or schema.made_by not in {"", "clock", "server"}:
            book.problem(
                at,
                f"an order by {name!r}, which is {_nature(resource, schema)}",
                "a property that clients send, or one made by the clock or the server",
                "order by another property",
            )


def check_sort_order(book: Rulebook, resource: Resource, at: str) -> None:
    """Siblings that make room are found by the order of the list."""
    if resource.order[:1] != ((resource.sort_order, False),) or resource.position:
        order = f"`order` beginning with {resource.sort_order}, and no `position`"
        remedy = "order the list by it first"
        book.problem(f"{at}/sort-order", "a sort order by which no list is sorted", order, remedy)


def check_stored(book: Rulebook, operation: Operation, resource: Resource, at: str) -> None:
    """`set`, `only-if` and `filter` act on what is stored."""
    named = [
        *((f"filter/{each.parameter}", each.field) for each in operation.filters if not each.of),
        *((f"only-if/{name}", name) for name in operation.only_if),
        *((f"set/{name}", name) for name in operation.set),
    ]
    for place, name in named:
        schema = resource.properties.get(name)
        if schema is None:
            continue
        fixed = place.startswith("set/") and name == resource.identifier
        if schema.derived or name == resource.position or fixed:
            book.problem(
                f"{at}/{place}",
                f"the property {name!r}, which is {_nature(resource, schema)}",
                "a property that is stored",
                "name what it is derived from",
            )


def check_page(book: Rulebook, operation: Operation, at: str) -> None:
    """Page numbers and sizes are integers."""
    page = operation.page
    for each in operation.parameters if page else ():
        wanted = page and each.name in {page.number, page.offset, page.size}
        whole = {"integer", "number"} & {*each.schema.types}
        if wanted and each.where == "query" and not whole:
            book.problem(
                f"{at}/page",
                f"the parameter {each.name!r} of {' or '.join(each.schema.types) or 'any type'}",
                "a parameter of type integer, with `minimum: 1` and, for the size, a default",
                "correct its schema",
            )


def _nature(resource: Resource, schema: Property) -> str:
    if schema.derived:
        return "worked out when it is shown"
    if schema.name == resource.position:
        return "a position"
    return "the identifier" if schema.name == resource.identifier else f"made by {schema.made_by}"
