"""Touching: what each write makes anew, also when no request was for the entity itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Hole
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Entity
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource


@keeps("made-by.grows")
def remade(draft: Draft, schema: Property, former: Any, proposed: Any = ABSENT) -> Hole:
    """Return a fresh hole in the place of a made value; a number will exceed the former one."""
    above = former.above if isinstance(former, Hole) else former
    if not isinstance(above, int):
        return draft.hole(schema, proposed)
    draft.cite(schema.rules, "made-by.grows")
    return draft.hole(schema, proposed, above=above)


@keeps("version.raised")
def touched(draft: Draft, resource: Resource, entity: Entity) -> Entity:
    """Return an entity that is written without a request for it: what each write makes is new."""
    draft.cite(resource.rules, "version.raised")
    fields = dict(entity.fields)
    for schema in resource.written:
        fields[schema.name] = remade(draft, schema, fields.get(schema.name))
    return replace(entity, fields=fields)
