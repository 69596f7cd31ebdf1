"""Values made from a schema: from its examples where they fit, else from its keywords."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.document import Document, DocumentError, below
from mockserver.model.property import ABSENT
from mockserver.model.sample_keywords import allowed_by, kind_of, shown_by
from mockserver.model.sample_numbers import number
from mockserver.model.sample_patterns import matches, matching
from mockserver.model.sample_texts import text

Part = tuple[Mapping[str, Any], str]
Where = tuple[str | int, ...]

MOST_VALUES = 400
"""From so many values on only what is required is made."""

DEEPEST = 6
"""Below so many levels only what is required is made."""

ABYSS = 24
"""Where what is required never ends, it ends here."""


@dataclass(slots=True)
class Choices:
    """What is decided otherwise from one attempt to the next.

    At `plain` places no example counts, `omitted` members are left out, `branches` say which of
    several alternatives is taken; `bare` means that nothing is made but what is required. No text
    was found for `hopeless` patterns.
    """

    plain: set[Where] = field(default_factory=set)
    omitted: set[Where] = field(default_factory=set)
    branches: dict[tuple[Where, str], int] = field(default_factory=dict)
    bare: bool = False
    hopeless: set[str] = field(default_factory=set)


class Maker:
    """Makes one value, and remembers how: which places came from examples (`taken`), had several
    alternatives (`forks`, with how many) or could have been left out (`optional`).
    """

    def __init__(self, document: Document, chance: random.Random, choices: Choices) -> None:
        self._document, self._chance, self._choices = document, chance, choices
        self.taken: set[Where] = set()
        self.forks: dict[tuple[Where, str], int] = {}
        self.optional: set[Where] = set()
        self._count = 0

    def value(
        self, parts: list[Part], path: Where = (), name: str = "", trail: tuple[str, ...] = ()
    ) -> Any:
        """Return a value that all schemas of `parts` are meant to accept; `trail` are the
        locations of the schemas that enclose them.
        """
        self._count += 1
        flat = list(self._flat(parts, path, trail))
        trail = (*trail, *(at for _, at in flat))
        nodes = [node for node, _ in flat]
        told = self._told(nodes, path)
        if told is not ABSENT:
            return told
        if nodes and nodes[0].get("nullable") is True and len(set(trail)) < len(trail):
            return None  # what leads back to itself ends here
        kind = kind_of(nodes)
        if kind == "object":
            return self._object(flat, path, trail)
        if kind == "array":
            return self._array(flat, path, name, trail)
        if kind in ("integer", "number"):
            return number(nodes, name, self._chance, whole=kind == "integer")
        if kind == "boolean":
            return True
        return None if kind == "null" else self._text(nodes, name)

    def _told(self, nodes: list[Mapping[str, Any]], path: Where) -> Any:
        """Return a value that the schemas themselves name, ABSENT if there is none."""
        for node in nodes:
            if "const" in node:
                return node["const"]
        allowed = allowed_by(nodes)
        if path not in self._choices.plain:
            for node in nodes:
                for example in shown_by(node):
                    if allowed is None or example in allowed:
                        self.taken.add(path)
                        return example
        if not allowed:
            return ABSENT
        given = [each for each in allowed if each is not None] or allowed
        return given[0] if path not in self._choices.plain else self._chance.choice(given)

    def _text(self, nodes: list[Mapping[str, Any]], name: str) -> str:
        limits = [int(node["maxLength"]) for node in nodes if "maxLength" in node]
        least = int(max((node.get("minLength", 0) for node in nodes), default=0))
        most = min(limits) if limits else None
        form = next((str(node["format"]) for node in nodes if "format" in node), "")
        usual = text(name, self._chance, format=form, least=least, most=most)
        patterns = [node["pattern"] for node in nodes if "pattern" in node]
        if all(matches(each, usual) for each in patterns):
            return usual
        for pattern in patterns:
            if pattern not in self._choices.hopeless:
                found = matching(pattern, self._chance, least, most)
                if found is not None:
                    return found
                self._choices.hopeless.add(pattern)
        return usual

    def _object(self, flat: list[Part], path: Where, trail: tuple[str, ...]) -> dict[str, Any]:
        members: dict[str, list[Part]] = {}
        for node, at in flat:
            for name, each in node.get("properties", {}).items():
                members.setdefault(name, []).append((each, below(at, "properties", name)))
        required = dict.fromkeys(name for node, _ in flat for name in node.get("required", ()))
        others = [
            (node["additionalProperties"], below(at, "additionalProperties"))
            for node, at in flat
            if isinstance(node.get("additionalProperties"), Mapping)
        ]
        made: dict[str, Any] = {}
        for name in dict.fromkeys((*members, *required)):
            where = (*path, name)
            parts = members.get(name, others)
            if self._is_hidden(parts):
                continue
            if name not in required:
                if self._is_left_out(parts, where, trail):
                    continue
                self.optional.add(where)
            made[name] = self._member(parts, where, name, trail)
        least = max((node.get("minProperties", 0) for node, _ in flat), default=0)
        wanted = max(int(least), 1 if others and not members and len(path) < DEEPEST else 0)
        while len(made) < wanted:
            name = f"key{len(made) + 1}"
            made[name] = self._member(others, (*path, name), name, trail)
        most = min((node.get("maxProperties", len(made)) for node, _ in flat), default=len(made))
        for name in [each for each in made if each not in required]:
            if len(made) > most:
                del made[name]
        return made

    def _member(self, parts: list[Part], path: Where, name: str, trail: tuple[str, ...]) -> Any:
        if len(path) > ABYSS:
            return None
        return self.value(parts, path, name, trail)

    def _array(self, flat: list[Part], path: Where, name: str, trail: tuple[str, ...]) -> list[Any]:
        nodes = [node for node, _ in flat]
        least = int(max((node.get("minItems", 0) for node in nodes), default=0))
        most = min((node.get("maxItems", least + 1) for node in nodes), default=least + 1)
        items = [(node["items"], below(at, "items")) for node, at in flat if "items" in node]
        nothing: tuple[list[Any], str] = ([], "#")
        first = next(
            ((node["prefixItems"], at) for node, at in flat if "prefixItems" in node), nothing
        )
        wanted = max(least, min(1 if items else 0, int(most)))
        if least < wanted and self._ends_here(items, path, trail):
            wanted = least
        wanted = max(wanted, len(first[0])) if first[0] and len(first[0]) <= most + 1 else wanted
        unique = any(node.get("uniqueItems") is True for node in nodes)
        made: list[Any] = []
        for index in range(min(wanted, 200)):
            parts = items
            if index < len(first[0]):
                parts = [(first[0][index], below(first[1], "prefixItems", index))]
            each = self._member(parts, (*path, index), name.removesuffix("s"), trail)
            made.append(self._other(each, made, parts) if unique and each in made else each)
        return made

    def _other(self, value: Any, known: list[Any], parts: list[Part]) -> Any:
        """Return a value that is not known yet, for a list in which each is there once."""
        allowed = allowed_by([node for node, _ in self._flat(parts, (), ())]) or []
        if allowed:
            return next((each for each in allowed if each not in known), value)
        if isinstance(value, str):
            return value[: len(value) - 1] + str(len(known)) if value else value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value + len(known)
        return value

    def _is_left_out(self, parts: list[Part], where: Where, trail: tuple[str, ...]) -> bool:
        if where in self._choices.omitted or self._choices.bare:
            return True
        return self._ends_here(parts, where, trail)

    def _ends_here(self, parts: list[Part], where: Where, trail: tuple[str, ...]) -> bool:
        """Return whether what is not required is not made: it is too deep, or has no end."""
        if len(where) > DEEPEST or self._count > MOST_VALUES or self._choices.bare:
            return True
        return any(at in trail for _, at in self._flat(parts, (), (), note=False))

    def _is_hidden(self, parts: list[Part]) -> bool:
        found = self._flat(parts, (), (), note=False)
        return any(node.get("writeOnly") is True for node, _ in found)

    def _flat(
        self, parts: list[Part], path: Where, trail: tuple[str, ...], *, note: bool = True
    ) -> Iterator[Part]:
        """Yield the schemas that have to hold together: references followed, the members of
        `allOf`, and of `anyOf` and `oneOf` the one that is chosen.
        """
        waiting = list(reversed(parts))
        seen: set[str] = set()
        while waiting:
            node, at = waiting.pop()
            if not isinstance(node, Mapping) or at in seen:
                continue
            seen.add(at)
            if "$ref" in node:
                beside = {name: each for name, each in node.items() if name != "$ref"}
                try:
                    target, there = self._document.follow({"$ref": node["$ref"]}, at)
                except DocumentError:
                    target, there = {}, at
                waiting.append((target, there))
                if beside and not self._document.version.startswith("3.0"):
                    waiting.append((beside, f"{at}/$ref"))
                continue
            yield node, at
            if isinstance(node.get("discriminator"), Mapping) and not node.get("oneOf"):
                waiting.extend(_discriminated(node, at, (*trail, *seen)))
            for index, each in reversed(list(enumerate(node.get("allOf", ())))):
                waiting.append((each, below(at, "allOf", index)))
            for word in ("oneOf", "anyOf"):
                if node.get(word):
                    waiting.extend(self._branch(node, at, word, path, trail, note))

    def _branch(
        self,
        node: Mapping[str, Any],
        at: str,
        word: str,
        path: Where,
        trail: tuple[str, ...],
        note: bool,
    ) -> Iterator[Part]:
        """Yield the alternative that is taken, with what its discriminator says of it."""
        given, key = node[word], (path, below(at, word))
        deep = len(path) > DEEPEST
        ranked = sorted(
            range(len(given)), key=lambda index: self._cost(given[index], at, trail, deep)
        )
        index = ranked[self._choices.branches.get(key, 0) % len(given)]
        if note:
            self.forks[key] = len(given)
        chosen = given[index]
        yield chosen, below(at, word, index)
        discriminator = node.get("discriminator")
        ref = chosen.get("$ref") if isinstance(chosen, Mapping) else None
        if isinstance(discriminator, Mapping) and isinstance(ref, str):
            name, mapping = discriminator.get("propertyName"), discriminator.get("mapping") or {}
            short = ref.rsplit("/", 1)[-1]
            values = [value for value, target in mapping.items() if target in (ref, short)]
            if isinstance(name, str):
                said = {"enum": [*values[:1]] or [short]}
                yield {"properties": {name: said}, "required": [name]}, f"{at}/discriminator"

    def _cost(self, node: Any, at: str, trail: tuple[str, ...], deep: bool) -> int:
        """Return how little an alternative is wanted: null little, what has no end less; where it
        is `deep` already, all that has parts.
        """
        if not isinstance(node, Mapping):
            return 3
        try:
            node, at = self._document.follow(node, at)
        except DocumentError:
            return 3
        if at in trail:
            return 2
        if deep and kind_of([node]) in ("object", "array"):
            return 2
        return 1 if node.get("type") == "null" or node.get("enum") == [None] else 0


def _discriminated(node: Mapping[str, Any], at: str, known: tuple[str, ...]) -> Iterator[Part]:
    """Yield what the discriminator of a schema that others extend says: the name of the one that
    is made, any of the names where it is made for itself.
    """
    name, mapping = node["discriminator"].get("propertyName"), node["discriminator"].get("mapping")
    if not isinstance(name, str) or not isinstance(mapping, Mapping) or not mapping:
        return
    ends = {each.rsplit("/", 1)[-1] for each in known}
    said = [key for key, target in mapping.items() if str(target).rsplit("/", 1)[-1] in ends]
    yield {"properties": {name: {"enum": said or [*mapping]}}}, f"{at}/discriminator"
