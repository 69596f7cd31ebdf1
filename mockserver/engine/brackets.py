"""Brackets: form fields such as `address[city]` and `items[0][sku]`, which are parts of a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.engine.message import File
from mockserver.engine.styles import BRACKETS, UNKNOWN, coerced
from mockserver.model.property import Property

FIELD = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
DEEPEST = 12

Fields = Iterable[tuple[str, str | File]]


def gathered(schema: Property, fields: Fields) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Return the values whose parts are fields with brackets, by name, and all other fields.

    Only a property that may be an object or a list is written so, and only by fields that are no
    properties themselves. Empty brackets add to a list: `tags[]=a&tags[]=b`.
    """
    trees: dict[str, dict[str, Any]] = {}
    others: list[tuple[str, Any]] = []
    for name, sent in fields:
        found = FIELD.fullmatch(name) if "[" in name and isinstance(sent, str) else None
        part = schema.properties.get(found[1]) if found else None
        keys = BRACKETS.findall(found[2]) if found else []
        whole = part is None or (part.types and not {"object", "array"} & {*part.types})
        if found is None or whole or name in schema.properties or len(keys) > DEEPEST:
            others.append((name, sent))
        else:
            _put(trees.setdefault(found[1], {}), keys, sent)
    shaped = {name: _shaped(schema.properties[name], tree) for name, tree in trees.items()}
    return shaped, others


def _put(tree: dict[str, Any], keys: list[str], text: Any) -> None:
    for index, key in enumerate(keys):
        key = key or str(len(tree))
        if index == len(keys) - 1:
            tree[key] = text
            return
        if not isinstance(tree.get(key), dict):
            tree[key] = {}
        tree = tree[key]


def _shaped(part: Property, tree: Any) -> Any:
    """Return the value of a tree of texts by the names in their brackets."""
    if not isinstance(tree, Mapping):
        return coerced(part, tree)
    numbered = all(key.isdecimal() for key in tree)
    if "array" in part.types or (numbered and "object" not in part.types):
        ordered = sorted(tree, key=int) if numbered else [*tree]
        return [_shaped(part.items or UNKNOWN, tree[key]) for key in ordered]
    return {key: _shaped(part.properties.get(key, UNKNOWN), each) for key, each in tree.items()}
