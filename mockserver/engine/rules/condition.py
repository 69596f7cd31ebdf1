"""Conditions: a view of a list has what something related to it allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Hole
from mockserver.engine.rules.order import instant_of
from mockserver.engine.state import Entity, State
from mockserver.model.view import Alternative, Condition, View


@keeps("view.where", "view.union", "view.disjoint", "view.subset", "view.same")
def in_view(state: State, view: View, entity: Entity, path: Mapping[str, Any]) -> bool:
    """Return whether an entity of a list is in a view of it.

    The related entity is found by an index, so that the cost does not grow with how many
    there are.
    """
    return (
        (
            view.open
            or _allowed(state, view, entity, path)
            or any(in_view(state, each, entity, path) for each in view.union)
        )
        and not any(in_view(state, each, entity, path) for each in view.outside)
        and all(in_view(state, each, entity, path) for each in view.within)
    )


def _allowed(state: State, view: View, entity: Entity, path: Mapping[str, Any]) -> bool:
    if not view.alternatives:
        return False
    related = related_to(state, view, entity, path)
    return any(holds(each, related, entity) for each in view.alternatives)


def related_to(state: State, view: View, entity: Entity, path: Mapping[str, Any]) -> Entity | None:
    """Return what the alternatives of a view are about, None if there is nothing."""
    known = {"item": entity.fields, "path": path}
    values = tuple(view.match[name].among(known) for name in view.names)
    return state.get(view.of, state.owner(view.of, view.names, values))


def holds(alternative: Alternative, related: Entity | None, entity: Entity) -> bool:
    """Return whether an alternative holds for an entity of a list and what is related to it."""
    if alternative is None or related is None:
        return alternative is None and related is None
    return all(_met(each, related.fields.get(each.field), entity) for each in alternative)


def _met(condition: Condition, value: Any, entity: Entity) -> bool:
    if condition.comparison == "equal":
        return bool(value == condition.value)
    if condition.comparison == "not":
        return bool(value != condition.value)
    return is_before(value, entity.fields.get(condition.value))


def is_before(one: Any, two: Any) -> bool:
    """Return whether a time is before another; what has none is before nothing.

    A time that nobody has told yet is later than those that were told, and of two such the one
    that was made later is.
    """
    if one is None or two is None:
        return False
    if isinstance(one, Hole) and isinstance(two, Hole):
        return one.serial < two.serial
    return instant_of(one) < instant_of(two)
