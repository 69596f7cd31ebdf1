"""Sites: where in an API rules are kept, as places that a fault can be made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import Property
from mockserver.model.resource import Resource

Path = tuple[str, ...]
ITEMS = "[]"
"""Stands in a path for the elements of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A clause that rules cite, `word.clause`, and where: at an API, one of its resources, a
    property of that (`path`), or an operation.
    """

    api: Api
    clause: str
    rules: tuple[str, ...]
    resource: Resource | None = None
    operation: Operation | None = None
    path: Path = ()
    schema: Property | None = None

    @property
    def at(self) -> str:
        """The place, as a name has it."""
        place = self.operation.id if self.operation else self.resource.name if self.resource else ""
        return ".".join(part for part in (place, *self.path) if part)

    @property
    def owner(self) -> Resource:
        """The resource that the site is about."""
        if self.resource is not None:
            return self.resource
        assert self.operation is not None
        return self.api.resources[self.operation.resource]


def operation_of(site: Site) -> Operation:
    """Return the operation of a site that has one."""
    assert site.operation is not None
    return site.operation


def sites(api: Api) -> Iterator[Site]:
    """Yield every place at which a rule cites a clause of a behaviour word."""
    for clause, rules in api.clauses.items():
        yield Site(api=api, clause=clause, rules=rules)
    for resource in api.resources.values():
        for clause, rules in _own(resource.rules):
            yield Site(api=api, clause=clause, rules=rules, resource=resource)
        for path, schema in _below(resource.properties):
            for clause, rules in _own(schema.rules):
                if clause.partition(".")[0] not in OF_PROPERTIES:
                    continue  # said of the schema that is shown here, which is a resource
                yield Site(
                    api=api, clause=clause, rules=rules, resource=resource, path=path, schema=schema
                )
    for operation in api.operations.values():
        for clause, rules in _own(operation.rules):
            yield Site(api=api, clause=clause, rules=rules, operation=operation)
        for parameter in operation.parameters:
            for clause, rules in _own(parameter.schema.rules):
                yield Site(
                    api=api,
                    clause=clause,
                    rules=rules,
                    operation=operation,
                    path=(parameter.name,),
                    schema=parameter.schema,
                )
        for kind, media in operation.body.items():
            for path, schema in _below({"": media.schema}):
                for clause, rules in _own(schema.rules):
                    yield Site(
                        api=api,
                        clause=clause,
                        rules=rules,
                        operation=operation,
                        path=(kind, *path[1:]),
                        schema=schema,
                    )


def _own(clauses: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the clauses of words: two parts, the first no container of parts."""
    for clause, rules in clauses.items():
        if clause.count(".") == 1 and not clause.startswith(("properties.", "parameters.")):
            yield clause, rules


OF_PROPERTIES = frozenset(
    {
        *("made-by", "references", "merged-by", "children", "first", "flagged", "flag-of"),
        *("canonical", "picture", "fetched", "since", "until"),
    }
)
"""The words that stand on properties."""

DEEPEST = 8


def _below(properties: Mapping[str, Property], path: Path = ()) -> Iterator[tuple[Path, Property]]:
    for name, schema in properties.items():
        yield (*path, name), schema
        if schema.shows or len(path) > DEEPEST:
            continue  # what is shown there is a resource of its own
        yield from _below(schema.properties, (*path, name))
        if schema.items:
            yield from _below({ITEMS: schema.items}, (*path, name))


def with_resource(api: Api, resource: Resource, **changes: Any) -> Api:
    """Return the API with a resource that is otherwise."""
    other = replace(resource, **changes)
    return replace(api, resources={**api.resources, resource.name: other})


def with_operation(api: Api, operation: Operation, **changes: Any) -> Api:
    """Return the API with an operation that is otherwise."""
    other = replace(operation, **changes)
    return replace(api, operations={**api.operations, operation.id: other})


def with_property(site: Site, **changes: Any) -> Api:
    """Return the API with the property at a site of a resource otherwise."""
    assert site.resource is not None
    resource = site.resource
    name, rest = site.path[0], site.path[1:]
    other = _changed(resource.properties[name], rest, changes)
    return with_resource(
        site.api,
        resource,
        properties={**resource.properties, name: other},
        shown=tuple(other if each.name == name else each for each in resource.shown),
    )


def _changed(schema: Property, path: Path, changes: Mapping[str, Any]) -> Property:
    if not path:
        return replace(schema, **changes)
    if path[0] == ITEMS:
        assert schema.items is not None
        return replace(schema, items=_changed(schema.items, path[1:], changes))
    inner = _changed(schema.properties[path[0]], path[1:], changes)
    return replace(schema, properties={**schema.properties, path[0]: inner})


def with_parameter(site: Site, **changes: Any) -> Api:
    """Return the API with the schema of the parameter, or of a body's part, otherwise."""
    operation, path = site.operation, site.path
    assert operation is not None
    if path[0] in operation.body:
        media = operation.body[path[0]]
        body = replace(media, schema=_changed(media.schema, path[1:], changes))
        return with_operation(site.api, operation, body={**operation.body, path[0]: body})
    parameters = tuple(
        replace(each, schema=replace(each.schema, **changes)) if each.name == path[0] else each
        for each in operation.parameters
    )
    return with_operation(site.api, operation, parameters=parameters)
