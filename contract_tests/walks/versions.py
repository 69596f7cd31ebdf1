"""Versions: what is asked for as older clients ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.walks.composing import READING, Composer
from contract_tests.walks.walk import Walk
from mockserver.model.operation import Operation

MOST = 8
"""So many things are asked for in each version."""

WRITING = ("update", "upsert")


def versions(composer: Composer) -> Iterator[Walk]:
    """Yield walks that ask in each version in which an answer differs."""
    for operation in composer.scene.operations:
        if operation.action in (*READING, *WRITING) and composer.dates(operation):
            yield _asked(composer, operation)


def _asked(composer: Composer, operation: Operation) -> Walk:
    """Ask the same in each version, and in the newest."""
    one = operation.action not in ("list", "count")
    known = composer.all(operation.resource)[:MOST] if one else []
    for date in ("", *composer.dates(operation)):
        for entity in known or (None,):
            near = composer.current(entity)
            yield composer.dated(composer.valid(operation, near, tries=4), date)
            if operation.action in WRITING:
                yield from composer.read(composer.current(entity))
