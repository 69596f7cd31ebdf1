"""Entering: in how many ways a server may set what tracks the elements of a holder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.message import Refusal
from mockserver.engine.state import Entity
from mockserver.model.resource import Resource

UNTOLD = -1
"""The way in which what is first named in a later state, or by an empty kind, is not tracked at
all.
"""


def ways_to_enter(
    resource: Resource, fields: Mapping[str, Any], *, gone: bool = False
) -> tuple[int, ...]:
    """Return the numbers of the ways to set what tracks the elements of a holder with these
    fields, or of one that is `gone`; the preferred one first, `UNTOLD` for the last one.
    """
    if resource.tracked is None or resource.states is None:
        return (0,)
    state = resource.tracked.on_delete if gone else str(fields.get(resource.states.field))
    ways = range(1 + len(resource.tracked.may_enter.get(state, ())))
    running = not gone and state in resource.tracked.running
    late = running and state != resource.tracked.begin and bool(resource.tracked.may_enter)
    nameless = running and fields.get(resource.tracked.kind) == ""  # it may be no kind at all
    return (*ways, UNTOLD) if late or nameless else (*ways,)


def unreleased(resource: Resource, holder: Entity) -> Refusal | None:
    """Return why a server may refuse to delete a holder whose elements are under way."""
    tracked, states = resource.tracked, resource.states
    if tracked is None or states is None or not tracked.may_refuse:
        return None
    if str(holder.fields.get(states.field)) not in tracked.running:
        return None
    if not states.moves.get(str(holder.fields.get(states.field))):
        return None
    return Refusal(kind="conflict", message=states.refused)
