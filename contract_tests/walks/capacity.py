"""Capacity: lists filled until no more fits, as far as that can be afforded."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.walks.composing import Composer
from contract_tests.walks.walk import Walk
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

AFFORDED = 60
"""No list is filled with more than so many."""


def capacity(composer: Composer) -> Iterator[Walk]:
    """Yield walks that fill what has a documented end, send one more, and one again when one is
    gone.
    """
    for resource in composer.resources():
        if resource.capacity is not None and resource.capacity.most <= AFFORDED:
            for operation in composer.creating(resource.name)[:1]:
                yield _filled(composer, resource, operation, resource.capacity.most)


def unfilled(api: Api) -> list[str]:
    """Return sentences on what has too much room to be filled."""
    found: list[str] = []
    for each in api.resources.values():
        limits = [limit.most for limit in (each.capacity, each.unattached) if limit]
        limits += [link.reference.most for link in each.references if link.reference.most]
        found += [
            f"That there is no room for more than {most} was not tried ({each.name})."
            for most in dict.fromkeys(limits)
            if most > AFFORDED
        ]
    return found


def _filled(composer: Composer, resource: Resource, operation: Operation, most: int) -> Walk:
    home = yield from composer.home(resource)
    for _ in range(most - len(composer.all(resource.name, home))):
        yield composer.valid(operation, home, tries=3)
    yield from composer.look(resource, home)
    yield composer.valid(operation, home, tries=1)
    yield from composer.look(resource, home)
    known = composer.all(resource.name, home)
    deleted = yield from composer.delete(known[0] if known else None)
    if deleted:
        for _ in range(2):
            yield composer.valid(operation, home, tries=1)
        yield from composer.look(resource, home)
