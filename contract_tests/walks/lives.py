"""Lives: what becomes of one thing from its creation until after its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.arguments.values import Node
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.likely import placed
from contract_tests.walks.walk import Walk
from mockserver.engine.hole import Hole
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

MOST = 6
"""So many members are changed in one walk."""

SEVERAL, TRIES = 3, 80
"""So many go with what they are under; so often that is made up with one inside."""


def lives(composer: Composer) -> Iterator[Walk]:
    """Yield a walk through a whole life for each way to begin one, and walks that change each
    member alone, and each one inside another.
    """
    for resource in composer.resources():
        for operation in composer.creating(resource.name):
            yield _life(composer, resource, operation)
            yield _parents_end(composer, resource, operation)
            for nest in resource.nests:
                if nest.schema.children == resource.name:
                    yield _end_of_a_tree(composer, operation, nest.path)
    for resource in composer.resources():
        for changing in composer.changing(resource.name):
            if changing.set or changing.only_if:
                yield _done(composer, resource, changing)
            names = list(composer.members(changing))
            composer.scene.random.shuffle(names)
            for start in range(0, len(names), MOST):
                yield _changed(composer, resource, changing, names[start : start + MOST])
            for name in names:
                if composer.members(changing)[name].members:
                    yield _changed_inside(composer, resource, changing, name)


def _life(composer: Composer, resource: Resource, operation: Operation) -> Walk:
    """Made, read, changed, deleted, asked for again, and made once more like before."""
    home = yield from composer.home(resource)
    other = yield from composer.make(operation, home)
    made = yield from composer.make(operation, home, density=0.8)
    if made is None:
        return
    yield from _read_everywhere(composer, made)
    yield from composer.look(resource, home)
    for changing in composer.changing(resource.name)[:2]:
        yield composer.valid(changing, composer.current(made), density=0.4)
        yield from composer.read(made)
    natural = _natural(composer, resource, operation, composer.current(made) or made)
    deleted = yield from composer.delete(composer.current(made))
    if deleted:
        yield from _asked_again(composer, resource, home, made)
    yield composer.valid(operation, home, pinned=natural, tries=6)
    yield from composer.make(operation, home)
    yield from composer.look(resource, home)
    yield from composer.read(composer.current(other))


def _asked_again(
    composer: Composer, resource: Resource, home: Entity | None, gone: Entity
) -> Part[None]:
    """Ask for what is gone in every way there is."""
    arguments = composer.scene.arguments
    yield from composer.look(resource, home)
    yield from narrowed(composer, resource, home, gone)
    address = arguments.known.address(gone)
    for operation in composer.operations(resource.name, "read", "delete", "update"):
        if not operation.batch:
            yield composer.valid(operation, gone, path=address, tries=1)
    yield from composer.look(resource, home)
    for operation in composer.operations(resource.name, "upsert"):
        if not operation.batch:
            yield composer.valid(operation, pinned=_plain(composer, operation, gone), tries=1)
    yield from _written_again(composer, resource, gone)


def narrowed(
    composer: Composer, resource: Resource, home: Entity | None, gone: Entity
) -> Part[None]:
    """List what is alike in a property by which a list is narrowed: some list nothing of a kind
    unless they are asked for it.
    """
    for operation in composer.operations(resource.name, "list"):
        named = {each.name for each in operation.parameters if each.where == "query"}
        for each in operation.filters:
            value = gone.fields.get(each.field)
            plain = each.by in ("equal", "any-of") and each.wanted is ABSENT and not each.of
            if plain and each.parameter in named and isinstance(value, str | int):
                query = ((each.parameter, str(value)),)
                yield composer.valid(operation, home, query=query, tries=2)


def _written_again(composer: Composer, resource: Resource, gone: Entity) -> Part[None]:
    """Write what is gone as it is shown now, if it is still shown to those who ask for it."""
    flag = resource.tombstones.flag if resource.tombstones else ""
    yield from _dead_ones(composer, resource, gone)
    for operation in composer.operations(resource.name, "upsert") if flag else ():
        dead = composer.scene.state.dead.get((resource.name, gone.key))
        members, fields = composer.members(operation), dead.fields if dead else {}
        pinned: dict[Path, Any] = {
            (name,): each for name, each in fields.items() if name in members
        }
        known = pinned and not any(isinstance(each, Hole) for each in pinned.values())
        if known and not operation.batch:
            yield composer.valid(operation, pinned={**pinned, (flag,): False}, tries=1)
            yield from composer.look(resource, None)


def _dead_ones(composer: Composer, resource: Resource, gone: Entity) -> Part[None]:
    """Read many with what is gone, where a member of the body asks for that."""
    by = resource.tombstones.by if resource.tombstones else ""
    for operation in composer.operations(resource.name, "read"):
        bodies = composer.scene.arguments.sender(operation).bodies
        if operation.batch and any(by in each.node.members for _, each in bodies):
            around: dict[Path, Any] = {operation.item_path[:-1]: [gone.key], (by,): True}
            yield composer.valid(operation, around=around, tries=2)


def _read_everywhere(composer: Composer, entity: Entity | None) -> Part[None]:
    for operation in composer.operations(entity.resource, "read") if entity else ():
        if not operation.batch:
            yield composer.valid(operation, entity, query=composer.whole(operation), tries=4)


def _plain(composer: Composer, operation: Operation, entity: Entity) -> Mapping[Path, Any]:
    """Return what something that is gone had that is no object and no list, as far as it may be
    sent, with the version that it had in the end.
    """
    sent, fields = composer.members(operation), dict(entity.fields)
    dead = composer.scene.state.dead.get((entity.resource, entity.key))
    version = composer.api.resources[entity.resource].version
    if dead is not None and version is not None:
        last = dead.fields.get(version.field)
        fields[version.field] = fields.get(version.field) if isinstance(last, Hole) else last
    return {(name,): fields[name] for name in fields if name in sent if _is_plain(fields[name])}


def _is_plain(value: Any) -> bool:
    """Say whether a value is a text, a number, or a flag."""
    return isinstance(value, str | int | float)


def _natural(
    composer: Composer, resource: Resource, operation: Operation, entity: Entity
) -> Mapping[Path, Any]:
    """Return what a client says of an entity that identifies it."""
    sent = composer.members(operation)
    names = {name for each in resource.unique for name in each} | {resource.identifier}
    return {(name,): entity.fields[name] for name in names if name in sent if name in entity.fields}


def _changed(
    composer: Composer, resource: Resource, changing: Operation, names: Sequence[str]
) -> Walk:
    """Each member is changed alone; the others stay as they are."""
    scene, made = composer.scene, None
    creating = composer.creating(resource.name)
    home = yield from composer.home(resource)
    if creating:
        made = yield from composer.make(scene.random.choice(creating), home, density=0.9)
    known = composer.all(resource.name)
    if made is None and known:
        made = scene.random.choice(known)
    members = composer.members(changing)
    for name in names if made is not None else ():
        had = [each.fields.get(name) for each in composer.all(resource.name)]
        for value in _values(composer, members[name], had):
            yield composer.valid(changing, composer.current(made), pinned={(name,): value}, tries=4)
            yield from _read_everywhere(composer, composer.current(made))
    yield from composer.look(resource, home)


def _changed_inside(composer: Composer, resource: Resource, changing: Operation, name: str) -> Walk:
    """Each member of a member is changed alone, of something that has this one."""
    scene, made = composer.scene, None
    node = composer.members(changing)[name]
    home = yield from composer.home(resource)
    for creating in composer.creating(resource.name)[-1:]:
        if name in composer.members(creating):
            pinned: dict[Path, Any] = {(name,): node.make(scene.arguments.draw(0.9))}
            made = yield from composer.make(creating, home, pinned=pinned)
    fitting = [e for e in composer.all(resource.name) if isinstance(e.fields.get(name), Mapping)]
    if made not in fitting:
        made = fitting[-1] if fitting else None
    inner = list(node.members.items())
    scene.random.shuffle(inner)
    for part, each in inner[:MOST] if made is not None else ():
        for value in _values(composer, each):
            alone: dict[Path, Any] = {(name, part): value}
            yield composer.valid(changing, composer.current(made), pinned=alone, tries=4)
            yield from composer.read(composer.current(made))


def _done(composer: Composer, resource: Resource, operation: Operation) -> Walk:
    """What sets something by itself is done to one thing, again, and to another one."""
    for density in (0.0, 0.7):
        made: Entity | None = None
        home = yield from composer.home(resource)
        for creating in composer.creating(resource.name)[-1:]:
            made = yield from composer.make(creating, home, density=density)
        fitting = [
            each
            for each in composer.all(resource.name)
            if all(each.fields.get(name) == value for name, value in operation.only_if.items())
        ]
        made = made or (fitting[-1] if fitting else None)
        for _ in range(2):
            if composer.current(made) is not None:
                yield composer.valid(operation, composer.current(made), density=density)
                yield from composer.read(composer.current(made))


def _values(composer: Composer, node: Node, had: Sequence[Any] = ()) -> Iterator[Any]:
    """Yield a value of a member, another one if that was `had` by one, and null where it is one."""
    yield (value := node.make(composer.scene.arguments.draw(0.3)))
    if value in had:
        numbers = [each for each in had if type(each) is int]
        yield max(numbers) + 1 if numbers else node.make(composer.scene.arguments.draw(0.3))
    if node.shape.nullable:
        yield None


def _parents_end(composer: Composer, resource: Resource, operation: Operation) -> Walk:
    """The parent is deleted, and what was below it is asked for, and made."""
    above = composer.api.resources.get(resource.parent)
    if above is None or above is resource or not composer.deleting(above.name):
        return
    home = yield from composer.home(resource)
    if home is None:
        return
    made: list[Entity] = []
    for _ in range(SEVERAL):
        one = yield from composer.make(operation, home)
        made += [one] if one else []
    yield from composer.look(resource, home)
    address = dict(composer.scene.arguments.known.address(made[-1])) if made else {}
    above_address = dict(composer.scene.arguments.known.address(home))
    yield from composer.delete(composer.current(home))
    for each in composer.operations(resource.name, "read", "update", "delete", "list", "count"):
        if not each.batch:
            one_of_many = each.action in {"list", "count"}
            yield composer.valid(each, path=above_address if one_of_many else address, tries=1)
    yield composer.valid(operation, path=above_address, tries=1)
    yield from composer.look(above, None)


def _end_of_a_tree(composer: Composer, operation: Operation, inside: Path) -> Walk:
    """What has several of its own kind inside is deleted, and each of those is asked for."""
    resource = composer.api.resources[operation.resource]
    above, inner = yield from _several_inside(composer, operation, (*operation.item_path, *inside))
    yield from composer.delete(composer.current(above))
    for each in inner:
        address = composer.scene.arguments.known.address(each)
        for reading in composer.operations(resource.name, "read"):
            if not reading.batch:
                yield composer.valid(reading, path=address, tries=1)
    yield from composer.look(resource, None)


def _several_inside(
    composer: Composer, operation: Operation, place: Path
) -> Part[tuple[Entity | None, list[Entity]]]:
    """Create something with several of its own kind at a place in its body; return it and those."""
    own = composer.api.resources[operation.resource].identifier
    before, left = composer.scene.state.serial, SEVERAL
    for number in range(TRIES):
        step = composer.valid(operation, density=number % 10 / 10, tries=1)
        several = value_at(step.body, place)
        if not isinstance(several, list) or not several or not isinstance(several[0], dict):
            continue
        one, said = several[0], several[0].get(own)
        alike = [{**one, own: f"{said}-{n}"} if said else one for n in range(SEVERAL)]
        step = placed(step, place, alike)
        if not composer.accepted(step):
            continue
        left -= 1
        yield step
        new = [each for each in composer.all(operation.resource) if each.ordinal > before]
        for above in new:
            inner = [each for each in new if each.parent == above.key]
            if inner:
                return above, inner
        if not left:
            break
    return None, []
