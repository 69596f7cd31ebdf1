"""Mending: a foreign document without what is wrong in it, so that all the rest can be served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from mockserver.document.document import Document
from mockserver.document.mending_anchors import anchored
from mockserver.document.mending_components import spread
from mockserver.document.mending_paths import copied, match_templates, plainly, shape
from mockserver.document.mending_schemas import SchemaMender
from mockserver.document.mending_security import alternatives, is_scheme
from mockserver.document.place import DocumentError, Problem, shown
from mockserver.document.pointer import below
from mockserver.document.structure import METHODS

PLACES = ("path", "query", "header", "cookie")
DEFAULT_VERSION = "3.0.3"
LEFT_OUT = "It is left out."

Node = dict[str, Any]


def mended(document: Document) -> list[Problem]:
    """Take what is wrong out of the content of a document and of the files it refers to, in place.

    What is left can be compiled: each operation, parameter, body, answer, header and schema is
    what OpenAPI 3 says they are, each reference leads to one, and operationIds are unique.
    Returns a warning for each thing that was taken out or put right; never raises.
    """
    return _Mender(document).run()


class _Mender:
    """One document at work."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._content = document.content
        self._warnings: dict[tuple[str, str], Problem] = {}
        self._schemas = SchemaMender(document, self._warn)
        self._ids: set[str] = set()
        self._shapes: dict[tuple[str, str], str] = {}
        self._seen: set[int] = set()
        self._served: set[int] = set()

    def run(self) -> list[Problem]:
        self._root()
        anchored(self._document)
        self._components()
        self._secure(self._content, "#")
        plainly(self._document, self._warn)
        for path in list(self._content["paths"]):
            self._path(path)
        self._schemas.finish()
        return list(self._warnings.values())

    def _warn(self, at: str, found: str, expected: str, remedy: str) -> None:
        place = self._document.place(at)
        self._warnings.setdefault(
            (str(place), found),
            Problem(place=place, found=found, expected=expected, remedy=remedy, severity="warning"),
        )

    def _root(self) -> None:
        content = self._content
        version = content.get("openapi")
        if not isinstance(version, str) or not version.startswith(("3.0", "3.1", "3.2")):
            found = f"`openapi` with {shown(version)}" if "openapi" in content else "no `openapi`"
            self._warn("#/openapi", found, "3.0, 3.1 or 3.2", "It is read as OpenAPI 3.")
            known = str(version)[:3] if isinstance(version, float) else ""
            content["openapi"] = f"{known}.0" if known in ("3.1", "3.2") else DEFAULT_VERSION
        for name in ("info", "paths", "components"):
            if name in content and not isinstance(content[name], dict):
                self._wrong(content, name, "#", "a mapping")
            content.setdefault(name, {})
        info = content["info"]
        if not isinstance(info.get("title"), str):
            info["title"] = str(info.get("title") or self._document.path.stem)
        if not isinstance(content.get("servers", []), list):
            self._wrong(content, "servers", "#", "a list")

    def _wrong(self, node: Node, key: Any, at: str, expected: str) -> None:
        """Take a member out of a node and say so."""
        place = below(at, key)
        self._warn(place, f"`{key}` with {shown(node[key])}", expected, LEFT_OUT)
        del node[key]

    def _components(self) -> None:
        components = self._content["components"]
        kinds: dict[str, Callable[[Any, str], bool]] = {
            "securitySchemes": is_scheme,
            "parameters": self._parameter,
            "headers": self._header,
            "requestBodies": self._body,
            "responses": self._response,
        }
        for kind in [*kinds, "schemas"]:
            spread(self._document, self._warn, components, kind)
            if kind in components and not isinstance(components[kind], dict):
                self._wrong(components, kind, "#/components", "a mapping")
        self._schemas.every(components, "schemas", "#/components/schemas")
        for kind, mends in kinds.items():
            self._each(components.get(kind, {}), f"#/components/{kind}", mends)

    def _each(self, named: Node, at: str, mends: Callable[[Any, str], bool]) -> None:
        for name in list(named):
            if not name.startswith("x-") or isinstance(named[name], dict):
                place = below(at, name)
                if self._followed(named[name], place, mends):
                    continue
                self._warn(
                    place, f"`{name}`, which cannot be used", "what OpenAPI allows", LEFT_OUT
                )
                if mends == self._response:  # its status is known nevertheless
                    named[name] = {"description": ""}
                else:
                    del named[name]

    def _followed(self, node: Any, at: str, mends: Callable[[Any, str], bool]) -> bool:
        """Mend the node that a node is, or that it refers to; return whether it is any good."""
        if not isinstance(node, dict):
            return False
        if "$ref" in node:
            try:
                target, at = self._document.follow(node, at)
            except DocumentError as error:
                for each in error.problems:
                    self._warn(at, each.found, each.expected, LEFT_OUT)
                return False
            node = target if isinstance(target, dict) else {}
        if id(node) in self._seen:
            return mends is not self._parameter or _is_parameter(node)
        self._seen.add(id(node))
        return mends(node, at)

    def _path(self, path: str) -> None:
        paths, at = self._content["paths"], below("#/paths", path)
        if path.startswith("x-"):
            del paths[path]
            return
        try:
            followed, where = self._document.follow(paths[path], at)
        except (DocumentError, TypeError) as error:
            found = error.problems[0].found if isinstance(error, DocumentError) else "no mapping"
            self._warn(at, found, "the operations of the path", "The path is left out.")
            del paths[path]
            return
        if not isinstance(followed, dict):
            self._wrong(paths, path, "#/paths", "a mapping of methods")
            return
        item = followed
        if where != at and (own := self._copied(followed, where)):
            paths[path], item, where = own, own, at
        newer = ("query", "additionalOperations")[self._content["openapi"].startswith("3.2") :]
        for name in [name for name in item if name in newer]:
            self._warn(below(where, name), f"`{name}`", "a method of HTTP/1.1", "It is not served.")
            del item[name]
        self._parameters(item, where)
        for method in METHODS:
            if method in item and not isinstance(item[method], dict):
                self._wrong(item, method, where, "an operation")
            if method in item:
                self._method(item, method, where, path)

    def _method(self, item: Node, method: str, at: str, path: str) -> None:
        """Mend an operation, which may stand elsewhere: OpenAPI does not know that, people do."""
        try:
            node, here = self._document.follow(item[method], below(at, method))
        except DocumentError as error:
            remedy = "Anything is accepted for it."
            self._warn(below(at, method), error.problems[0].found, "an operation", remedy)
            node, here = item[method], below(at, method)
            node.clear()
        if here != below(at, method) and (own := self._copied(cast(Node, node), here)):
            item[method], node, here = own, own, below(at, method)
        first = self._shapes.setdefault((method, shape(path)), path)
        if first != path:
            expected, remedy = "paths that differ", "Only the first of them is served."
            self._warn(here, f"a path that cannot be told from {first!r}", expected, remedy)
        self._operation(cast(Node, node), here, path, item, at)

    def _copied(self, node: Node, at: str) -> Node | None:
        """Return a copy of a path item or an operation that stands for another place, too; None
        for one that does not.
        """
        if id(node) not in self._served and not at.startswith("#/paths/"):
            self._served.add(id(node))
            return None
        return copied(self._document, node, at)

    def _operation(self, node: Node, at: str, path: str, item: Node, above: str) -> None:
        for name in [name for name, each in node.items() if each is None]:
            del node[name]
        self._id(node, at)
        self._parameters(node, at)
        match_templates(self._document, self._warn, path, ((item, above), (node, at)))
        body = node.get("requestBody")
        if body is not None and not self._followed(body, f"{at}/requestBody", self._body):
            self._wrong(node, "requestBody", at, "a request body")
        if not isinstance(node.get("responses", {}), dict):
            self._wrong(node, "responses", at, "a mapping of statuses")
        self._each(node.setdefault("responses", {}), f"{at}/responses", self._response)
        for name in [name for name in node["responses"] if name.startswith("x-")]:
            del node["responses"][name]
        self._secure(node, at)

    def _secure(self, owner: Node, at: str) -> None:
        if "security" in owner:
            known = self._content["components"].get("securitySchemes")
            owner["security"] = alternatives(owner, at, known, self._warn)

    def _id(self, node: Node, at: str) -> None:
        wanted = node.get("operationId")
        if wanted is None:
            return
        if not isinstance(wanted, str) or not wanted:
            node["operationId"] = wanted = str(wanted)
        number = 2
        while node["operationId"] in self._ids:
            node["operationId"] = f"{wanted}-{number}"
            number += 1
        if number > 2:
            expected = "an operationId of its own for each operation"
            remedy = f"It is called {node['operationId']!r} here."
            self._warn(f"{at}/operationId", f"a second operation {wanted!r}", expected, remedy)
        self._ids.add(node["operationId"])

    def _parameters(self, owner: Node, at: str) -> None:
        given = owner.get("parameters", [])
        if not isinstance(given, list):
            self._wrong(owner, "parameters", at, "a list")
            return
        kept = []
        for index, each in enumerate(given):
            place = f"{at}/parameters/{index}"
            if self._followed(each, place, self._parameter):
                kept.append(each)
            else:
                self._warn(place, "a parameter that is none", "`name` and `in`", LEFT_OUT)
        if len(kept) < len(given):
            owner["parameters"] = kept

    def _parameter(self, node: Node, at: str) -> bool:
        if not _is_parameter(node):
            return False
        self._boolean(node, "required", at)
        if "schema" not in node and "type" in node:  # as it was written in 2.0
            left = ("name", "in", "required", "description", "collectionFormat")
            node["schema"] = {name: each for name, each in node.items() if name not in left}
        self._schema_and_content(node, at)
        for name in ("style", "explode"):
            if name in node and not isinstance(node[name], str if name == "style" else bool):
                self._wrong(node, name, at, "what OpenAPI knows")
        return True

    def _boolean(self, node: Node, name: str, at: str) -> None:
        if name in node and not isinstance(node[name], bool):
            self._wrong(node, name, at, "true or false")

    def _schema_and_content(self, node: Node, at: str) -> None:
        if "schema" in node:
            self._schemas.every(node, "schema", f"{at}/schema", one=True)
        if "content" in node:
            self._content_of(node, at)

    def _header(self, node: Node, at: str) -> bool:
        self._boolean(node, "required", at)
        self._schema_and_content(node, at)
        return True

    def _body(self, node: Node, at: str) -> bool:
        self._boolean(node, "required", at)
        self._content_of(node, at)
        return True

    def _response(self, node: Node, at: str) -> bool:
        self._content_of(node, at)
        if not isinstance(node.get("headers", {}), dict):
            self._wrong(node, "headers", at, "a mapping")
        self._each(node.get("headers", {}), f"{at}/headers", self._header)
        return True

    def _content_of(self, node: Node, at: str) -> None:
        if not isinstance(node.get("content", {}), dict):
            self._wrong(node, "content", at, "a mapping of media types")
        for name in list(node.get("content", {})):
            place, media = below(at, "content", name), node["content"][name]
            if media is None:
                media = node["content"][name] = {}
            if not isinstance(media, dict) or name.startswith("x-"):
                self._warn(place, shown(media), "a media type", LEFT_OUT)
                del node["content"][name]
            elif "schema" in media:
                self._schemas.every(media, "schema", f"{place}/schema", one=True)


def _is_parameter(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("name"), str) and node.get("in") in PLACES
