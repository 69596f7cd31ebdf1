"""Which parts of a document are OpenAPI, and which are names or data that only look like it."""

from collections.abc import Iterator
from typing import Any

from mockserver.document.pointer import child

EXTENSION = "x-behaviour"
"""The one extension key that means something to Understudy."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The members of a path item that are operations, `query` since OpenAPI 3.2."""

SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
"""The keywords of a schema that hold others by their names, and one after the other."""

_DATA = frozenset(("example", "default", "enum", "const"))
_NAMES = frozenset(
    (
        *SCHEMA_MAPS,
        "schemas",
        "responses",
        "parameters",
        "headers",
        "requestBodies",
        "securityDefinitions",
        "securitySchemes",
        "links",
        "callbacks",
        "pathItems",
        "paths",
        "webhooks",
        "content",
        "encoding",
        "variables",
        "mapping",
        "scopes",
    )
)
"""Keys whose mapping is keyed by the author's own names: there, `default` is just a name."""

_EXTENSIBLE = frozenset(("paths", "responses"))
"""Maps of names that may hold extensions too."""


def is_openapi(content: dict[str, Any]) -> bool:
    """Return whether this is meant as an OpenAPI document, or speaks to us."""
    return not {"openapi", "swagger", "paths", EXTENSION}.isdisjoint(content)


def is_foreign(content: dict[str, Any]) -> bool:
    """Return whether this looks like an OpenAPI document in which nothing is said to us."""
    if not {"paths", "webhooks", "components", "definitions"} & content.keys():
        return False
    return not has_member(content, frozenset({EXTENSION}))


def elements(value: Any) -> list[Any]:
    """Return the elements of a list, none of anything else: a document may have it anywhere."""
    return value if isinstance(value, list) else []


def has_member(content: Any, names: frozenset[str]) -> bool:
    """Return whether any object, however deep, has a member with one of these names."""
    waiting: list[Any] = [content]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if not names.isdisjoint(node):
                return True
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return False


def leaves(content: Any) -> bool:
    """Return whether a file has a `$ref` that does not lead to the file itself."""
    waiting: list[Any] = [content]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            ref = node.get("$ref", "#")
            if not (isinstance(ref, str) and ref.startswith("#")):
                return True
            waiting.extend(each for each in node.values() if isinstance(each, dict | list))
        elif isinstance(node, list):
            waiting.extend(each for each in node if isinstance(each, dict | list))
    return False


def objects(content: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every OpenAPI object with its pointer, in document order.

    Maps of names are passed through, data (`example`, `default`, `enum`, `x-*`...) is left out;
    of `examples` only the entries that are references are objects.
    """
    if isinstance(content, list):
        for index, item in enumerate(content):
            yield from objects(item, child(pointer, index))
    elif isinstance(content, dict):
        yield pointer, content
        for key, value in content.items():
            if key in _DATA or key.startswith("x-"):
                continue
            below = child(pointer, key)
            if key == "examples":
                yield from _examples(value, below)
            elif key in _NAMES and isinstance(value, dict):
                yield from _named(key, value, below)
            else:
                yield from objects(value, below)


def _named(key: str, names: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if key in _EXTENSIBLE:
        extensions = {name: value for name, value in names.items() if name.startswith("x-")}
        if extensions:
            yield pointer, extensions
            names = {name: value for name, value in names.items() if name not in extensions}
    for name, value in names.items():
        yield from objects(value, child(pointer, name))


def _examples(examples: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(examples, dict):
        return
    for name, example in examples.items():
        # A name with a slash is a media type of 2.0, whose examples are plain data.
        if "/" not in name and isinstance(example, dict) and isinstance(example.get("$ref"), str):
            yield child(pointer, name), example
