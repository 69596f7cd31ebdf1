"""Keywords of a schema that is made of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Part = tuple[Mapping[str, Any], str]


class First:
    """Looks a keyword up in the parts of a schema, the first that has it."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts

    def __call__(self, keyword: str, default: Any) -> Any:
        """Return the value of a keyword, the default if no part has it."""
        for node, _ in self._parts:
            if keyword in node:
                return node[keyword]
        return default

    def at(self, keyword: str) -> str:
        """Return the location of the part that has a keyword."""
        return next(at for node, at in self._parts if keyword in node)


def types_of(first: First) -> tuple[str, ...]:
    """Return the JSON types that a schema names, itself or in its alternatives."""
    types = first("type", ())
    types = (types,) if isinstance(types, str) else tuple(types)
    for each in (*first("anyOf", ()), *first("oneOf", ())) if not types else ():
        inner = each.get("type", ()) if isinstance(each, Mapping) else ()
        types = (*types, *((inner,) if isinstance(inner, str) else inner))
    return (*types, "null") if first("nullable", False) is True else types


def has_branches(parts: list[Part]) -> bool:
    """Return whether a schema has alternatives, which may have properties of their own."""
    return any(not {"oneOf", "anyOf", "if"}.isdisjoint(node) for node, _ in parts)
