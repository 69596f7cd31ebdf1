"""Compiling a document into an `Api`, once, at start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.document import Document, DocumentError, Problem, below, problems
from mockserver.document.pointer import tokens
from mockserver.document.structure import METHODS, objects
from mockserver.model.api import Api, Credential, Limits, SecurityScheme
from mockserver.model.compile_checks import check
from mockserver.model.compile_fixtures import fixtures
from mockserver.model.compile_operation import OperationCompiler
from mockserver.model.compile_schema import SchemaCompiler
from mockserver.model.compile_security import schemes_of
from mockserver.model.compile_servers import bases, server_path
from mockserver.model.compile_states import with_trackers
from mockserver.model.compile_view import with_views
from mockserver.model.errors import error_forms
from mockserver.model.families import with_families
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook
from mockserver.model.schema import Schemas
from mockserver.model.words import KEY, Site

MISSPELT = "x-behavior"
UNSAFE = re.compile(r"[^A-Za-z0-9._~-]+")  # what an address would have to encode


def compiled(document: Document, seed: int | None = None) -> Api:
    """Return the API that a document describes; `seed` chooses among the answers that operations
    without behaviour words may give.

    Raises DocumentError with every problem of its behaviour words at once; whether the rest is
    valid OpenAPI is asked only when it cannot be compiled.
    """
    if not document.version.startswith(("3.0", "3.1", "3.2")[: 3 if document.foreign else 2]):
        raise DocumentError([_unsupported(document)])
    book = Rulebook(document)
    try:
        api = _api(document, book, seed or 0)
        check(api, book)
    except DocumentError as error:
        raise DocumentError(dict.fromkeys((*book.problems, *error.problems))) from None
    except Exception as error:  # what is no OpenAPI may stop the compiler anywhere
        raise DocumentError((*book.problems, *_stopped(document, error))) from error
    if book.problems:
        raise DocumentError(book.problems)
    return api


def _unsupported(document: Document) -> Problem:
    return Problem(
        place=document.place("#/swagger" if "swagger" in document.content else "#/openapi"),
        found=f"version {document.version or '(none)'}",
        expected="OpenAPI 3.0 or 3.1",
        remedy="Convert the document; other versions cannot be served yet.",
    )


def _stopped(document: Document, error: Exception) -> Iterator[Problem]:
    """Yield what OpenAPI forbids, or else that the compiler has met something unforeseen."""
    known = [each for each in problems(document) if each.severity == "error"]
    yield from known
    if not known:
        yield Problem(
            place=document.place("#"),
            found=f"something that cannot be compiled ({type(error).__name__}: {error})",
            expected="what the OpenAPI specification allows",
            remedy="This is a defect of Understudy if the document is valid; please report it.",
        )


def _api(document: Document, book: Rulebook, seed: int) -> Api:
    content = document.content
    words = book.chosen(f"#/{KEY}", ("root",), content.get(KEY, {}))
    clauses = book.site(words, "#", ("root",))
    schemas = SchemaCompiler(document, Schemas(document), book)
    resources = with_trackers(_resources(schemas), book)
    operations, resources = with_families(_operations(schemas, resources, seed), resources)
    operations = with_views(operations, resources, book)
    schemes, unheard = schemes_of(content)
    _read_the_rest(document, book)
    return Api(
        name=UNSAFE.sub("-", document.path.stem).strip("-") or "api",
        title=content["info"]["title"],
        server_path=server_path(content),
        bases=bases(content) if document.foreign else (),
        operations=operations,
        resources=resources,
        errors=error_forms(words.get("errors", {})),
        schemes=schemes,
        unheard=unheard,
        credentials=tuple(_credentials(words.get("credentials", {}), schemes, operations, book)),
        limits=_limits(words.get("limits")),
        headers=words.get("headers", {}),
        version_header=words.get("versions", {}).get("header", "").lower(),
        fixtures=tuple(fixtures(words.get("fixtures", ()), operations, resources, book)),
        rules=dict(book.rules),
        clauses=clauses,
        foreign=document.foreign,
        warnings=book.warnings,
    )


def _read_the_rest(document: Document, book: Rulebook) -> None:
    """Read the words that no operation leads to; where there is no schema they mean nothing."""
    for pointer, node in objects(document.content):
        at = below("#", *tokens(pointer))
        here = f"{at}/{KEY}"
        if MISSPELT in node:
            remedy = "correct the spelling"
            book.problem(f"{at}/{MISSPELT}", f"the key `{MISSPELT}`", f"`{KEY}`", remedy)
        if KEY not in node or here in book.words:
            continue
        if {"schema", "schemas"} & set(tokens(pointer)):
            sites: tuple[Site, ...] = ("schema", "property")
            book.site(book.chosen(here, sites, node[KEY]), at, sites)
        else:
            book.problem(
                here,
                f"`{KEY}` at {pointer}",
                "it at the root, on an operation, on a schema or on a property",
                "move its words to where they mean something",
            )


def _resources(schemas: SchemaCompiler) -> dict[str, Resource]:
    components = schemas.document.content.get("components", {}).get("schemas", {})
    found: dict[str, Resource] = {}
    for name, node in components.items():
        at = below("#/components/schemas", name)
        if isinstance(node, Mapping) and (resource := schemas.resource(name, node, at)):
            found[name] = resource
    for name, resource in found.items():
        at = below("#/components/schemas", name)
        if resource.parent:
            _known_resource(schemas.book, f"{at}/{KEY}/parent/resource", resource.parent, found)
        for each in resource.properties.values():
            if other := each.shows:
                word = next(w for w in ("children", "flagged", "first") if getattr(each, w))
                place = below(at, "properties", each.name, KEY, word)
                _known_resource(schemas.book, place, other, found)
    referred = {link.reference.to for each in found.values() for link in each.references}
    return {
        name: replace(
            resource,
            children=tuple(each.name for each in found.values() if each.parent == name),
            referred=name in referred,
            encloses=tuple(_enclosed(found, resource)),
        )
        for name, resource in found.items()
    }


def _enclosed(found: Mapping[str, Resource], resource: Resource) -> Iterator[str]:
    """Yield the resources to be checked that may be sent inside one, however deep."""
    seen, ahead = {resource.name}, [resource]
    while ahead:
        for name in {each.schema.children for each in ahead.pop().nests} - seen:
            seen.add(name)
            if name in found:  # else it has been complained of
                ahead.append(found[name])
                if found[name].checked:
                    yield name


def _known_resource(book: Rulebook, at: str, name: str, known: Mapping[str, Resource]) -> None:
    if name not in known:
        book.problem(
            at,
            f"the unknown resource {name!r}",
            f"one of: {', '.join(known) or '(no schema has an identifier)'}",
            "name a component schema whose x-behaviour has an `identifier`",
        )


def _operations(
    schemas: SchemaCompiler, resources: Mapping[str, Resource], seed: int
) -> dict[str, Operation]:
    content = schemas.document.content
    compiler = OperationCompiler(schemas, content.get("security", []), seed)
    found: dict[str, Operation] = {}
    for path, item in content.get("paths", {}).items():
        item, at = schemas.document.follow(item, below("#/paths", path))
        for method in METHODS:
            if method not in item:
                continue
            try:
                operation = compiler.operation(path, method, item, at)
            except Exception as error:
                if not schemas.document.foreign:
                    raise
                wrong = f"an operation that cannot be compiled ({type(error).__name__}: {error})"
                schemas.book.doubt(f"{at}/{method}", wrong, "a valid one", "It is not served.")
                continue
            if operation.action:
                place = f"{at}/{method}/{KEY}/{operation.action}"
                _known_resource(schemas.book, place, operation.resource, resources)
            if operation.id in found:
                schemas.book.problem(
                    f"{at}/{method}/operationId",
                    f"a second operation {operation.id!r}",
                    "an operationId of its own for each operation",
                    "rename one of them",
                )
            found[operation.id] = operation
    return found


def _credentials(
    words: Mapping[str, Any],
    schemes: Mapping[str, SecurityScheme],
    operations: Mapping[str, Operation],
    book: Rulebook,
) -> Iterator[Credential]:
    parameters = {
        each.name: each.schema
        for operation in operations.values()
        for each in operation.parameters
        if each.where == "path"
    }
    for role, word in words.items():
        headers: dict[str, str] = {}
        spelled: dict[str, str] = {}
        for name, value in word["values"].items():
            if name not in schemes:
                book.problem(
                    f"#/{KEY}/credentials/{role}/values/{name}",
                    f"the unknown security scheme {name!r}",
                    f"one of: {', '.join(schemes) or '(none that travels in a header)'}",
                    "name one of the document's securitySchemes",
                )
                continue
            headers[schemes[name].header] = schemes[name].prefix + value
            spelled[schemes[name].spelled] = schemes[name].prefix + value
        member_of = {}
        for name, values in word.get("member-of", {}).items():
            form = parameters[name].canonical if name in parameters else None
            member_of[name] = frozenset((form(each) if form else each) or each for each in values)
        yield Credential(
            role=role,
            headers=headers,
            shown=spelled,
            schemes=frozenset(word["values"]),
            grants=frozenset(word.get("grants", ())),
            member_of=member_of,
            refused=word.get("refused", ""),
            note=word.get("note", ""),
        )


def _limits(word: Mapping[str, Any] | None) -> Limits | None:
    if word is None:
        return None
    bucket = word.get("bucket")
    return Limits(
        windows=tuple((each["requests"], each["seconds"]) for each in word.get("windows", ())),
        bucket=bucket and (bucket["size"], float(bucket["per-second"])),
        headers=word.get("headers", {}),
        refused_headers=word.get("refused-headers", {}),
    )
