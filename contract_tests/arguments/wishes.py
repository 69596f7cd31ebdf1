"""Wishes: what the body of a request that is composed on purpose is to be like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.script import Upload
from mockserver.engine.hole import Hole
from mockserver.model.nothing import NOTHING
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.template import EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a body is to be like: the values at paths into its item (`pinned`) and into the whole
    body (`around`), ABSENT for none; how likely optional members are; its media type ("" for
    any), and the file to send (None for one that is accepted).
    """

    pinned: Mapping[Path, Any] = NOTHING
    around: Mapping[Path, Any] = NOTHING
    density: float = 0.0
    media_type: str = ""
    file: Upload | None = None

    @property
    def members(self) -> dict[str, Any]:
        """The values of members of the item, by name."""
        members = {path[0]: value for path, value in self.pinned.items() if len(path) == 1}
        return {name: told(value) for name, value in members.items() if is_said(value)}


ANY_BODY = Wish()


def pinned(value: Any, path: Path, new: Any) -> Any:
    """Return a value with another one at a path, in the first element of a list; objects and
    lists on the way are made, ABSENT removes. What no answer has told cannot be said.
    """
    if isinstance(new, Hole):
        return value
    if not path:
        return told(new)
    name, rest = path[0], path[1:]
    if name == EACH:
        if not isinstance(value, list) or (not value and new is ABSENT):
            return value
        if not rest and new is ABSENT:
            return value[1:]
        return [pinned(value[0] if value else {}, rest, new), *value[1:]]
    if not isinstance(value, Mapping):
        return value
    if new is ABSENT and (not rest or name not in value):
        return {each: value[each] for each in value if each != name}
    empty: Any = [] if rest[:1] == (EACH,) else {}
    below = value.get(name, empty)
    return {**value, name: pinned(empty if below is None else below, rest, new)}


def is_said(value: Any) -> bool:
    """Say whether a value is one that can be sent."""
    return value is not ABSENT and not isinstance(value, Hole)


def told(value: Any) -> Any:
    """Return a value without what no answer has told."""
    if isinstance(value, Mapping):
        return {n: told(each) for n, each in value.items() if not isinstance(each, Hole)}
    if isinstance(value, list):
        return [told(each) for each in value if not isinstance(each, Hole)]
    return value
