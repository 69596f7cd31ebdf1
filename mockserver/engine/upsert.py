"""Upserts: representations that create what is new and replace what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.creation import create_one
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.paths import value_at
from mockserver.engine.rules.changes import changed_fields
from mockserver.engine.rules.exclusive import demote_former
from mockserver.engine.rules.fields import unfit
from mockserver.engine.rules.identity import taken
from mockserver.engine.rules.position import placed
from mockserver.engine.rules.references import unsound
from mockserver.engine.rules.scope import absent, drop_with_children
from mockserver.engine.rules.temporary import named_anew
from mockserver.engine.rules.version import outdated
from mockserver.engine.state import Entity, Key
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

Item = Mapping[str, Any]


def upserted(
    api: Api, draft: Draft, operation: Operation, items: Sequence[Item]
) -> list[Key] | Refusal:
    """Create or replace what a group of representations stands for, with their children.

    All or nothing: after a refusal the draft must be thrown away, or taken back. What a
    replacement does not send is lost, unless the draft is a `lenient` one; children stay, unless
    it does things `otherwise`.
    """
    resource, since = api.resources[operation.resource], len(draft.changes)
    wrong = next((found for item in items if (found := unfit(resource, item))), None)
    wrong = wrong or named_anew(api, draft, resource, operation.temporary, list(items))
    if wrong:
        return wrong
    draft.cite(operation.rules, "temporary-ids.local", "temporary-ids.replaced")
    keys: list[Key] = []
    for item in items:
        key = _upserted(api, draft, operation, resource, None, item)
        if isinstance(key, Refusal):
            return key
        keys.append(key)
    return unsound(api, draft, since) or keys


@keeps("upsert.creates", "upsert.unknown")
def _upserted(
    api: Api, draft: Draft, operation: Operation, resource: Resource, parent: Key, item: Item
) -> Key | Refusal:
    """Create or replace one; `parent` is given for what is sent inside its parent."""
    sent = item[resource.identifier]
    new = draft.names.get(sent) if isinstance(sent, str) else None
    stored = None if new is not None else draft.state.get(resource.name, sent)
    if new is None and stored is None and resource.properties[resource.identifier].made_by:
        refusal = absent(resource, "missing.refused")
        rules = operation.rules.get("upsert.unknown", ())
        return replace(refusal, rules=(*refusal.rules, *rules))
    home = _home(draft, resource, stored, parent, item)
    if isinstance(home, Refusal):
        return home
    if stored is None:
        draft.cite(operation.rules, "upsert.creates")
        made = create_one(api, draft, resource, home, item, key=new)
        key: Key | Refusal = made
    else:
        draft.cite(operation.rules, "upsert.replaces")
        key = _replaced(draft, resource, stored, item)
    if isinstance(key, Refusal):
        return key
    replaced = stored is not None
    return _with_children(api, draft, operation, resource, key, item, replaced) or key


def _home(
    draft: Draft, resource: Resource, stored: Entity | None, parent: Key, item: Item
) -> Key | Refusal:
    """Return whose child something is: the one around it, the stored one or the one it names.

    They must not contradict, and what has a place for its parent's identifier needs a parent.
    """
    known = stored.parent if stored else parent
    for path in resource.linked:
        around = isinstance(value_at(item, path[:-1]), Mapping)
        named = value_at(item, path)
        named = None if named is ABSENT or named == "" else draft.renamed(named)
        if named is not None and known is None and stored is None:
            known = named
        elif named is not None and named != known:
            return _misplaced(path, "Belongs to another one.")
        elif around and known is None:
            return _misplaced(path, "Say what it belongs to.")
    if parent is not None and known != parent:
        return _misplaced(resource.linked[0] if resource.linked else (), "Belongs to another one.")
    return known


def _misplaced(path: Path, message: str) -> Refusal:
    wrong = Violation(where="body", field=".".join(path), message=message)
    return Refusal(kind="invalid", violations=(wrong,))


@keeps("upsert.replaces", "upsert.omitted", "fixed.kept")
def _replaced(draft: Draft, resource: Resource, stored: Entity, item: Item) -> Key | Refusal:
    if stale := outdated(resource, stored, item, draft.begun.serial):
        return stale
    for schema in resource.kept:
        if schema.fixed and item.get(schema.name) != stored.fields.get(schema.name):
            rules = schema.rules.get("fixed.kept", ())
            message = "Cannot be another one later."
            wrong = Violation(where="body", field=schema.name, message=message, rules=rules)
            return Refusal(kind="invalid", violations=(wrong,), rules=rules)
    label = placed(draft, resource, stored.parent, item.get(resource.position), stored)
    fields = changed_fields(draft, resource, stored, item, {}, keeping=draft.lenient)
    changed = replace(stored, fields=fields, label=label)
    if resource.unique and (clash := taken(draft, resource, changed)):
        return clash
    if resource.exclusive:
        demote_former(draft, resource, resource.exclusive, changed)
    draft.cite(resource.rules, "version.raised")
    draft.put(changed)
    return stored.key


@keeps("upsert.children")
def _with_children(
    api: Api,
    draft: Draft,
    operation: Operation,
    resource: Resource,
    key: Key,
    item: Item,
    replaced: bool,
) -> Refusal | None:
    """Create or replace the children that are sent, and delete those that are not in a list that
    is. Without a list all stay, or go with what else a replacement does not send.
    """
    for nest in resource.nests:
        children, child = value_at(item, nest.path), api.resources[nest.schema.children]
        if not isinstance(children, list):
            draft.open = draft.open or (replaced and bool(draft.state.children(child.name, key)))
            if not draft.otherwise or not replaced:
                continue
            children = []
        draft.cite(operation.rules, "upsert.children")
        kept = set()
        for each in children:
            found = _upserted(api, draft, operation, child, key, each)
            if isinstance(found, Refusal):
                return found
            kept.add(found)
        present = [each[-1] for each in draft.state.children(child.name, key)]
        gone = [draft.state.entities[child.name, each] for each in present if each not in kept]
        drop_with_children(api, draft, *gone)
    return None
