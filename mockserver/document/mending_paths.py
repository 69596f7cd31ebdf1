"""Mending paths: their parameters are those that they have places for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from typing import Any

from mockserver.document.document import Document
from mockserver.document.place import DocumentError
from mockserver.document.pointer import below
from mockserver.document.structure import objects

PATTERNED = re.compile(r"\{([^{}=/]+)=([^{}]*)\}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

Warn = Callable[[str, str, str, str], None]


def shape(path: str) -> str:
    """Return what distinguishes a path for a server that gets a request."""
    return PLACEHOLDER.sub("{}", re.split("[?#]", path, maxsplit=1)[0])


def plainly(document: Document, warn: Warn) -> None:
    """Write paths with patterns in their placeholders (`/v1/{name=shelves/*}`, as gRPC's are) as
    what they mean, `/v1/shelves/{name}`.
    """
    paths = document.content["paths"]
    if any("=" in path for path in paths):
        for path in list(paths):
            plain = PATTERNED.sub(_spelled, path)
            if plain != path:
                remedy = f"It is served as {plain!r}."
                warn(below("#/paths", path), "a placeholder with a pattern", "a name", remedy)
            item = paths.pop(path)  # all are, so that their order stays
            paths.setdefault(plain, item)


def _spelled(found: re.Match[str]) -> str:
    parts = found[2].split("/")
    stars = [index for index, part in enumerate(parts) if part in ("*", "**")]
    if not stars:
        return f"{{{found[1]}}}"
    for number, index in enumerate(stars, 1):
        parts[index] = f"{{{found[1]}{'' if index == stars[-1] else number}}}"
    return "/".join(parts)


def copied(document: Document, node: dict[str, Any], at: str) -> dict[str, Any]:
    """Return a copy of a node (at a location), from which the same is referred to as from there
    when it stands in the main document.
    """
    made = deepcopy(node)
    for _, each in objects(made):
        if isinstance(each.get("$ref"), str):
            with suppress(DocumentError):
                each["$ref"] = document.reference_to(document.resolve(each["$ref"], at)[1])
    return made


def match_templates(
    document: Document, warn: Warn, path: str, owners: Sequence[tuple[dict[str, Any], str]]
) -> None:
    """Let the path parameters of the owners (a path item and an operation of it, with their
    locations) be those that the path has: others are left out, missing ones are added, and those
    behind a question mark are of the query.
    """
    before = re.split("[?#]", path, maxsplit=1)[0]
    names = PLACEHOLDER.findall(before)
    asked = set(PLACEHOLDER.findall(path)) - set(names)
    declared: list[str] = []
    for owner, at in owners:
        kept = []
        for each in owner.get("parameters", ()):
            found, _ = document.follow(each, at)
            if found["in"] == "path" and found["name"] in asked:  # `/a?b={b}`
                kept.append({**found, "in": "query"})
                continue
            if found["in"] == "path" and found["name"] not in names:
                what = f"the path parameter {found['name']!r}"
                warn(f"{at}/parameters", what, f"a place for it in {path!r}", "It is left out.")
                continue
            kept.append(each)
            declared += [found["name"]] if found["in"] == "path" else []
        if "parameters" in owner:
            owner["parameters"] = kept
    node, at = owners[-1]
    for name in dict.fromkeys(names):
        if name not in declared:
            what, expected = f"no path parameter {name!r}", "each placeholder as a parameter"
            warn(at, what, expected, "Any text is accepted for it.")
            made = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            node.setdefault("parameters", []).append(made)
