"""Round trips over what was guessed of a document: create one, read it, list it, delete it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from mockserver.engine.known import strangers
from mockserver.engine.message import File, Form, Json, Request, Response
from mockserver.model.infer_operations import Asked, operations_of
from mockserver.model.infer_paths import METHODS
from mockserver.model.infer_shapes import Part, Shapes
from mockserver.model.infer_values import value_of
from mockserver.model.operation import IN_BODY, Operation
from mockserver.model.resource import Resource
from mockserver.standin import StandIn


@dataclass
class Trips:
    """How many resources there are, how many can be created, of how many the whole trip held, and
    why others did not. Those of which there is one are counted apart: they are changed and read.
    """

    pairs: int = 0
    trips: int = 0
    held: int = 0
    singletons: int = 0
    kept: int = 0
    failed: list[str] = field(default_factory=list)


def round_trips(standin: StandIn) -> Trips:
    """Return what became of one creation of each resource with a body that its schema allows."""
    return _Walk(standin).run()


class _Walk:
    def __init__(self, standin: StandIn) -> None:
        self._standin, self._api = standin, standin.api
        self._shapes = Shapes(standin.document)
        self._asked: dict[str, dict[str, Asked]] = {}
        self._made: dict[str, Any] = {}

    def run(self) -> Trips:
        found = Trips()
        for resource in self._api.resources.values():
            if resource.singleton:
                found.singletons += 1
                why = self._change(resource)
                found.kept += not why
            else:
                found.pairs += 1
                if not self._creating(resource):
                    continue
                found.trips += 1
                why = self._trip(resource)
                found.held += not why
            if why:
                found.failed.append(f"{resource.name}: {why}"[:300])
        return found

    def _change(self, resource: Resource) -> str:
        """Return why the only one is not read as it was changed; "" if it is."""
        if resource.parent and not self._there(self._api.resources[resource.parent]):
            return f"no {resource.parent} to which it belongs"
        reads = [*self._doing(resource, "read")]
        for operation in (*reads, *self._doing(resource, "update"), *reads):
            if why := self._wrong(operation, self._send(operation)):
                return why
        known = [
            e for (name, _), e in self._standin.snapshot().entities.items() if name == resource.name
        ]
        if not known:
            return "nothing is kept"
        for operation in self._doing(resource, "delete"):
            if why := self._wrong(operation, self._send(operation)):
                return why
        return ""

    def _creating(self, resource: Resource) -> list[Operation]:
        """Return the operations that create one of a resource."""
        puts = (each for each in self._doing(resource, "update") if each.creates_missing)
        return [*self._doing(resource, "create"), *puts]

    def _doing(self, resource: Resource, *actions: str) -> Iterator[Operation]:
        for action in actions:
            for each in self._api.operations.values():
                if each.action == action and each.resource == resource.name:
                    yield each

    def _trip(self, resource: Resource) -> str:
        """Return why one cannot be created, read, listed, changed and deleted; "" if it can."""
        if why := self._create(resource):
            return why
        for operation in self._doing(resource, "read", "list", "update", "delete"):
            response = self._send(operation)
            if why := self._wrong(operation, response):
                return why
            text = orjson.dumps(response.body).decode()
            if operation.action == "list" and str(self._made[resource.name]) not in text:
                return f"{operation.id} does not show it"
        if any(self._doing(resource, "delete")):
            for operation in self._doing(resource, "read"):
                if (status := self._send(operation).status) != 404:
                    return f"{operation.id} answers {status} after the deletion"
        return ""

    def _create(self, resource: Resource) -> str:
        if resource.parent and not self._there(self._api.resources[resource.parent]):
            return f"no {resource.parent} to put it into"
        before = self._keys(resource)
        operation = self._creating(resource)[0]
        if operation.creates_missing:
            stranger = strangers(self._api, self._standin.snapshot())[resource.name][0]
            self._made[resource.name] = stranger[resource.path]
        response = self._send(operation)
        if why := self._wrong(operation, response):
            return why
        new = [each for each in self._keys(resource) if each not in before]
        if not new:
            return f"{operation.id} creates nothing"
        self._made[resource.name] = new[0]
        return ""

    def _there(self, resource: Resource) -> bool:
        """Make sure that there is one of a resource, which the next paths name."""
        known = self._keys(resource)
        if self._made.get(resource.name) not in known:
            self._made.pop(resource.name, None)
            if known:
                self._made[resource.name] = known[0]
            elif self._creating(resource):
                self._create(resource)
        if resource.parent and resource.name in self._made:
            entity = self._standin.snapshot().entities[resource.name, self._made[resource.name]]
            self._made[resource.parent] = entity.parent  # the path names what it lies in
        if resource.parent:
            self._there(self._api.resources[resource.parent])
        return resource.name in self._made

    def _keys(self, resource: Resource) -> list[Any]:
        entities = self._standin.snapshot().entities
        return [key for name, key in entities if name == resource.name]

    def _send(self, operation: Operation) -> Response:
        path = operation.path
        if path not in self._asked:
            self._asked[path] = operations_of(self._shapes, path, METHODS)
        asked = self._asked[path][operation.method.lower()]
        values: dict[str, dict[str, str]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
        for each in operation.parameters:
            if each.schema.required:
                known = {name.lower(): part for name, part in asked.parameters[each.where].items()}
                part = known.get(each.name.lower())
                value = value_of(self._shapes, part)
                if each.style == "members" and isinstance(value, Mapping):
                    values[each.where] |= {name: _text(inner) for name, inner in value.items()}
                else:
                    values[each.where][each.name] = _text(value)
        named: Resource | None = self._api.resources.get(operation.resource)
        while named is not None:
            if named.name in self._made and operation.names(named):
                values["path"][operation.parameter_of(named)] = str(self._made[named.name])
            named = self._api.resources.get(named.parent)
        for each in self._api.unheard.values():
            values.get(each.where, {})[each.header] = "secret"
        headers = {each.header: f"{each.prefix}x" for each in self._api.schemes.values()}
        media = next(iter(sorted(operation.body, key=lambda name: "json" not in name)), None)
        body = self._body(asked.body) if media else None
        self._name(operation, body)
        uploads = operation.body[media].schema.properties.values() if media else ()
        files = frozenset(each.name for each in uploads if each.binary)
        return self._standin.respond(
            Request(
                operation=operation.id,
                method=operation.method,
                target=path,
                path=values["path"],
                query=tuple(values["query"].items()),
                headers={**values["header"], **headers},
                media_type=media,
                body=_written(media, body, files) if media else None,
            )
        )

    def _name(self, operation: Operation, body: Any) -> None:
        """Put the identifier into a body that names what is changed."""
        known = self._api.resources.get(operation.resource)
        name = operation.parameter_of(known) if known else ""
        if known is None or not name.startswith(IN_BODY) or known.name not in self._made:
            return
        *way, last = name.removeprefix(IN_BODY).split(".")
        for each in way:
            body = body.setdefault(each, {})
        body[last] = self._made[known.name]

    def _body(self, part: Part | None, depth: int = 0) -> Any:
        """Return a body with what may be sent."""
        shape, value = self._shapes.shape(part), value_of(self._shapes, part)
        if not isinstance(value, dict) or depth > 5:
            return value
        return {
            name: self._kept(shape.properties.get(name), each, depth)
            for name, each in value.items()
            if self._shapes.shape(shape.properties.get(name)).keywords.get("readOnly") is not True
        }

    def _kept(self, part: Part | None, value: Any, depth: int) -> Any:
        nested = isinstance(value, dict) and part is not None
        return self._body(part, depth + 1) if nested else value

    def _wrong(self, operation: Operation, response: Response) -> str:
        if response.status >= 400:
            return f"{operation.id} answers {response.status}: {response.reason}"
        judge = operation.statuses.get(str(response.status))
        fits = judge is None or response.body is None or judge.is_valid(response.body)
        return "" if fits else f"{operation.id} answers what its schema does not allow"


def _written(media: str, body: Any, files: frozenset[str]) -> Json | Form:
    if "json" in media or not isinstance(body, Mapping):
        return Json(body)
    return Form(tuple((name, _field(name, each, files)) for name, each in body.items()))


def _field(name: str, value: Any, files: frozenset[str]) -> str | File:
    if name in files:
        return File(name=name, media_type="application/octet-stream", data=b"file")
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Mapping) or (isinstance(value, list) and value and _is_object(value[0])):
        return orjson.dumps(value).decode()
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)
