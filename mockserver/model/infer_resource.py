"""One resource that is guessed: what is kept, what identifies it, and what operations do to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.document import below
from mockserver.model.infer_answers import Kept
from mockserver.model.infer_envelopes import Way, at_way, way_to_list, way_to_one
from mockserver.model.infer_fit import fits
from mockserver.model.infer_lines import Lines
from mockserver.model.infer_lists import shows_one
from mockserver.model.infer_operations import Asked
from mockserver.model.infer_paths import plain
from mockserver.model.infer_properties import (
    Identifier,
    Sent,
    alike_named,
    identifier,
    maker,
    sample_key,
)
from mockserver.model.infer_shapes import Part, Shape, Shapes, plainest

UPDATES = ("patch", "put", "post")


ONLY = Identifier(
    field="singleton-key",
    why="there is one only, which needs no identifier that is shown",
    added=True,
)
"""What identifies a singleton."""


class Resource:
    """What one pair of a collection and its items is taken for."""

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
        self._told = [*self._seen()]
        self.seen = [shapes.shape(each) for each in self._told]
        self.bodies = {
            each.at: self._represented(each) for _, each in self.operations("create", "update")
        }
        self.parameter = self._parameter()
        self.identifying: list[Part] = []
        self.identifier = ONLY if self.pair.sole else self._identifier()
        self.kept = Kept(
            shape=self.shape,
            properties=self._properties(),
            identifier=self.identifier.field,
            added=self.identifier.added and not self.pair.sole,
            aliases=(self.pair.parameter, f"{self.pair.noun}id", "id") if self.pair.item else (),
            key=sample_key(self.identifier.maker),
        )
        for each in [collection[m] for m in UPDATES[:2] if m in collection and self.pair.item]:
            body = self._represented(each)
            if self._names_one(body):
                self.roles["update"] = (*self.roles["update"], each)
                self.bodies[each.at] = body

    def operations(self, *words: str) -> Iterator[tuple[str, Asked]]:
        """Yield the operations that do one of these things, with what they do."""
        for word, several in self.roles.items():
            for each in several if not words or word in words else ():
                yield word, each

    def _roles(
        self, collection: Mapping[str, Asked], item: Mapping[str, Asked]
    ) -> Iterator[tuple[str, tuple[Asked, ...]]]:
        found = {
            "read": [shows_one(self.shapes, item.get("get"), self.pair.noun)],
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
        """Return whether an operation may answer with a list; one with another schema does not."""
        shape = self.shapes.shape(asked.answer)
        return self.way("list", asked) is not None or not (shape.types or shape.properties)

    def way(self, word: str, asked: Asked, like: str = "") -> Way | None:
        """Return where an answer shows one, or the list of them, None where it does not."""
        many = word == "list"
        find = way_to_list if many else way_to_one
        return find(self.shapes, asked.answer, self.pair.noun, like) if asked.answer else None

    def _base(self) -> Part | None:
        """Return the schema that says most of what is kept: what reading shows, or else a list, a
        creation, an update, or else what is sent.
        """
        shown = (
            at_way(self.shapes, each.answer, way)
            for word, each in self.operations("read", "list", "create", "update")
            if (way := self.way(word, each)) is not None
        )
        sent = (self._represented(each) for _, each in self.operations("create", "update"))
        for several in (shown, sent):
            if said := [each for each in several if each and self.shapes.shape(each).properties]:
                return plainest(self.shapes, said)
        return None

    def _seen(self) -> Iterator[Part | None]:
        """Yield what each operation shows of one."""
        for word, each in self.operations("read", "list", "create", "update"):
            way = self.way(word, each, self.shape.at)
            if way is not None:
                yield at_way(self.shapes, each.answer, way)

    def _represented(self, asked: Asked) -> Part | None:
        """Return the schema of the representation in a request body."""
        way = self.way_in(asked)
        return at_way(self.shapes, asked.body, way) if way else asked.body

    def way_in(self, asked: Asked) -> Way:
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
            others = {name: part for name, part in properties.items() if self._may_name(part)}
            field, why = identifier(others, self.pair.parameter, self.pair.noun)
        own = properties.get(field)
        added = not field
        if added:
            field = self.pair.parameter
            why = "no property looks like what the path parameter names, so one is added"
        shown = [part for each in self._told for part in self.shapes.members(each).get(field, ())]
        parts = [part for part in (own, parameter, *shown) if part is not None]
        self.identifying = parts
        makes, pattern = maker(self.shapes, parts) if parts else ("uuid", "")
        asked = [each for _, each in self.operations("create")]
        creations = [self.shapes.shape(self.bodies[each.at]) for each in asked]
        sendable = bool(asked) and all(
            by.read and self._may_carry(each, field) and not (each.chosen or around.chosen)
            for by, each in zip(asked, creations, strict=True)
            for around in [self.shapes.shape(by.body)]
        )
        chosen = sendable and all(field in each.required for each in creations)
        if not chosen and own and parameter and named.types == self.shapes.shape(own).types:
            sendable = sendable and fits(self.shapes, own, parameter)
        makes = "" if chosen else makes
        return Identifier(
            field=field, why=why, maker=makes, pattern=pattern, sendable=sendable, added=added
        )

    def _may_name(self, part: Part) -> bool:
        """Say whether a path may name one by a property: none that takes numbers only, by texts."""
        wanted, own = (self.shapes.shape(each).types for each in (self.parameter, part))
        return not wanted or not {*wanted} <= {"integer", "number"} or own != ("string",)

    def _may_carry(self, shape: Shape, name: str) -> bool:
        """Say whether a request may have a property: one that is only read must not be sent, even
        where it is required.
        """
        part = shape.properties.get(name)
        return part is not None and not self.shapes.shape(part).keywords.get("readOnly")

    def _properties(self) -> dict[str, Part]:
        if not self.identifier.added:
            return {**self.shape.properties}
        plain_text: Part = ({"type": "string"}, "")
        added = plain_text if self.pair.sole else self.parameter or plain_text
        return {**self.shape.properties, self.identifier.field: added}

    @property
    def creatable(self) -> bool:
        """Whether some operation creates one."""
        return any(True for _ in self.operations("create"))

    @property
    def may_show_more(self) -> bool:
        """Whether an operation may show what no schema names, as an identifier that is added."""
        seen = [self.shape, *self.seen]
        return any(each.keywords.get("additionalProperties") is not False for each in seen)

    @property
    def lists_what_it_creates(self) -> bool:
        """Whether there are a list of identified things and a creation of things like them."""
        listed = [
            self.shapes.shape(at_way(self.shapes, each.answer, way))
            for _, each in self.operations("list")
            if (way := self.way("list", each)) is not None
        ]
        if not listed or not self.creatable or self.identifier.added:
            return False
        names = {*listed[0].properties}
        bodies = (self.shapes.shape(self.bodies[e.at]) for _, e in self.operations("create"))
        return self.identifier.field in names and all(
            len(names & {*each.properties} - {self.identifier.field}) > 0 for each in bodies
        )

    def _names_one(self, body: Part | None) -> bool:
        """Return whether a body has what identifies one, beside what is kept of it."""
        shape, field = self.shapes.shape(body), self.identifier.field
        unfit = shape.is_list or shape.chosen or self.identifier.added
        if unfit or not self._may_carry(shape, field):
            return False
        sent, kept = (self.shapes.shape(e.properties[field]).types for e in (shape, self.shape))
        both = {*shape.properties} & {*self.shape.properties}
        return sent in ((), kept) and both > {field}

    def is_named_by_body(self, asked: Asked) -> bool:
        """Return whether an update of one names it in its body, and not in its path."""
        return bool(self.pair.item) and f"{{{self.pair.parameter}}}" not in asked.path

    def arises_by(self, asked: Asked) -> bool:
        """Return whether an update creates what is not there: the document tells so, or nothing
        else creates one, and only this operation does not tell that one is not there.
        """
        parameter, sole = self.parameter, self.pair.sole or self.is_named_by_body(asked)
        if asked.method != "put" or parameter is None or sole:
            return False
        own = self.kept.properties.get(self.identifier.field)
        body = self.shapes.shape(self.bodies[asked.at])
        alike = not body.is_list and {*self.shape.properties} & {*body.properties}
        fitting = own and (self.identifier.added or fits(self.shapes, parameter, own))
        if not alike or not fitting:
            return False
        others = [each for _, each in self.operations("read", "delete")]
        silent = "404" not in asked.statuses and any("404" in each.statuses for each in others)
        return "201" in asked.statuses or (silent and not self.creatable)

    def link(self) -> str:
        """Return the property that has the parent's identifier, "" for none."""
        if not self.lines.parent or self.lines.parent_identifier is None:
            return ""
        wanted = self.shapes.shape(self.lines.parent_identifier).types
        for name, part in self.shape.properties.items():
            same = plain(name) == plain(self.lines.parent_parameter) and plain(name) != "id"
            if same and name != self.identifier.field and self.shapes.shape(part).types == wanted:
                return name
        return ""

    def sent(self) -> Sent:
        """Return what requests carry and answers need of one."""
        bodies = [self.bodies[each.at] for _, each in self.operations("update")]
        first, always = Shape(), frozenset[str]()
        for _, each in self.operations("create"):
            first = self.shapes.shape(self.bodies[each.at])
            around = self.shapes.shape(each.body)
            certain = each.body_required and {*self.way_in(each)} <= around.required
            always = first.required if certain else always
        if any(self.arises_by(each) for _, each in self.operations("update")):
            always = frozenset()
        needed = self.shape.required.union(*(shown.required for shown in self.seen))
        needed = needed.union(self.shape.properties) if self.pair.sole else needed
        return Sent(
            at_creation=first.properties,
            later=tuple(self.shapes.shape(each).properties for each in bodies),
            always=always,
            needed=frozenset(needed),
        )
