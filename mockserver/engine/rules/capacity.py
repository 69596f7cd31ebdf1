"""Capacity: how many siblings there may be."""

from __future__ import annotations

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Key
from mockserver.model.resource import Capacity, Resource


@keeps("capacity.full")
def no_room(draft: Draft, resource: Resource, parent: Key, capacity: Capacity) -> Refusal | None:
    """Refuse one more child of a parent that has as many as there may be."""
    if len(draft.state.children(resource.name, parent)) < capacity.most:
        return None
    rules = resource.rules.get("capacity.full", ())
    return Refusal(kind="full", message=capacity.message, rules=rules)
