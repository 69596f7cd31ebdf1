"""OpenAPI Overlays 1.0 and 1.1: changes to a document, kept in a file of their own."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Literal

from mockserver.document import jsonpath
from mockserver.document.origins import Origins
from mockserver.document.place import Problem, cut, shown
from mockserver.document.pointer import child, joined
from mockserver.document.source import Source

VERSIONS = ("1.0", "1.1")


def apply(content: dict[str, Any], origins: Origins, source: Source) -> list[Problem]:
    """Apply an overlay to `content` in place, noting the origin of what it writes.

    Objects merge, arrays grow, anything else is replaced. Returns the problems: errors for
    actions that cannot be applied (the others are applied still), warnings for targets that
    select nothing.
    """
    problems = [*source.problems, *_head(source)]
    if isinstance(source.content, dict) and isinstance(source.content.get("actions"), list):
        for index, action in enumerate(source.content["actions"]):
            problems += _Action(content, origins, source, f"/actions/{index}").run(action)
    return problems


def _head(source: Source) -> Iterator[Problem]:
    overlay = source.content
    if not isinstance(overlay, dict):
        yield _problem(source, "", f"{shown(overlay)} at the root", "an overlay")
        return
    version = overlay.get("overlay")
    if not isinstance(version, str) or not version.startswith(VERSIONS):
        found = f"the version {shown(version)}" if "overlay" in overlay else "no `overlay` version"
        yield _problem(source, "/overlay", found, '`overlay: "1.0.0"` or `"1.1.0"`')
    if not isinstance(overlay.get("actions"), list):
        found = shown(overlay["actions"]) if "actions" in overlay else "no `actions`"
        yield _problem(source, "/actions", found, "a list of actions under `actions`")


class _Action:
    """One action of an overlay at work."""

    def __init__(
        self, content: dict[str, Any], origins: Origins, source: Source, pointer: str
    ) -> None:
        self._content = content
        self._origins = origins
        self._source = source
        self._pointer = pointer

    def run(self, action: Any) -> Iterator[Problem]:
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            yield self._problem("", f"{shown(action)}", "an action with a `target` expression")
            return
        if not action.keys() & {"update", "remove", "copy"}:
            yield self._problem("", f"{shown(action)}", "one of `update`, `remove`, `copy`")
            return
        try:
            targets = jsonpath.select(action["target"], self._content)
        except jsonpath.Unsupported as error:
            yield self._problem(
                "target",
                f"the expression `{cut(action['target'])}`, not understood from {error}",
                "JSONPath made of names, indices, `*`, `..` and `[?@.x == 'y']`",
            )
            return
        if not targets:
            found = f"`{cut(action['target'])}`, which selects nothing"
            expected = "a target that exists in the document"
            yield self._problem("target", found, expected, "warning")
        yield from self._act(action, targets)

    def _act(self, action: dict[str, Any], targets: list[jsonpath.Node]) -> Iterator[Problem]:
        if action.get("remove") is True:
            # Last first: the indices of the others stay what they were when selected.
            for keys, _ in sorted(targets, key=_position, reverse=True):
                yield from self._remove(keys)
            return
        if "copy" in action:
            yield from self._copy(action["copy"], targets)
        if "update" in action:
            origin = (self._source, child(self._pointer, "update"))
            for keys, _ in targets:
                self._update(keys, action["update"], origin)

    def _remove(self, keys: tuple[jsonpath.Key, ...]) -> Iterator[Problem]:
        if not keys:
            yield self._problem("target", "the removal of the whole document", "a part of it")
            return
        parent: Any = self._content
        for key in keys[:-1]:
            parent = parent[key]
        last = keys[-1]
        if isinstance(last, int):
            self._origins.drop(joined(keys[:-1]), last, len(parent))
        del parent[last]

    def _copy(self, expression: Any, targets: list[jsonpath.Node]) -> Iterator[Problem]:
        try:
            found = jsonpath.select(str(expression), self._content)
        except jsonpath.Unsupported:
            found = []
        if len(found) != 1:
            text = f"{shown(expression)}, which selects {len(found)} nodes"
            yield self._problem("copy", text, "an expression that selects one node")
            return
        keys, value = found[0]
        origin, copied = self._origins.of(joined(keys)), deepcopy(value)
        for target, _ in targets:
            self._update(target, copied, origin)

    def _update(
        self, keys: tuple[jsonpath.Key, ...], update: Any, origin: tuple[Source, str]
    ) -> None:
        target: Any = self._content
        for key in keys:
            target = target[key]
        pointer = joined(keys)
        if isinstance(target, list):
            self._extend(target, pointer, update, origin)
        elif isinstance(target, dict) and isinstance(update, dict):
            self._merge(target, pointer, update, origin)
        elif keys:
            parent: Any = self._content
            for key in keys[:-1]:
                parent = parent[key]
            parent[keys[-1]] = deepcopy(update)
            self._origins.graft(pointer, *origin)

    def _merge(
        self,
        target: dict[str, Any],
        pointer: str,
        update: dict[str, Any],
        origin: tuple[Source, str],
    ) -> None:
        source, there = origin
        for key, value in update.items():
            below, from_ = child(pointer, key), (source, child(there, key))
            present = target.get(key)
            if isinstance(present, dict) and isinstance(value, dict):
                self._merge(present, below, value, from_)
            elif isinstance(present, list) and isinstance(value, list):
                self._extend(present, below, value, from_)
            else:
                target[key] = deepcopy(value)
                self._origins.graft(below, *from_)

    def _extend(
        self, target: list[Any], pointer: str, update: Any, origin: tuple[Source, str]
    ) -> None:
        source, there = origin
        items = update if isinstance(update, list) else [update]
        for index, item in enumerate(items):
            from_ = child(there, index) if isinstance(update, list) else there
            self._origins.graft(child(pointer, len(target)), source, from_)
            target.append(deepcopy(item))

    def _problem(
        self,
        key: str,
        found: str,
        expected: str,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        pointer = child(self._pointer, key) if key else self._pointer
        return _problem(self._source, pointer, found, expected, severity)


def _position(node: jsonpath.Node) -> list[tuple[int, str]]:
    return [(key, "") if isinstance(key, int) else (-1, key) for key in node[0]]


def _problem(
    source: Source,
    pointer: str,
    found: str,
    expected: str,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    return Problem(
        place=source.place(pointer),
        found=found,
        expected=expected,
        remedy="Correct the action, or remove it." if pointer else "Check the overlay's path.",
        severity=severity,
    )
