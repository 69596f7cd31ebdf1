"""Temporary identifiers: names that hold within one group of representations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft
from mockserver.engine.paths import value_at
from mockserver.engine.rules.nested import all_objects
from mockserver.model.api import Api
from mockserver.model.resource import Resource


@keeps("temporary-ids.local", "temporary-ids.once")
def named_anew(
    api: Api, draft: Draft, resource: Resource, prefix: str, items: list[Mapping[str, Any]]
) -> Refusal | None:
    """Give each temporary identifier of a group a real one; none may stand for two things."""
    draft.names = {}
    known: set[Any] = set()
    for owner, key in (each for item in items for each in _identifiers(api, resource, item)):
        if not isinstance(key, str | int) or isinstance(key, bool):
            return _refused(owner, "An identifier is needed.")
        if key in known:
            return _refused(owner, f"Names two things: {key}")
        known.add(key)
        if prefix and isinstance(key, str) and key.startswith(prefix):
            draft.names[key] = draft.hole(owner.properties[owner.identifier])
    return None


def _identifiers(
    api: Api, resource: Resource, item: Mapping[str, Any]
) -> Iterator[tuple[Resource, Any]]:
    yield resource, item.get(resource.identifier)
    for nest in resource.nests:
        children = value_at(item, nest.path)
        for child in children if all_objects(children) else ():
            yield from _identifiers(api, api.resources[nest.schema.children], child)


def _refused(resource: Resource, message: str) -> Refusal:
    wrong = Violation(where="body", field=resource.identifier, message=message)
    return Refusal(kind="invalid", violations=(wrong,))
