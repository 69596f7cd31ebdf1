"""Compiling servers: the paths below which operations are found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

VARIABLE = re.compile(r"\{([^{}]*)\}")


def server_path(node: Mapping[str, Any]) -> str:
    """Return the path of the first server of a node, its variables at their defaults."""
    servers = _servers(node)
    if not servers:
        return ""
    variables = servers[0].get("variables") or {}
    return _path(VARIABLE.sub(lambda found: _default(variables.get(found[1])), servers[0]["url"]))


def bases(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths of all servers of a node, each once, with placeholders for variables.

    The placeholders have names that no parameter has.
    """
    return tuple(dict.fromkeys(_path(VARIABLE.sub("{:}", each["url"])) for each in _servers(node)))


def _servers(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    servers = node.get("servers")
    return [
        each
        for each in (servers if isinstance(servers, list) else ())
        if isinstance(each, Mapping) and isinstance(each.get("url"), str)
    ]


def _default(variable: Any) -> str:
    return str(variable.get("default", "")) if isinstance(variable, Mapping) else ""


def _path(url: str) -> str:
    """Return the path of an address without the slash at its end, "" for none."""
    try:
        path = urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
    return path if not path or path.startswith("/") else f"/{path}"
