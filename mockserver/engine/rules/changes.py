"""Changes: what becomes of an entity's values when it is written again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import File
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.dated import is_older
from mockserver.engine.rules.fields import fetched_files, proposed, unsent
from mockserver.engine.rules.touch import remade
from mockserver.engine.state import Entity, Key
from mockserver.model.frozen import frozen
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource

NEWEST = 2
"""The way in which a request of an older version is written like one of the newest."""


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
        draft.early = draft.early or name in item or former not in (ABSENT, unsent(schema))
        if draft.way < NEWEST or write.keeping:
            return former if draft.way == 0 or write.keeping else unsent(schema)
    if schema.deep and not schema.made_by:
        return _changed_object(draft, schema, former, item, write)
    sent = name in item and not schema.read_only
    if schema.made_by:
        fresh = schema.when == "sent" and _is_sent(schema, item, write.files)
        like = proposed(schema, item) if sent else ABSENT
        fresh = fresh and (like is not ABSENT or not schema.like_sent)
        if fresh or schema.when == "write":
            draft.cite(schema.rules, "made-by.refreshed")
            return remade(draft, schema, former, like)
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


def updated_files(call: Call, resource: Resource, entity: Entity) -> Mapping[str, File]:
    """Return the files of an entity after an update. What an address showed is replaced by what
    was sent for it from another source.
    """
    if not call.files and not resource.sources and not call.request.fetched:
        return entity.files
    sent = {*call.item, *call.files}
    replaced = {name for names in resource.sources if not sent.isdisjoint(names) for name in names}
    kept = {name: file for name, file in entity.files.items() if name not in replaced}
    return {**kept, **call.files, **fetched_files(resource, call.item, call)}


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
