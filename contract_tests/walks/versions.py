"""Versions: what is asked for as older clients ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.walks.composing import READING, Composer
from contract_tests.walks.references import of_each
from contract_tests.walks.walk import Walk
from mockserver.model.operation import Operation

MOST = 8
"""So many things are asked for in each version."""

WRITING = ("update", "upsert")


def versions(composer: Composer) -> Iterator[Walk]:
    """Yield walks that ask in each version in which an answer differs; those that only read, and
    so need fewer requests, come first.
    """
    dated = [each for each in composer.scene.operations if composer.dates(each)]
    for actions in (READING, WRITING):
        for operation in (each for each in dated if each.action in actions):
            yield _asked(composer, operation)


def _asked(composer: Composer, operation: Operation) -> Walk:
    """Ask the same in each version, and in the newest."""
    for attaching in composer.scene.operations:
        attach = attaching.attach
        if attach is not None and attach.holder == operation.resource and not attaching.batch:
            for holder in of_each(composer, attach, composer.all(attach.holder)):
                yield composer.valid(attaching, around={attach.to: holder.key}, tries=8)
    one = operation.action not in ("list", "count")
    known = composer.all(operation.resource)[:MOST] if one else []
    for date in ("", *composer.dates(operation)):
        for entity in known or (None,):
            near = composer.current(entity)
            yield composer.dated(composer.valid(operation, near, tries=4), date)
            if operation.action in WRITING:
                yield from composer.read(composer.current(entity))
