"""The part of JSONPath (RFC 9535) that overlays need.

`$`, `.name`, `['name', "other"]`, `[0]`, `[*]`, `.*`, `..name`, `..*`, `..[...]` and filters
`[?@.a.b]`, `[?@.a == 'v']`, `[?(@['a'] != 1 && @.b)]`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Key = str | int
Node = tuple[tuple[Key, ...], Any]
Selector = Callable[[Any], Iterable[Key]]
Step = tuple[bool, tuple[Selector, ...]]

_NAME = re.compile(r"[^\W\d][\w-]*")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_INDEX = re.compile(r"-?(?:0|[1-9][0-9]*)")
_LITERAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null")
_SPACE = re.compile(r"\s*")


class Unsupported(Exception):
    """An expression outside the supported part of JSONPath; the text says where."""


def select(expression: str, root: Any) -> list[Node]:
    """Return the nodes that an expression selects, each with its keys from the root.

    A node that is selected twice is returned once. Raises Unsupported.
    """
    nodes: list[Node] = [((), root)]
    for deep, selectors in _Parser(expression).steps():
        starts = [below for node in nodes for below in _all(node)] if deep else nodes
        nodes = [
            ((*keys, key), value[key])
            for keys, value in starts
            for selector in selectors
            for key in selector(value)
        ]
    return list({keys: (keys, value) for keys, value in nodes}.values())


def _all(node: Node) -> Iterator[Node]:
    keys, value = node
    yield node
    for key in _wildcard(value):
        yield from _all(((*keys, key), value[key]))


def _wildcard(value: Any) -> Iterable[Key]:
    if isinstance(value, dict):
        return list(value)
    return range(len(value)) if isinstance(value, list) else ()


def _named(name: str) -> Selector:
    return lambda value: [name] if isinstance(value, dict) and name in value else []


def _indexed(index: int) -> Selector:
    def selector(value: Any) -> Iterable[Key]:
        if not isinstance(value, list) or not -len(value) <= index < len(value):
            return []
        return [index % len(value)]

    return selector


def _filtered(tests: list[Callable[[Any], bool]]) -> Selector:
    return lambda value: [
        key for key in _wildcard(value) if all(test(value[key]) for test in tests)
    ]


class _Parser:
    def __init__(self, expression: str) -> None:
        self._text = expression.strip()
        self._at = 0

    def steps(self) -> list[Step]:
        self._expect("$")
        steps = list(self._segments())
        if self._at < len(self._text):
            raise self._unsupported()
        return steps

    def _segments(self) -> Iterator[Step]:
        while True:
            self._match(_SPACE)
            if self._take(".."):
                yield True, self._bracket() if self._take("[") else (self._member(),)
            elif self._take("."):
                yield False, (self._member(),)
            elif self._take("["):
                yield False, self._bracket()
            else:
                return

    def _member(self) -> Selector:
        if self._take("*"):
            return _wildcard
        name = self._match(_NAME)
        if not name:
            raise self._unsupported()
        return _named(name)

    def _bracket(self) -> tuple[Selector, ...]:
        selectors = [self._selector()]
        while self._take(","):
            selectors.append(self._selector())
        self._expect("]")
        return tuple(selectors)

    def _selector(self) -> Selector:
        self._match(_SPACE)
        if self._take("*"):
            return _wildcard
        if self._take("?"):
            return _filtered(self._tests())
        if quoted := self._match(_QUOTED):
            return _named(self._unquoted(quoted))
        if index := self._match(_INDEX):
            return _indexed(int(index))
        raise self._unsupported()

    def _tests(self) -> list[Callable[[Any], bool]]:
        parenthesised = self._take("(")
        tests = [self._test()]
        while self._take("&&"):
            tests.append(self._test())
        if parenthesised:
            self._expect(")")
        return tests

    def _test(self) -> Callable[[Any], bool]:
        self._match(_SPACE)
        self._expect("@")
        path = list(self._segments())
        if any(deep or len(selectors) > 1 for deep, selectors in path):
            raise self._unsupported()
        for operator, equal in (("==", True), ("!=", False)):
            if self._take(operator):
                literal = self._literal()
                return lambda value: (_values(path, value) == [literal]) is equal
        return lambda value: bool(_values(path, value))

    def _literal(self) -> Any:
        self._match(_SPACE)
        if quoted := self._match(_QUOTED):
            return self._unquoted(quoted)
        if literal := self._match(_LITERAL):
            return json.loads(literal)
        raise self._unsupported()

    def _unquoted(self, quoted: str) -> str:
        body = quoted[1:-1]
        if quoted[0] == "'":
            body = body.replace("\\'", "'").replace('"', '\\"')
        try:
            return str(json.loads(f'"{body}"'))
        except ValueError:
            raise self._unsupported() from None

    def _take(self, text: str) -> bool:
        position = _SPACE.match(self._text, self._at)
        start = position.end() if position else self._at
        if not self._text.startswith(text, start):
            return False
        self._at = start + len(text)
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unsupported()

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match[0]

    def _unsupported(self) -> Unsupported:
        rest = self._text[self._at :]
        return Unsupported(f"`{rest}` at character {self._at + 1}" if rest else "its end")


def _values(path: list[Step], value: Any) -> list[Any]:
    values = [value]
    for _, (selector,) in path:
        values = [inner[key] for inner in values for key in selector(inner)]
    return values
