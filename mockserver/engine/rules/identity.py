"""Identity: identifiers are unique, and not given twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Entity, Key, State
from mockserver.engine.transition import values_of
from mockserver.model.resource import Resource


@keeps("identifier.taken")
def identified(draft: Draft, resource: Resource, item: Mapping[str, Any]) -> Key | Refusal:
    """Return the identifier of a new entity: a hole, or what the client chose if it is free."""
    schema = resource.properties[resource.identifier]
    key = item.get(resource.identifier)
    proposed = schema.like_sent and isinstance(key, str | int) and not isinstance(key, bool)
    if proposed and key != "" and fresh(draft.state, resource, key):
        return draft.hole(schema, key)
    if schema.made_by == "integer":
        return draft.counted(resource.name, schema)
    if schema.made_by:
        return draft.hole(schema)
    if not isinstance(key, str | int) or isinstance(key, bool):
        message = "An identifier is needed."
        wrong = Violation(where="body", field=resource.identifier, message=message)
        return Refusal(kind="invalid", violations=(wrong,))
    if draft.state.get(resource.name, key) is None:
        return key
    rules = resource.rules.get("identifier.taken", ())
    message = resource.taken
    return Refusal(
        kind="conflict",
        message=message,
        violations=(
            Violation(where="body", field=resource.identifier, message=message, rules=rules),
        ),
        rules=rules,
    )


@keeps("unique.taken")
def taken(draft: Draft, resource: Resource, entity: Entity) -> Refusal | None:
    """Refuse an entity that has a value which another one already has."""
    for names in resource.unique:
        values = values_of(names, entity)
        owner = draft.state.owner(resource.name, names, values) if values else None
        if owner is None or owner == entity.key:
            continue
        rules = resource.rules.get("unique.taken", ())
        message = resource.taken_messages.get(names, "Another one has this value already.")
        return Refusal(
            kind="conflict",
            message=message,
            violations=tuple(
                Violation(
                    where="body", field=name, message=message, keyword="unique.taken", rules=rules
                )
                for name in names
            ),
            rules=rules,
        )
    return None


@keeps("identifier.unique", "identifier.never-reused")
def fresh(state: State, resource: Resource, key: Any) -> bool:
    """Return whether a server may give this identifier to a new entity."""
    return state.get(resource.name, key) is None and (resource.name, key) not in state.gone
