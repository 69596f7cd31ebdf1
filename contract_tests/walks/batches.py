"""Batches: many things at once, and lists that take the place of what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import product
from typing import Any

from contract_tests.arguments.items import places
from contract_tests.script import Step
from contract_tests.walks.capacity import AFFORDED, AT_ONCE, affordable
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.likely import placed, with_another_key
from contract_tests.walks.limits import but_for
from contract_tests.walks.lives import narrowed
from contract_tests.walks.pages import followed
from contract_tests.walks.walk import Walk
from mockserver.engine.hole import Hole
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.reference import Path
from mockserver.model.template import EACH

SEVERAL = 3
TRIES = 40
"""So many requests are made up to find new things of each kind."""


def batches(composer: Composer) -> Iterator[Walk]:
    """Yield walks that send several in one request: with a bad one, one twice, none, too many."""
    for operation in composer.scene.operations:
        if operation.batch and operation.action != "upsert":
            yield _by_identifiers(composer, operation)
        elif operation.batch:
            yield _by_values(composer, operation)
            if operation.temporary:
                yield _named_ahead(composer, operation)
                for listing in composer.operations(operation.resource, "list"):
                    yield _beyond_a_page(composer, operation, listing)
            if EACH in operation.item_path[:-1]:
                yield _one_void(composer, operation)
        if operation.replacement:
            yield _replaced(composer, operation)


def _some(composer: Composer, operation: Operation, count: int) -> Part[list[Entity]]:
    resource = composer.api.resources[operation.resource]
    home = yield from composer.home(resource)
    for number in range(count):
        creating = composer.creating(resource.name)
        if creating:
            yield composer.valid(creating[number % len(creating)], home, density=0.2)
    known = composer.all(resource.name, home) or composer.all(resource.name)
    return known[-count:]


def _by_identifiers(composer: Composer, operation: Operation) -> Walk:
    """Some are named, one of them unknown, one twice, one that is gone; those that are deleted are
    asked for by what they were.
    """
    some = yield from _some(composer, operation, 2 * SEVERAL)
    keys = [each.key for each in some if not isinstance(each.key, Hole)]
    path = operation.item_path[:-1] if operation.item_path[-1:] == (EACH,) else ()
    unknown = [*composer.scene.arguments.known.unknown(operation.resource).values()][-1:]
    if not path or not keys:
        return
    resource = composer.api.resources[operation.resource]
    for named in (
        keys[:1],
        [*keys[:1], *unknown],
        keys[1:3],
        [*keys[3:4], *keys[3:4]],
        unknown,
        [],
        [*keys[:1], *keys[4:5]],
        keys,
    ):
        around: dict[Path, Any] = {path: named}
        yield composer.valid(operation, around=around, tries=2)
        yield from composer.look(resource, None)
    for gone in some[:2] if operation.action == "delete" else ():
        yield from narrowed(composer, resource, None, gone)
    if operation.action == "read" and (yield from composer.delete(composer.current(some[-1]))):
        for named in ([some[-1].key], [*keys[:1], some[-1].key]):
            yield composer.valid(operation, around={path: named}, tries=2)
    if operation.batch_max and operation.batch_max <= AFFORDED:
        too_many = (keys * operation.batch_max)[: operation.batch_max + 1]
        yield composer.valid(operation, around={path: too_many}, tries=1)


def _by_values(composer: Composer, operation: Operation) -> Walk:
    """Several are written at once, again, one of them bad, one twice, none."""
    resource = composer.api.resources[operation.resource]
    some = yield from _some(composer, operation, 2)
    for density in (0.3, 0.6, 0.5, 0.7):
        yield composer.valid(operation, density=density)
        yield from composer.look(resource, None)
    for entity in some:
        yield composer.valid(operation, composer.current(entity), density=0.3)
        yield from composer.read(composer.current(entity))
    several = [_list_of(composer, operation, density) for density in (0.5, 0.6, 0.5)]
    items = [item for each in several for item in each]
    where = _where(operation)
    spoilt = dict.fromkeys(items[0]) if items and isinstance(items[0], dict) else {}
    for values in (items, [*items[:2], spoilt], items[:1] * 2, []):
        around: dict[Path, Any] = {where: values}
        yield composer.valid(operation, around=around, density=0.9, tries=6)
        yield from composer.look(resource, None)


def _named_ahead(composer: Composer, operation: Operation) -> Walk:
    """Something names what is new in the same request, and comes before it or after it."""
    resource = composer.api.resources[operation.resource]
    own, mark = resource.identifier, operation.temporary
    several = (_list_of(composer, operation, 0.1 * (n % 8)) for n in range(TRIES))
    items = [each for some in several for each in some if isinstance(each, Mapping)]
    new = [each for each in items if str(each.get(own)).startswith(mark)]
    for link, single in product(resource.references, composer.changing(resource.name)):
        targets = [each for each in new if {**each, **link.reference.where} == each]
        holders = [
            each
            for each in composer.all(resource.name)
            if isinstance(value_at(each.fields, link.path[:-1]), Mapping)
        ]
        if not targets or not holders or single.action != "upsert":
            continue
        target = targets[-1]
        named = [target[own]] if "array" in link.schema.types else target[own]
        for holder, ahead in zip(holders[-SEVERAL:], (True, False, True), strict=False):
            said = but_for(composer, single, holder, (*single.item_path, *link.path), named)
            one = value_at(said.body, single.item_path)
            step = alone_in(composer, operation, *((one, target) if ahead else (target, one)))
            if composer.accepted(step):
                yield step
                yield from composer.look(resource, None)


def _beyond_a_page(composer: Composer, operation: Operation, listing: Operation) -> Walk:
    """So many of a kind are written at once that a list, of which nobody can choose the size of the
    pages, has a second one; others follow, and all pages are asked for, then those of this kind.
    """
    page, own = listing.page, composer.api.resources[operation.resource].identifier
    count = page.otherwise + SEVERAL if page and not page.size else 0
    if page is None or not SEVERAL < count <= min(affordable(composer), AT_ONCE):
        return
    items = [item for n in range(TRIES) for item in _list_of(composer, operation, 0.1 * (n % 8))]
    new = [each for each in items if str(each.get(own)).startswith(operation.temporary)]
    for item in new:
        alike = [{**item, own: f"{item[own]}-{number}"} for number in range(count)]
        step = alone_in(composer, operation, *alike)
        narrow = [(e.parameter, item[e.field]) for e in listing.filters if e.field in item]
        if composer.accepted(step) and narrow:
            yield step
            for creating in composer.creating(operation.resource)[:1] * SEVERAL:
                yield composer.valid(creating, density=0.3)
            for said in ([], narrow):
                yield from followed(composer, listing, None, page, said)
            return


def _where(operation: Operation) -> Path:
    """Return the place of a list of items in a request, in each group if it has those."""
    path = operation.item_path
    return path[:-1] if EACH not in path[:-1] else (*path[: path.index(EACH) + 1], *path[-2:-1])


def alone_in(composer: Composer, operation: Operation, *items: Any) -> Step:
    """Return a request that writes just these items at once, in one group if it has groups."""
    step = composer.valid(operation, around={_where(operation): [*items]}, tries=1)
    return _first_group(operation, step)


def _first_group(operation: Operation, step: Step) -> Step:
    """Return a request with its first group alone, if it has groups."""
    path = operation.item_path
    if EACH not in path[:-1]:
        return step
    around = path[: path.index(EACH)]
    return placed(step, around, value_at(step.body, around)[:1])


def _one_void(composer: Composer, operation: Operation) -> Walk:
    """A group that was carried out alone is sent again, before and behind one that has to be
    refused: nobody can say then that the good one was not to the liking of the server.
    """
    path, resource = operation.item_path, composer.api.resources[operation.resource]
    first = path.index(EACH)
    unknown = composer.scene.arguments.known.unknown(resource.name).get(resource.path)
    for _ in range(2 * SEVERAL):
        step = _first_group(operation, composer.valid(operation, density=0.2))
        good = value_at(step.body, path[:first])
        yield step
        bad = deepcopy(good)
        for around, key in places(bad, path[first:]):
            around[key][resource.identifier] = unknown
        for groups in ([*good, *bad], [*bad, *good]):
            again = placed(step, path[:first], groups)
            again = with_another_key(composer.scene, operation, again)
            shown = composer.outcomes(again)[0].shown
            if shown is not None and shown.failed and shown.keys:
                yield again
                yield from composer.look(resource, None)


def _list_of(composer: Composer, operation: Operation, density: float) -> list[Any]:
    """Return items that may be written at once, made for a request."""
    step = composer.valid(operation, density=density)
    return [around[key] for around, key in places(step.body, operation.item_path)]


def _replaced(composer: Composer, operation: Operation) -> Walk:
    """A list is replaced: by a longer one, in another order, with each as another one was, by a
    shorter one, by none; and not by one with something bad in it.
    """
    word = operation.replacement
    assert word is not None
    resource = composer.api.resources[operation.resource]
    home = yield from composer.home(resource)
    items: list[Any] = []
    for _ in range(SEVERAL * 3):
        step = composer.valid(operation, home, density=0.9)
        sent = step.body.get(word.list) if isinstance(step.body, dict) else None
        for each in sent or ():
            if isinstance(each, dict) and each.get(word.by) not in [e.get(word.by) for e in items]:
                items.append(each)
    bad: list[Any] = [*items[:1], dict.fromkeys(items[0])] if items else []
    longer = (items[:2], bad, items[:3], items[2::-1], bad)
    named = [{word.by: each[word.by]} for each in items[:3]]
    turned = [other | name for name, other in zip(named, reversed(items[:3]), strict=True)]
    for values in (*longer, turned, items[1:2], items[:1] * 2, [], items[:2]):
        yield but_for(composer, operation, home, (word.list,), values, 0.3)
        yield from composer.look(resource, home)
        above = resource.parent
        for reading in composer.operations(above, "read", "list")[:2]:
            yield composer.valid(reading, home, tries=3)
