"""Mending anchors: references by the names that schemas give themselves lead to their places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from mockserver.document.document import SAFE_IN_FRAGMENT, Document
from mockserver.document.pointer import ancestors, tokens
from mockserver.document.structure import has_member, objects

ANCHORS = ("$anchor", "$dynamicAnchor")
NAMES = frozenset({*ANCHORS, "$id"})


def anchored(document: Document) -> None:
    """Turn references by `$anchor` and `$id` (JSON Schema 2020-12) into references by place, in the
    document and in the files that it refers to. `$dynamicRef` leads to the first such anchor that
    accepts anything.
    """
    if document.version.startswith("3.0"):
        return
    for content in document.resources().values():
        if isinstance(content, Mapping) and has_member(content, NAMES):
            _anchored(content)


def _anchored(content: Mapping[str, Any]) -> None:
    anchors: dict[str, str] = {}
    ids: dict[str, str] = {}
    for pointer, node in objects(content):
        for word in ANCHORS:
            if isinstance(node.get(word), str) and node.get("not") != {}:
                anchors.setdefault(node[word], pointer)
        if isinstance(node.get("$id"), str):
            ids.setdefault(node["$id"], pointer)
    if not anchors and not ids:
        return
    roots = {*ids.values()}
    for pointer, node in [*objects(content)]:
        dynamic = node.get("$dynamicRef")
        if isinstance(dynamic, str) and "$ref" not in node:
            node["$ref"] = node.pop("$dynamicRef")
        ref = node.get("$ref")
        there = _place(content, ref, pointer, anchors, ids, roots) if isinstance(ref, str) else None
        if there is not None:
            node["$ref"] = f"#{quote(there, safe=SAFE_IN_FRAGMENT)}"


def _place(
    content: Mapping[str, Any],
    ref: str,
    pointer: str,
    anchors: Mapping[str, str],
    ids: Mapping[str, str],
    roots: set[str],
) -> str | None:
    """Return the pointer that a reference means, None where it is what it says."""
    base, _, fragment = ref.partition("#")
    if not base:
        if fragment in anchors:
            return anchors[fragment]
        above = next((each for each in ancestors(pointer) if each in roots), None)
        within = above is not None and fragment.startswith("/") and not _is(content, fragment)
        return f"{above}{fragment}" if within else None
    if base not in ids:
        return None
    return anchors.get(fragment, ids[base] + (fragment if fragment.startswith("/") else ""))


def _is(content: Any, pointer: str) -> bool:
    """Return whether there is anything at a pointer."""
    for key in tokens(pointer):
        if not (isinstance(content, Mapping) and key in content):
            return isinstance(content, list) and key.isdecimal() and int(key) < len(content)
        content = content[key]
    return True
