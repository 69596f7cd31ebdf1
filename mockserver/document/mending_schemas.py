"""Mending schemas: keywords whose values mean nothing are left out, known slips are put right."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import jsonschema_rs

from mockserver.document.document import Document
from mockserver.document.place import DocumentError, shown
from mockserver.document.pointer import below
from mockserver.document.structure import SCHEMA_LISTS, SCHEMA_MAPS

Warn = Callable[[str, str, str, str], None]

TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
ALIASES = {
    **dict.fromkeys(("int", "long", "int32", "int64"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("bool",), "boolean"),
    **dict.fromkeys(("str", "text", "date", "datetime", "date-time", "uuid", "file"), "string"),
    **dict.fromkeys(("list",), "array"),
    **dict.fromkeys(("dict", "map"), "object"),
}
NODES = ("items", "not", "additionalProperties", "if", "then", "else", "contains", "propertyNames")
NUMBERS = ("minimum", "maximum", "multipleOf")
LIMITS = ("exclusiveMinimum", "exclusiveMaximum")
COUNTS = tuple(f"{side}{what}" for side in ("min", "max") for what in ("Length", "Items"))
COUNTS = (*COUNTS, "minProperties", "maxProperties")
SLASHED = re.compile(r"/(\^.*\$)/([dgimsuvy]*)", re.DOTALL)
FLAGS = ("nullable", "readOnly", "writeOnly", "uniqueItems", "deprecated")


class SchemaMender:
    """Mends every schema that it is told of, and every one that those lead to, once."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self._document, self._warn = document, warn
        self._waiting: list[tuple[dict[str, Any], str]] = []
        self._seen: set[int] = set()
        self._patterns: dict[str, bool] = {}

    def every(self, owner: dict[str, Any], key: str, at: str, *, one: bool = False) -> None:
        """Note the schemas of a map of names, or the `one` schema that a member is."""
        if one:
            self._note(owner, key, at)
        for name in list(owner.get(key) or ()) if not one else ():
            self._note(owner[key], name, below(at, name))

    def finish(self) -> None:
        """Mend all that was noted; a worklist, since references may lead far."""
        while self._waiting:
            node, at = self._waiting.pop()
            self._reference(node, at)
            for keyword in list(node):
                self._keyword(node, keyword, at)

    def _note(self, owner: Any, key: Any, at: str) -> None:
        node = owner[key]
        if isinstance(node, dict):
            if id(node) not in self._seen:
                self._seen.add(id(node))
                self._waiting.append((node, at))
        elif not isinstance(node, bool):
            if node is not None:
                self._warn(at, shown(node), "a schema", "Any value is accepted.")
            owner[key] = {}

    def _reference(self, node: dict[str, Any], at: str) -> None:
        if "$ref" not in node:
            return
        try:
            target, there = self._document.follow({"$ref": node["$ref"]}, at)
        except DocumentError as error:
            for each in error.problems:
                self._warn(at, each.found, each.expected, "Any value is accepted.")
            del node["$ref"]
            return
        if isinstance(target, dict) and id(target) not in self._seen:
            self._seen.add(id(target))
            self._waiting.append((target, there))

    def _keyword(self, node: dict[str, Any], keyword: str, at: str) -> None:
        value, place = node[keyword], below(at, keyword)
        if keyword in SCHEMA_MAPS and isinstance(value, dict):
            for name in list(value):
                self._note(value, name, below(place, name))
        elif keyword in SCHEMA_LISTS and isinstance(value, list) and value:
            for index in range(len(value)):
                self._note(value, index, below(place, index))
        elif keyword == "items" and isinstance(value, list):
            node["prefixItems"] = node.pop("items")  # as older versions of JSON Schema have it
            self._keyword(node, "prefixItems", at)
        elif keyword in NODES:
            self._note(node, keyword, place)
        elif keyword == "type":
            self._type(node, place)
        elif keyword in LIMITS and isinstance(value, bool):
            if not value or keyword.replace("exclusiveM", "m") not in node:
                del node[keyword]  # it says nothing
        elif expected := self._fault(keyword, value):
            kept = _corrected(keyword, value)
            remedy = "It is left out." if kept is None else f"It is read as {shown(kept)}."
            self._warn(place, f"`{keyword}` with {shown(value)}", expected, remedy)
            if kept is None:
                del node[keyword]
            else:
                node[keyword] = kept

    def _type(self, node: dict[str, Any], at: str) -> None:
        value = node["type"]
        given = value if isinstance(value, list) else [value]
        types = ["null" if each is None else _called(each) for each in given]
        types = [each for each in types if each in TYPES]
        if types == given and given:
            return
        self._warn(
            at, f"`type` with {shown(value)}", f"one of {', '.join(TYPES)}", "It is guessed."
        )
        if not types:
            del node["type"]
        else:
            node["type"] = types if isinstance(value, list) else types[0]

    def _fault(self, keyword: str, value: Any) -> str:
        """Return what a keyword should have, "" if it has that or is not known."""
        if keyword in EXPECTED and not EXPECTED[keyword][0](value):
            return EXPECTED[keyword][1]
        if keyword == "pattern" and not self._compiles(value):
            return "a regular expression"
        if keyword == "pattern" and SLASHED.fullmatch(value):  # which no text matches
            return "a regular expression without slashes around it"
        return ""

    def _compiles(self, pattern: Any) -> bool:
        if not isinstance(pattern, str):
            return False
        if pattern not in self._patterns:
            try:
                jsonschema_rs.Draft202012Validator({"pattern": pattern})
                self._patterns[pattern] = True
            except (jsonschema_rs.ValidationError, ValueError):
                self._patterns[pattern] = False
        return self._patterns[pattern]


def _called(type_: Any) -> str:
    """Return the name of a type that is called like it elsewhere, or written in capitals."""
    name = str(type_).lower()
    return ALIASES.get(name, name)


def _corrected(keyword: str, value: Any) -> Any:
    """Return what was probably meant, None if nobody can know."""
    if keyword in (*NUMBERS, *LIMITS, *COUNTS) and isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            return None
        return int(number) if number.is_integer() else number
    if keyword == "pattern" and isinstance(value, str) and (found := SLASHED.fullmatch(value)):
        return found[1] if "i" not in found[2] else None
    if keyword == "pattern" and isinstance(value, str) and value[:1] == "/" and value[-1:] == "/":
        return value[1:-1] if len(value) > 2 else None
    if keyword == "required" and isinstance(value, list):
        return list(dict.fromkeys(each for each in value if isinstance(each, str)))
    if keyword in FLAGS and value in ("true", "false"):
        return value == "true"
    return None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _names(value: Any) -> bool:
    texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return texts and len(set(value)) == len(value)


def _textual(value: Any) -> bool:
    return isinstance(value, str)


def _mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _filled(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _count(value: Any) -> bool:
    return _number(value) and value >= 0 and value == int(value)


EXPECTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(NUMBERS, (_number, "a number")),
    "multipleOf": (lambda value: _number(value) and value > 0, "a number above 0"),
    **dict.fromkeys(LIMITS, (lambda value: _number(value) or isinstance(value, bool), "a number")),
    **dict.fromkeys(COUNTS, (_count, "a count")),
    **dict.fromkeys(FLAGS, (lambda value: isinstance(value, bool), "true or false")),
    "required": (_names, "a list of different names"),
    "enum": (_filled, "a list of values"),
    **dict.fromkeys(SCHEMA_MAPS, (_mapping, "a mapping of schemas")),
    **dict.fromkeys(SCHEMA_LISTS, (_filled, "a list of schemas")),
    **dict.fromkeys(("format", "title", "description"), (_textual, "a text")),
    **dict.fromkeys(("discriminator", "xml", "dependentRequired"), (_mapping, "a mapping")),
}
"""What the value of a keyword has to be, and how that is called."""
