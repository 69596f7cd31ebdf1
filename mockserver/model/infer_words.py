"""The words of one guessed resource: what would stand in the document, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.document import below
from mockserver.document.pointer import tokens
from mockserver.model.infer_answers import template
from mockserver.model.infer_deeds import Deed
from mockserver.model.infer_envelopes import Way, never_empty
from mockserver.model.infer_guess import Guess
from mockserver.model.infer_lists import filters, page
from mockserver.model.infer_operations import Asked
from mockserver.model.infer_paths import plain
from mockserver.model.infer_properties import made
from mockserver.model.infer_resource import Resource
from mockserver.model.infer_shapes import Part
from mockserver.model.infer_values import value_of

SAID = {
    "create": ("CREATED", "create.shown", "What creates a {noun} shows what is kept of it."),
    "read": ("READ", "read.same", "Reading a {noun} shows what was created or changed."),
    "list": ("LISTED", "list.unchanged", "Listing changes no {noun}."),
    "update": ("UPDATED", "update.merged", "Changing a {noun} leaves what is not sent."),
    "delete": ("DELETED", "delete.gone", "A {noun} that is deleted is in no list and not found."),
}


class Words:
    """Writes down what is guessed of a resource."""

    def __init__(self, of: Resource, deeds: Iterable[Deed] = ()) -> None:
        self.of, self.deeds = of, tuple(deeds)

    @property
    def worded(self) -> set[str]:
        """The properties that have behaviour words."""
        at = below(self.of.at, "properties").removeprefix("#")
        found = (each.pointer for each in self._made() if each.word)
        return {tokens(each.removeprefix(at))[0] for each in found}

    def guesses(self) -> Iterator[Guess]:
        """Yield all that is guessed of the resource."""
        yield from self._schema()
        for word, asked in self.of.operations():
            yield from self._operation(word, asked)
        for deed in self.deeds:
            yield from self._deed(deed)

    def _guess(self, at: str, word: str, value: Any, reason: str) -> Guess:
        return Guess(
            pointer=at.removeprefix("#"),
            word=word,
            value=value,
            reason=reason,
            resource=self.of.name,
        )

    def _schema(self) -> Iterator[Guess]:
        pair, known = self.of.pair, self.of.identifier
        if self.of.base is not None:
            value, reason = self._kept()
        else:
            value = {"type": "object"}
            reason = f"No schema says what a {pair.noun} is; its identifier is kept."
        yield self._guess(self.of.at, "", value, reason)
        why = f"`{known.field}` identifies a {pair.noun}: {known.why}."
        if pair.sole:
            why = f"{pair.collection} is read and changed, and lists nothing."
            yield self._guess(self.of.at, "singleton", True, why)
        word = {"field": known.field, **({"path": pair.parameter} if pair.item else {})}
        yield self._guess(self.of.at, "identifier", word, why)
        yield from self._made()
        if self.of.lines.parent:
            yield self._guess(
                self.of.at,
                "parent",
                {"resource": self.of.lines.parent},
                f"{pair.collection} lies in one {self.of.lines.parent}.",
            )
        if pair.sole:
            return
        says = f"No two {pair.noun} resources have the same {known.field}."
        yield self._rule(self.of.at, "UNIQUE", says, "identifier.unique")

    def _kept(self) -> tuple[dict[str, Any], str]:
        at, noun = self.of.shape.at, self.of.pair.noun
        for place, sketch in self.of.shapes.sketches.items():
            if at.startswith(place):
                assert self.of.base is not None and sketch
                reason = f"What is kept of each {noun} is what the example at {place} shows."
                return dict(self.of.base[0]), reason
        reason = f"What is kept of each {noun} is what the schema at {at} says."
        shapes = self.of.shapes
        kept: dict[str, Any] = {"allOf": [{"$ref": shapes.document.reference_to(at)}]}
        members = shapes.members(self.of.base)
        if self.of.shape.chosen or not {*members} <= {*self.of.shape.properties}:
            refer = shapes.document.reference_to
            kept["properties"] = {
                name: {"allOf": [{"$ref": refer(places[0][1])}]} if len(places) == 1 else {}
                for name, places in members.items()
            }
        return kept, reason

    def _made(self) -> Iterator[Guess]:
        known = self.of.identifier
        at = below(self.of.at, "properties", known.field)
        if self.of.pair.sole:
            why = "It is told by the path, and not shown."
            yield self._guess(at, "", {"type": "string", "writeOnly": True}, why)
        elif known.added:
            parameter = self.of.shapes.shape(self.of.parameter)
            type_ = next((each for each in parameter.types if each != "null"), "string")
            why = f"The path parameter `{self.of.pair.parameter}` needs a value to name."
            yield self._guess(at, "", {"type": type_}, why)
        if known.maker:
            why = f"Nobody must send `{known.field}` and its schema allows such values."
            yield self._guess(at, "made-by", known.maker, why)
            if known.maker == "pattern":
                why = f"`{known.field}` must have a form of its own."
                yield self._guess(at, "stand-in", known.pattern, why)
            if known.sendable:
                why = f"A request may carry `{known.field}`."
                yield self._guess(at, "like-sent", True, why)
        own = {known.field}
        if link := self.of.link():
            own.add(link)
            why = f"`{link}` is called like the path parameter of what it lies in."
            place = below(self.of.at, "properties", link)
            yield self._guess(place, "made-by", "parent", why)
        for name, words, reason in made(self.of.shapes, self.of.shape, self.of.sent(), own):
            place = below(self.of.at, "properties", name)
            for word, value in words.items():
                yield self._guess(place, word, value, f"{reason[0].upper()}{reason[1:]}.")

    def _operation(self, word: str, asked: Asked) -> Iterator[Guess]:
        noun = self.of.pair.noun
        way = self.of.way(word, asked, self.of.shape.at)
        doing = {"list": f"lists each {noun}", "read": f"shows one {noun}"}
        says = doing.get(word, f"{word}s one {noun}")
        pair = self.of.pair
        reason = f"{asked.title} {says}: {pair.item} names one of {pair.collection}."
        if pair.sole:
            reason = f"{asked.title} {says}: there is one only."
        elif not pair.item:
            reason = f"{asked.title} {says}: {pair.collection} is a list that is added to."
        yield self._guess(asked.at, word, self.of.name, reason)
        yield from self._named_by(asked, self.of.lines.renamed)
        if word == "update":
            yield from self._named_otherwise(asked)
        if word in ("create", "update") and (inside := self.of.way_in(asked)):
            why = f"The body of {asked.title} has the {noun} as `{inside[0]}`."
            yield self._guess(asked.at, "request", {inside[0]: "$item"}, why)
        cut = page(self.of.shapes, asked.parameters["query"]) if word == "list" else None
        yield from self._answer(word, asked, way, cut)
        free = word == "list" and never_empty(self.of.shapes, asked.answer, way or ())
        if word == "list":
            yield from self._narrowed(asked, cut, free)
        suffix, clause, sentence = SAID[word]
        again = word == "update" and asked.at != self._first_update()
        if not (again or free) and not (word == "delete" and pair.sole):
            yield self._rule(asked.at, suffix, sentence.format(noun=noun), clause)

    def _deed(self, deed: Deed) -> Iterator[Guess]:
        noun, asked, name = self.of.pair.noun, deed.asked, self.of.name
        why = f"{asked.title} does something to one {noun}: its last word is a verb."
        yield self._guess(asked.at, "update", name, why)
        own = {name: deed.named_by} if deed.named_by else {}
        yield from self._named_by(asked, {**self.of.lines.renamed, **own})
        if deed.sets:
            told = " and ".join(f"`{each}`" for each in deed.sets)
            why = f"What {asked.title} does is told by {told}."
            yield self._guess(asked.at, "set", dict(deed.sets), why)
        way = self.of.way("update", asked, self.of.shape.at)
        yield from self._answer("update", asked, way, None)

    def _named_by(self, asked: Asked, renamed: Mapping[str, str]) -> Iterator[Guess]:
        if here := {name: each for name, each in renamed.items() if f"{{{each}}}" in asked.path}:
            why = "The path calls its parameters otherwise than the paths above it."
            yield self._guess(asked.at, "named-by", here, why)

    def _named_otherwise(self, asked: Asked) -> Iterator[Guess]:
        """Yield what is guessed of an update whose body names the thing, or that creates it."""
        noun = self.of.pair.noun
        if self.of.is_named_by_body(asked):
            member = ".".join((*self.of.way_in(asked), self.of.identifier.field))
            why = f"The body of {asked.title} has what identifies the {noun}; its path does not."
            yield self._guess(asked.at, "named-by", {self.of.name: f"body.{member}"}, why)
        if self.of.arises_by(asked):
            why = f"Nothing else creates a {noun}, and {asked.title} tells of none that is missing."
            if "201" in asked.statuses:
                why = f"{asked.title} may answer 201, so it creates a {noun} that is not there."
            yield self._guess(asked.at, "when-missing", "create", why)

    def _first_update(self) -> str:
        return next((each.at for each in self.of.roles["update"]), "")

    def _answer(
        self, word: str, asked: Asked, way: Way | None, cut: dict[str, Any] | None
    ) -> Iterator[Guess]:
        if not asked.told or asked.answer is None or word == "delete":
            return
        many, cursor, of = word == "list", "cursor" in (cut or {}), self.of
        value: Any = None
        if way is not None:
            value = template(of.shapes, asked.answer, way, of.kept, many=many, cursor=cursor)
        if value is None or value == {}:
            value = value_of(of.shapes, asked.answer)
        if value is not None and value != ("$items" if many else "$item"):
            why = f"The body of {asked.title} looks so by its schema."
            yield self._guess(asked.at, "answer", value, why)

    def _narrowed(self, asked: Asked, cut: dict[str, Any] | None, free: bool) -> Iterator[Guess]:
        """Yield what cuts and narrows a list; one that must not be empty is `free` to show more."""
        queries, noun = asked.parameters["query"], self.of.pair.noun
        used = {*asked.required}  # without it there would be no list to narrow
        if cut is not None:
            size = cut["size"]
            named = {each for each in cut.values() if isinstance(each, str)}
            named |= {size["of"]} if isinstance(size, Mapping) else set()
            used |= named
            told = ", ".join(f"`{each}`" for each in queries if each in named)
            why = f"Query parameters are called like those of pages: {told}."
            yield self._guess(asked.at, "page", cut, why)
            says = f"The pages of each {noun}, one after the other, are the list."
            if not free:
                yield self._rule(asked.at, "PAGED", says, "page.cut")
        if several := self._several(queries):
            why = f"The query parameter `{several}` is the plural of what identifies a {noun}."
            word = {"field": self.of.identifier.field, "by": "any-of"}
            yield self._guess(asked.at, "filter", {several: word}, why)
            used |= {several}
        for name, field in filters(self.of.shapes, queries, self.of.shape.properties, used):
            why = f"The query parameter `{name}` is called like the property `{field}`."
            yield self._guess(asked.at, "filter", {name: {"field": field}}, why)

    def _several(self, queries: Mapping[str, Part]) -> str:
        """Return the query parameter that has the identifiers of those to be listed."""
        known, own = self.of.identifier, self.of.kept.properties
        wanted = {f"{plain(each)}s" for each in (known.field, self.of.pair.parameter) if each}
        types = self.of.shapes.shape(own.get(known.field)).types
        for name, part in queries.items():
            shape = self.of.shapes.shape(part)
            text = "string" in shape.types and "string" in types
            listed = shape.is_list and {*types} & {*self.of.shapes.shape(shape.items).types}
            if plain(name) in wanted and not known.added and (text or listed):
                return name
        return ""

    def _rule(self, at: str, suffix: str, says: str, clause: str) -> Guess:
        components = self.of.shapes.document.content.get("components", {})
        name = self.of.name.removeprefix("Kept")
        name = name if name in components.get("schemas", {}) else self.of.name
        rule = {f"{name.upper()}-{suffix}": {"says": says, "inferred": clause}}
        return self._guess(at, "rules", rule, f"{says} So do most servers.")
