"""Fields: where the values of an entity come from when it is created, or set by an operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Call, member_named
from mockserver.engine.clause import keeps
from mockserver.engine.message import File, Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.nested import all_objects, misfits
from mockserver.engine.rules.tombstones import stillborn
from mockserver.engine.state import Entity, Key
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource


def unfit(resource: Resource, item: Mapping[str, Any]) -> Refusal | None:
    """Refuse a representation whose values the resource itself cannot have.

    The schema of a request may be wider than the resource's; what is stored fits the latter.
    """
    judges = resource.judges
    wrong = [name for name, value in item.items() if name in judges and not judges[name](value)]
    for schema in resource.embedded:
        if not all_objects(item.get(schema.name, [])):
            wrong.append(schema.name)
    if resource.deep or resource.references:
        wrong += misfits(resource.properties, item)
    violations = [
        Violation(where="body", field=name, message="Not a value that is stored here.")
        for name in wrong
    ]
    if resource.tombstones:
        violations += stillborn(resource, item)
    if not violations:
        return None
    rules = tuple(id_ for each in violations for id_ in each.rules)
    return Refusal(kind="invalid", violations=tuple(violations), rules=rules)


@keeps("made-by.made", "made-by.linked", "default")
def created_fields(
    draft: Draft,
    resource: Resource,
    key: Key,
    parent: Key,
    item: Mapping[str, Any],
    files: Mapping[str, File],
) -> dict[str, Any]:
    """Return the fields of a new entity: what was sent, else made, else the default."""
    fields: dict[str, Any] = {resource.identifier: key}
    _create_parts(draft, fields, resource, resource.kept, parent, item, files)
    return fields


def _create_parts(
    draft: Draft,
    fields: dict[str, Any],
    resource: Resource,
    parts: tuple[Property, ...],
    parent: Key,
    item: Mapping[str, Any],
    files: Mapping[str, File],
) -> None:
    """Put the values of properties of a new entity, or of an object inside it, into `fields`."""
    for schema in parts:
        name = schema.name
        if schema.made_alone:
            fields[name] = draft.hole(schema)
        elif schema.plain and name in item:
            fields[name] = item[name]
        elif (value := _created(draft, resource, schema, parent, item, files)) is not ABSENT:
            fields[name] = value


def _created(
    draft: Draft,
    resource: Resource,
    schema: Property,
    parent: Key,
    item: Mapping[str, Any],
    files: Mapping[str, File],
) -> Any:
    """Return the value that a property of a new entity has, ABSENT for none."""
    if schema.deep and not schema.made_by:
        return _created_object(draft, resource, schema, parent, item, files)
    made_by = schema.made_by
    if made_by == "parent":
        return parent
    if made_by == "url" and not _pictured(schema, item, files):
        return None if "null" in schema.types else ABSENT
    if made_by == "picture" and files.keys().isdisjoint(schema.of):
        return None
    if made_by == "integer":
        return draft.counted(resource.name, schema)
    if made_by:
        return draft.hole(schema, proposed(schema, item))
    if schema.name in item and not schema.read_only:
        sent = item[schema.name]
        return draft.renamed(sent) if schema.references else sent
    if schema.default is not ABSENT:
        draft.cite(schema.rules, "default")
    return unsent(schema)


def proposed(schema: Property, item: Mapping[str, Any]) -> Any:
    """Return the value that a server may keep as it was sent, ABSENT for none; what may not stand
    in an answer is none.
    """
    value = item.get(schema.name, ABSENT) if schema.like_sent else ABSENT
    return value if value is not ABSENT and schema.valid(value) else ABSENT


def _created_object(
    draft: Draft,
    resource: Resource,
    schema: Property,
    parent: Key,
    item: Mapping[str, Any],
    files: Mapping[str, File],
) -> Any:
    """Return an object inside a new entity; one that shows an upload needs not be sent."""
    sent = item.get(schema.name, ABSENT)
    if not isinstance(sent, Mapping):
        if not any(each.made_by == "url" and _pictured(each, {}, files) for each in schema.kept):
            return schema.default if sent is ABSENT else sent
        sent = {}
    found: dict[str, Any] = {}
    _create_parts(draft, found, resource, schema.kept, parent, sent, files)
    return found


def _pictured(schema: Property, item: Mapping[str, Any], files: Mapping[str, File]) -> bool:
    return any(name in files or item.get(name) for name in schema.of)


def unsent(schema: Property) -> Any:
    """Return the value of a property that nobody sends or makes, ABSENT for none."""
    if schema.default is not ABSENT:
        return schema.default
    return None if "null" in schema.types else ABSENT


def fetched_files(resource: Resource, item: Mapping[str, Any], call: Call) -> Mapping[str, File]:
    """Return the files that were fetched from the addresses in a representation which made
    addresses show, by the names of the properties.
    """
    found = {}
    for name in resource.pictured:
        address = item.get(name)
        file = call.request.fetched.get(address) if isinstance(address, str) else None
        if isinstance(file, File):
            found[name] = file
    return found


def set_fields(
    draft: Draft, call: Call, resource: Resource, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the fields with those that the operation itself sets (`set`)."""
    chosen = dict(fields)
    for name, source in call.operation.set.items():
        chosen[name] = _set(draft, call, resource.properties[name], source)
    return chosen


def _set(draft: Draft, call: Call, schema: Property, source: Any) -> Any:
    if source == "$now":
        return draft.hole(schema)
    if source == "$member":
        own = call.principal.member_of.get(call.operation.member, ())
        return member_named(call) or min(own, default=None)
    if isinstance(source, str) and source.startswith("$body."):
        body = call.body if isinstance(call.body, Mapping) else {}
        return body.get(source.removeprefix("$body."))
    return source


def at_odds(operation: Operation, entity: Entity) -> tuple[Violation, ...]:
    """Return what is told of properties whose values are not those that `only-if` asks for."""
    return tuple(
        Violation(where="path", field=name, message="This is not so at the moment.")
        for name, wanted in operation.only_if.items()
        if entity.fields.get(name) != wanted
    )
