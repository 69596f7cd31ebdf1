"""Presuming: requests that say what only the server can say, as whose something is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.walks.composing import Composer
from contract_tests.walks.walk import Walk
from mockserver.engine.hole import Hole
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation

WRITING = frozenset({"create", "update", "upsert"})
"""What may say more of one thing than it is to say."""


def presuming(composer: Composer) -> Iterator[Walk]:
    """Yield a walk for each way to write one thing, those of the resources with most rules on
    siblings first.
    """
    for resource in composer.resources():
        for operation in composer.operations(resource.name, *WRITING):
            if not operation.batch and any(_presumed(composer, operation)):
                yield _presuming(composer, operation)


def _presumed(composer: Composer, operation: Operation) -> Iterator[str]:
    """Yield the members of the item in a body that are the server's own: no document says that a
    client can send them, and none that it must not.
    """
    resource = composer.api.resources[operation.resource]
    for _, bodies in composer.scene.arguments.sender(operation).bodies[:1]:
        node = bodies.node.at(operation.item_path)
        if node is None or node.shape.closed or not node.members:
            continue
        for name, each in resource.properties.items():
            own = each.made_by or each.derived or each.read_only
            if own and not each.write_only and name not in {*node.members, *node.unfit}:
                yield name


def _presuming(composer: Composer, operation: Operation) -> Walk:
    """One thing is said to have what another one has, in one way each time."""
    resource = composer.api.resources[operation.resource]
    for creating in composer.creating(resource.name)[:1]:
        yield from composer.make(creating, (yield from composer.home(resource)))
    subject = yield from composer.subject(operation)
    others = composer.all(resource.name)
    others.sort(key=lambda each: _is_near(each, subject))  # what is elsewhere rather
    for name in _presumed(composer, operation):
        here = composer.current(subject)
        mine = here.fields.get(name) if here is not None else None
        said = (each.fields.get(name) for each in others)
        value: Any = next((e for e in said if e != mine and not isinstance(e, Hole | None)), None)
        if value is None:
            continue
        step = composer.valid(operation, here, pinned={(name,): value}, tries=4)
        if composer.accepted(step):
            yield step
            yield from composer.look(resource, here)


def _is_near(entity: Entity, subject: Entity | None) -> bool:
    """Say whether something is what a walk is about, or beside or below that."""
    if subject is None:
        return False
    beside = (entity.resource, entity.parent) == (subject.resource, subject.parent)
    return beside or entity.parent == subject.key
