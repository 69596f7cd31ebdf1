"""What a document declares of each operation, as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.document import Document, below
from mockserver.document.structure import METHODS


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredBody:
    """The schema of a body, where it stands, and its examples."""

    schema: Any
    at: str
    examples: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One operation: its parameters' schemas and where they stand, by place and name (of
    headers in lower case), and its bodies by media type.
    """

    parameters: Mapping[tuple[str, str], tuple[Any, str]]
    bodies: Mapping[str, DeclaredBody]


def declared(document: Document) -> dict[str, Declared]:
    """Return what a valid document declares, by the operations' names."""
    found: dict[str, Declared] = {}
    for path, item in document.content.get("paths", {}).items():
        item, at = document.follow(item, below("#", "paths", path))
        for method in METHODS:
            if method not in item:
                continue
            node, here = item[method], below(at, method)
            name = node.get("operationId") or f"{method.upper()} {path}"
            found[name] = Declared(
                parameters=dict(
                    each
                    for holder, place in ((item, at), (node, here))
                    for each in _parameters(document, holder, place)
                ),
                bodies=dict(_bodies(document, node, here)),
            )
    return found


def _parameters(
    document: Document, holder: Mapping[str, Any], at: str
) -> Iterator[tuple[tuple[str, str], tuple[Any, str]]]:
    for index, each in enumerate(holder.get("parameters", ())):
        node, place = document.follow(each, below(at, "parameters", index))
        where, called = node["in"], node["name"]
        schema, inside = node.get("schema"), below(place, "schema")
        for media, content in node.get("content", {}).items():
            schema, inside = content.get("schema"), below(place, "content", media, "schema")
        if isinstance(schema, Mapping):
            if "example" not in schema and "$ref" not in schema:
                shown = [node["example"]] if "example" in node else []
                for name in node.get("examples", ()):
                    there = below(place, "examples", name)
                    example, _ = document.follow(node["examples"][name], there)
                    shown += [example["value"]] if "value" in example else []
                schema = {**schema, "example": shown[0]} if shown else schema
            yield (where, called.lower() if where == "header" else called), (schema, inside)


def _bodies(
    document: Document, node: Mapping[str, Any], at: str
) -> Iterator[tuple[str, DeclaredBody]]:
    if "requestBody" not in node:
        return
    body, place = document.follow(node["requestBody"], below(at, "requestBody"))
    for name, media in body.get("content", {}).items():
        examples = [media["example"]] if "example" in media else []
        for index, each in media.get("examples", {}).items():
            followed, _ = document.follow(each, below(place, "content", name, "examples", index))
            examples += [followed["value"]] if "value" in followed else []
        there = below(place, "content", name, "schema")
        schema = media.get("schema", {})
        yield name, DeclaredBody(schema=schema, at=there, examples=tuple(examples))
