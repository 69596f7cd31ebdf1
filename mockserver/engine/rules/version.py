"""Versions: an update must know what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.hole import Hole
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.state import Entity
from mockserver.model.resource import Resource


@keeps("version.stale", "version.missing")
def outdated(
    resource: Resource, entity: Entity, item: Mapping[str, Any], since: int
) -> Refusal | None:
    """Refuse an update that carries another version than the stored one, or none.

    While nobody knows the stored one, any may be right, but none that is made in the same request:
    behind the serial `since`.
    """
    word = resource.version
    if word is None:
        return None
    sent, stored = item.get(word.field), entity.fields.get(word.field)
    if sent is None:
        return _stale(resource, "version.missing") if word.missing else None
    if sent == stored or (isinstance(stored, Hole) and stored.serial <= since):
        return None
    return _stale(resource, "version.stale")


def _stale(resource: Resource, clause: str) -> Refusal:
    assert resource.version is not None
    rules, message = resource.rules.get(clause, ()), resource.version.message
    wrong = Violation(where="body", field=resource.version.field, message=message, rules=rules)
    return Refusal(kind="stale", message=message, violations=(wrong,), rules=rules)
