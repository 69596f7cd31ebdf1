"""Replacement: a list that is sent takes the place of what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.outcome import Draft
from mockserver.engine.rules.fields import created_fields
from mockserver.engine.state import Entity, Key
from mockserver.model.operation import Replacement
from mockserver.model.resource import Resource

Elements = dict[Any, Mapping[str, Any]]


def elements_by(word: Replacement, item: Mapping[str, Any]) -> Elements:
    """Return the elements that were sent by what matches them; the last of several alike."""
    sent = item.get(word.list)
    several = sent if isinstance(sent, list) else []
    return {each.get(word.by): each for each in several if isinstance(each, Mapping)}


def present(draft: Draft, resource: Resource, word: Replacement, parent: Key) -> dict[Any, Entity]:
    """Return the stored children of a parent by what matches them."""
    items = draft.state.children(resource.name, parent)
    stored = (draft.state.child(resource.name, item) for item in items)
    several = ((each.fields.get(word.by), each) for each in stored)
    return {key: each for key, each in several if not isinstance(key, dict | list)}


@keeps("replace-all.exact")
def renewed(draft: Draft, resource: Resource, entity: Entity, item: Mapping[str, Any]) -> Entity:
    """Return a stored entity with the values of an element: the same one with what was sent, and
    with what was not sent as if it were new. Made values stay, but for those of each write.
    """
    fields = created_fields(draft, resource, entity.key, entity.parent, item, entity.files)
    made = {
        each.name: entity.fields[each.name]
        for each in resource.kept
        if each.made_by and each.when != "write" and each.name in entity.fields
    }
    return replace(entity, fields={**fields, **made})
