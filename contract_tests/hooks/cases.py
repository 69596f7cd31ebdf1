"""What Schemathesis sends: real pictures as uploads, and identifiers that the server knows.

A multipart property is served by the media types of its `encoding.<property>.contentType`; a
raw body by its own. A wildcard in the document, such as image/*, stands for every media type
registered here. No wildcard is registered itself: Schemathesis would take it for image/tiff
too, and would send "image/*" as the type of a part.

Cases that are wrong on purpose are left out where nobody could see it: in a form every field is
a text, and an object or a number in the place of a text is a text again.

With UNDERSTUDY_FIXTURES naming a file as `understudy fixtures` prints it, most of the requests
that Schemathesis makes up address what is known there: behind an unknown parent nothing but
"not found" can be seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import schemathesis
import yaml
from schemathesis import Case, HookContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

from contract_tests.fixtures import Loader
from contract_tests.pictures import MEDIA_TYPES, pictures
from mockserver.document.pointer import tokens

for media_type in MEDIA_TYPES:
    schemathesis.openapi.media_type(media_type, pictures([media_type]))

KEPT_ONE_IN = 8
"""One in so many made-up paths stays as it is."""


def _known() -> list[list[dict[str, Any]]]:
    path = os.environ.get("UNDERSTUDY_FIXTURES")
    facts = yaml.load(Path(path).read_text("utf-8-sig"), Loader) if path else {}
    known = facts.get("known") or {}
    groups = known.values() if isinstance(known, Mapping) else [known]
    return [each if isinstance(each, list) else [each] for each in groups]


KNOWN = [each for several in _known() for each in several]

GIVEN_UP = [each for several in _known() for each in several[1::3]]
"""What deletions are sent to: all else is sent to the others, so that it meets something."""


@schemathesis.hook
def map_case(context: HookContext, case: Case[Any]) -> Case[Any]:
    """Put known identifiers into the path of a made-up case, and into members of its body that
    have their names.

    Left alone are paths that are wrong on purpose, and those of the stateful phase, which come
    from earlier answers. The choice depends on the case only, so a seed repeats it.
    """
    names = set(case.path_parameters)
    meta = case.meta
    if not names or meta is None or meta.phase.name == TestPhase.STATEFUL:
        return case
    fitting = (
        [each for each in KNOWN if names == set(each)]
        or [each for each in KNOWN if names <= set(each)]
        or [each for each in KNOWN if names & set(each)]
    )
    deleted = GIVEN_UP if case.method == "DELETE" else ()
    fitting = [each for each in fitting if each in deleted or not _is_given_up(each)] or fitting
    number = crc32(repr(sorted(case.path_parameters.items())).encode())
    if fitting and number % KEPT_ONE_IN and not meta.is_negative_at(ParameterLocation.PATH):
        chosen = fitting[number % len(fitting)]
        known = {name: str(chosen[name]) for name in names & set(chosen)}
        case.path_parameters = {**case.path_parameters, **known}
        # A body that is set is judged again, and a picture's bytes are no JSON.
        right = "json" in (case.media_type or "") and not meta.is_negative_at(
            ParameterLocation.BODY
        )
        if right and isinstance(case.body, dict):
            kept = [each for each in KNOWN if not _is_given_up(each)] or KNOWN
            named = {name: each[name] for each in kept for name in set(each) & set(case.body)}
            if named:
                case.body = {**case.body, **named}
    return case


def _is_given_up(identifiers: Mapping[str, Any]) -> bool:
    """Say whether something, or what it is below of, is given up."""
    return any(each.items() <= identifiers.items() for each in GIVEN_UP)


@schemathesis.hook
def filter_query(context: HookContext, query: Any) -> bool:
    """Keep a query unless something in it leaves nothing on the wire, or an empty text, or what
    a list of texts leaves there too.
    """
    if not isinstance(query, dict) or context.operation is None:
        return True
    if any(_is_nothing(value) for value in query.values() if not isinstance(value, str)):
        return False
    raw = context.operation.schema.raw_schema
    for each in context.operation.definition.raw.get("parameters", ()):
        parameter = _followed(raw, each)
        schema = _followed(raw, parameter.get("schema"))
        items = _followed(raw, schema.get("items"))
        texts = items.get("type") == "string" and "enum" not in items
        if texts and parameter.get("name") in query:
            value = query[parameter["name"]]
            if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
                return False
    return True


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:
    """Keep a case unless it sends an empty text for a list: nobody can tell it from no element."""
    raw = case.operation.schema.raw_schema
    lists = {
        parameter.get("name")
        for each in case.operation.definition.raw.get("parameters", ())
        if _followed(raw, (parameter := _followed(raw, each)).get("schema")).get("type") == "array"
    }
    return not any(name in lists and value == "" for name, value in (case.query or {}).items())


def _is_nothing(value: Any) -> bool:
    """Say whether a value is no text at all, or an empty one, on the wire."""
    if isinstance(value, list):
        return all(_is_nothing(each) for each in value)
    return value in ("", None, {})


@schemathesis.hook
def filter_body(context: HookContext, body: Any) -> bool:
    """Keep a body unless it is a form with something else in the place of a text."""
    if not isinstance(body, dict) or context.operation is None:
        return True
    raw = context.operation.schema.raw_schema
    content = _followed(raw, context.operation.definition.raw.get("requestBody")).get("content", {})
    forms = [each.get("schema") for name, each in content.items() if name.startswith("multipart/")]
    for schema in (_followed(raw, each) for each in forms):
        for name, part in _parts(raw, schema):
            kind = _followed(raw, part).get("type")
            if kind == "string" and not isinstance(body.get(name, ""), str | bytes):
                return False
            if kind not in {"object", "array", None} and isinstance(body.get(name), dict | list):
                return False
            if kind == "object" and not isinstance(body.get(name, {}), dict):
                return False
    return True


def _parts(raw: Any, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a form, those of the schemas that it is composed of included."""
    yield from schema.get("properties", {}).items()
    for each in schema.get("allOf", ()):
        yield from _parts(raw, _followed(raw, each))


def _followed(raw: Any, node: Any) -> dict[str, Any]:
    """Return what a node's references lead to within the document, {} when nothing."""
    for _ in range(8):
        if not isinstance(node, dict) or "$ref" not in node:
            break
        place, node = tokens(str(node["$ref"]).removeprefix("#")), raw
        for part in place:
            node = node.get(part, {})
    return node if isinstance(node, dict) else {}
