"""YAML text to plain data in the 1.2 core schema, with the line of every node."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from mockserver.document import scalars
from mockserver.document.json_text import DEEPEST, duplicate
from mockserver.document.place import Place, Problem, Unreadable, cut
from mockserver.document.pointer import child

if TYPE_CHECKING:
    from yaml import SafeLoader as Parser
else:
    Parser = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

EMPTY = re.compile(r"^[ \t]+$", re.MULTILINE)
TABBED = re.compile(r"(?<=-)[ \t]*\t[ \t]*")

MOST_REPEATED = 100_000
"""Nodes that aliases may repeat before the text counts as an alias bomb."""

_COLLECTIONS = frozenset((scalars.PREFIX + "map", scalars.PREFIX + "seq"))


class _Composer(Parser):
    """PyYAML's composer with the tags of the core schema and a limit on nesting."""

    depth = 0

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        if kind is yaml.ScalarNode:
            return scalars.tag(value) if implicit[0] else scalars.STR
        return scalars.PREFIX + ("map" if kind is yaml.MappingNode else "seq")

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        # libyaml's composer recurses in C: without a limit, nesting overflows its stack.
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.composer.ComposerError(
                None,
                None,
                f"more than {DEEPEST} levels of nesting",
                current_node.start_mark,
            )

    def ascend_resolver(self) -> None:
        self.depth -= 1


class YamlLines:
    """The lines of a YAML text, looked up in its node tree."""

    def __init__(self, root: yaml.Node) -> None:
        self._root = root

    def line(self, keys: list[str]) -> int:
        """Return the line of the node at `keys`, or of its nearest known ancestor."""
        node, line = self._root, self._root.start_mark.line + 1
        for key in keys:
            entry = _entry(node, key)
            if entry is None:
                break
            line, node = entry
        return line


def _entry(node: yaml.Node, key: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode):
        if not key.isdecimal() or int(key) >= len(node.value):
            return None
        item = node.value[int(key)]
        return item.start_mark.line + 1, item
    if not isinstance(node, yaml.MappingNode):
        return None
    merged: list[yaml.Node] = []
    for name, value in node.value:
        if name.tag == scalars.MERGE:
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
        elif name.value == key:
            return name.start_mark.line + 1, value
    return next((entry for inner in merged if (entry := _entry(inner, key))), None)


class Parsed(NamedTuple):
    """What a YAML text holds."""

    content: Any
    problems: tuple[Problem, ...]
    lines: YamlLines


def parse(text: str, file: str) -> Parsed:
    """Parse one YAML document; raises Unreadable with the line of a syntax error.

    Mapping keys become strings as they are written (`200` is "200"). Duplicate keys, unknown
    tags, keys that are collections and further documents are `problems`.
    """
    builder = _Builder(file)
    try:
        root = _composed(text, builder)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(file, line, f"the character {error.character!r}") from None
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(file, text, error) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _unreadable(file, 1, str(error)) from None
    if root is None:
        raise _unreadable(file, 1, "nothing but comments")
    content = builder.value(root, "")
    return Parsed(content, tuple(builder.problems), YamlLines(root))


class _Builder:
    """Makes plain data of nodes; each alias gets its own copy, so that no two places share one."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._seen: set[int] = set()
        self._open: set[int] = set()
        self._repeated = 0

    def value(self, node: yaml.Node, pointer: str) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.tag == scalars.STR else self._scalar(node, pointer)
        self._enter(node)
        if node.tag not in _COLLECTIONS:
            self._report(node, pointer, f"the tag `{cut(node.tag)}`", "Remove the tag.")
        value = (
            self._mapping(node, pointer)
            if isinstance(node, yaml.MappingNode)
            else [self.value(item, child(pointer, i)) for i, item in enumerate(node.value)]
        )
        self._open.discard(id(node))
        return value

    def _enter(self, node: yaml.Node) -> None:
        identity = id(node)
        if identity in self._open:
            raise self._bomb(node, "an alias inside the node that it stands for")
        if identity in self._seen:
            self._repeated += 1 + len(node.value)
            if self._repeated > MOST_REPEATED:
                raise self._bomb(node, f"aliases that repeat more than {MOST_REPEATED} nodes")
        if len(self._open) >= DEEPEST:
            raise self._bomb(node, f"more than {DEEPEST} levels of nesting")
        self._seen.add(identity)
        self._open.add(identity)

    def _bomb(self, node: yaml.Node, found: str) -> Unreadable:
        return _unreadable(self._file, node.start_mark.line + 1, found)

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> dict[str, Any]:
        lines: dict[str, int] = {}
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for name, value in node.value:
            if name.tag == scalars.MERGE:
                self._merge(value, pointer, merged)
                continue
            if not isinstance(name, yaml.ScalarNode):
                self._report(name, pointer, "a collection as a key", "Write the key as a string.")
                continue
            key, line = name.value, name.start_mark.line + 1
            below = child(pointer, key)
            if key in lines:
                self.problems.append(duplicate(self._file, below, lines[key], line))
            lines[key] = line
            own[key] = self.value(value, below)
        return {**merged, **own} if merged else own

    def _merge(self, node: yaml.Node, pointer: str, merged: dict[str, Any]) -> None:
        for part in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(part, yaml.MappingNode):
                self._report(part, pointer, "`<<` with no mapping", "Merge mappings only.")
                continue
            for key, value in self.value(part, pointer).items():
                merged.setdefault(key, value)

    def _scalar(self, node: yaml.ScalarNode, pointer: str) -> Any:
        try:
            return scalars.value(node.tag, node.value)
        except KeyError:
            found = f"the tag `{cut(node.tag.replace(scalars.PREFIX, '!!'))}`"
            self._report(node, pointer, found, "Remove the tag or quote the value.")
        except ValueError:
            kind = node.tag.removeprefix(scalars.PREFIX)
            found = f"`{cut(node.value)}`, which is no {kind} that can be read"
            self._report(node, pointer, found, "Correct or quote the value.")
        return node.value

    def further(self, mark: yaml.Mark | None) -> None:
        """Note that another document follows, which is not read."""
        self.problems.append(
            Problem(
                place=Place(file=self._file, line=mark.line + 1 if mark else 1),
                found="another document in the same file",
                expected="one YAML document",
                remedy="Remove the others; only the first is read.",
            )
        )

    def _report(self, node: yaml.Node, pointer: str, found: str, remedy: str) -> None:
        self.problems.append(
            Problem(
                place=Place(file=self._file, line=node.start_mark.line + 1, pointer=pointer),
                found=found,
                expected="what YAML 1.2's core schema allows",
                remedy=remedy,
            )
        )


def _composed(text: str, builder: _Builder) -> yaml.Node | None:
    """Return the first document of a text, with the tabs where no other parser minds them."""
    try:
        return yaml.compose(text, Loader=_Composer)
    except yaml.composer.ComposerError as error:
        if "another document" not in str(error.problem):
            raise
        builder.further(error.problem_mark)
        return next(yaml.compose_all(text, Loader=_Composer))
    except yaml.scanner.ScannerError:
        spaced = TABBED.sub(" ", EMPTY.sub("", text))
        if spaced == text:
            raise
        with suppress(yaml.YAMLError):
            return yaml.compose(spaced, Loader=_Composer)
        raise


def _syntax_error(file: str, text: str, error: yaml.MarkedYAMLError) -> Unreadable:
    reason = ", ".join(str(part) for part in (error.problem, error.context) if part)
    mark = error.problem_mark or error.context_mark
    if error.context_mark and "end of stream" in reason:
        # What never ends is to be mended where it starts.
        mark = error.context_mark
    return _unreadable(file, mark.line + 1 if mark else 1, reason or str(error), text)


def _unreadable(file: str, line: int, reason: str, text: str = "") -> Unreadable:
    lines = text.splitlines()
    tabbed = 0 < line <= len(lines) and lines[line - 1].lstrip(" ").startswith("\t")
    return Unreadable(
        Problem(
            place=Place(file=file, line=line),
            found=f"YAML that cannot be parsed: {cut(reason)}",
            expected="one well-formed YAML document",
            remedy="Indent with spaces, not tabs."
            if tabbed
            else f"Correct the text on or just before line {line}.",
        )
    )
