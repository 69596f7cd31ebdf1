"""Fields: where the values of an entity come from when it is created or updated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Call, member_named
from mockserver.engine.clause import keeps
from mockserver.engine.message import File, Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.tombstones import stillborn
from mockserver.engine.rules.touch import remade
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
        children = item.get(schema.name, [])
        if not isinstance(children, list) or not all(isinstance(c, Mapping) for c in children):
            wrong.append(schema.name)
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
    draft.rules.extend(resource.made_rules)
    for schema in resource.kept:
        value = _created(draft, resource, schema, parent, item, files)
        if value is not ABSENT:
            fields[schema.name] = value
    return fields


def _created(
    draft: Draft,
    resource: Resource,
    schema: Property,
    parent: Key,
    item: Mapping[str, Any],
    files: Mapping[str, File],
) -> Any:
    made_by = schema.made_by
    if made_by == "parent":
        return parent
    if made_by == "url" and not _pictured(schema, item, files):
        return None
    if made_by == "integer":
        return draft.counted(resource.name, schema)
    if made_by:
        return draft.hole(schema, item.get(schema.name, ABSENT) if schema.like_sent else ABSENT)
    if schema.name in item and not schema.read_only:
        return item[schema.name]
    if schema.default is not ABSENT:
        draft.cite(schema.rules, "default")
        return schema.default
    return None if "null" in schema.types else ABSENT


def _pictured(schema: Property, item: Mapping[str, Any], files: Mapping[str, File]) -> bool:
    return any(name in files or item.get(name) for name in schema.of)


@keeps("made-by.once", "made-by.refreshed", "update.merged", "update.identity")
def updated_fields(draft: Draft, call: Call, resource: Resource, entity: Entity) -> dict[str, Any]:
    """Return the fields of an entity after an update: what was sent is new, what each write
    makes is made again, everything else stays.
    """
    draft.cite(call.operation.rules, "update.merged", "update.identity")
    fields = dict(entity.fields)
    for schema in resource.kept:
        name = schema.name
        sent = name in call.item and not schema.read_only
        if schema.made_by:
            if schema.when == "write" or (schema.when == "sent" and _is_sent(schema, call)):
                draft.cite(schema.rules, "made-by.refreshed")
                proposed = call.item[name] if sent and schema.like_sent else ABSENT
                fields[name] = remade(draft, schema, entity.fields.get(name), proposed)
            else:
                draft.cite(schema.rules, "made-by.once")
        elif sent:
            fields[name] = call.item[name]
    return fields


def updated_files(call: Call, resource: Resource, entity: Entity) -> Mapping[str, File]:
    """Return the files of an entity after an update. What an address showed is replaced by what
    was sent for it from another source.
    """
    if not call.files and not resource.sources:
        return entity.files
    sent = {*call.item, *call.files}
    replaced = {name for names in resource.sources if not sent.isdisjoint(names) for name in names}
    kept = {name: file for name, file in entity.files.items() if name not in replaced}
    return {**kept, **call.files}


def _is_sent(schema: Property, call: Call) -> bool:
    sources = schema.of or (schema.name,)
    return any(name in call.item or name in call.files for name in sources)


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


def at_odds(operation: Operation, entity: Entity) -> tuple[str, ...]:
    """Return the properties whose values are not those that `only-if` asks for."""
    return tuple(
        name for name, wanted in operation.only_if.items() if entity.fields.get(name) != wanted
    )
