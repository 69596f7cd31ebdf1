"""Sources: where a value comes from, a constant or a member of something named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.model.template import VARIABLE


@dataclass(frozen=True, slots=True)
class Source:
    """A constant `value` when `of` is "", else the member `name` of what is called `of`."""

    of: str = ""
    name: str = ""
    value: Any = None

    def among(self, known: Mapping[str, Mapping[str, Any] | None]) -> Any:
        """Return the value, None when there is none."""
        if not self.of:
            return self.value
        members = known.get(self.of)
        return members.get(self.name) if members is not None else None


def source(text: Any) -> Source:
    """Read `$item.pk` as a member of the item, and anything else as a constant."""
    found = VARIABLE.match(text) if isinstance(text, str) else None
    if not found or found[2].count(".") != 1:
        return Source(value=text)
    return Source(found[1], found[2][1:])
