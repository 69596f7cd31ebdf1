"""Shapes: what somebody's schemas say, with references followed and parts joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from mockserver.document import Document, DocumentError, below
from mockserver.document.structure import elements
from mockserver.model.compile_schema import SchemaCompiler
from mockserver.model.nothing import NOTHING
from mockserver.model.rulebook import Rulebook
from mockserver.model.sampler import Sampler
from mockserver.model.schema import Schemas

Part = tuple[Any, str]
"""A node of the document and its location."""

DEEPEST = 12
"""How far `allOf` and alternatives are followed into each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a schema asks for: its own keywords and those of all that it is made of.

    `at` is the location of the schema behind its references. Of alternatives the first counts,
    `chosen` says that there are some, and `branched` that its properties are those of the first.
    """

    at: str = ""
    keywords: Mapping[str, Any] = NOTHING
    properties: Mapping[str, Part] = NOTHING
    required: frozenset[str] = frozenset()
    items: Part | None = None
    types: tuple[str, ...] = field(default=())
    chosen: bool = False
    branched: bool = False

    @property
    def is_object(self) -> bool:
        """Whether it is, or may be, an object with properties."""
        return bool(self.properties) or "object" in self.types

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return self.items is not None or "array" in self.types

    def allows(self, *types: str) -> bool:
        """Return whether a value of one of the types may stand here."""
        return not self.types or not set(types).isdisjoint(self.types)


SAID = frozenset({"$ref", "summary", "description", "title", "example", "examples", "deprecated"})
"""What may stand beside a reference without asking for anything else."""


class Shapes:
    """The shapes of one document; each is worked out once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._legacy = document.version.startswith(("2", "3.0"))
        self._known: dict[str, Shape] = {}
        self.sketches: dict[str, dict[str, Any]] = {}
        compiler = SchemaCompiler(document, Schemas(document), Rulebook(document))
        self.sampler = Sampler(compiler)
        self._samples: dict[str, Any] = {}

    def shape(self, part: Part | None) -> Shape:
        """Return the shape of a schema, an empty one where there is none that can be read."""
        if part is None:
            return Shape()
        node, at = part
        if at not in self._known:
            self._known[at] = Shape(at=at)  # what leads back to itself says nothing more
            self._known[at] = self._joined([*self._parts(node, at, 0)], at)
        return self._known[at]

    def admits(self, part: Part | None, value: Any) -> bool:
        """Return whether an answer may have a value where a schema stands; without one, yes."""
        if part is None or not part[1] or self.is_sketch(part[1]):
            return True
        return self.sampler.fits(value, part[1])

    def sampled(self, node: Any, at: str) -> Any:
        """Return a value that the schema at a location allows, the same one each time."""
        if at not in self._samples:
            self._samples[at] = self.sampler.value(node, at, at)
        return deepcopy(self._samples[at])

    def is_sketch(self, at: str) -> bool:
        """Return whether a schema was drawn from an example, and stands nowhere else."""
        return any(at.startswith(each) for each in self.sketches)

    def sketched(self, example: Any, at: str) -> Part:
        """Return a schema that says no more of a value than what its example shows; it stands
        nowhere in the document.
        """
        if at not in self.sketches:
            self.sketches[at] = _sketch(example)
        return self.sketches[at], at

    def _parts(self, node: Any, at: str, depth: int) -> Iterator[tuple[Mapping[str, Any], str]]:
        followed = self.follow((node, at))
        if followed is None or depth > DEEPEST:
            return
        beside = {} if self._legacy else {k: v for k, v in node.items() if k not in SAID}
        if "$ref" in node and beside:
            yield beside, at  # from 3.1 on they count
        node, at = followed
        yield node, at
        for index, each in enumerate(elements(node.get("allOf"))):
            yield from self._parts(each, below(at, "allOf", index), depth + 1)
        if "properties" in node or "allOf" in node:
            return
        for word in ("oneOf", "anyOf"):
            for index, each in enumerate(elements(node.get(word))):
                if isinstance(each, Mapping) and each.get("type") != "null":
                    yield from self._parts(each, below(at, word, index), depth + 1)
                    return

    def members(self, part: Part | None, depth: int = 0) -> dict[str, list[Part]]:
        """Return all that a schema with its parts and alternatives says of each property."""
        found: dict[str, list[Part]] = {}
        followed = self.follow(part) if part and depth <= DEEPEST else None
        if followed is None:
            return found
        node, at = followed
        inner = node.get("properties")
        for name, each in inner.items() if isinstance(inner, Mapping) else ():
            found[str(name)] = [(each, below(at, "properties", name))]
        for word in ("allOf", "oneOf", "anyOf"):
            for index, each in enumerate(elements(node.get(word))):
                further = self.members((each, below(at, word, index)), depth + 1)
                for name, places in further.items():
                    known = found.setdefault(name, [])
                    there = [place for _, place in known]
                    known += [place for place in places if place[1] not in there]
        return found

    def follow(self, part: Part) -> tuple[Mapping[str, Any], str] | None:
        """Return a node behind its references, None where they lead nowhere."""
        node, at = part
        if not isinstance(node, Mapping):
            return None
        try:
            return self.document.follow(node, at)
        except DocumentError:
            return None

    def _joined(self, parts: list[tuple[Mapping[str, Any], str]], at: str) -> Shape:
        keywords: dict[str, Any] = {}
        properties: dict[str, Part] = {}
        required: set[str] = set()
        items: Part | None = None
        nearest: set[str] = set()  # what stands here says more than what is referred to
        for node, here in parts:
            for name, value in node.items():
                keywords.setdefault(name, value)
            inner = node.get("properties")
            for name, each in inner.items() if isinstance(inner, Mapping) else ():
                inside = f"{here}/".startswith(f"{parts[0][1]}/")
                own = inside and _says(each) and str(name) not in nearest
                nearest |= {str(name)} if own else set()
                if own or str(name) not in properties:
                    properties[str(name)] = (each, below(here, "properties", name))
            required |= {each for each in elements(node.get("required")) if isinstance(each, str)}
            if items is None and isinstance(node.get("items"), Mapping):
                items = (node["items"], below(here, "items"))
        types = _listed(keywords.get("type"))
        if keywords.get("nullable") is True and types:
            types = (*types, "null")
        if any(each == {"type": "null"} for each in elements(keywords.get("anyOf"))):
            types = (*types, "null") if types else ()
        return Shape(
            at=parts[0][1] if parts else at,
            keywords=keywords,
            properties=properties,
            required=frozenset(required),
            items=items,
            chosen=any({"oneOf", "anyOf"} & node.keys() for node, _ in parts),
            branched=any(map(_is_branched, (node for node, _ in parts))),
            types=types or (("object",) if properties else ()),
        )


def plainest(shapes: Shapes, parts: list[Part]) -> Part:
    """Return the first of some schemas, or where that has several kinds one that is its first
    kind: `customer` for what is a `customer` or a `deleted_customer`.
    """
    first = shapes.shape(parts[0])
    if not first.branched:
        return parts[0]
    others = ((each, shapes.shape(each)) for each in parts[1:])
    same = (part for part, e in others if not e.chosen and {*e.properties} == {*first.properties})
    return next(same, parts[0])


def _says(node: Any) -> bool:
    """Return whether a schema asks for something."""
    return isinstance(node, Mapping) and not SAID.difference({"$ref"}).issuperset(node)


def _is_branched(node: Mapping[str, Any]) -> bool:
    """Return whether a schema is one of several others, and says nothing else of properties."""
    named = (each for word in ("oneOf", "anyOf") for each in elements(node.get(word)))
    real = [each for each in named if each != {"type": "null"}]
    return len(real) > 1 and "properties" not in node and "allOf" not in node


def _sketch(value: Any) -> dict[str, Any]:
    """Return the schema that an example is one of, as wide as can be."""
    if isinstance(value, Mapping):
        return {
            "type": "object",
            "properties": {str(name): _sketch(each) for name, each in value.items()},
        }
    if isinstance(value, list):
        return {"type": "array", "items": _sketch(value[0]) if value else {}}
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string")):
        if isinstance(value, kind):
            return {"type": name, "example": value}
    return {}


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(v for v in elements(value) if v)
