"""One resource that is guessed: what is kept, what identifies it, and what operations do to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from mockserver.document import below
from mockserver.document.pointer import tokens
from mockserver.model.infer_answers import Kept, template
from mockserver.model.infer_envelopes import Way, at_way, way_to_list, way_to_one
from mockserver.model.infer_guess import Guess
from mockserver.model.infer_lists import filters, page
from mockserver.model.infer_operations import Asked
from mockserver.model.infer_paths import Pair, plain
from mockserver.model.infer_properties import Identifier, Sent, alike_named, identifier, made, maker
from mockserver.model.infer_shapes import Part, Shape, Shapes

SAFE_IN_FRAGMENT = "/~!$&'()*+,;=:@#"
UPDATES = ("patch", "put", "post")
SAID = {
    "create": ("CREATED", "create.shown", "What creates {a} {noun} shows what is kept of it."),
    "read": ("READ", "read.same", "Reading {a} {noun} shows what was created or changed."),
    "list": ("LISTED", "parent.own-list", ""),
    "update": ("UPDATED", "update.merged", "Changing {a} {noun} leaves what is not sent."),
    "delete": ("DELETED", "delete.gone", "A {noun} that is deleted is in no list, and not found."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What else is known when a resource is guessed: the pair, its resource's name and parent,
    and the path parameters that name an ancestor otherwise than it calls itself, by its name.
    """

    pair: Pair
    parent: str = ""
    parent_identifier: Part | None = None
    parent_parameter: str = ""
    renamed: Mapping[str, str]


class Resource:
    """The guesses about one pair of a collection and its items."""

    def __init__(
        self,
        shapes: Shapes,
        lines: Lines,
        collection: Mapping[str, Asked],
        item: Mapping[str, Asked],
    ) -> None:
        self.shapes, self.lines, self.pair = shapes, lines, lines.pair
        self.name, self.at = self.pair.name, below("#/components/schemas", self.pair.name)
        self.roles = dict(self._roles(collection, item))
        self.base = self._base()
        self.shape = shapes.shape(self.base)
        self.seen = [*self._seen()]
        self.bodies = {
            each.at: self._represented(each) for _, each in self.operations("create", "update")
        }
        self.parameter = self._parameter()
        self.identifier = self._identifier()
        self.kept = Kept(
            shape=self.shape,
            properties=self._properties(),
            identifier=self.identifier.field,
            added=self.identifier.added,
        )

    def operations(self, *words: str) -> Iterator[tuple[str, Asked]]:
        """Yield the operations that do one of these things, with what they do."""
        for word, several in self.roles.items():
            for each in several if not words or word in words else ():
                yield word, each

    def _roles(
        self, collection: Mapping[str, Asked], item: Mapping[str, Asked]
    ) -> Iterator[tuple[str, tuple[Asked, ...]]]:
        found = {
            "read": [item.get("get")],
            "list": [collection.get("get")],
            "create": [collection.get("post")],
            "update": [item.get(each) for each in UPDATES],
            "delete": [item.get("delete")],
        }
        post = collection.get("post")
        if post and self.shapes.shape(post.body).is_list:
            found["create"] = []
        if found["list"][0] is not None and not self._lists(found["list"][0]):
            found["list"] = []
        for word, several in found.items():
            yield word, tuple(each for each in several if each is not None)

    def _lists(self, asked: Asked) -> bool:
        """Return whether an operation may answer with a list: what shows something else does not."""
        shape = self.shapes.shape(asked.answer)
        return self._way("list", asked) is not None or not (shape.types or shape.properties)

    def _way(self, word: str, asked: Asked, like: str = "") -> Way | None:
        many = word == "list"
        find = way_to_list if many else way_to_one
        return find(self.shapes, asked.answer, self.pair.noun, like) if asked.answer else None

    def _base(self) -> Part | None:
        """Return the schema that says most of what is kept: what reading shows, or else a list, a
        creation, an update, or else what is sent.
        """
        for word, each in self.operations():
            if word == "delete" or (way := self._way(word, each)) is None:
                continue
            part = at_way(self.shapes, each.answer, way)
            if part is not None and self.shapes.shape(part).properties:
                return part
        for _, each in self.operations("create", "update"):
            part = self._represented(each)
            if part is not None and self.shapes.shape(part).properties:
                return part
        return None

    def _seen(self) -> Iterator[Shape]:
        """Yield what each operation shows of one."""
        for word, each in self.operations("read", "list", "create", "update"):
            way = self._way(word, each, self.shape.at)
            if way is not None:
                yield self.shapes.shape(at_way(self.shapes, each.answer, way))

    def _represented(self, asked: Asked) -> Part | None:
        """Return the schema of the representation in a request body."""
        way = self._way_in(asked)
        return at_way(self.shapes, asked.body, way) if way else asked.body

    def _way_in(self, asked: Asked) -> Way:
        """Return where the representation stands in a request body: inside the only member, when
        that is called like the thing.
        """
        shape = self.shapes.shape(asked.body)
        if len(shape.properties) == 1:
            name, part = next(iter(shape.properties.items()))
            usual = plain(name) in (plain(self.pair.noun), "data")
            if usual and self.shapes.shape(part).properties:
                return (name,)
        return ()

    def _parameter(self) -> Part | None:
        for _, each in self.operations("read", "update", "delete"):
            if self.pair.parameter in each.parameters["path"]:
                return each.parameters["path"][self.pair.parameter]
        return None

    def _identifier(self) -> Identifier:
        properties = {
            name: part
            for name, part in self.shape.properties.items()
            if not (self.shapes.shape(part).is_object or self.shapes.shape(part).is_list)
        }
        parameter = self.parameter
        named = self.shapes.shape(parameter)
        alike = {
            name: p for name, p in properties.items() if alike_named(self.shapes.shape(p), named)
        }
        field, why = identifier(alike, self.pair.parameter, self.pair.noun)
        if not field:
            field, why = identifier(properties, self.pair.parameter, self.pair.noun)
        own = properties.get(field)
        added = not field
        if added:
            field = self.pair.parameter
            why = "no property looks like what the path parameter names, so one is added"
        shown = [each.properties[field] for each in self.seen if field in each.properties]
        parts = [part for part in (own, parameter, *shown) if part is not None]
        makes, pattern = maker(self.shapes, parts) if parts else ("uuid", "")
        creations = [self.shapes.shape(self.bodies[e.at]) for _, e in self.operations("create")]
        sendable = bool(creations) and all(
            field in each.properties and not each.chosen for each in creations
        )
        chosen = sendable and all(field in each.required for each in creations)
        makes = "" if chosen else makes
        return Identifier(
            field=field, why=why, maker=makes, pattern=pattern, sendable=sendable, added=added
        )

    def _properties(self) -> dict[str, Part]:
        added = {self.identifier.field: ({"type": "string"}, "")} if self.identifier.added else {}
        return {**self.shape.properties, **added}

    @property
    def creatable(self) -> bool:
        """Whether some operation creates one."""
        return any(True for _ in self.operations("create"))

    @property
    def worded(self) -> set[str]:
        """The properties that have behaviour words."""
        at = below(self.at, "properties").removeprefix("#")
        found = (each.pointer for each in self._made() if each.word)
        return {tokens(each.removeprefix(at))[0] for each in found}

    def guesses(self) -> Iterator[Guess]:
        """Yield all that is guessed of the resource."""
        yield from self._schema()
        for word, asked in self.operations():
            yield from self._operation(word, asked)

    def _guess(self, at: str, word: str, value: Any, reason: str) -> Guess:
        return Guess(
            pointer=at.removeprefix("#"), word=word, value=value, reason=reason, resource=self.name
        )

    def _schema(self) -> Iterator[Guess]:
        pair, known = self.pair, self.identifier
        if self.base is not None:
            value, reason = self._kept()
        else:
            value = {"type": "object"}
            reason = f"No schema says what a {pair.noun} is; its identifier is kept."
        yield self._guess(self.at, "", value, reason)
        why = f"`{known.field}` identifies a {pair.noun}: {known.why}."
        word = {"field": known.field, "path": pair.parameter}
        yield self._guess(self.at, "identifier", word, why)
        yield from self._made()
        if self.lines.parent:
            yield self._guess(
                self.at,
                "parent",
                {"resource": self.lines.parent},
                f"{pair.collection} lies in one {self.lines.parent}.",
            )
        says = f"No two {pair.noun} resources have the same {known.field}."
        yield self._rule(self.at, "UNIQUE", says, "identifier.unique")

    def _kept(self) -> tuple[dict[str, Any], str]:
        at, noun = self.shape.at, self.pair.noun
        for place, sketch in self.shapes.sketches.items():
            if at.startswith(place):
                assert self.base is not None and sketch
                reason = f"What is kept of each {noun} is what the example at {place} shows."
                return dict(self.base[0]), reason
        reason = f"What is kept of each {noun} is what the schema at {at} says."
        return {"allOf": [{"$ref": quote(at, safe=SAFE_IN_FRAGMENT)}]}, reason

    def _made(self) -> Iterator[Guess]:
        known = self.identifier
        at = below(self.at, "properties", known.field)
        if known.added:
            parameter = self.shapes.shape(self.parameter)
            type_ = next((each for each in parameter.types if each != "null"), "string")
            why = f"The path parameter `{self.pair.parameter}` needs a value to name."
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
        if link := self._link():
            own.add(link)
            why = f"`{link}` is called like the path parameter of the {self.lines.parent} above."
            place = below(self.at, "properties", link)
            yield self._guess(place, "made-by", "parent", why)
        for name, words, reason in made(self.shapes, self.shape, self._sent(), own):
            place = below(self.at, "properties", name)
            for word, value in words.items():
                yield self._guess(place, word, value, f"{reason[0].upper()}{reason[1:]}.")

    def _link(self) -> str:
        """Return the property that has the parent's identifier, "" for none."""
        if not self.lines.parent or self.lines.parent_identifier is None:
            return ""
        wanted = self.shapes.shape(self.lines.parent_identifier).types
        for name, part in self.shape.properties.items():
            same = plain(name) == plain(self.lines.parent_parameter) and plain(name) != "id"
            if same and name != self.identifier.field and self.shapes.shape(part).types == wanted:
                return name
        return ""

    def _sent(self) -> Sent:
        creations = [self.shapes.shape(self.bodies[e.at]) for _, e in self.operations("create")]
        updates = [self.shapes.shape(self.bodies[e.at]) for _, e in self.operations("update")]
        later: dict[str, Part] = {}
        for each in updates:
            later |= each.properties
        first, always = creations[0] if creations else Shape(), frozenset[str]()
        for _, each in self.operations("create"):
            around = self.shapes.shape(each.body)
            certain = each.body_required and {*self._way_in(each)} <= around.required
            always = first.required if certain else always
        needed = self.shape.required.union(*(each.required for each in self.seen))
        return Sent(
            at_creation=first.properties, later=later, always=always, needed=frozenset(needed)
        )

    def _operation(self, word: str, asked: Asked) -> Iterator[Guess]:
        noun = self.pair.noun
        way = self._way(word, asked, self.shape.at)
        doing = {"list": f"lists each {noun}", "read": f"shows one {noun}"}
        says = doing.get(word, f"{word}s one {noun}")
        reason = f"{asked.title} {says}: {self.pair.item} names one of {self.pair.collection}."
        yield self._guess(asked.at, word, self.name, reason)
        if self.lines.renamed:
            why = "The path calls its parameters otherwise than the paths above it."
            yield self._guess(asked.at, "named-by", dict(self.lines.renamed), why)
        if word in ("create", "update") and (inside := self._way_in(asked)):
            why = f"The body of {asked.title} has the {noun} as `{inside[0]}`."
            yield self._guess(asked.at, "request", {inside[0]: "$item"}, why)
        cut = page(self.shapes, asked.parameters["query"]) if word == "list" else None
        yield from self._answer(word, asked, way, cut)
        if word == "list":
            yield from self._narrowed(asked, cut)
        suffix, clause, sentence = SAID[word]
        if sentence and not (word == "update" and asked.method != self._first_update()):
            yield self._rule(asked.at, suffix, sentence.format(a="a", noun=noun), clause)

    def _first_update(self) -> str:
        return next((each.method for each in self.roles["update"]), "")

    def _answer(
        self, word: str, asked: Asked, way: Way | None, cut: dict[str, Any] | None
    ) -> Iterator[Guess]:
        if not asked.told or asked.answer is None:
            return
        many, cursor = word == "list", "cursor" in (cut or {})
        if word == "delete":
            way = None if way is None or not self._shown(asked, way) else None
        value: Any = None
        if way is not None:
            value = template(self.shapes, asked.answer, way, self.kept, many=many, cursor=cursor)
        if value is None or value == {}:
            value = value_in(self.shapes, asked)
        if value is not None and value != ("$items" if many else "$item"):
            why = f"The body of {asked.title} looks so by its schema."
            yield self._guess(asked.at, "answer", value, why)

    def _shown(self, asked: Asked, way: Way) -> bool:
        part = at_way(self.shapes, asked.answer, way)
        return self.shapes.shape(part).at == self.shape.at

    def _narrowed(self, asked: Asked, cut: dict[str, Any] | None) -> Iterator[Guess]:
        queries, noun = asked.parameters["query"], self.pair.noun
        used = {*asked.required}  # without it there would be no list to narrow
        if cut is not None:
            size = cut["size"]
            named = [*cut.values(), size.get("of") if isinstance(size, Mapping) else None]
            used |= {each for each in named if isinstance(each, str)}
            why = f"The query parameters {', '.join(each for each in queries if each in used)} are called as those of pages."
            yield self._guess(asked.at, "page", cut, why)
            says = f"The pages of each {noun}, one after the other, are the list."
            yield self._rule(asked.at, "PAGED", says, "page.cut")
        for name, field in filters(self.shapes, queries, self.shape.properties, used):
            why = f"The query parameter `{name}` is called like the property `{field}`."
            yield self._guess(asked.at, "filter", {name: {"field": field}}, why)

    def _rule(self, at: str, suffix: str, says: str, clause: str) -> Guess:
        id_ = f"{self.name.upper()}-{suffix}"
        rule = {id_: {"says": says, "inferred": clause}}
        return self._guess(at, "rules", rule, f"{says} So do most servers.")


def value_in(shapes: Shapes, asked: Asked) -> Any:
    """Return a body that tells nothing of what is kept."""
    from mockserver.model.infer_values import value_of

    return value_of(shapes, asked.answer)


__all__ = ["Lines", "Resource", "replace"]
