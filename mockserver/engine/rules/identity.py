"""Identity: identifiers are unique, and not given twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.state import Key, State
from mockserver.model.resource import Resource


@keeps("identifier.taken")
def identified(draft: Draft, resource: Resource, item: Mapping[str, Any]) -> Key | Refusal:
    """Return the identifier of a new entity: a hole, or what the client chose if it is free."""
    schema = resource.properties[resource.identifier]
    draft.cite(resource.rules, "identifier.unique", "identifier.never-reused")
    if schema.made_by:
        return draft.hole(schema)
    key = item.get(resource.identifier)
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


@keeps("identifier.unique", "identifier.never-reused")
def fresh(state: State, resource: Resource, key: Any) -> bool:
    """Return whether a server may give this identifier to a new entity."""
    return state.get(resource.name, key) is None and (resource.name, key) not in state.gone
