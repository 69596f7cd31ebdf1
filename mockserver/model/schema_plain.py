"""What a schema asks of a value that has no parts: a text, a number, a flag or null.

To compile a schema is to compile all that it refers to, which may be half of the document; of that
a value without parts needs very little.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.document import Document

PARTS = frozenset(
    {
        *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties"),
        *("propertyNames", "dependentSchemas", "dependentRequired", "required"),
        *("items", "prefixItems", "additionalItems", "unevaluatedItems", "contains"),
        *("$defs", "definitions"),
    }
)
"""Keywords that say nothing about a value without parts."""

LISTS = ("allOf", "anyOf", "oneOf")
NODES = ("not", "if", "then", "else")
MOST = 300
"""So many schemas are put into one; what has more is compiled as it is."""


class Unending(Exception):
    """A schema that leads back to itself, or to more than is worth it."""


class Plain:
    """Writes one schema without its references, as values without parts are held to it.

    `rewrite` brings a schema of the document (at a location) into the one dialect.
    """

    def __init__(self, document: Document, rewrite: Callable[[Any, str], Any]) -> None:
        self._document, self._rewrite = document, rewrite
        self._left = MOST

    def schema(self, ref: str, at: str, trail: tuple[str, ...] = ()) -> Any:
        """Return the schema to which a reference leads that stands at a location.

        Raises Unending where it has no end, DocumentError where the reference leads nowhere.
        """
        node, there = self._document.resolve(ref, at)
        self._left -= 1
        if there in trail or self._left < 0:
            raise Unending
        if not isinstance(node, dict):
            return node
        own = {name: value for name, value in node.items() if name not in PARTS}
        return self._bare(self._rewrite(own, there), there, (*trail, there))

    def _bare(self, schema: Any, at: str, trail: tuple[str, ...]) -> Any:
        if not isinstance(schema, dict):
            return schema
        if "$dynamicRef" in schema:
            raise Unending
        bare = {name: value for name, value in schema.items() if name not in PARTS}
        for word in LISTS:
            if isinstance(bare.get(word), list):
                bare[word] = [self._bare(each, at, trail) for each in bare[word]]
        for word in NODES:
            if word in bare:
                bare[word] = self._bare(bare[word], at, trail)
        if "$ref" not in bare:
            return bare
        target = self.schema(bare.pop("$ref"), at, trail)
        return {"allOf": [target, bare]} if bare else target
