"""Values: what stands where a document asks for something and nobody sends it."""

from __future__ import annotations

from typing import Any

from mockserver.model.infer_shapes import Part, Shapes


def value_of(shapes: Shapes, part: Part | None) -> Any:
    """Return a value that a schema allows, the same one each time."""
    if part is None:
        return None
    node, at = part
    if shapes.is_sketch(at):
        return _shown(node)
    return shapes.sampled(node, at)


def _shown(node: Any) -> Any:
    """Return the value that an example has shown."""
    if "properties" in node:
        return {each: _shown(inner) for each, inner in node["properties"].items()}
    if "items" in node:
        return []
    return node.get("example")
