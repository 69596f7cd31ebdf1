"""Idle keywords: what says nothing that is not said beside it, so that nobody could miss it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from contract_tests.arguments.scalars import drawn
from mockserver.document import Document
from mockserver.document.structure import objects
from mockserver.model.api import Api
from mockserver.model.property import Property
from mockserver.model.reference import Path
from mockserver.model.template import EACH
from mockserver.model.words import KEY

LENGTHS = ("minLength", "maxLength")


def is_idle(keyword: str, node: Mapping[str, Any], parts: Iterable[Mapping[str, Any]] = ()) -> bool:
    """Say whether a schema means the same without a keyword: what one of the `parts` that it is
    composed of says, too, a length or a form that its pattern has, a type of what travels as a
    file, and that a client does not say what the server makes whatever is said.
    """
    value, form = node.get(keyword), node.get("format")
    if value is not None and any(each.get(keyword) == value for each in parts):
        return True
    if keyword == "type":
        return form == "binary"
    if keyword == "readOnly":
        made = node.get(KEY, {})
        return "made-by" in made and "like-sent" not in made
    if keyword in (*LENGTHS, "not") and "pattern" in node:
        return _has_all(node["pattern"], {keyword: value}, keyword)
    return False


def is_kept_out(document: Document, api: Api, at: str, value: Any) -> bool:
    """Say whether a value that the schema at a place lets in is not stored all the same: wherever
    a request says it, the thing that it is about keeps none like it.
    """
    names = {
        name
        for _, each in objects(document.content)
        if isinstance(members := each.get("properties"), Mapping)
        for name, schema in members.items()
        if isinstance(schema, Mapping) and schema.get("$ref") == at
    }
    said = {
        (operation.resource, path[len(operation.item_path) :])
        for operation in api.operations.values()
        for media in operation.body.values()
        for path in _members(media.schema)
        if path[-1] in names
    }
    return bool(said) and all(
        len(path) == 1
        and (kept := api.resources[resource].properties.get(path[0])) is not None
        and not kept.valid(value)
        for resource, path in said
    )


def _members(schema: Property, above: Path = ()) -> Iterator[Path]:
    """Yield the ways to all members of what a schema describes."""
    if schema.items is not None:
        yield from _members(schema.items, (*above, EACH))
    for name, each in schema.properties.items():
        yield *above, name
        yield from _members(each, (*above, name))


def _has_all(pattern: str, schema: Mapping[str, Any], keyword: str) -> bool:
    """Say whether every text of a pattern fits a schema: by its shortest and longest ones, or as
    far as some of its texts, and those near them, tell.
    """
    if keyword in LENGTHS:
        width = widths(pattern)
        if width is None:
            return False
        least, most = width
        limit = schema[keyword]
        return bool(least >= limit if keyword == "minLength" else most <= limit)
    fitting = jsonschema_rs.Draft202012Validator({"pattern": pattern})
    texts = [each for each in (*_near(drawn(pattern)),) if fitting.is_valid(each)]
    validator = jsonschema_rs.Draft202012Validator(dict(schema))
    return bool(texts) and all(validator.is_valid(each) for each in texts)


def _near(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts, and all that differ from one of them in one letter."""
    for text in texts:
        yield text
        for place in range(len(text)):
            for letter in string.printable:
                yield text[:place] + letter + text[place + 1 :]


def widths(pattern: str) -> tuple[int, int] | None:
    """Return how short and how long a text may be that a pattern describes from its beginning to
    its end, None where it does not, or Python cannot read it.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    try:
        least, most = re._parser.parse(pattern).getwidth()  # nothing public tells it
    except re.error:
        return None
    return least, most
