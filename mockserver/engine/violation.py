"""Violations: what a schema has against a value, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.message import Violation
from mockserver.model.operation import Validator
from mockserver.model.property import Property
from mockserver.model.rulebook import KEYWORDS

LONGEST = 120


@keeps(*sorted(KEYWORDS - {"default", "status"}))
def violations(
    schema: Property, validator: Validator, value: Any, where: str
) -> Iterator[Violation]:
    """Yield what does not fit; nothing when the value is valid.

    Asking `validator.is_valid` first is much cheaper.
    """
    for error in validator.iter_errors(value):
        path = tuple(error.instance_path)
        keyword = error.kind.name
        if keyword == "required":
            path = (*path, error.kind.property)
        part = schema.at(path)
        message = part.complaint(keyword, "") if part else ""
        yield Violation(
            where=where,
            field=".".join(map(str, (schema.name, *path) if schema.name else path)),
            message=message or _plain(keyword, error),
            keyword=keyword,
            rules=_rules(part, keyword),
        )


def _rules(part: Property | None, keyword: str) -> tuple[str, ...]:
    if part is None:
        return ()
    return (*part.rules.get(keyword, ()), *part.rules.get("status", ()))


PLAIN = {
    "required": "This field is required.",
    "minimum": "Must be at least {limit}.",
    "maximum": "Must be at most {limit}.",
    "exclusiveMinimum": "Must be greater than {limit}.",
    "exclusiveMaximum": "Must be less than {limit}.",
    "minLength": "Must have at least {limit} characters.",
    "maxLength": "Must have at most {limit} characters.",
    "minItems": "Must have at least {limit} items.",
    "maxItems": "Must have at most {limit} items.",
    "uniqueItems": "Items must be unique.",
    "pattern": "Must match the pattern {pattern}.",
    "format": "Must be a valid {format}.",
}


def _plain(keyword: str, error: Any) -> str:
    """Return the error in one short sentence; never a dump of the schema or the value."""
    if keyword == "type":
        return f"Must be of type {_types(error)}."
    if keyword == "enum":
        return _cut(f"Must be one of: {error.kind.as_dict().get('options')}.")
    if keyword in PLAIN:
        parts = {"limit": "", "pattern": "", "format": "", **error.kind.as_dict()}
        return _cut(PLAIN[keyword].format(**parts))
    return _cut(error.message)


def _types(error: Any) -> str:
    types = error.kind.as_dict().get("types", "")
    return " or ".join(types) if isinstance(types, list | tuple) else str(types)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
