"""JSON text to plain data, with the line of every node."""

import json
import re
from typing import Any, NamedTuple

from mockserver.document.place import Place, Problem, Unreadable, cut
from mockserver.document.pointer import child, joined

DEEPEST = 100
"""Levels of nesting that are read; beyond it every recursive reader would be at risk."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


class JsonLines:
    """The lines of a JSON text, scanned when the first one is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, int] | None = None
        self.duplicates: list[tuple[str, int, int]] = []

    def line(self, keys: list[str]) -> int:
        """Return the line of the node at `keys`, or of its nearest known ancestor."""
        known = self.scanned()
        while keys and joined(keys) not in known:
            keys = keys[:-1]
        return known[joined(keys)]

    def scanned(self) -> dict[str, int]:
        """Return the line of each pointer, and note duplicate keys on the way."""
        if self._known is None:
            self._known = {}
            self._scan(self._known)
        return self._known

    def _scan(self, known: dict[str, int]) -> None:
        line, end, pointer, awaits_key = 1, 0, "", False
        open_nodes: list[tuple[str, int | None]] = []  # the container and, for lists, the index
        for match in _TOKEN.finditer(self._text):
            line += self._text.count("\n", end, match.start())
            end = match.start()
            token = match[0]
            if awaits_key and token[0] == '"':
                pointer, awaits_key = child(open_nodes[-1][0], json.loads(token)), False
                if pointer in known:
                    self.duplicates.append((pointer, known[pointer], line))
                known[pointer] = line
            elif token in "]}":
                open_nodes.pop()
            elif token == ",":
                container, index = open_nodes[-1]
                awaits_key = index is None
                if index is not None:
                    open_nodes[-1] = (container, index + 1)
                    pointer = child(container, index + 1)
            elif token != ":":
                known.setdefault(pointer, line)
                if token in "[{":
                    open_nodes.append((pointer, 0 if token == "[" else None))
                    awaits_key = token == "{"
                    pointer = child(pointer, 0)


class Parsed(NamedTuple):
    """What a JSON text holds."""

    content: Any
    problems: tuple[Problem, ...]
    lines: JsonLines


def parse(text: str, file: str) -> Parsed:
    """Parse strict JSON; raises Unreadable with the line of the first syntax error."""
    duplicated = False

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal duplicated
        found = dict(pairs)
        duplicated = duplicated or len(found) != len(pairs)
        return found

    try:
        content = json.loads(text, object_pairs_hook=mapping, parse_constant=_refuse)
        _check(text, content)
    except json.JSONDecodeError as error:
        raise _unreadable(file, error.lineno, error.msg) from None
    except (ValueError, RecursionError) as error:
        raise _unreadable(file, 1, str(error)) from None
    lines = JsonLines(text)
    if duplicated:
        lines.scanned()
    problems = tuple(duplicate(file, *found) for found in lines.duplicates)
    return Parsed(content, problems, lines)


def duplicate(file: str, pointer: str, first: int, second: int) -> Problem:
    """Return the problem of a key that stands twice in one mapping."""
    key = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return Problem(
        place=Place(file=file, line=second, pointer=pointer),
        found=f"the key `{cut(key)}` a second time (first on line {first})",
        expected="each key once in a mapping",
        remedy="Merge the two, or remove one of them.",
    )


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _check(text: str, content: Any) -> None:
    level, depth = [content], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} levels of nesting")
        level = [
            inner
            for node in level
            if isinstance(node, dict | list)
            for inner in (node.values() if isinstance(node, dict) else node)
        ]
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(content, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("half of a surrogate pair in a \\u escape") from None


def _unreadable(file: str, line: int, reason: str) -> Unreadable:
    return Unreadable(
        Problem(
            place=Place(file=file, line=line),
            found=f"JSON that cannot be parsed: {cut(reason)}",
            expected="well-formed JSON",
            remedy=f"Correct the text on or just before line {line}.",
        )
    )
