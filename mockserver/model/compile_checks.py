"""Checks of a compiled API: every word names something that is there."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.document import Document, Problem, below
from mockserver.model.api import Api
from mockserver.model.check_graph import check_graph
from mockserver.model.check_names import cited_parts, known_name
from mockserver.model.check_operation import check_operation
from mockserver.model.check_tombstones import check_tombstones
from mockserver.model.check_values import check_identifier, check_order, check_sort_order
from mockserver.model.check_versions import check_versions
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook, words_at
from mockserver.model.template import variables
from mockserver.model.words import KEY

PRECISIONS = ("seconds", "milliseconds", "microseconds")
IN_ERRORS = ("status", "code", "message", "first", "details", "field", "where", "violations")
IN_LIMITS = ("$limit", "$remaining", "$reset", "$reset-ms", "$reset-at", "$policy")


def check(api: Api, book: Rulebook) -> None:
    """Note a problem for each name that means nothing, and for words that contradict."""
    named = {
        each.name
        for operation in api.operations.values()
        for each in operation.parameters
        if each.where == "path"
    }
    for resource in api.resources.values():
        _check_resource(api, book, resource, named)
    for operation in api.operations.values():
        check_operation(api, book, operation)
    _check_root(api, book)
    check_versions(book)
    schemas = list(book.document.content.get("components", {}).get("schemas", {}))
    for owner, clauses in book.absolute.items():
        kind, _, name = owner.partition(".")
        known = schemas if kind == "schemas" else list(api.operations)
        for ids in clauses.values():
            for id_ in ids if name not in known else ():
                book.miscited(id_, owner, (f"{kind}.{each}" for each in known))


def warnings(document: Document, api: Api) -> list[Problem]:
    """Return what is legal but can hardly be meant: permissions and memberships that no
    credential has, and security schemes that are not understood.
    """
    granted = {name for each in api.credentials for name in each.grants}
    belonging = {name for each in api.credentials for name in each.member_of}
    found = []
    for operation in api.operations.values() if api.credentials else ():
        at = words_at(operation)
        for index, name in enumerate(sorted(operation.requires - granted)):
            found.append((f"{at}/requires/{index}", f"the permission {name!r}", "`grants`"))
        if operation.member and operation.member not in belonging:
            found.append((f"{at}/member", f"the member {operation.member!r}", "`member-of`"))
    return [
        Problem(
            place=document.place(at),
            found=f"{what}, which no credential has",
            expected=f"at least one credential with it in its {word}",
            remedy="Add it to a credential, or else nobody can use this operation.",
            severity="warning",
        )
        for at, what, word in found
    ]


def _check_resource(api: Api, book: Rulebook, resource: Resource, paths: set[str]) -> None:
    at = below("#/components/schemas", resource.name, KEY)
    _check_line(api, book, resource, f"{at}/parent/resource")
    for name in resource.scope:
        known_name(book, below(at, "scope", name), "path parameter", name, paths)
    if resource.path:
        known_name(book, f"{at}/identifier/path", "path parameter", resource.path, paths)
    if resource.may_become:
        known_name(book, f"{at}/may-become", "resource", resource.may_become, api.resources)
    _check_wider(api, book, resource, at)
    _check_shared(api, book, resource, at)
    if resource.exclusive:
        flag = resource.properties.get(resource.exclusive.field)
        _typed(book, f"{at}/exclusive/field", flag, "boolean")
    if resource.position:
        counted = resource.properties.get(resource.position)
        _typed(book, f"{at}/position/field", counted, "integer")
    if resource.sort_order:
        sorting = resource.properties.get(resource.sort_order)
        _typed(book, f"{at}/sort-order/field", sorting, "integer")
        check_sort_order(book, resource, at)
    if resource.tombstones:
        flag = resource.properties.get(resource.tombstones.flag)
        _typed(book, f"{at}/tombstones/flag", flag, "boolean")
        check_tombstones(api, book, resource)
    check_identifier(api, book, resource)
    check_graph(api, book, resource, at)
    check_order(book, resource)
    for schema in resource.properties.values():
        place = below("#/components/schemas", resource.name, "properties", schema.name, KEY)
        _check_property(api, book, resource, schema, place)
    cited_parts(book, resource.rules, "properties", resource.properties)


def _check_line(api: Api, book: Rulebook, resource: Resource, at: str) -> None:
    line = [resource.name]
    if resource.is_tree:
        return
    while (parent := api.resources.get(resource.parent)) is not None:
        line.append(parent.name)
        if parent.name in line[:-1]:
            expected = "parents that end on a resource without one"
            book.problem(at, f"a circle of parents: {' → '.join(line)}", expected, "cut it")
            return
        resource = parent


def _check_wider(api: Api, book: Rulebook, resource: Resource, at: str) -> None:
    """What is listed under an ancestor must not outlive what lies between them."""
    for ancestor in resource.wider:
        between: Resource | None = resource
        while ancestor and between is not None and between.name != ancestor:
            if between.on_parent_delete == "keep":
                book.problem(
                    f"{at}/parent",
                    f"a list of {resource.name} under {ancestor}, while `keep` lets them stay "
                    f"when what is between is deleted",
                    f"`on-delete: cascade` on {between.name}",
                    "delete them with their parent, or list them under it",
                )
            between = api.resources.get(between.parent)


def _check_shared(api: Api, book: Rulebook, resource: Resource, at: str) -> None:
    """What has several parents must not lose one, nor have a place among the children of one."""
    words = {
        "exclusive": resource.exclusive,
        "position": resource.position,
        "sort-order": resource.sort_order,
    }
    place = f"{at}/parent/shared"
    for word in (word for word, said in words.items() if resource.shared and said):
        found = f"`shared` beside `{word}`, which is about the children of one parent"
        book.problem(place, found, "one of them", "remove one of them")
    for each in api.operations.values():
        if resource.shared and each.action == "delete" and each.resource == resource.parent:
            found = f"`shared`, while {each.id} deletes what {resource.name} is under"
            book.problem(place, found, "parents that stay", "remove `shared`")


def _typed(book: Rulebook, at: str, schema: Property | None, type_: str) -> None:
    if schema is not None and type_ not in schema.types:
        types = " or ".join(schema.types) or "any type"
        book.problem(
            at,
            f"the property {schema.name!r} of {types}",
            f"a property of type {type_}",
            "name another property, or correct its type",
        )


def _check_property(
    api: Api, book: Rulebook, resource: Resource, schema: Property, at: str
) -> None:
    if schema.merged_by:
        _typed(book, f"{at}/merged-by", schema, "array")
    if schema.flag_of:
        known_name(book, f"{at}/flag-of", "property", schema.flag_of, resource.properties)
    child = api.resources.get(schema.shows)
    word = "children" if schema.children else "flagged" if schema.flagged else "first"
    if child is not None and child.parent != resource.name:
        book.problem(
            f"{at}/{word}",
            f"{child.name!r}, whose parent is {child.parent or 'nothing'}",
            f"a resource with `parent: {{resource: {resource.name}}}`",
            "name a child, or give the resource this parent",
        )
    if schema.flagged and child is not None and child.exclusive is None:
        found, remedy = (
            f"{child.name!r}, of which none has a flag",
            "say which property the flag is",
        )
        book.problem(f"{at}/flagged", found, "a resource with `exclusive`", remedy)
    for wrong, found, expected in (
        (schema.made_by == "parent" and not resource.parent, "no `parent` here", "a `parent` word"),
        (schema.made_by == "url" and not schema.of, "`url` without `of`", "`of`: what it shows"),
        (
            schema.sized is not None and schema.made_by != "url",
            "`sized` on what is no address",
            "`made-by: url`",
        ),
        (
            schema.made_by == "picture" and not (schema.of and schema.measure),
            "`picture` without `of` and `measure`",
            "`of`: the file, and `measure`: what is told of it",
        ),
        (
            schema.made_by == "server" and schema.stand_in is ABSENT,
            "`server` without `stand-in`",
            "`stand-in`: the value that the stand-in makes",
        ),
        (
            schema.made_by == "pattern" and not isinstance(schema.stand_in, str),
            "`pattern` without `stand-in`",
            "`stand-in`: the regular expression that the texts match",
        ),
        (
            schema.made_by == "clock" and schema.stand_in not in (ABSENT, *PRECISIONS),
            f"`clock` with the `stand-in` {schema.stand_in!r}",
            f"one of: {', '.join(PRECISIONS)}",
        ),
    ):
        if wrong:
            book.problem(f"{at}/made-by", found, expected, "add it, or choose another maker")


def _check_root(api: Api, book: Rulebook) -> None:
    words = book.words.get(f"#/{KEY}", {})
    for kind, form in words.get("errors", {}).items():
        for name in variables(form.get("body")):
            known_name(book, f"#/{KEY}/errors/{kind}/body", "variable", f"${name}", _dollar())
    limits = words.get("limits", {})
    for word in ("headers", "refused-headers"):
        for name, value in limits.get(word, {}).items():
            if value.startswith("$"):
                known_name(book, below(f"#/{KEY}/limits", word, name), "variable", value, IN_LIMITS)
    roles = [each.role for each in api.credentials]
    for index, fixture in enumerate(words.get("fixtures", ())):
        if "as" in fixture:
            known_name(book, f"#/{KEY}/fixtures/{index}/as", "role", fixture["as"], roles)


def _dollar() -> Iterator[str]:
    return (f"${name}" for name in IN_ERRORS)
