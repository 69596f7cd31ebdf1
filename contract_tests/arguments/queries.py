"""Queries and headers: pages, filters, flags, versions, and what the schemas say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from contract_tests.arguments.faults import faulty
from contract_tests.arguments.known import Known
from contract_tests.arguments.values import Draw, Node
from contract_tests.requests import text_of
from mockserver.engine.hole import Hole
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.model.api import Api
from mockserver.model.operation import Filter, Operation, Parameter
from mockserver.model.property import ABSENT, Property

BODY = "body."
OTHER_DATES = ("2999-01-01", "2001-01-01", "no date")
"""Versions of which no document speaks, the last one none at all."""

UNKNOWN = ("none such", "999999999", "0")


class Queries:
    """The query and the headers of one operation; `nodes` are the schemas of its parameters by
    name. Cursors are not made here, but for one that is none; keys of idempotency neither.
    """

    def __init__(self, api: Api, operation: Operation, nodes: Mapping[str, Node]) -> None:
        self._api, self._operation, self._nodes = api, operation, nodes
        self._query = [each for each in operation.parameters if each.where == "query"]
        key = operation.idempotency.header if operation.idempotency else ""
        self._headers = [
            each
            for each in operation.parameters
            if each.where in ("header", "cookie") and each.name != key
        ]
        self._filters = {each.parameter: each for each in operation.filters}
        self._dates = list(_dates(operation))

    def query(
        self, known: Known, draw: Draw, *, needed: bool = False
    ) -> tuple[tuple[str, Any], ...]:
        """Return the pairs of a query, as texts; only what is `needed`, if that is wished."""
        pairs: list[tuple[str, Any]] = []
        for each in self._query:
            if each.schema.required or (not needed and draw.random.random() < 0.33):
                value = self._value(each, known, draw)
                if isinstance(value, list):
                    texts = [text_of(part) for part in value]
                    joined = [each.separator.join(texts)] if each.separator else texts
                    pairs += [(each.name, text) for text in joined]
                elif value is not None:
                    pairs.append((each.name, text_of(value)))
        return tuple(pairs)

    def headers(self, draw: Draw, *, needed: bool = False) -> dict[str, str]:
        """Return headers, as texts; only what is `needed`, if that is wished."""
        found: dict[str, str] = {}
        for each in self._headers:
            if needed and not each.schema.required:
                continue
            if not each.schema.required and draw.random.random() < 0.6:
                continue
            if self._dates and each.name == self._api.version_header:
                text = draw.random.choice(self._dates)
            else:
                text = _line(self._made(each, draw), each.separator or ",")
            if each.where == "cookie":
                before = f"{found['cookie']}; " if "cookie" in found else ""
                found["cookie"] = f"{before}{each.name}={text}"
            elif text:
                found[each.name] = text
        return found

    @property
    def versions(self) -> list[str]:
        """The versions of the API around those in which something changed here, [] when nothing
        did.
        """
        return self._dates[:-1] if len(self._dates) > len(OTHER_DATES) else []

    @property
    def nodes(self) -> Mapping[str, Node]:
        """The schemas of the parameters outside the path, by name."""
        return self._nodes

    def _value(self, parameter: Parameter, known: Known, draw: Draw) -> Any:
        operation, page, name = self._operation, self._operation.page, parameter.name
        if page and name in (page.cursor, page.back):
            return "no cursor" if draw.random.random() < 0.1 else None
        if page and name == page.size and draw.random.random() < 0.8:
            count = len(known.entities(operation.resource))
            most = page.most or _limit(self._nodes.get(name))
            sizes = (1, 1, 2, 2, 3, count, count + 1, most, most + 1, 0, -1, "x")
            return draw.random.choice(sizes)
        if page and name in (page.number, page.offset) and draw.random.random() < 0.8:
            return draw.random.choice((1, 1, 2, 2, 3, 4, 1000, 0, -1, "x"))
        if name in self._filters and draw.random.random() < 0.8:
            return self._filtered(parameter, self._filters[name], known, draw)
        if operation.show and name in (operation.show.only, operation.show.excluded):
            shown = self._api.resources[operation.resource].shown
            names = [each.name for each in shown] + ["unknown"]
            return draw.random.sample(names, min(draw.random.randrange(1, 4), len(names)))
        return self._made(parameter, draw)

    def _filtered(self, parameter: Parameter, each: Filter, known: Known, draw: Draw) -> Any:
        """Return a value, or several, that are stored, and now and then one that is not."""
        if each.wanted is not ABSENT and "boolean" in parameter.schema.types:
            return draw.random.random() < 0.5
        several = each.by == "any-of"
        count = draw.random.choice((1, 1, 2, 3)) if several else 1
        values = [stored(self._operation.resource, each, known, draw) for _ in range(count)]
        values = [
            draw.random.choice(UNKNOWN) if value is None or draw.random.random() < 0.1 else value
            for value in values
        ]
        if "array" in parameter.schema.types:
            return values
        return ",".join(map(text_of, values)) if several else values[0]

    def _made(self, parameter: Parameter, draw: Draw) -> Any:
        node = self._nodes.get(parameter.name)
        if node is None:
            return draw.random.choice(UNKNOWN)
        value = node.make(draw)
        return faulty(node, value, draw) if draw.random.random() < 0.12 else value


def _limit(node: Node | None) -> int:
    """Return the most that a parameter may be, as its schema says, else 100."""
    most = node.shape.keywords.get("maximum", 100) if node else 100
    return most if isinstance(most, int) else 100


def stored(resource: str, each: Filter, known: Known, draw: Draw) -> Any:
    """Return a value that something has which a filter looks at, None when nothing has one."""
    entity = known.one(each.of or resource, draw)
    if entity is None:
        return None
    for path in each.paths or ((each.field,),):
        value: Any = entity.fields
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        if value is not None and not isinstance(value, Hole):
            return value
    return None


def all_stored(each: Filter, entities: Iterable[Entity]) -> list[Any]:
    """Return the values of entities that a filter can look for, each once."""
    found: dict[str, Any] = {}
    for entity in entities:
        for path in each.paths or ((each.field,),):
            value = value_at(entity.fields, path)
            if value is None or value is ABSENT or isinstance(value, Hole | dict | list):
                continue
            found.setdefault(text_of(value), value)
    return [*found.values()]


def _line(value: Any, separator: str) -> str:
    """Return the text that stands for a value in a header, which has ASCII letters only."""
    values = value if isinstance(value, list) else [value]
    text = separator.join(map(text_of, values))
    return "".join(each for each in text if " " <= each <= "~").strip()


def _dates(operation: Operation) -> Iterator[str]:
    """Yield versions around those in which something changed, and a text that is none."""
    changed = list(_changes(operation.shape)) if operation.shape else []
    if operation.attach and operation.attach.first_before:
        changed.append(operation.attach.first_before)
    for each in dict.fromkeys(changed):
        yield from (each, _day_before(each))
    yield from OTHER_DATES


def _changes(schema: Property) -> Iterator[str]:
    if not schema.dated:
        return
    yield from (each for each in (schema.since, schema.until and schema.until.version) if each)
    for part in (*schema.properties.values(), *([schema.items] if schema.items else [])):
        yield from _changes(part)


def _day_before(text: str) -> str:
    try:
        return (date.fromisoformat(text) - timedelta(days=1)).isoformat()
    except ValueError:
        return text
