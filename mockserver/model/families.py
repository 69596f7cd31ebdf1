"""Families: which lists show more than the children of one parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mockserver.model.operation import Operation
from mockserver.model.resource import Resource


def with_families(
    operations: Mapping[str, Operation], resources: Mapping[str, Resource]
) -> tuple[dict[str, Operation], dict[str, Resource]]:
    """Return both with what a path says about a list: one that names no parent, but a further
    ancestor, shows what all children of that one have, and one that names neither shows all.
    """
    chosen = {id_: _family(each, resources) for id_, each in operations.items()}
    wider: dict[str, list[str]] = {}
    for id_, family in chosen.items():
        if family is not None and family not in wider.setdefault(operations[id_].resource, []):
            wider[operations[id_].resource].append(family)
    return (
        {id_: each.changed(family=chosen[id_]) for id_, each in operations.items()},
        {
            name: replace(each, wider=tuple(wider[name])) if name in wider else each
            for name, each in resources.items()
        },
    )


def _family(operation: Operation, resources: Mapping[str, Resource]) -> str | None:
    resource = resources.get(operation.resource)
    parent = resources.get(resource.parent) if resource else None
    if operation.action not in {"list", "count"} or parent is None or operation.names(parent):
        return None
    seen = {parent.name}
    above = resources.get(parent.parent)
    while above is not None and above.name not in seen:
        if operation.names(above):
            return above.name
        seen.add(above.name)
        above = resources.get(above.parent)
    return ""
