"""Styles: parameters whose value is spread over a request, or written in a way of its own."""

from __future__ import annotations

import re
from typing import Any

from mockserver.engine.message import Request
from mockserver.engine.part import NoJson, read_json
from mockserver.model.operation import Parameter
from mockserver.model.property import ABSENT, Property

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,99})")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
BOOLEANS = {"true": True, "false": False}
BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def styled(parameter: Parameter, request: Request) -> Any:
    """Return the texts of a parameter that has a style: a text, a list or a mapping of them, or
    the value itself where it is written as JSON; None when nothing is sent.
    """
    style, name = parameter.style, parameter.name
    if style == "deep":
        return _deep(name, request)
    if style == "members":
        return _members(parameter, request)
    text = unstyled(parameter, request)
    if text is None:
        return None
    if style == "json":
        try:
            return read_json(text.encode())
        except NoJson:
            return text
    if style in ("label", "matrix"):
        return _marked(parameter, text)
    pairs = text.split(parameter.separator) if text else []
    if style == "assigned":  # a=1,b=2
        return {key: value for key, _, value in (each.partition("=") for each in pairs)}
    return dict(zip(pairs[::2], pairs[1::2], strict=False))  # a,1,b,2


def otherwise(schema: Property, value: Any) -> Any:
    """Return what a value that does not fit may stand for, ABSENT if it is nothing else: texts
    of which the schema does not say the type at once may be numbers, `true` or null.
    """
    if isinstance(value, str) and not schema.types:
        try:
            return read_json(value.encode("utf-8", "replace"))
        except NoJson:
            return ABSENT
    if isinstance(value, list) and not (schema.items and schema.items.types):
        return [_either(schema.items or UNKNOWN, each) for each in value]
    if isinstance(value, dict):
        parts = schema.properties
        return {name: _either(parts.get(name, UNKNOWN), each) for name, each in value.items()}
    return ABSENT


def _either(schema: Property, value: Any) -> Any:
    other = otherwise(schema, value)
    return value if other is ABSENT else other


UNKNOWN = Property(name="")


def coerced(schema: Property, text: Any, separator: str = ",") -> Any:
    """Return the value that a text stands for; a text that stands for none stays a text."""
    if isinstance(text, list):
        return [coerced(schema.items, each) if schema.items else each for each in text]
    if isinstance(text, dict):
        known = schema.properties
        return {
            name: coerced(known[name], each) if name in known else each
            for name, each in text.items()
        }
    types = schema.types
    if not isinstance(text, str):
        return text
    if "array" in types:
        parts = text.split(separator) if text else []
        return [coerced(schema.items, each) if schema.items else each for each in parts]
    if {"integer", "number"} & {*types} and INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and NUMBER.fullmatch(text):
        return float(text)
    return BOOLEANS.get(text.lower(), text) if "boolean" in types else text


def cookie(header: str, name: str) -> str | None:
    """Return the value of a cookie, None if it is not sent."""
    for pair in header.split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return None


def unstyled(parameter: Parameter, request: Request) -> str | None:
    """Return the text of a parameter as it stands, the last one of several, None when absent."""
    if parameter.where == "path":
        return request.path.get(parameter.name)
    if parameter.where == "header":
        return request.headers.get(parameter.name)
    if parameter.where == "cookie":
        return cookie(request.headers.get("cookie", ""), parameter.name)
    return next((text for key, text in reversed(request.query) if key == parameter.name), None)


def _deep(name: str, request: Request) -> dict[str, Any] | None:
    """Return what `name[a][b]=1` says; repeated pairs, and those of `name[a][]`, are lists."""
    found: dict[str, Any] = {}
    for key, text in request.query:
        if not key.startswith(f"{name}["):
            continue
        *above, last = [each for each in BRACKETS.findall(key[len(name) :]) if each] or [""]
        node = found
        for each in above:
            inner = node.setdefault(each, {})
            node = inner if isinstance(inner, dict) else {}
        known = node.get(last)
        if known is None:
            node[last] = [text] if key.endswith("[]") else text
        else:
            node[last] = [*known, text] if isinstance(known, list) else [known, text]
    return found or None


def _members(parameter: Parameter, request: Request) -> dict[str, Any] | None:
    """Return the members of an object that are sent as parameters of their own. One that must be
    sent, though none of its members need be, may be empty, which looks like nothing at all.
    """
    names = parameter.schema.properties
    if parameter.where == "cookie":
        header = request.headers.get("cookie", "")
        sent = [(name, text) for name in names if (text := cookie(header, name)) is not None]
    else:
        sent = list(request.query)
    found: dict[str, Any] = {}
    for key, text in sent:
        if key in names:
            several = "array" in names[key].types
            found[key] = [*found.get(key, ()), text] if several else text
    empty = parameter.schema.required and not any(each.required for each in names.values())
    return found if found or empty else None


def _marked(parameter: Parameter, text: str) -> Any:
    """Return what `.a.b` or `;name=a` says; without its mark a text is taken as it is."""
    types = parameter.schema.types
    if parameter.style == "label":
        parts = re.split(r"[.,]", text.removeprefix(".")) if text.startswith(".") else [text]
    else:
        parts = text.removeprefix(";").split(";") if text.startswith(";") else [text]
        own = f"{parameter.name}="
        if "object" not in types or parts[0].startswith(own):
            parts = [part.removeprefix(own) for part in parts]
            parts = [each for part in parts for each in part.split(",")]
    if "object" in types:
        if all("=" in part for part in parts):
            return {key: value for key, _, value in (part.partition("=") for part in parts)}
        return dict(zip(parts[::2], parts[1::2], strict=False))
    return (
        parts
        if "array" in types
        else text.removeprefix(".").removeprefix(";").removeprefix(f"{parameter.name}=")
    )
