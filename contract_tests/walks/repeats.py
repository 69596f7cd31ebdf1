"""Repeats: requests sent again, values given again, and versions that are old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.arguments.paths import same
from contract_tests.script import Step
from contract_tests.walks.batches import alone_in
from contract_tests.walks.composing import Composer
from contract_tests.walks.keys import AGAIN, with_keys
from contract_tests.walks.walk import Walk
from mockserver.engine.hole import Hole
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

FULL = 1.0
"""All that may be said is said of what is there already, after nothing else."""

TRIES = 8
"""So many things are made up to find one that says what it need not say."""


def repeats(composer: Composer) -> Iterator[Walk]:
    """Yield walks that say again what was said before."""
    for resource in composer.resources():
        for operation in composer.creating(resource.name):
            if (resource.identifier,) in _natural(composer, resource, operation):
                yield _there_already(composer, resource, operation)
    for operation in composer.scene.operations:
        if operation.idempotency and operation.body:
            yield from with_keys(composer, operation)
        elif operation.action == "create" and not operation.batch:
            yield _said_again(composer, operation)
    for resource in composer.resources():
        for operation in composer.changing(resource.name) if resource.version else ():
            if resource.version and resource.version.field in composer.members(operation):
                yield _versions(composer, resource, operation)
        for operation in composer.creating(resource.name):
            for names in _natural(composer, resource, operation):
                yield _taken(composer, resource, operation, names)


def _natural(
    composer: Composer, resource: Resource, operation: Operation
) -> Iterator[tuple[str, ...]]:
    """Yield the names of properties that are unique together and that a client says."""
    sent = composer.members(operation)
    for names in ((resource.identifier,), *resource.unique):
        made = resource.properties[names[0]].made_by
        if set(names) <= {*sent} and not (made and not operation.temporary):
            yield names


def _said_again(composer: Composer, operation: Operation) -> Walk:
    """The same creation again and again, and after one is gone."""
    subject = yield from composer.subject(operation)
    resource = composer.api.resources[operation.resource]
    step = composer.valid(operation, subject, density=0.3)
    for _ in range(AGAIN):
        yield step
    yield from composer.look(resource, subject)
    known = composer.all(resource.name, subject)
    yield from composer.delete(known[-1] if known else None)
    for _ in range(AGAIN):
        yield step
    yield from composer.look(resource, subject)


def _versions(composer: Composer, resource: Resource, operation: Operation) -> Walk:
    """Updates with the current version, an old one, one of the future, and none, alone and in a
    batch.
    """
    assert resource.version is not None
    name = resource.version.field
    subject: Entity | None = None
    home = yield from composer.home(resource)
    for creating in composer.creating(resource.name)[:1]:
        subject = yield from composer.make(creating, home, density=0.5)
    if subject is None:
        return
    if isinstance(subject.fields.get(name), Hole):  # few answers may show it
        yield from composer.read(subject)
        subject = composer.current(subject) or subject
    old = subject.fields.get(name)
    old = None if isinstance(old, Hole) else old
    tries: list[Any] = [None, old, None, ABSENT, 1]
    if isinstance(old, int):
        tries += [old + 10**9, old - 1]
    for version in tries:
        now = composer.current(subject)
        other = _other(composer, operation, now)
        right = composer.valid(operation, now, pinned=other, tries=12)
        yield right if version is None else _with_version(operation, right, name, version)
        yield from composer.read(now)
    for batch in composer.operations(resource.name, "upsert"):
        for version in (ABSENT, old) if batch.batch and old is not None else ():
            now = composer.current(subject)
            right = composer.valid(
                operation, now, pinned=_other(composer, operation, now), tries=12
            )
            said = _with_version(operation, right, name, version)
            yield alone_in(composer, batch, value_at(said.body, operation.item_path))
            yield from composer.read(now)


def _there_already(composer: Composer, resource: Resource, operation: Operation) -> Walk:
    """What is there already is made again, whatever it has and lacks, and looked at."""
    known = {
        frozenset(name for name, value in each.fields.items() if value is None): each
        for each in composer.all(resource.name)
    }
    for each in [*known.values()][:AGAIN]:
        pinned: dict[Path, Any] = {(resource.identifier,): each.key}
        for density in (0.0, FULL):
            yield composer.valid(operation, pinned=pinned, density=density, tries=1)
        yield from composer.read(composer.current(each))


def _other(composer: Composer, operation: Operation, entity: Entity | None) -> dict[Path, Any]:
    """Return another value of something inside an entity, so that an update of it is seen."""
    scene, members = composer.scene, composer.members(operation)
    found = [
        ((name, inner), part)
        for name, node in members.items()
        if entity and isinstance(entity.fields.get(name), Mapping)
        for inner, part in node.members.items()
        if part.property and part.property.plain
    ]
    return {path: part.make(scene.arguments.draw(0.5)) for path, part in found[:1]}


def _with_version(operation: Operation, step: Step, name: str, version: Any) -> Step:
    """Return a step that is about the same thing, with another version of it."""
    item = value_at(step.body, operation.item_path)
    if not isinstance(item, Mapping):
        return step
    return replace(step, body=with_value(step.body, (*operation.item_path, name), version))


def _taken(
    composer: Composer, resource: Resource, operation: Operation, names: tuple[str, ...]
) -> Walk:
    """The same value in the same place, in another one, in other letters, and once it is free."""
    home = yield from composer.home(resource)
    other = yield from composer.home(resource, home)
    said = _legal(composer, operation, home, names)
    made = yield from composer.make(operation, home, pinned=said, density=0.0 if said else 0.3)
    first = composer.current(made)
    if first is None:
        return
    values: dict[Path, Any] = {
        (name,): first.fields[name] for name in names if name in first.fields
    }
    for _ in range(AGAIN):
        yield composer.valid(operation, home, pinned=values, tries=2)
        yield from composer.make(operation, home)
    yield composer.valid(operation, other, pinned=values, tries=2)
    for otherwise in _otherwise(composer, resource, operation, values):
        yield composer.valid(operation, home, pinned=otherwise, tries=2)
    yield from composer.look(resource, home)
    second = yield from composer.make(operation, home)
    for changing in composer.changing(resource.name):
        if set(names) <= {*composer.members(changing)} and second is not None:
            yield composer.valid(changing, composer.current(second), pinned=values, tries=2)
    alike = _plain(composer, resource, operation, first)
    yield composer.valid(operation, home, pinned=alike, tries=4)
    deleted = yield from composer.delete(composer.current(first))
    if deleted:
        yield composer.valid(operation, home, pinned=values, tries=4)
        yield composer.valid(operation, home, pinned=values, tries=1)
        yield from composer.look(resource, home)


def _legal(
    composer: Composer, operation: Operation, home: Entity | None, names: tuple[str, ...]
) -> Mapping[Path, Any]:
    """Return values for properties that need not be said, which may be said of something new."""
    for _ in range(TRIES):
        step = composer.valid(operation, home, density=0.9)
        item = value_at(step.body, operation.item_path)
        said = item if isinstance(item, Mapping) else {}
        found: dict[Path, Any] = {(name,): said.get(name) for name in names}
        if all(isinstance(each, str | int) and each for each in found.values()):
            return found
    return {}


def _plain(
    composer: Composer, resource: Resource, operation: Operation, entity: Entity
) -> Mapping[Path, Any]:
    """Return what another one may say like an entity: what is not unique, and just kept."""
    alone = {name for names in resource.unique for name in names} | {resource.identifier}
    plain = {each.name for each in resource.kept if each.plain and each.name not in alone}
    sent = composer.members(operation)
    return {(name,): entity.fields[name] for name in sent if name in plain & {*entity.fields}}


def _otherwise(
    composer: Composer, resource: Resource, operation: Operation, said: Mapping[Path, Any]
) -> Iterator[Mapping[Path, Any]]:
    """Yield the same values in other letters, and in other forms that mean the same."""
    for path, value in said.items():
        if not isinstance(value, str):
            continue
        node = composer.members(operation)[path[0]]
        canonical = (node.property or resource.properties[path[0]]).canonical
        others = [value.swapcase()] if canonical is None else same(canonical, value)
        fitting = [each for each in others if each != value and node.valid(each)]
        for other in composer.scene.random.sample(fitting, min(2, len(fitting))):
            yield {**said, path: other}
