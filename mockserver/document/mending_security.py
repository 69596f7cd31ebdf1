"""Mending security: only schemes that are defined, in a way that OpenAPI knows, are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SCHEMES = ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")

Warn = Callable[[str, str, str, str], None]


def alternatives(owner: dict[str, Any], at: str, known: Any, warn: Warn) -> list[dict[str, Any]]:
    """Return the security alternatives of an owner without schemes that are not `known`."""
    given, kept = owner.get("security", []), []
    known = known if isinstance(known, dict) else {}
    for each in given if isinstance(given, list) else ():
        if not isinstance(each, dict):
            continue
        for name in [name for name in each if name not in known]:
            found = f"the unknown security scheme {name!r}"
            warn(f"{at}/security", found, "a defined one", "It asks for nothing here.")
        kept.append({name: value for name, value in each.items() if name in known})
    return kept


def is_scheme(node: dict[str, Any], at: str) -> bool:
    """Return whether a node is a security scheme."""
    kind = node.get("type")
    if kind == "apiKey":
        named = isinstance(node.get("name"), str)
        return named and node.get("in") in ("header", "query", "cookie")
    if kind == "http" and not isinstance(node.get("scheme", ""), str):
        return False
    return kind in SCHEMES
