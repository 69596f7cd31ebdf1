"""A segment trie: from method and raw path to the operation, in time that does not depend on
how many operations there are.

A concrete segment wins over a mixed one (`{id}.json`), a mixed one over a template, whatever their
order in the document. Segments are split before they are percent-decoded, so `%2F` stays inside
one parameter. A template never matches an empty segment: a trailing slash is another path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import unquote

T = TypeVar("T")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(slots=True)
class _Node(Generic[T]):
    concrete: dict[str, _Node[T]] = field(default_factory=dict)
    mixed: list[tuple[re.Pattern[str], _Node[T]]] = field(default_factory=list)
    template: _Node[T] | None = None
    methods: dict[str, tuple[T, tuple[str, ...]]] = field(default_factory=dict)


class Match(NamedTuple, Generic[T]):
    """The operation that serves a request, with its path parameters percent-decoded."""

    operation: T
    parameters: dict[str, str]


class NoMatch(NamedTuple):
    """No operation serves the request; `allowed` are the methods the path has, maybe none."""

    allowed: tuple[str, ...]


class Routes(Generic[T]):
    """Operations by method and path template; add all of them first, then find."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, method: str, path: str, operation: T) -> None:
        """Serve `method` (upper case) on the template `path` (`/a/{b}/c`) by `operation`, unless
        another one that was added before does.
        """
        node = self._root
        names: list[str] = []
        for segment in path.split("/")[1:]:
            names += _PLACEHOLDER.findall(segment)
            node = _child(node, segment)
        node.methods.setdefault(method, (operation, tuple(names)))

    def find(self, method: str, raw_path: str) -> Match[T] | NoMatch:
        """What serves `method` on `raw_path` (still percent-encoded, without the query)."""
        segments = raw_path.split("/")[1:]
        if "%" in raw_path:
            segments = [unquote(segment) for segment in segments]
        straight = _straight(self._root, segments)
        if straight is not None and method in straight[0].methods:
            operation, names = straight[0].methods[method]
            return Match(operation, dict(zip(names, straight[1], strict=True)))
        for methods, values in _walk(self._root, segments, 0, ()):
            if method in methods:
                operation, names = methods[method]
                return Match(operation, dict(zip(names, values, strict=True)))
            if methods:  # the path is this one, and a less concrete one does not stand in for it
                return NoMatch(tuple(sorted(methods)))
        return NoMatch(())


def _child(node: _Node[T], segment: str) -> _Node[T]:
    placeholders = _PLACEHOLDER.findall(segment)
    if not placeholders:
        return node.concrete.setdefault(unquote(segment), _Node())
    if segment == f"{{{placeholders[0]}}}":
        if node.template is None:
            node.template = _Node()
        return node.template
    literals = [re.escape(text) for text in _PLACEHOLDER.split(segment)[::2]]
    pattern = re.compile("(.+?)".join(literals), re.DOTALL)
    for known, child in node.mixed:
        if known.pattern == pattern.pattern:
            return child
    child = _Node[T]()
    node.mixed.append((pattern, child))
    return child


def _straight(node: _Node[T], segments: list[str]) -> tuple[_Node[T], list[str]] | None:
    """Return the node at the end when there is one way only, which is nearly always."""
    values: list[str] = []
    for segment in segments:
        child = node.concrete.get(segment)
        if child is None:
            if node.template is None or node.mixed or not segment:
                return None
            values.append(segment)
            node = node.template
        elif node.template is None and not node.mixed:
            node = child
        else:
            return None
    return node, values


def _walk(
    node: _Node[T], segments: list[str], index: int, values: tuple[str, ...]
) -> Iterator[tuple[dict[str, tuple[T, tuple[str, ...]]], tuple[str, ...]]]:
    if index == len(segments):
        if node.methods:
            yield node.methods, values
        return
    segment = segments[index]
    child = node.concrete.get(segment)
    if child is not None:
        yield from _walk(child, segments, index + 1, values)
    for pattern, mixed in node.mixed:
        hit = pattern.fullmatch(segment)
        if hit:
            yield from _walk(mixed, segments, index + 1, values + hit.groups())
    if node.template is not None and segment:
        yield from _walk(node.template, segments, index + 1, (*values, segment))
