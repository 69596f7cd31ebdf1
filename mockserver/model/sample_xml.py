"""XML: a JSON value in the elements and attributes that the `xml` words of its schema ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from mockserver.document import Document, DocumentError, below
from mockserver.model.nothing import NOTHING

Part = tuple[Any, str]

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
UNNAMED = re.compile(r"[^\w.-]")
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_of(document: Document, value: Any, schema: Any, at: str) -> str:
    """Return a JSON value as XML as the schema at `at` says; its root is called like the schema
    where that has no other name. What is text already stays as it is.
    """
    if isinstance(value, str):
        return value
    part = _part(document, [(schema, at)])
    return HEAD + "".join(_elements(document, part.name or part.title or "response", value, part))


@dataclass(frozen=True, slots=True)
class _Described:
    """What schemas that hold together say of how a value is written."""

    xml: Mapping[str, Any]
    properties: Mapping[str, list[Part]]
    items: list[Part]
    title: str

    @property
    def name(self) -> str:
        """The name that is asked for, "" for none."""
        name = self.xml.get("name")
        return name if isinstance(name, str) else ""

    @property
    def is_attribute(self) -> bool:
        """Whether it is written as an attribute."""
        return self.xml.get("attribute") is True or self.xml.get("nodeType") == "attribute"

    @property
    def is_wrapped(self) -> bool:
        """Whether a list has an element of its own around those of its items."""
        return self.xml.get("wrapped") is True or self.xml.get("nodeType") == "element"


def _part(document: Document, parts: list[Part]) -> _Described:
    """Return what schemas say together, references followed and alternatives taken as one."""
    xml: dict[str, Any] = {}
    properties: dict[str, list[Part]] = {}
    items: list[Part] = []
    title, seen = "", set[str]()
    waiting = list(reversed(parts))
    while waiting:
        node, at = waiting.pop()
        if not isinstance(node, Mapping) or at in seen:
            continue
        seen.add(at)
        if "$ref" in node:
            title = title or str(node["$ref"]).rpartition("/")[2]
            try:
                waiting.append(document.follow({"$ref": node["$ref"]}, at))
            except DocumentError:
                continue
        described = node.get("xml")
        xml = {**described, **xml} if isinstance(described, Mapping) else xml
        for name, each in _mapping(node, "properties").items():
            properties.setdefault(name, []).append((each, below(at, "properties", name)))
        if "items" in node:
            items.append((node["items"], below(at, "items")))
        for word in ("anyOf", "oneOf", "allOf"):
            branches = node.get(word)
            for index, each in enumerate(branches if isinstance(branches, list) else ()):
                waiting.append((each, below(at, word, index)))
    return _Described(xml, properties, items, title)


def _mapping(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = node.get(name)
    return found if isinstance(found, Mapping) else NOTHING


def _elements(document: Document, name: str, value: Any, part: _Described) -> Iterator[str]:
    """Yield the root element of a value; all items of a list are in it."""
    if not isinstance(value, list):
        yield _element(document, name, value, part)
        return
    item = _part(document, part.items)
    inner = item.name or item.title or "item"
    children = "".join(_element(document, inner, each, item) for each in value)
    yield _written(name, part, "", children)


def _element(document: Document, name: str, value: Any, part: _Described) -> str:
    """Return the element of one value."""
    if isinstance(value, list):
        return _written(name, part, "", "".join(_items(document, name, value, part)))
    if not isinstance(value, Mapping):
        return _written(name, part, "", escape(_text(value)))
    attributes, children = "", []
    for key, each in value.items():
        member = _part(document, part.properties.get(key, []))
        if member.is_attribute and not isinstance(each, Mapping | list):
            attributes += f" {_called(member.name or key, member)}={quoteattr(_text(each))}"
        elif not isinstance(each, list) or member.is_wrapped:
            children.append(_element(document, member.name or key, each, member))
        else:
            children += _items(document, key, each, member)
    return _written(name, part, attributes, "".join(children))


def _items(document: Document, name: str, value: list[Any], part: _Described) -> Iterator[str]:
    item = _part(document, part.items)
    for each in value:
        yield _element(document, item.name or name, each, item)


def _written(name: str, part: _Described, attributes: str, inner: str) -> str:
    called, space, prefix = _called(name, part), part.xml.get("namespace"), part.xml.get("prefix")
    if isinstance(space, str):
        named = f":{_plain(prefix)}" if isinstance(prefix, str) and prefix else ""
        attributes = f" xmlns{named}={quoteattr(space)}{attributes}"
    return f"<{called}{attributes}>{inner}</{called}>"


def _called(name: str, part: _Described) -> str:
    """Return a name as XML can have it, with its prefix if what that stands for is told."""
    prefix = part.xml.get("prefix")
    if isinstance(prefix, str) and prefix and isinstance(part.xml.get("namespace"), str):
        return f"{_plain(prefix)}:{_plain(name)}"
    return _plain(name)


def _plain(name: str) -> str:
    name = UNNAMED.sub("_", name)
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def _text(value: Any) -> str:
    """Return a plain value as XML has it, without the characters that it cannot have."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return UNWRITABLE.sub("", text)
