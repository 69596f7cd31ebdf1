"""Fields: where the values of an entity come from when it is created or updated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Call, member_named
from mockserver.engine.clause import keeps
from mockserver.engine.message import File, Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.dated import is_older
from mockserver.engine.rules.nested import all_objects, misfits
from mockserver.engine.rules.tombstones import stillborn
from mockserver.engine.rules.touch import remade
from mockserver.engine.state import Entity, Key
from mockserver.model.frozen import frozen
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


MADE_ANYHOW = frozenset({"uuid", "shortuuid", "token", "clock", "server"})
"""The makers that need nothing to be sent."""


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
        value = created_value(draft, resource, schema, parent, item, files)
        if value is not ABSENT:
            fields[schema.name] = value
    return fields


def created_value(
    draft: Draft,
    resource: Resource,
    schema: Property,
    parent: Key,
    item: Mapping[str, Any],
    files: Mapping[str, File],
) -> Any:
    """Return the value that a property of a new entity has, ABSENT for none."""
    made_by = schema.made_by
    if made_by in MADE_ANYHOW:
        return draft.hole(schema, item.get(schema.name, ABSENT) if schema.like_sent else ABSENT)
    if schema.deep:
        return _created_object(draft, resource, schema, parent, item, files)
    if made_by == "parent":
        return parent
    if made_by == "url" and not _pictured(schema, item, files):
        return None if "null" in schema.types else ABSENT
    if made_by == "picture" and files.keys().isdisjoint(schema.of):
        return None
    if made_by == "integer":
        return draft.counted(resource.name, schema)
    if made_by:
        return draft.hole(schema, item.get(schema.name, ABSENT) if schema.like_sent else ABSENT)
    if schema.name in item and not schema.read_only:
        sent = item[schema.name]
        return draft.renamed(sent) if schema.references else sent
    if schema.default is not ABSENT:
        draft.cite(schema.rules, "default")
        return schema.default
    return None if "null" in schema.types else ABSENT


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
    found = {}
    for part in schema.kept:
        value = created_value(draft, resource, part, parent, sent, files)
        if value is not ABSENT:
            found[part.name] = value
    return found


def _pictured(schema: Property, item: Mapping[str, Any], files: Mapping[str, File]) -> bool:
    return any(name in files or item.get(name) for name in schema.of)


@keeps("update.merged", "update.identity")
def updated_fields(draft: Draft, call: Call, resource: Resource, entity: Entity) -> dict[str, Any]:
    """Return the fields of an entity after an update: what was sent is new, what each write
    makes is made again, everything else stays.
    """
    draft.cite(call.operation.rules, "update.merged", "update.identity")
    return changed_fields(draft, resource, entity, call.item, call.files, keeping=True)


def changed_fields(
    draft: Draft,
    resource: Resource,
    entity: Entity,
    item: Mapping[str, Any],
    files: Mapping[str, File],
    *,
    keeping: bool,
) -> dict[str, Any]:
    """Return the fields of an entity that is written; what is not sent stays, or without
    `keeping` is as if it had never been sent.
    """
    write = Write(parent=entity.parent, files=files, keeping=keeping)
    fields = {resource.identifier: entity.key}
    for schema in resource.kept:
        former = entity.fields.get(schema.name, ABSENT)
        value = _changed(draft, schema, former, item, write)
        if value is not ABSENT:
            fields[schema.name] = value
    return fields


@frozen()
class Write:
    """What holds for all properties of an entity that is written."""

    parent: Key
    files: Mapping[str, File]
    keeping: bool


@keeps("made-by.once", "made-by.refreshed", "references.exact")
def _changed(
    draft: Draft, schema: Property, former: Any, item: Mapping[str, Any], write: Write
) -> Any:
    name = schema.name
    if schema.since and is_older(draft.version, schema.since):
        return former
    if schema.deep:
        return _changed_object(draft, schema, former, item, write)
    sent = name in item and not schema.read_only
    if schema.made_by:
        fresh = schema.when == "sent" and _is_sent(schema, item, write.files)
        if fresh or schema.when == "write":
            draft.cite(schema.rules, "made-by.refreshed")
            proposed = item[name] if sent and schema.like_sent else ABSENT
            return remade(draft, schema, former, proposed)
        draft.cite(schema.rules, "made-by.once")
        return write.parent if schema.made_by == "parent" else former
    if sent and schema.merged_by:
        return merged(draft, schema, None if former is ABSENT else former, item[name])
    if sent:
        value = draft.renamed(item[name]) if schema.references else item[name]
        return _whole(draft, former, value) if not write.keeping or draft.lenient else value
    if write.keeping or schema.read_only:
        return former
    draft.lost = draft.lost or (former is not ABSENT and former != unsent(schema))
    return unsent(schema)


def _whole(draft: Draft, former: Any, value: Any) -> Any:
    """Return an object that takes the place of another, whose other members may be lost."""
    if not isinstance(former, Mapping) or not isinstance(value, Mapping):
        return value
    if former.keys() <= value.keys():
        return value
    draft.lost = True
    return {**former, **value} if draft.lenient else value


def _changed_object(
    draft: Draft, schema: Property, former: Any, item: Mapping[str, Any], write: Write
) -> Any:
    sent = item.get(schema.name, ABSENT)
    stored = former if isinstance(former, Mapping) else {}
    if sent is None or (sent is ABSENT and not stored):
        return former if sent is ABSENT else sent
    parts = sent if isinstance(sent, Mapping) else {}
    found = {}
    for part in schema.kept:
        value = _changed(draft, part, stored.get(part.name, ABSENT), parts, write)
        if value is not ABSENT:
            found[part.name] = value
    return found if found or sent is not ABSENT else ABSENT


def unsent(schema: Property) -> Any:
    """Return the value of a property that nobody sends or makes, ABSENT for none."""
    if schema.default is not ABSENT:
        return schema.default
    return None if "null" in schema.types else ABSENT


def updated_files(call: Call, resource: Resource, entity: Entity) -> Mapping[str, File]:
    """Return the files of an entity after an update. What an address showed is replaced by what
    was sent for it from another source.
    """
    if not call.files and not resource.sources and not call.fetched:
        return entity.files
    sent = {*call.item, *call.files}
    replaced = {name for names in resource.sources if not sent.isdisjoint(names) for name in names}
    kept = {name: file for name, file in entity.files.items() if name not in replaced}
    return {**kept, **call.files, **fetched_files(resource, call.item, call)}


def fetched_files(resource: Resource, item: Mapping[str, Any], call: Call) -> Mapping[str, File]:
    """Return the files that were fetched from the addresses in a representation which made
    addresses show, by the names of the properties.
    """
    found = {}
    for name in resource.pictured if call.fetched else ():
        address = item.get(name)
        file = call.fetched.get(address) if isinstance(address, str) else None
        if isinstance(file, File):
            found[name] = file
    return found


@keeps("merged-by.added")
def merged(draft: Draft, schema: Property, stored: Any, sent: Any) -> Any:
    """Return the stored list with the elements that were sent: one with the value of a stored
    one changes it, the others follow. What is no list adds nothing.
    """
    draft.cite(schema.rules, "merged-by.added")
    found: dict[Any, Any] = {}
    elements = [each for several in (stored, sent) if isinstance(several, list) for each in several]
    for index, each in enumerate(elements):
        known = isinstance(each, Mapping) and isinstance(each.get(schema.merged_by), str | int)
        key = each[schema.merged_by] if known else (index,)
        found[key] = {**found[key], **each} if key in found else each
    return [*found.values()] if elements or isinstance(sent, list) else stored


def _is_sent(schema: Property, item: Mapping[str, Any], files: Mapping[str, File]) -> bool:
    sources = schema.of or (schema.name,)
    return any(name in item or name in files for name in sources)


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
