"""Plain values: what was expected, as a report can show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.hole import Hole


def plain(value: Any) -> Any:
    """Return a JSON value for something expected or seen; a hole is said in words."""
    if isinstance(value, Hole):
        return f"(the server's choice: {value.property.name})"
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
