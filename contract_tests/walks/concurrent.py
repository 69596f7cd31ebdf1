"""Concurrent: a few writes about the same at the same time, and a look at what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

from contract_tests.script import SAFE, Step, at_once
from contract_tests.walks.capacity import AFFORDED
from contract_tests.walks.likely import is_likely, likely, looking, placed, with_another_key
from contract_tests.walks.walk import Scene, Walk
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

WRITES = frozenset({"create", "update", "upsert", "replace-all", "delete"})


def concurrent(scene: Scene) -> Iterator[Walk]:
    """Yield walks that write at the same time what the model says may get in its own way: the
    flag that only one may have, twice the same, two about the same, the parent's end, and the
    last place there is.
    """
    writing = [
        each for each in scene.operations if each.action in WRITES and each.method not in SAFE
    ]
    for operation in writing:
        resource = scene.api.resources.get(operation.resource)
        if resource is not None and resource.exclusive and operation.action != "delete":
            yield _flagged(scene, operation, resource.exclusive.field)
    for operation in writing:
        yield _repeated(scene, operation)
        if operation.idempotency:
            yield _repeated(scene, operation, another_key=True)
    for one, other in combinations_with_replacement(writing, 2):
        if one.resource == other.resource:
            yield _meeting(scene, one, other)
    for one in writing:
        resource = scene.api.resources.get(one.resource)
        if resource is None or one.action == "delete":
            continue
        for other in writing:
            if other.action == "delete" and other.resource == resource.parent and not other.batch:
                yield _meeting(scene, one, other)
        capacity = resource.capacity
        if one.action == "create" and capacity and capacity.most <= AFFORDED:
            yield _last_place(scene, one, resource, capacity.most)


def _flagged(scene: Scene, operation: Operation, field: str) -> Walk:
    """Set a flag that only one may have in several at the same time."""
    place = (*operation.item_path, field)
    first = likely(scene, operation, lambda step: placed(step, place, True))
    if first is None:
        return
    shared = _shared(scene, operation, first)
    several = [first]
    for _ in range(scene.random.choice((1, 1, 2))):
        step = likely(
            scene,
            operation,
            lambda step: placed(replace(step, path={**step.path, **shared}), place, True),
        )
        several += [step] if step else []
    yield from _sent(scene, several)


def _repeated(scene: Scene, operation: Operation, *, another_key: bool = False) -> Walk:
    """Send the same request two or three times at the same time."""
    step = likely(scene, operation)
    if step is None:
        return
    several = [step]
    for _ in range(scene.random.choice((1, 1, 2))):
        several.append(with_another_key(scene, operation, step) if another_key else step)
    yield from _sent(scene, [each for each in several if is_likely(scene, each)])


def _meeting(scene: Scene, one: Operation, other: Operation) -> Walk:
    """Send two requests about the same thing, or below the same."""
    first = likely(scene, one)
    if first is None:
        return
    names = {each.name for each in other.parameters if each.where == "path"}
    same = {name: value for name, value in first.path.items() if name in names}
    second = likely(scene, other, lambda step: replace(step, path={**step.path, **same}))
    if second is not None:
        yield from _sent(scene, [first, second])


def _last_place(scene: Scene, operation: Operation, resource: Resource, most: int) -> Walk:
    """Fill a parent up to the last place, and let two take that."""
    first = likely(scene, operation)
    if first is None:
        return
    shared = _shared(scene, operation, first)
    parent = shared.get(scene.api.resources[resource.parent].path) if resource.parent else None
    for _ in range(most - 1):
        if len(scene.state.children(resource.name, parent)) >= most - 1:
            break
        step = likely(scene, operation, lambda step: replace(step, path={**step.path, **shared}))
        if step is None:
            return
        yield step
    several = [
        likely(scene, operation, lambda step: replace(step, path={**step.path, **shared}))
        for _ in range(2)
    ]
    yield from _sent(scene, [each for each in several if each])


def _sent(scene: Scene, several: list[Step]) -> Walk:
    """Send steps at the same time, then look."""
    if len(several) < 2:
        return
    if (yield at_once(several)) is not None:
        yield from looking(scene, several)


def _shared(scene: Scene, operation: Operation, step: Step) -> dict[str, Any]:
    """Return what the paths of siblings have in common."""
    resource = scene.api.resources[operation.resource]
    own = resource.path if operation.action != "create" else ""
    return {name: value for name, value in step.path.items() if name != own}
