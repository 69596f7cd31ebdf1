"""Compiling schemas: properties and resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jsonschema_rs

from mockserver.document import Document, DocumentError, below
from mockserver.model.compile_graph import graph_words
from mockserver.model.compile_keywords import First, Part, has_branches, types_of
from mockserver.model.compile_property import property_words, unknown_messages
from mockserver.model.compile_siblings import sibling_words
from mockserver.model.later import Later
from mockserver.model.operation import Validator
from mockserver.model.property import ABSENT, NO_CLAUSES, Property
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses
from mockserver.model.rulebook import Rulebook, joined, within
from mockserver.model.schema import Direction, Schemas
from mockserver.model.states import states_of, tracked_of
from mockserver.model.words import KEY, Site, vocabulary

DEEPEST = 4
"""How far down the properties of a foreign document are known: some have no end in sight."""

ANYTHING: Validator = jsonschema_rs.Draft202012Validator(True)

FIELD_SITES: tuple[Site, ...] = ("property",)
RESOURCE_SITES: tuple[Site, ...] = ("schema", "property")


class SchemaCompiler:
    """Turns the schemas of one document into properties and resources."""

    def __init__(self, document: Document, schemas: Schemas, book: Rulebook) -> None:
        self.document, self.schemas, self.book = document, schemas, book
        self._known: dict[tuple[str, int, str, bool], Property] = {}

    def property(
        self,
        node: Any,
        at: str,
        *,
        name: str,
        required: bool = False,
        rules: Clauses = NO_CLAUSES,
        path: tuple[str, ...] = (),
        others: Sequence[Part] = (),
    ) -> Property:
        """Compile the schema at `at`; `rules` are those cited from outside, `path` guards
        against circles: below a schema that contains itself nothing more is known. What the
        schemas `others` say holds, too; of what both say the first counts.
        """
        if not self.document.foreign or rules or others:
            return self._property(node, at, name, required, rules, path, others)
        key = (at, len(path), name, required)  # the same things are said in thousands of places
        if key not in self._known:
            self._known[key] = self._property(node, at, name, required, rules, path, ())
        return self._known[key]

    def _property(
        self,
        node: Any,
        at: str,
        name: str,
        required: bool,
        rules: Clauses,
        path: tuple[str, ...],
        others: Sequence[Part],
    ) -> Property:
        parts = [part for each in ((node, at), *others) for part in self._parts(*each)]
        where = parts[0][1] if parts else at
        if where in path or (self.document.foreign and len(path) >= DEEPEST):
            return Property(name=name, required=required)
        path = (*path, where)
        words, own = self._words(parts)
        rules = joined(own, rules, *(self._cited_elsewhere(at) for _, at in parts))
        first = First(parts)
        default = first("default", ABSENT)
        judge = self._judge(node, at, others)
        types = tuple(each for each in types_of(first) if each != "null" or judge(None))
        return Property(
            name=name,
            types=types,
            required=required,
            read_only=first("readOnly", False) is True,
            write_only=first("writeOnly", False) is True,
            binary=first("format", "") == "binary",
            format=str(first("format", "")),
            default=default,
            valid=judge,
            properties=self._properties(parts, rules, path),
            items=self._items(first, rules, path),
            branched=self.document.foreign and has_branches(parts),
            rules=rules,
            **property_words(words, types),
        )

    def _judge(self, node: Any, at: str, others: Sequence[Part]) -> Callable[[Any], bool]:
        judges: list[Callable[[Any], bool]] = [
            self.validator(at, "response", node is not None).is_valid
        ]
        judges += [self.judge(each, "response") for _, each in others]
        if len(judges) == 1:
            return judges[0]
        return lambda value: all(each(value) for each in judges)

    def judge(self, at: str, direction: Direction) -> Callable[[Any], bool]:
        """Return the function that says whether a value fits the schema at `at`."""
        return self.validator(at, direction).is_valid

    def validator(self, at: str, direction: Direction, exists: bool = True) -> Validator:
        """Return the validator of the schema at `at`; one that accepts all when there is no
        schema, or none that can be compiled (then a problem is noted).
        """
        if not exists:
            return ANYTHING
        if self.document.foreign:  # it may have thousands, of which a client asks for a few
            return Later(
                lambda: self._compiled(self.schemas.validator, at, direction),
                lambda: self._compiled(self.schemas.plain, at, direction),
            )
        return self._compiled(self.schemas.validator, at, direction)

    def _compiled(
        self, make: Callable[[str, Direction], Validator], at: str, direction: Direction
    ) -> Validator:
        try:
            return make(at, direction)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            path = below("#", *getattr(error, "instance_path", ()))
            self.book.doubt(
                path if path.startswith("#/") else at,
                f"a schema that cannot be compiled: {str(error).splitlines()[0][:120]}",
                "a valid schema",
                "correct the schema, its pattern or its reference",
            )
            return ANYTHING

    def resource(self, name: str, node: Mapping[str, Any], at: str) -> Resource | None:
        """Compile a component schema that has an `identifier` word, else return None."""
        parts = self._parts(node, at)
        words, _ = self._words(parts)
        if "identifier" not in words:
            self._needs_identifier(words, f"{at}/{KEY}")
            return None
        whole = self.property(node, at, name=name)
        properties = whole.properties
        self._known_fields(words, properties, f"{at}/{KEY}")
        identifier, parent = words["identifier"], words.get("parent", {})
        return Resource(
            name=name,
            identifier=identifier["field"],
            path=identifier.get("path", ""),
            properties=properties,
            shown=tuple(each for each in properties.values() if not each.write_only),
            parent=parent.get("resource", ""),
            on_parent_delete=parent.get("on-delete", "cascade"),
            shared=parent.get("shared", False),
            scope=words.get("scope", {}),
            missing=words.get("missing", ""),
            may_become=words.get("may-become", ""),
            singleton="singleton" in words,
            taken=identifier.get("taken", ""),
            order=tuple((key.lstrip("-"), key.startswith("-")) for key in words.get("order", ())),
            position=words.get("position", {}).get("field", ""),
            unique=_unique(words.get("unique", ())),
            taken_messages=_taken_messages(words.get("unique", ())),
            states=states_of(words.get("states")),
            tracked=tracked_of(words.get("tracked")),
            rules=whole.rules,
            **sibling_words(words),
            **graph_words(words),
        )

    def _needs_identifier(self, words: Mapping[str, Any], at: str) -> None:
        """Complain of words that mean something on resources only."""
        for name in sorted(set(words) & set(vocabulary()["schema"]) - {"rules"}):
            self.book.problem(
                f"{at}/{name}",
                f"the word {name!r} without `identifier`",
                "`identifier: {field: ...}` beside it",
                "say what identifies the resource, or remove the word",
            )

    def _cited_elsewhere(self, at: str) -> Clauses:
        """Return the rules that cite the schema at `at` from another place of the document."""
        name = at.removeprefix("#/components/schemas/")
        return self.book.absolute.get(f"schemas.{name}", NO_CLAUSES)

    def _known_fields(
        self, words: Mapping[str, Any], properties: Mapping[str, Property], at: str
    ) -> None:
        """Complain of words that name a property which the schema does not have."""
        named = [("identifier/field", words["identifier"]["field"])]
        named += [(f"order/{i}", key.lstrip("-")) for i, key in enumerate(words.get("order", ()))]
        named += [(f"scope/{key}", field) for key, field in words.get("scope", {}).items()]
        named += [("unique", name) for names in _unique(words.get("unique", ())) for name in names]
        for word in ("exclusive", "position", "sort-order", "version"):
            if word in words:
                named.append((f"{word}/field", words[word]["field"]))
        if "tombstones" in words:
            named.append(("tombstones/flag", words["tombstones"]["flag"]))
        for place, field in named:
            if field not in properties:
                self.book.problem(
                    f"{at}/{place}",
                    f"the unknown property {field!r}",
                    f"one of: {', '.join(properties)}",
                    "name a property of this schema, or add it",
                )

    def _parts(self, node: Any, at: str, above: tuple[str, ...] = ()) -> list[Part]:
        """Return the schema and the members of its `allOf` that it is not itself inside of, as
        `above` tells; references are followed.
        """
        if not isinstance(node, Mapping) or at in above:
            return []
        beside = {name: value for name, value in node.items() if name != "$ref"}
        parts: list[Part] = []
        if "$ref" in node and beside:
            if self.document.version.startswith("3.0"):
                self._words_beside_reference(beside, at)
            else:
                parts.append((beside, at))  # from 3.1 on they count
        try:
            node, at = self.document.follow(node, at)
        except DocumentError as error:
            self.book.problems.extend(p for p in error.problems if p not in self.book.problems)
            return []
        if at in above:
            return []
        parts.append((node, at))
        for index, each in enumerate(node.get("allOf", ())):
            parts += self._parts(each, f"{at}/allOf/{index}", (*above, at))
        return parts

    def _words_beside_reference(self, beside: Mapping[str, Any], at: str) -> None:
        if KEY in beside:
            self.book.problem(
                f"{at}/{KEY}",
                f"`{KEY}` beside a `$ref`, where OpenAPI 3.0 ignores it",
                "`allOf: [{$ref: ...}]` with the words beside it",
                "wrap the reference so",
            )

    def _words(self, parts: list[Part]) -> tuple[dict[str, Any], Clauses]:
        """Return the valid behaviour words of all parts and the rules they cite."""
        words: dict[str, Any] = {}
        rules: Clauses = {}
        for node, at in parts:
            if KEY not in node:
                continue
            sites = RESOURCE_SITES if "properties" in node or "allOf" in node else FIELD_SITES
            here = self.book.chosen(f"{at}/{KEY}", sites, node[KEY])
            words |= here
            for problem in unknown_messages(here.get("message"), f"{at}/{KEY}/message"):
                self.book.problem(*problem)
            if "rules" in here:
                rules = joined(rules, self.book.site(here, at, sites))
        return words, rules

    def _properties(
        self, parts: list[Part], rules: Clauses, path: tuple[str, ...]
    ) -> dict[str, Property]:
        required = {name for node, _ in parts for name in node.get("required", ())}
        several: dict[str, list[Part]] = {}
        for node, at in parts:
            for name, each in node.get("properties", {}).items():
                place = (each, below(at, "properties", name))
                several[name] = [*several.pop(name, ()), place]  # in the order of the innermost
        return {
            name: self.property(
                *places[0],
                name=name,
                required=name in required,
                rules=within(rules, f"properties.{name}"),
                path=path,
                others=places[1:],
            )
            for name, places in several.items()
        }

    def _items(self, first: First, rules: Clauses, path: tuple[str, ...]) -> Property | None:
        if (items := first("items", None)) is None:
            return None
        inner = {name: rules[name] for name in rules if name.startswith("properties.")}
        return self.property(items, f"{first.at('items')}/items", name="", rules=inner, path=path)


def _unique(word: Any) -> tuple[tuple[str, ...], ...]:
    """Return the groups of names; in an object, which has messages, a group is "a, b"."""
    groups = (each.split(",") if isinstance(each, str) else each for each in word)
    return tuple(tuple(name.strip() for name in group) for group in groups)


def _taken_messages(word: Any) -> dict[tuple[str, ...], str]:
    return dict(zip(_unique(word), word.values(), strict=True)) if isinstance(word, Mapping) else {}
