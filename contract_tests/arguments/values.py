"""Values: what fits a schema, made by functions that are put together once."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs

from contract_tests.arguments.scalars import anything, numbers, texts, wrong
from contract_tests.arguments.shapes import Part, Shape, shape_of
from mockserver.document import Document
from mockserver.model.nothing import NOTHING
from mockserver.model.property import Property
from mockserver.model.schema import Schemas

DEEPEST = 5
"""Below this depth no optional member is made."""
PREPARED = 500
"""So many nodes of a schema are made at start, at the least."""


class Draw:
    """Where choices come from: random numbers, how likely an optional member is, and the values
    that members will have, by which it is chosen between alternatives.
    """

    __slots__ = ("density", "depth", "random", "wanted")

    def __init__(self, random: random.Random) -> None:
        self.random = random
        self.begin(0.5)

    def begin(self, density: float, wanted: Mapping[str, Any] = NOTHING) -> None:
        """Begin with another value."""
        self.density, self.depth, self.wanted = density, 0, wanted


class Node:
    """One schema: `make` gives values that fit it, `valid` judges any.

    Nodes below are made when they are first asked for, so a schema may contain itself.
    """

    __slots__ = ("_alternatives", "_book", "_items", "_made", "_members", "_unfit", "_wrong",
                 "binary", "make", "name", "property", "shape", "valid")  # fmt: skip

    def __init__(
        self, book: Book, parts: tuple[Part, ...], name: str, property_: Property | None
    ) -> None:
        self._book, self.name, self.property = book, name, property_
        self.shape: Shape = shape_of(book.document, parts)
        self.valid = book.judge(parts)
        self.binary = self.shape.keywords.get("format") == "binary" or bool(
            property_ and property_.binary
        )
        self._members: dict[str, Node] | None = None
        self._unfit: tuple[str, ...] = ()
        self._made: dict[str, Node] = {}
        self._items: Node | None = None
        self._alternatives: tuple[Node, ...] | None = None
        self._wrong: list[Any] | None = None
        self.make: Callable[[Draw], Any] = self._maker()

    @property
    def members(self) -> dict[str, Node]:
        """The members that can be sent, by name."""
        if self._members is None:
            self._members = {}
            known = self.property.properties if self.property else {}
            for name, parts in self.shape.properties.items():
                node = Node(self._book, parts, name, known.get(name))
                if node.shape.impossible:
                    self._unfit = (*self._unfit, name)
                elif node.shape.read_only:
                    self._made[name] = node
                else:
                    self._members[name] = node
        return self._members

    @property
    def made(self) -> dict[str, Node]:
        """The members that the server makes, and a client has no say in, by name."""
        return self._made if self.members or self._made else {}

    @property
    def unfit(self) -> tuple[str, ...]:
        """The names of members that must not be sent, whatever they are."""
        return self._unfit if self.members or self._unfit else ()

    @property
    def items(self) -> Node | None:
        """What the elements of a list are, None when nobody says."""
        if self._items is None and self.shape.items:
            known = self.property.items if self.property else None
            self._items = Node(self._book, self.shape.items, self.name, known)
        return self._items

    @property
    def alternatives(self) -> tuple[Node, ...]:
        """What the value may be instead of another."""
        if self._alternatives is None:
            self._alternatives = tuple(
                Node(self._book, parts, self.name, self.property)
                for parts in self.shape.alternatives
            )
        return self._alternatives

    @property
    def address(self) -> bool:
        """Whether the value is an address of a picture."""
        if self.property is not None and self.property.fetched:
            return True
        return self.name.lower().endswith(("url", "src")) and "string" in self.shape.types

    @property
    def wrong(self) -> list[Any]:
        """Values that violate one keyword each."""
        if self._wrong is None:
            self._wrong = wrong(self.shape, self.valid, address=self.address)
        return self._wrong

    def may_have(self, wanted: Mapping[str, Any]) -> bool:
        """Say whether those of its members that are wanted may have these values."""
        members = self.members
        return all(members[name].valid(each) for name, each in wanted.items() if name in members)

    def at(self, path: tuple[str, ...]) -> Node | None:
        """Return the node that a path of members and elements ("[]") leads to, None for none."""
        node: Node | None = self
        for name in path:
            if node is None:
                return None
            node = node.items if name == "[]" else node.members.get(name)
        return node

    def prepare(self) -> Node:
        """Make nodes below now, those near the top first, and return this one."""
        waiting = [self]
        for node in waiting:  # it grows while it is walked
            if len(waiting) >= PREPARED:
                break
            waiting += [*node.members.values(), *node.alternatives]
            waiting += [node.items] if node.items else []
        return self

    def _maker(self) -> Callable[[Draw], Any]:
        shape = self.shape
        if shape.keywords.get("enum") or "const" in shape.keywords:
            allowed = shape.keywords.get("enum") or [shape.keywords["const"]]
            return _chosen([each for each in allowed if self.valid(each)] or allowed)
        if self.binary:
            return lambda draw: "a.png"
        if shape.alternatives:
            make: Callable[[Draw], Any] = self._make_alternative
        elif "object" in shape.types:
            make = self._make_object
        elif "array" in shape.types:
            make = self._make_array
        else:
            return _chosen(self._scalars())
        return _or_null(make) if shape.nullable else make

    def _scalars(self) -> list[Any]:
        shape, found = self.shape, list[Any]()
        if "boolean" in shape.types:
            found += [True, False]
        if "integer" in shape.types or "number" in shape.types:
            found += numbers(shape, self.valid)
        if "string" in shape.types:
            unique = self.name in self._book.unique
            found += texts(self.name, shape, self.valid, address=self.address, unique=unique)
        if not shape.types:
            found += anything(self.valid)
        if shape.nullable and self.valid(None):
            found += [None] * (1 + len(found) // 8)
        return found or [shape.keywords.get("default")]

    def _make_alternative(self, draw: Draw) -> Any:
        value, among = None, self.alternatives
        if draw.depth >= DEEPEST:
            inner = ("object", "array")
            flat = [each for each in among if not set(inner) & {*each.shape.types}]
            among = tuple(each for each in flat if not each.shape.alternatives) or among
        among = tuple(each for each in among if each.may_have(draw.wanted)) or among
        for _ in range(4):
            value = draw.random.choice(among).make(draw)
            if self.valid(value):
                break
        return value

    def _make_object(self, draw: Draw) -> Any:
        shape, chance, density = self.shape, draw.random.random, draw.density
        members = self.members
        if not members and not shape.properties:
            return draw.random.choice(({}, {"a": 1}, {"a": "b", "c": 2}))
        density = density if draw.depth < DEEPEST else 0.0
        required, found = shape.required, {}
        draw.depth += 1
        for name, node in members.items():
            if name in required or chance() < density:
                found[name] = node.make(draw)
        draw.depth -= 1
        if shape.conditional and not self.valid(found):
            return self.agreeing(found, draw)
        return found

    def agreeing(self, value: Any, draw: Draw) -> Any:
        """Return an object without the optional members that keep it from fitting."""
        if not isinstance(value, dict) or self.valid(value):
            return value
        required = self.shape.required
        found = {name: each for name, each in value.items() if name in required}
        others = [name for name in value if name not in found]
        draw.random.shuffle(others)
        for name in others:
            fuller = {**found, name: value[name]}
            if self.valid(fuller):
                found = fuller
        return {name: value[name] for name in value if name in found}

    def _make_array(self, draw: Draw) -> Any:
        least, items = self.shape.keywords.get("minItems", 0), self.items
        most = self.shape.keywords.get("maxItems", 1000)
        if items is None:
            return [1] * least
        deep = draw.depth >= DEEPEST
        count = least if deep else min(max(least, draw.random.choice((0, 1, 1, 2, 3))), most)
        draw.depth += 1
        found = [items.make(draw) for _ in range(count)]
        draw.depth -= 1
        if self.shape.keywords.get("uniqueItems"):
            found = [each for place, each in enumerate(found) if each not in found[:place]]
        return found


class Book:
    """The schemas of one document; `unique` are the members whose values should rarely meet."""

    def __init__(self, document: Document, unique: frozenset[str] = frozenset()) -> None:
        self.document, self.unique = document, unique
        self._schemas = Schemas(document)
        self._judges: dict[str, Callable[[Any], bool]] = {}

    def node(self, schema: Any, at: str, name: str, property_: Property | None = None) -> Node:
        """Return the node of the schema at a location."""
        return Node(self, ((schema, at),), name, property_).prepare()

    def judge(self, parts: tuple[Part, ...]) -> Callable[[Any], bool]:
        """Return what says whether a value fits all of these parts."""
        judges = [self._judge(at) for node, at in parts if at and isinstance(node, Mapping | bool)]
        if len(judges) == 1:
            return judges[0]
        return lambda value: all(each(value) for each in judges)

    def _judge(self, at: str) -> Callable[[Any], bool]:
        if at not in self._judges:
            try:
                self._judges[at] = self._schemas.validator(at, "request").is_valid
            except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
                self._judges[at] = lambda value: True
        return self._judges[at]


def _chosen(values: list[Any]) -> Callable[[Draw], Any]:
    if len(values) == 1:
        return lambda draw: values[0]
    return lambda draw: draw.random.choice(values)


def _or_null(make: Callable[[Draw], Any]) -> Callable[[Draw], Any]:
    return lambda draw: None if draw.random.random() < 0.1 else make(draw)
