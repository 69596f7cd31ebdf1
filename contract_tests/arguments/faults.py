"""Faults: one thing in a body that is wrong on purpose."""

from __future__ import annotations

from typing import Any

from contract_tests.arguments.values import Draw, Node

MOST_ELEMENTS = 1001
"""No list beyond this length is made to break a limit."""


def faulty(node: Node, value: Any, draw: Draw) -> Any:
    """Return a fitting value with one keyword violated, somewhere in it, or with an address that
    cannot be fetched; as it is when nothing can be.
    """
    for _ in range(5):
        changed = _changed(node, value, draw)
        if changed != value:
            return changed
    return value


def _changed(node: Node, value: Any, draw: Draw) -> Any:
    inside = [name for name in value if name in node.members] if isinstance(value, dict) else []
    if inside and draw.random.random() < 0.75:
        name = draw.random.choice(inside)
        return {**value, name: _changed(node.members[name], value[name], draw)}
    if isinstance(value, list) and value and node.items and draw.random.random() < 0.7:
        place = draw.random.randrange(len(value))
        return [*value[:place], _changed(node.items, value[place], draw), *value[place + 1 :]]
    if isinstance(value, dict):
        return _changed_object(node, value, draw)
    if isinstance(value, list) and draw.random.random() < 0.5:
        return _changed_list(node, value)
    return draw.random.choice(node.wrong) if node.wrong else value


def _changed_object(node: Node, value: dict[str, Any], draw: Draw) -> Any:
    required = [name for name in node.shape.required if name in value]
    if required and draw.random.random() < 0.6:
        gone = draw.random.choice(required)
        return {name: each for name, each in value.items() if name != gone}
    if node.shape.closed and draw.random.random() < 0.7:
        return {**value, "unknown_member": 1}
    rest = [each for each in node.members if each not in value]
    others = [each for each in rest if node.members[each].wrong]
    if others and draw.random.random() < 0.8:
        name = draw.random.choice(others)
        return {**value, name: draw.random.choice(node.members[name].wrong)}
    return draw.random.choice(([], "text", 7, None, [value]))


def _changed_list(node: Node, value: list[Any]) -> Any:
    keywords = node.shape.keywords
    most = keywords.get("maxItems", MOST_ELEMENTS)
    if keywords.get("minItems"):
        return value[: keywords["minItems"] - 1]
    if value and most < MOST_ELEMENTS:
        return (value * (most + 1))[: most + 1]
    return [*value, *value[:1]] if keywords.get("uniqueItems") else None
