"""Keys: requests with keys of idempotency, sent again and sent otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from contract_tests.script import Step, Upload
from contract_tests.walks.composing import Composer
from contract_tests.walks.likely import placed, with_another_key
from contract_tests.walks.references import new_holder
from contract_tests.walks.walk import Walk
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Attach, Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path

AGAIN = 3
"""So many times the same is sent: some faults show only then."""

OTHERS = 8
"""So many other requests are made up, from which members are told otherwise."""


def with_keys(composer: Composer, operation: Operation) -> Iterator[Walk]:
    """Yield walks that send the keys of an operation again."""
    yield _sent_again(composer, operation)
    if operation.action == "upsert":
        yield _sent_again(composer, operation, fresh=True)
    if operation.attach is not None and not operation.batch:
        yield _attached_again(composer, operation, operation.attach)
    yield _failed_first(composer, operation)
    yield _told_otherwise(composer, operation)


def _sent_again(composer: Composer, operation: Operation, *, fresh: bool = False) -> Walk:
    """The same key with the same request, with another one, and after what it made is gone; the
    request is about something new if that is wished.
    """
    subject = None if fresh else (yield from composer.subject(operation))
    key = f"again{composer.scene.random.getrandbits(64):x}"
    first = _with_key(composer, operation, subject, key)
    before = composer.scene.state.serial
    yield first
    made = [each for each in composer.scene.state.entities.values() if each.ordinal > before]
    resource = composer.api.resources[operation.resource]
    for _ in range(AGAIN - 1):
        yield first
        yield from composer.look(resource, composer.current(subject))
    yield _with_key(composer, operation, composer.current(subject), key, density=0.7)
    yield _with_key(composer, operation, composer.current(subject), key + "other")
    yield first
    for each in made[:1]:
        yield from composer.delete(composer.current(each))
        yield first
        yield from composer.read(composer.current(each))
    for _ in range(AGAIN):
        yield with_another_key(composer.scene, operation, first)
    yield from composer.look(resource, None)


def _attached_again(composer: Composer, operation: Operation, attach: Attach) -> Walk:
    """What was attached to something is sent again when others are behind it."""
    for holder in (yield from new_holder(composer, attach)):
        key = f"attached{composer.scene.random.getrandbits(64):x}"
        first = _with_key(composer, operation, None, key, around={attach.to: holder.key})
        yield first
        yield with_another_key(composer.scene, operation, first)
        yield first
        yield from composer.read(composer.current(holder))


def _failed_first(composer: Composer, operation: Operation) -> Walk:
    """A key of a request that was refused, with one that is not."""
    subject = yield from composer.subject(operation)
    key = f"failed{composer.scene.random.getrandbits(64):x}"
    right = _with_key(composer, operation, subject, key)
    yield replace(right, role="")
    yield _with_key(composer, operation, subject, key, spoilt=True)
    yield right
    yield right
    yield from composer.look(composer.api.resources[operation.resource], None)


def _with_key(
    composer: Composer,
    operation: Operation,
    near: Entity | None,
    key: str,
    *,
    density: float = 0.2,
    around: Mapping[Path, Any] = NOTHING,
    spoilt: bool = False,
) -> Step:
    word = operation.idempotency
    assert word is not None
    around = {**around, **({word.key: key} if word.key else {})}
    if spoilt:
        around = {**around, operation.item_path: ABSENT}
    step = composer.valid(
        operation, near, around=around, density=density, tries=1 if spoilt else 12
    )
    return replace(step, headers={**step.headers, word.header: key}) if word.header else step


def _told_otherwise(composer: Composer, operation: Operation) -> Walk:
    """Each member of a request is told otherwise once, with the key of the first, and the same of
    something else.
    """
    subject = yield from composer.subject(operation)
    key = f"other{composer.scene.random.getrandbits(64):x}"
    first = _with_key(composer, operation, subject, key)
    yield first
    said = dict(_members(_read(first), operation))
    otherwise = dict[Path, Step]()
    for _ in range(OTHERS):
        other = composer.valid(operation, density=0.7)
        for path, value in _members(_read(other), operation):
            if path not in otherwise and value != said.get(path):
                step = placed(first, path, value)
                if composer.accepted(with_another_key(composer.scene, operation, step)):
                    otherwise[path] = step
    for step in otherwise.values():
        yield step
    elsewhere = (yield from composer.subject(operation)) if first.path else None
    if elsewhere is not None:
        address = composer.scene.arguments.known.address(elsewhere)
        yield replace(first, path={name: address.get(name, e) for name, e in first.path.items()})
    yield first
    yield from composer.look(composer.api.resources[operation.resource], None)


def _read(step: Step) -> Any:
    """Return the body of a step; the JSON texts in a form as what they say."""
    if not step.is_form:
        return step.body
    found = dict[str, Any]()
    for name, each in step.body or ():
        found[name] = each
        if isinstance(each, str):
            with suppress(ValueError):
                found[name] = json.loads(each)
    return found


def _members(body: Any, operation: Operation) -> Iterator[tuple[Path, Any]]:
    """Yield the members of a body that are beside an item, and those of the item, with where they
    are; the key and files are none of them.
    """
    item = operation.item_path
    for length in range(len(item) + 1):
        around = value_at(body, item[:length])
        for name, value in around.items() if isinstance(around, Mapping) else ():
            path = (*item[:length], name)
            is_key = operation.idempotency and path == operation.idempotency.key
            if not is_key and path != item[: len(path)] and not isinstance(value, Upload):
                yield path, value
