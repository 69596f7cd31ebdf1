"""Watching: what is refused is sent between looks at what it must not change, among a crowd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contract_tests.oracle.unmoved import CALM
from contract_tests.script import SAFE, Step
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.walk import Walk
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation

CROWD = 3
"""So many siblings stand together: some faults are those of crowds."""


def watched(
    composer: Composer, operation: Operation, subject: Entity | None, refused: Iterable[Step]
) -> Walk:
    """Send what is to be refused of an operation about something, with looks at that before, as
    often as shows that it does not change by itself, and one behind.
    """
    views = [] if operation.method in SAFE else [*_views(composer, operation, subject)]
    for _ in range(CALM):
        for each in views:
            yield each
    for each in refused:
        yield each
    for each in views:
        yield each


def crowded(composer: Composer, operation: Operation, subject: Entity | None) -> Part[None]:
    """Make siblings of what an operation changes, or of what it creates, where each has its place
    among them, until they are a crowd; the subject is the first of them if it is new.
    """
    resource = composer.api.resources.get(operation.resource)
    if resource is None or operation.method in SAFE or operation.action == "replace-all":
        return
    if not (resource.position or resource.sort_order or resource.exclusive):
        return
    home = subject
    if subject is not None and subject.resource == resource.name:
        home = composer.scene.state.get(resource.parent, subject.parent)
    for creating in composer.creating(resource.name)[:1] if home else ():
        for _ in range(CROWD - len(composer.all(resource.name, home))):
            yield from composer.make(creating, home)


def _views(composer: Composer, operation: Operation, subject: Entity | None) -> Iterator[Step]:
    """Yield what lists the things that an operation is about, and reads the one."""
    ways = composer.operations(operation.resource, "list")[:1]
    if subject is not None:
        read = composer.operations(subject.resource, "read")
        ways = [*ways, *[each for each in read if not each.batch][:1]]
    for way in ways:
        yield composer.valid(way, subject, query=composer.whole(way), tries=4)
