"""Bodies: what an operation is sent, fitting its schema mostly and about what there is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from contract_tests.arguments.faults import faulty
from contract_tests.arguments.files import Files
from contract_tests.arguments.items import Items, places, put
from contract_tests.arguments.known import Known
from contract_tests.arguments.queries import BODY, UNKNOWN, stored
from contract_tests.arguments.values import Draw, Node
from contract_tests.arguments.wishes import Wish, pinned
from contract_tests.requests import text_of
from contract_tests.script import FORMS, Upload
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.model.api import Api, Credential
from mockserver.model.operation import MediaType, Operation
from mockserver.model.property import ABSENT, PictureLimits
from mockserver.model.template import EACH

DENSITIES = (0.5, 0.5, 0.15, 0.85)
"""How likely optional members are: a half of them on the average, sometimes nearly none or all."""


class Shelf:
    """All files that are uploaded, made once for each kind of limits."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._known: dict[PictureLimits | None, Files] = {}

    def files(self, limits: PictureLimits | None) -> Files:
        """Return the files for properties with these limits."""
        if limits not in self._known:
            self._known[limits] = Files(limits, self._largest)
        return self._known[limits]


class Bodies:
    """The bodies of one operation in one media type.

    `node` is the schema, `examples` are those of the document.
    """

    def __init__(
        self,
        api: Api,
        operation: Operation,
        media: MediaType,
        node: Node,
        examples: Sequence[Any],
        shelf: Shelf,
    ) -> None:
        self._api, self._operation, self._media, self.node = api, operation, media, node
        self.examples = list(examples)
        self._files = {
            name: shelf.files(each.property.picture if each.property else None)
            for name, each in node.members.items()
            if each.binary
        }
        self._path = operation.item_path
        self._resource = api.resources.get(operation.resource)
        below = node.at(self._path)
        self._items = (
            Items(api, operation, self._resource, below)
            if self._resource and below is not None and below.members
            else None
        )
        self._in_body = [each for each in operation.filters if each.parameter.startswith(BODY)]
        raw = "json" not in media.name and node.binary
        self._raw = shelf.files(node.property.picture if node.property else None) if raw else None
        self.is_form = media.name.startswith(FORMS) or (
            "json" not in media.name and bool(node.members)
        )

    def chosen(
        self,
        known: Known,
        entity: Entity | None,
        principal: Credential | None,
        draw: Draw,
        key: str | None = None,
    ) -> Any:
        """Return a body: a JSON value, or the pairs of a form, or a file. `entity` is what the
        path names, `key` is for where the body carries one.
        """
        draw.begin(draw.random.choice(DENSITIES))
        value = self.sensible(known, entity, principal, draw)
        if key is not None and (word := self._operation.idempotency) and word.key:
            around = value_at(value, word.key[:-1])
            if isinstance(around, dict):
                around[word.key[-1]] = key
        if draw.random.random() < 0.125:
            value = faulty(self.node, value, draw)
        return self.sent(value, draw)

    def composed(
        self,
        known: Known,
        entity: Entity | None,
        principal: Credential | None,
        draw: Draw,
        key: str | None,
        wish: Wish,
        about: Entity | None = None,
    ) -> Any:
        """Return a body without anything wrong but what is wished. What is written by its own
        identifier is `about` an entity, or new.
        """
        draw.begin(wish.density, wish.members)
        value = self.sensible(known, entity, principal, draw, about=about, plain=True)
        word = self._operation.idempotency
        if key is not None and word and word.key:
            value = pinned(value, word.key, key)
        for path, each in wish.pinned.items():
            if not self._path:
                value = pinned(value, path, each)
            for around, name in [*places(value, self._path)]:
                around[name] = pinned(around[name], path, each)
        for path, each in wish.around.items():
            value = pinned(value, path, each)
        return self.sent(value, draw, wish.file, right=True)

    def sensible(
        self,
        known: Known,
        entity: Entity | None,
        principal: Credential | None,
        draw: Draw,
        *,
        about: Entity | None = None,
        plain: bool = False,
    ) -> Any:
        """Return a value that the schema of the body takes. A `plain` one is no example, nor what
        is stored, but for what is written by its own identifier: that is `about` an entity.
        """
        valid = self._media.validator.is_valid
        if not plain and self.examples and draw.random.random() < 0.08:
            value = deepcopy(draw.random.choice(self.examples))
        else:
            value = self.node.make(draw)
        if self._items is not None:
            value = self._about(self._items, value, known, entity, draw, plain, about)
        if isinstance(value, dict):
            self._name(value, known, principal, draw)
        if not valid(value):
            value = self.node.agreeing(value, draw)
        if not valid(value):
            value = self.node.make(draw)
        if not valid(value) and (fitting := [each for each in self.examples if valid(each)]):
            value = deepcopy(draw.random.choice(fitting))
        return value

    def _about(
        self,
        items: Items,
        value: Any,
        known: Known,
        entity: Entity | None,
        draw: Draw,
        plain: bool,
        named: Entity | None,
    ) -> Any:
        """Return the body with items that are about what there is."""
        assert self._resource is not None
        upsert = self._operation.action == "upsert"
        for around, key in [*places([value], (EACH, *self._path))]:
            item, about = around[key], entity if self._operation.action == "update" else None
            back = 0.0
            if upsert:
                about = named if plain else known.one(self._resource.name, draw)
                back = 1.0 if plain else 0.5
            elif about is not None and about.resource == self._resource.name and not plain:
                back = 0.3
            if about is not None and draw.random.random() < back:
                item = items.sent_back(known, about, item, draw)
            elif upsert:
                about = None
            if isinstance(item, dict):
                items.settle(item, known, about, draw)
            if not self._path:
                return item
            around[key] = item
        return value

    def _name(
        self,
        value: dict[str, Any],
        known: Known,
        principal: Credential | None,
        draw: Draw,
    ) -> None:
        """Put known identifiers where the words of the operation say that they are some."""
        operation, resource = self._operation, self._resource
        if operation.batch and self._items is None and resource:
            spared = known.spared(resource.name) if operation.action == "delete" else 0.0
            for around, key in [*places(value, self._path)]:
                if draw.random.random() >= spared:
                    around[key] = known.key(resource.name, draw) or around[key]
        if operation.attach and draw.random.random() < 0.9:
            put(value, operation.attach.to, known.key(operation.attach.holder, draw))
        if (under := operation.under) and resource and draw.random.random() < 0.9:
            parent = known.one(resource.parent, draw)
            named = parent.fields.get(under.names[0]) if parent and under.names else None
            found = named if under.names else parent and parent.key
            if isinstance(found, str | int) and under.member in value:
                value[under.member] = found
        for cursor in (operation.page.cursor, operation.page.back) if operation.page else ():
            if cursor.startswith(BODY) and draw.random.random() < 0.95:
                value.pop(cursor.removeprefix(BODY), None)
        members = sorted(principal.member_of.get(operation.member, ())) if principal else []
        if members and operation.member in value and draw.random.random() < 0.75:
            value[operation.member] = draw.random.choice(members)
        if operation.replacement and resource:
            self._meet(value, known, draw)
        for each in self._in_body:
            path = tuple(each.parameter.removeprefix(BODY).split("."))
            sent = value_at(value, path)
            found = stored(operation.resource, each, known, draw)
            if sent is ABSENT or found is None or draw.random.random() < 0.25:
                continue
            put(value, path, [found, *sent[1:]] if isinstance(sent, list) else _part(found, draw))

    def _meet(self, value: dict[str, Any], known: Known, draw: Draw) -> None:
        """Name stored elements in the list that replaces them, now and then."""
        replacement, resource = self._operation.replacement, self._operation.resource
        assert replacement is not None
        elements = value.get(replacement.list)
        for each in elements if isinstance(elements, list) else ():
            other = known.one(resource, draw) if draw.random.random() < 0.4 else None
            known_by = other.fields.get(replacement.by) if other else None
            if isinstance(known_by, str | int) and isinstance(each, dict):
                each[replacement.by] = known_by

    def sent(
        self, value: Any, draw: Draw, file: Upload | None = None, *, right: bool = False
    ) -> Any:
        """Return a value as it is sent: a form as its pairs, with files where they belong, the
        `right` ones if that is wished. A `file` is sent though its member may be left out.
        """
        if self._raw is not None:
            return file or (self._raw.right[0] if right else self._raw.chosen(draw))
        if not self.is_form:
            return value
        if not isinstance(value, Mapping):
            return [("value", text_of(value) if isinstance(value, str | int) else "x")]
        pairs: list[tuple[str, str | Upload]] = []
        for name, each in value.items():
            if name in self._files and right and isinstance(each, str):
                pairs.append((name, file or draw.random.choice(self._files[name].right)))
            elif name in self._files:
                pairs += self._uploads(name, each, draw)
            elif isinstance(each, list):
                pairs += [(name, text_of(part)) for part in each if not isinstance(part, dict)]
            elif isinstance(each, dict):
                pairs.append((name, json.dumps(each, ensure_ascii=False)))
            elif each is not None:
                pairs.append((name, text_of(each)))
        if file is not None and not any(isinstance(each, Upload) for _, each in pairs):
            pairs += [(name, file) for name in [*self._files][:1]]
        return pairs

    def _uploads(self, name: str, value: Any, draw: Draw) -> list[tuple[str, str | Upload]]:
        if not isinstance(value, str):
            return [] if value is None else [(name, draw.random.choice(UNKNOWN))]
        files = self._files[name]
        pairs: list[tuple[str, str | Upload]] = [(name, files.chosen(draw))]
        if draw.random.random() < 0.02:
            pairs.append((name, files.chosen(draw)))
        return pairs

    @property
    def files(self) -> Mapping[str, Files]:
        """The files that may be sent by the names of their members, "" for the body itself."""
        return self._files if self._raw is None else {"": self._raw}


def _part(text: Any, draw: Draw) -> Any:
    """Return a stored text, or how it begins."""
    if not isinstance(text, str) or len(text) < 3 or draw.random.random() < 0.6:
        return text
    return text[: draw.random.randrange(1, len(text))]
