"""Where something stands in a file, and what is wrong there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

LONGEST_VALUE = 80
"""Values in messages are cut to this many characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a file (1-based) and the JSON pointer of the node that stands there."""

    file: str
    line: int
    pointer: str = ""

    def __str__(self) -> str:
        suffix = f" ({self.pointer})" if self.pointer else ""
        return f"{self.file}:{self.line}{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: where it is, what was found, what was expected, what to do about it."""

    place: Place
    found: str
    expected: str
    remedy: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.severity}: found {self.found}; "
            f"expected {self.expected}. {self.remedy}"
        )


class DocumentError(Exception):
    """A document that was read but cannot be used; `problems` says why, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unreadable(Exception):
    """A file that cannot be read or parsed; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def cut(text: str) -> str:
    """Return `text` in one line and at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + "…"


def shown(value: Any) -> str:
    """Return a value as messages show it: a short noun for containers, JSON for the rest."""
    match value:
        case dict() if not value:
            return "an empty mapping"
        case dict():
            return cut("a mapping with " + ", ".join(f"`{key}`" for key in value))
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case _:
            return f"`{cut(json.dumps(value, ensure_ascii=False, default=str))}`"
