"""Broken keywords: a document whose schema says something else where a rule cites it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from referencing import Registry, Specification

from contract_tests.mutants.effects import another
from contract_tests.mutants.idle import is_idle
from mockserver.document import Document, DocumentError
from mockserver.document.folder import Folder
from mockserver.document.pointer import below, tokens
from mockserver.document.structure import objects
from mockserver.model.api import Api
from mockserver.model.compile import compiled
from mockserver.model.rule import Inferred
from mockserver.model.rulebook import KEYWORDS
from mockserver.model.schema import BOUNDS
from mockserver.model.words import KEY

METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A keyword that a rule cites, at a node of the document."""

    rule: str
    at: str
    keyword: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A keyword that says something else: `value` None removes it."""

    cited: Cited
    way: str
    value: Any


def edits(document: Document) -> Iterator[Edit]:
    """Yield each way in which a cited keyword that requests are judged by can say otherwise."""
    asked = _asked(document)
    for cited in dict.fromkeys(_cited(document)):
        node = _node(document.content, cited.at)
        if cited.keyword != "default" and cited.at not in asked:
            continue  # only answers have it: the server is right by making it
        parts = [
            document.follow(each, below(cited.at, "allOf", index))[0]
            for index, each in enumerate(node.get("allOf", ()))
        ]
        idle = is_idle(cited.keyword, node, parts)
        for way, value in _otherwise(cited.keyword, node):
            if not (idle and _is_weaker(cited.keyword, node, value)):
                yield Edit(cited=cited, way=way, value=value)


def _is_weaker(keyword: str, node: Mapping[str, Any], value: Any) -> bool:
    """Say whether a keyword forbids less with another value, or None for no such keyword."""
    if value is None or keyword == "readOnly":
        return value is not True
    old = node[keyword.partition(" ")[0]]
    return bool((keyword in LEAST and value < old) or (keyword in MOST and value > old))


def edited(document: Document, edit: Edit) -> Api:
    """Return the API of the document with an edit; its rules cite nothing any more."""
    content = deepcopy(document.content)
    for _, node in objects(content):
        if isinstance(node.get(KEY), dict):
            node[KEY].pop("rules", None)
    node, word = _node(content, edit.cited.at), edit.cited.keyword.partition(" ")[0]
    if edit.value is None:
        node.pop(word, None)
    else:
        node[word] = edit.value
    return compiled(with_content(document, content))


def with_content(document: Document, content: dict[str, Any]) -> Document:
    """Return the document with another content, as if it stood in the same file."""
    main = document.path.resolve()
    folder = Folder(main, document.path.parent)
    registry: Registry[Any] = Registry(retrieve=folder.retrieve)  # type: ignore[call-arg]
    resource = Specification.OPAQUE.create_resource(content)
    return replace(
        document,
        content=content,
        folder=folder,
        registry=registry.with_resource(document.uri, resource),
    )


def _cited(document: Document) -> Iterator[Cited]:
    for pointer, node in objects(document.content):
        words = node.get(KEY)
        rules = words.get("rules") if isinstance(words, Mapping) else None
        for id_, entry in (rules or {}).items():
            for basis in ("documented", "inferred"):
                several = entry.get(basis, ())
                rule = Inferred(id_) if basis == "inferred" else id_
                for text in [several] if isinstance(several, str) else several:
                    for at, keyword in _places(document, f"#{pointer}", text.split(".")):
                        yield Cited(rule=rule, at=at, keyword=keyword)


def _places(document: Document, at: str, parts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the nodes and the keyword that a citation at a node leads to, none for a word."""
    if parts[0] == "schemas" and len(parts) > 2:
        yield from _places(document, f"#/components/schemas/{parts[1]}", parts[2:])
        return
    if parts[0] == "operations" and len(parts) > 2:
        for own in _operations(document):
            if _node(document.content, own).get("operationId") == parts[1]:
                yield from _places(document, own, parts[2:])
        return
    if len(parts) == 1:
        if parts[0] in KEYWORDS:
            yield from _keyword(document, at, parts[0])
        return
    node, here = document.follow(_node(document.content, at), at)
    if parts[0] == "properties":
        for where in _members(document, here, parts[1]):
            yield from _within(document, where, parts[2:], here, parts[1])
    elif parts[0] == "parameters":
        for index, each in enumerate(node.get("parameters", ())):
            found, where = document.follow(each, below(here, "parameters", index))
            if found.get("name") == parts[1]:
                yield from _places(document, below(where, "schema"), parts[2:])
    elif parts[0] == "body" and "requestBody" in node:
        body, where = document.follow(node["requestBody"], below(here, "requestBody"))
        for kind in body.get("content", {}):
            yield from _places(
                document, below(where, "content", kind, "schema"), ["properties", *parts[1:]]
            )


def _within(
    document: Document, at: str, parts: list[str], owner: str, name: str
) -> Iterator[tuple[str, str]]:
    if parts == ["required"]:
        yield owner, f"required {name}"
    elif parts:
        yield from _places(document, at, parts)


def _keyword(document: Document, at: str, keyword: str) -> Iterator[tuple[str, str]]:
    node, here = document.follow(_node(document.content, at), at)
    if keyword in node:
        yield here, keyword
        return
    if keyword == "required":
        *above, _, name = tokens(here[1:]) if len(tokens(here[1:])) > 1 else ("", "", "")
        owner = below("#", *above) if above else "#"
        required = _node(document.content, owner).get("required")
        if isinstance(required, list) and name in required:
            yield owner, f"required {name}"
        return
    for index, each in enumerate(node.get("allOf", ())):
        part, where = document.follow(each, below(here, "allOf", index))
        if keyword in part:
            yield where, keyword


def _members(document: Document, at: str, name: str) -> Iterator[str]:
    """Yield where a schema, or one that it is composed of, has a property."""
    node, here = document.follow(_node(document.content, at), at)
    if name in node.get("properties", {}):
        yield below(here, "properties", name)
    for word in ("allOf", "oneOf", "anyOf"):
        for index in range(len(node.get(word, ()))):
            yield from _members(document, below(here, word, index), name)


def _operations(document: Document) -> Iterator[str]:
    for path, item in document.content.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield below("#", "paths", path, method)


def _asked(document: Document) -> set[str]:
    """Return the locations of all schemas that requests are judged by."""
    found: set[str] = set()
    waiting: list[str] = []
    for at in _operations(document):
        node = _node(document.content, at)
        item_at = at.rpartition("/")[0]
        for owner in (at, item_at):
            for index, each in enumerate(_node(document.content, owner).get("parameters", ())):
                _, where = document.follow(each, below(owner, "parameters", index))
                waiting.append(below(where, "schema"))
        if "requestBody" in node:
            body, where = document.follow(node["requestBody"], below(at, "requestBody"))
            waiting += (below(where, "content", kind, "schema") for kind in body.get("content", {}))
    while waiting:
        at = waiting.pop()
        node = _node(document.content, at)
        if not isinstance(node, Mapping):
            continue
        try:
            schema, here = document.follow(node, at)
        except DocumentError:
            continue
        if here in found:
            continue
        found |= {here, at}
        waiting += (below(here, "properties", name) for name in schema.get("properties", {}))
        for word in ("allOf", "oneOf", "anyOf"):
            waiting += (below(here, word, index) for index in range(len(schema.get(word, ()))))
        waiting += (below(here, word) for word in ("items", "not") if word in schema)
    return found


def _node(content: Any, at: str) -> Any:
    node = content
    for part in tokens(at.partition("#")[2]):
        node = node[int(part)] if isinstance(node, list) else node.get(part, {})
    return node


LEAST = ("minLength", "minimum", "minItems", "exclusiveMinimum")
MOST = ("maxLength", "maximum", "maxItems", "exclusiveMaximum")


def _otherwise(keyword: str, node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what a keyword of a schema could say instead."""
    word, _, name = keyword.partition(" ")
    value = node.get(word)
    if isinstance(value, int) and value in BOUNDS.get(node.get("format", ""), ()):
        yield "narrower", value + 1 if word in LEAST else value - 1  # a wider one is the format's
    elif word in LEAST or word in MOST:
        yield "no limit", None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31 - 1:
            yield "one more", value + 1
            if value > 0 or word in ("minimum", "maximum"):
                yield "one less", value - 1
    elif word == "enum" and isinstance(value, list):
        yield "anything", None
        if len(value) > 1:
            yield f"not {value[-1]}", value[:-1]
    elif word == "required" and isinstance(value, list):
        yield f"not {name}" if name else "nothing", [e for e in value if name and e != name]
    elif word == "default":
        yield "another", _another(value, node)
    elif word in {"pattern", "format", "not", "type", "required", "additionalProperties"}:
        yield "not asked", None
    elif word in {"nullable", "uniqueItems", "readOnly"}:
        yield "the other way", value is not True


def _another(value: Any, node: Mapping[str, Any]) -> Any:
    """Return another default, which is among the allowed values."""
    members = node.get("enum")
    if isinstance(members, list) and not isinstance(value, int | float):
        return next((each for each in members if each != value), value)
    return f"{value} otherwise" if isinstance(value, str) else another(value)
