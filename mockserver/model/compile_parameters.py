"""Compiling parameters and request bodies: what a client sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mockserver.document import below
from mockserver.model.compile_schema import ANYTHING, SchemaCompiler
from mockserver.model.later import Members
from mockserver.model.media import ANY, essence
from mockserver.model.operation import MediaType, Parameter
from mockserver.model.property import Property
from mockserver.model.rule import Clauses
from mockserver.model.rulebook import within

IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Headers that OpenAPI gives no meaning as parameters."""

SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
BYTES = "application/octet-stream"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def parameters_of(
    schemas: SchemaCompiler,
    item: Mapping[str, Any],
    node: Mapping[str, Any],
    at: str,
    here: str,
    rules: Clauses,
) -> tuple[Parameter, ...]:
    """Return the parameters of the operation `here`; they beat those of its path item, which is
    `at`, of the same name.
    """
    found: dict[tuple[str, str], Parameter] = {}
    for owner, place in ((item, at), (node, here)):
        for index, each in enumerate(owner.get("parameters", ())):
            each, where = schemas.document.follow(each, f"{place}/parameters/{index}")
            name, location = each["name"], each["in"]
            if location == "header":
                name = name.lower()
                if name in IGNORED:
                    continue
            found[location, name] = _parameter(schemas, each, where, name, location, rules)
    return tuple(found.values())


def _parameter(
    schemas: SchemaCompiler,
    node: Mapping[str, Any],
    at: str,
    name: str,
    location: str,
    rules: Clauses,
) -> Parameter:
    media = next(iter(node.get("content") or ()), None)
    if media is not None and "schema" not in node:
        schema_at = below(at, "content", media, "schema")
        inner = (node["content"][media] or {}).get("schema")
    else:
        schema_at, inner = f"{at}/schema", node.get("schema")
    schema = schemas.property(
        inner,
        schema_at,
        name=name,
        required=node.get("required", False) or location == "path",
        rules=within(rules, f"parameters.{node['name']}"),
    )
    style = node.get("style", "form" if location in {"query", "cookie"} else "simple")
    exploded = node.get("explode", style == "form")
    repeated = exploded and style == "form" and location == "query"
    written = "json" if media is not None and "schema" not in node else ""
    return Parameter(
        where=location,
        schema=schema,
        validator=schemas.validator(schema_at, "request", inner is not None),
        separator="" if repeated else SEPARATORS.get(style, ","),
        style=written or _style(style, exploded, schema),
        may_be_empty=node.get("allowEmptyValue") is True and location == "query",
    )


def _style(style: str, exploded: bool, schema: Property) -> str:
    """Return what is special in how a parameter is written, "" for nothing."""
    if style == "deepObject":
        return "deep"
    if style in {"label", "matrix"}:
        return style
    if "object" not in schema.types or {"string", "array"} & {*schema.types}:
        return ""
    if exploded and style == "form":
        return "members"
    return "assigned" if exploded else "paired"


def body_of(
    schemas: SchemaCompiler, node: Mapping[str, Any], at: str, rules: Clauses
) -> tuple[Mapping[str, MediaType], bool]:
    """Return the media types that the body of the operation at `at` may have, and whether there
    has to be one.
    """
    if "requestBody" not in node:
        return {}, False
    body, here = schemas.document.follow(node["requestBody"], f"{at}/requestBody")
    makers: dict[str, Callable[[], MediaType]] = {}
    for name, each in body.get("content", {}).items():
        schema_at = below(here, "content", name, "schema")
        makers[essence(name)] = partial(_media_type, schemas, name, each, schema_at, rules)
    required = body.get("required", False)
    if schemas.document.foreign:
        if BYTES in makers:  # bytes of any kind
            makers.setdefault(ANY, makers[BYTES])
        return Members(makers), required
    return {name: make() for name, make in makers.items()}, required


def _media_type(
    schemas: SchemaCompiler, name: str, node: Mapping[str, Any], at: str, rules: Clauses
) -> MediaType:
    schema = schemas.property(node.get("schema"), at, name="", rules=_of_body(rules))
    judged = "schema" in node and _is_read(essence(name), schema)
    return MediaType(
        name=name,
        schema=schema,
        validator=schemas.validator(at, "request") if judged else ANYTHING,
    )


def _is_read(kind: str, schema: Property) -> bool:
    """Return whether a body of a media type becomes a value that its schema can judge: XML, for
    one, stays a text.
    """
    if "json" in kind or kind in FORMS or kind in {ANY, "application/*"}:
        return True
    return kind.startswith("text/") and "string" in schema.types and not schema.binary


def _of_body(rules: Clauses) -> Clauses:
    """Turn `body.title.maxLength` into `properties.title.maxLength`, as a schema cites it."""
    return {f"properties.{name}": ids for name, ids in within(rules, "body").items()}
