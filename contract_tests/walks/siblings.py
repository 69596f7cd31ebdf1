"""Siblings: who has the flag, who stands where, and what lists make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.arguments.limits import constrained
from contract_tests.script import Step, Upload
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.likely import placed
from contract_tests.walks.walk import Walk
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

Values = Sequence[Mapping[Path, Any]]
NONE: Mapping[Path, Any] = {}
BEYOND = 99
SPOILT = 2
"""So many of the files, and of the other things that may be wrong in a request, are tried."""

BEFORE = 0.5
CROWD = 2
"""So many more are made below one of two parents: some faults are those of crowds."""


def siblings(composer: Composer) -> Iterator[Walk]:
    """Yield walks that make several siblings, change, move and delete them, and look each time."""
    for resource in composer.resources():
        for operation in composer.creating(resource.name):
            for values, changes in _variations(composer, resource, operation):
                yield _family(composer, resource, operation, values, changes)
            flag = resource.exclusive.field if resource.exclusive else ""
            if flag in composer.members(operation):
                yield _in_vain(composer, resource, operation, flag)
                yield _two_families(composer, resource, operation, flag)
                yield _together(composer, resource, operation, flag)
                yield _alone(composer, resource, operation, flag)
            if number := resource.position or resource.sort_order:
                yield _turned(composer, resource, operation, number)
            if number in composer.members(operation):
                yield _two_rows(composer, resource, operation, number)


def _variations(
    composer: Composer, resource: Resource, operation: Operation
) -> Iterator[tuple[Values, Values]]:
    """Yield what is said of new siblings one after the other, and then by changes."""
    sent = composer.members(operation)
    flag = resource.exclusive.field if resource.exclusive else ""
    if flag in sent:
        on: Mapping[Path, Any] = {(flag,): True}
        off: Mapping[Path, Any] = {(flag,): False}
        yield [NONE, on, NONE, off, on], [on, on, on, off]
        yield [on, on, NONE, NONE], [off, on]
    number = resource.position or resource.sort_order
    if number in sent:
        at: Values = [{(number,): each} for each in (1, 2, 3, 4, BEYOND)]
        yield [NONE, NONE, at[0], at[1], NONE], [at[0], at[2], at[4], at[1]]
        yield [at[4], NONE, at[0], at[0]], [at[3], at[1], at[0]]
    if number and number == resource.sort_order and number in sent:
        down: Values = [{(number,): each} for each in (5, 4, 3, 2, 1)]
        yield down, [{(number,): each} for each in (3, 6, 8)]
    for name in dict.fromkeys(name for name, _ in resource.order):
        node = sent.get(name)
        if node and name != flag and name != number and "integer" in node.shape.types:
            yield [{(name,): each} for each in (3, 1, 2, 1)], [{(name,): 5}, {(name,): 0}]
    yield [NONE, NONE, NONE], []


def _family(
    composer: Composer, resource: Resource, operation: Operation, values: Values, changes: Values
) -> Walk:
    home = yield from composer.home(resource)
    made: list[Entity] = []
    for number, each in enumerate(values):
        density = 0.0 if number % 2 else 0.5
        one = yield from composer.make(operation, home, pinned=each, density=density)
        made += [one] if one else []
        yield from composer.look(resource, home)
    ways = composer.changing(resource.name)
    for number, each in enumerate(changes if ways and made else ()):
        yield from _changed(composer, resource, made[-1 - 2 * number % len(made)], each)
        yield from composer.look(resource, home)
    yield from _thinned(composer, resource, home, made)
    flag = resource.exclusive.field if resource.exclusive else ""
    on: Values = [{(flag,): True}] if made and flag in composer.members(operation) else []
    for each in (*on, NONE, *on) if made else ():  # something is different after a deletion
        yield from composer.make(operation, home, pinned=each)
    if made:
        yield from composer.look(resource, home)


def _thinned(
    composer: Composer, resource: Resource, home: Entity | None, made: list[Entity]
) -> Part[None]:
    """Delete the bearer of the flag, or the first, then one in the middle, and the last, or a new
    bearer.
    """
    flag = resource.exclusive.field if resource.exclusive else ""
    for place in (0.0, 0.5, 1.0):
        now = _in_order(composer, resource, made)
        if not now:
            return
        bearer = next((each for each in now if each.fields.get(flag) is True), None)
        chosen = bearer if bearer and place != BEFORE else now[int(place * (len(now) - 1))]
        deleted = yield from composer.delete(chosen)
        if deleted:
            yield from composer.look(resource, home)
        for operation in composer.creating(resource.name)[:1] if flag and place == BEFORE else ():
            if flag in composer.members(operation):
                again = yield from composer.make(operation, home, pinned={(flag,): True})
                made += [again] if again else []


def _in_order(composer: Composer, resource: Resource, made: list[Entity]) -> list[Entity]:
    """Return those that are still there, in the order in which a list shows them."""
    now = {each.key: each for each in map(composer.current, made) if each}
    parent = next(iter(now.values())).parent if now else None
    keys = [item[-1] for item in composer.scene.state.children(resource.name, parent)]
    return [now[key] for key in keys if key in now] or [*now.values()]


def _in_vain(composer: Composer, resource: Resource, operation: Operation, flag: str) -> Walk:
    """What is refused takes the flag from nobody, whatever it is refused for."""
    home = yield from composer.home(resource)
    bearer = yield from composer.make(operation, home, pinned={(flag,): True})
    right = composer.valid(operation, home, pinned={(flag,): True})
    if bearer is None or not composer.accepted(right):
        return
    for wrong in _spoilt(composer, operation, right, flag):
        if not composer.accepted(wrong):
            yield wrong
            yield from composer.look(resource, home)


def _spoilt(composer: Composer, operation: Operation, right: Step, flag: str) -> Iterator[Step]:
    """Yield a request with one thing wrong each time: a file, what it says, and who says it."""
    draw = composer.scene.arguments.draw(0.0)
    for name, bodies in composer.scene.arguments.sender(operation).bodies:
        if name != right.media_type:
            continue
        for field, files in bodies.files.items():
            yield from (_with_file(right, field, each) for each in files.wrong[:SPOILT])
        said = [each for each in constrained(bodies.node, draw) if each[0][-1:] != (flag,)]
        steps = [(path, placed(right, path, value)) for path, value in said if value is not ABSENT]
        wrong = {path: step for path, step in steps if not composer.accepted(step)}
        yield from [*wrong.values()][:SPOILT]
    others = [each for each in composer.scene.roles if each != right.role]
    yield from (replace(right, role=each) for each in (*others[:1], ""))


def _with_file(step: Step, field: str, file: Upload) -> Step:
    pairs = [(name, file if name == field else each) for name, each in step.body or ()]
    return replace(step, body=pairs) if step.is_form else step


def _two_families(composer: Composer, resource: Resource, operation: Operation, flag: str) -> Walk:
    """The flag of one family is no matter of the other."""
    first = yield from composer.home(resource)
    second = yield from composer.home(resource, first)
    if first is None or second is None or first.key == second.key:
        return
    for home in (first, second):
        yield from composer.make(operation, home, pinned={(flag,): True})
    yield from composer.look(resource, first)
    for _ in range(CROWD):
        yield from composer.make(operation, second)
    yield from composer.make(operation, second, pinned={(flag,): True})
    yield from composer.look(resource, first)
    yield from composer.look(resource, second)


def _two_rows(composer: Composer, resource: Resource, operation: Operation, number: str) -> Walk:
    """Who moves in one family moves nobody in another; first there are two, of which one comes to
    the place of the other.
    """
    first = yield from composer.home(resource)
    second = yield from composer.home(resource, first)
    if first is None or second is None or first.key == second.key:
        return
    made: list[Entity] = []
    for home, places in ((second, (1, 2, 3)), (first, (2, 1))):
        for place in places:
            one = yield from composer.make(operation, home, pinned={(number,): place})
            made += [one] if one else []
    for place in (2, 1, 3):
        if made:
            yield from _changed(composer, resource, made[-1], {(number,): place})
            yield from composer.look(resource, first)
    yield from composer.look(resource, second)


def _alone(composer: Composer, resource: Resource, operation: Operation, flag: str) -> Walk:
    """Of two without the flag the last or the first goes; then the other is told not to have it,
    and one that takes it goes, too.
    """
    home = yield from composer.home(resource)
    made: list[Entity] = []
    for _ in range(2):
        one = yield from composer.make(operation, home, pinned={(flag,): False})
        made += [one] if one else []
    for each in made:
        yield from _changed(composer, resource, each, {(flag,): False})
    made = made[:: composer.next_of((-1, 1))]
    for each in made[:1]:
        yield from composer.delete(composer.current(each))
        yield from composer.look(resource, home)
    for each in made[1:]:
        yield from _changed(composer, resource, each, {(flag,): False})
        yield from composer.look(resource, home)
        bearer = yield from composer.make(operation, home, pinned={(flag,): True})
        yield from composer.delete(composer.current(bearer))
        yield from composer.look(resource, home)


def _turned(composer: Composer, resource: Resource, operation: Operation, number: str) -> Walk:
    """The last comes to the first place, the first to the last, and the last to the second; one of
    them is told more at the same time.
    """
    home = yield from composer.home(resource)
    made: list[Entity] = []
    said = number in composer.members(operation)
    for each in range(1, 5):
        one = yield from composer.make(operation, home, pinned={(number,): each} if said else {})
        made += [one] if one else []
    more = composer.next_of((1, 0, 2))
    for turn, (which, there) in enumerate(((-1, 0), (0, -1), (-1, 1))):
        now = _in_order(composer, resource, made)
        if len(now) < 2:
            return
        stored = now[there].fields.get(number)
        place = stored if isinstance(stored, int) else there % len(now) + 1
        full = 1.0 if turn == more else 0.0
        yield from _changed(composer, resource, now[which], {(number,): place}, full)
        yield from composer.look(resource, home)


def _changed(
    composer: Composer,
    resource: Resource,
    entity: Entity,
    said: Mapping[Path, Any],
    density: float = 0.0,
) -> Part[None]:
    """Change something in one way, if it is still there and that can be said of it."""
    now, names = composer.current(entity), {path[0] for path in said}
    ways = [way for way in composer.changing(resource.name) if names <= {*composer.members(way)}]
    if now is not None and ways:
        way = composer.scene.random.choice(ways)
        yield composer.valid(way, now, pinned=said, density=density)


def _together(composer: Composer, resource: Resource, operation: Operation, flag: str) -> Walk:
    """Several come with what they are under, and more than one says that it has the flag."""
    above = composer.api.resources.get(resource.parent)
    kinds = [name for name, _ in composer.scene.arguments.sender(operation).bodies]
    json = next((name for name in kinds if "json" in name), "")
    one = composer.valid(operation, media_type=json).body
    if above is None or not isinstance(one, Mapping) or operation.item_path:
        return
    for nest in above.nests:
        if nest.schema.children != resource.name or len(nest.path) != 1:
            continue
        for creating in composer.creating(above.name):
            node = composer.members(creating).get(nest.path[0])
            if node is None or node.items is None or flag not in node.items.members:
                continue
            sent = {name: each for name, each in one.items() if name in node.items.members}
            for flags in ((True, True), (False, True, False, True)):
                several = [{**sent, flag: each} for each in flags]
                home = yield from composer.make(creating, pinned={nest.path: several})
                if home is not None:
                    yield from composer.look(resource, home)
