"""References: what names other things, and what becomes of it when those are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contract_tests.arguments.queries import BODY, all_stored
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.limits import but_for
from contract_tests.walks.pages import as_asked, asked_for
from contract_tests.walks.walk import Walk
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.model.operation import Attach, Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path, Referring
from mockserver.model.resource import Resource

SEVERAL = 4
TRIES = 40
"""So many things are made up to find one that can name something."""


def references(composer: Composer) -> Iterator[Walk]:
    """Yield walks that name things, delete what is named, and name what is not there; first those
    in which the server itself names what is new, by rules that nothing else shows.
    """
    for operation in composer.scene.operations:
        if operation.attach and not operation.batch:
            yield _attached(composer, operation)
    for resource in composer.resources():
        for link in resource.references:
            writing = [*composer.changing(resource.name), *composer.creating(resource.name)]
            if any(link.path[0] in composer.members(each) for each in writing):
                yield _named(composer, resource, link)
                yield _misnamed(composer, resource, link)


def _targets(
    composer: Composer, link: Referring, holder: Entity | None, count: int = SEVERAL
) -> Part[list[Entity]]:
    """Return things that can be named: new ones as far as that is possible, else known ones."""
    reference = link.reference
    home = None
    if holder is not None and reference.siblings:
        above = composer.api.resources[holder.resource].parent
        home = composer.scene.state.get(above, holder.parent)
    pinned: dict[Path, Any] = {(name,): each for name, each in reference.where.items()}
    made: list[Entity] = []
    for creating in composer.creating(reference.to):
        for _ in range(count - len(made)):
            step = composer.valid(creating, home, pinned=pinned, tries=TRIES)
            if not composer.accepted(step):
                break
            before = composer.scene.state.serial
            yield step
            made += [e for e in composer.all(reference.to) if e.ordinal > before][-1:]
    fitting = [
        each
        for each in composer.all(reference.to, home)
        if all(each.fields.get(name) == value for name, value in reference.where.items())
    ]
    return (made or fitting)[-count:]


def _holder(
    composer: Composer, resource: Resource, link: Referring, but: Entity | None = None
) -> Part[Entity | None]:
    """Return something that can name other things, but not this one, only what can name the same
    things: a known one, else a new one.
    """
    siblings = but is not None and link.reference.siblings
    there = [
        each
        for each in composer.all(resource.name)
        if but is None or each.key != but.key
        if not siblings or (but and each.parent == but.parent)
        if len(link.path) == 1 or value_at(each.fields, link.path[:-1]) is not ABSENT
    ]
    for creating in composer.creating(resource.name) if not there else ():
        node = composer.members(creating).get(link.path[0])
        if node is None:
            continue
        for _ in range(TRIES):
            step = composer.valid(creating, density=0.5)
            if composer.accepted(step) and f"'{link.path[0]}'" in str(step.body):
                before = composer.scene.state.serial
                yield step
                made = [e for e in composer.all(resource.name) if e.ordinal > before]
                return made[-1] if made else None
    return composer.scene.random.choice(there) if there else None


def _say(
    composer: Composer, resource: Resource, holder: Entity | None, link: Referring, value: Any
) -> Part[None]:
    """Let something name a value where a link stands, and read it."""
    holder = composer.current(holder)
    ways = composer.changing(resource.name)
    ways = [each for each in ways if link.path[0] in composer.members(each)]
    if holder is not None and ways:
        path = (*ways[0].item_path, *link.path)
        yield but_for(composer, ways[0], holder, path, value)
        yield from composer.read(composer.current(holder))


def _several(link: Referring) -> bool:
    return "array" in link.schema.types


def _named(composer: Composer, resource: Resource, link: Referring) -> Walk:
    """Things are named, in this order and in another, and found with what names them; then one and
    another is deleted.
    """
    holder = yield from _holder(composer, resource, link)
    targets = yield from _targets(composer, link, holder)
    keys = [each.key for each in targets]
    if not keys:
        return
    if _several(link):
        for order in (keys, keys[::-1], keys[1:], keys):
            yield from _say(composer, resource, holder, link, order)
    else:
        for key in keys[:2]:
            yield from _say(composer, resource, holder, link, key)
    yield from _found_with(composer, composer.current(holder))
    other = yield from _holder(composer, resource, link, holder)
    said: Sequence[Any] = (keys, keys[::-1], keys)
    said = said if _several(link) else (keys[-1], keys[0], *keys[:2][-1:])  # the same at last
    for value in said if other is not None else ():
        yield from _say(composer, resource, other, link, value)
        yield from composer.read(composer.current(holder))
    first = (0, -1, 1) if _several(link) else (1, 0, -1)
    gone = first if len(targets) > 2 else (1,) if targets[1:] else (0,)
    for number, target in enumerate(targets[place] for place in gone):
        for each in (holder, other) if number and not _several(link) else ():
            yield from _say(composer, resource, each, link, target.key)
        deleted = yield from composer.delete(composer.current(target))
        if deleted:
            yield from composer.read(composer.current(holder))
            yield from composer.read(composer.current(other))
            yield from composer.look(resource, None)
    left = [each for each in targets if composer.current(each) is not None]
    for target in left[-1:]:
        yield from _say(
            composer, resource, holder, link, [target.key] if _several(link) else target.key
        )
        yield from composer.delete(composer.current(holder))
        yield from composer.read(composer.current(target))


def _misnamed(composer: Composer, resource: Resource, link: Referring) -> Walk:
    """What never was is named, what is gone, what is of another kind, the same twice, nothing."""
    scene, reference = composer.scene, link.reference
    holder = yield from _holder(composer, resource, link)
    targets = yield from _targets(composer, link, holder, 2)
    unknown = [*scene.arguments.known.unknown(reference.to).values()][-1:]
    others = [
        each.key
        for each in composer.all(reference.to)
        if any(each.fields.get(name) != value for name, value in reference.where.items())
    ]
    if reference.siblings and holder is not None:
        others += [e.key for e in composer.all(reference.to) if e.parent != holder.parent]
    gone = [each.key for each in targets[:1]]
    right = [each.key for each in targets[1:2]]
    for target in targets[:1]:
        yield from composer.delete(composer.current(target))
    for bad in (*unknown, *gone, *others[:1], "", None):
        yield from _say(composer, resource, holder, link, [bad] if _several(link) else bad)
        if _several(link) and right and bad:
            yield from _say(composer, resource, holder, link, [*right, bad])
    if _several(link) and right:
        yield from _say(composer, resource, holder, link, right * 2)
        yield from _say(composer, resource, holder, link, [])


def _found_with(composer: Composer, holder: Entity | None) -> Part[None]:
    """Find something by what it has, and ask for what it names with it."""
    if holder is None:
        return
    home = composer.scene.state.get(composer.api.resources[holder.resource].parent, holder.parent)
    for operation in composer.operations(holder.resource, "list"):
        in_body = operation.related in composer.members(operation)
        asked = (f"{BODY if in_body else ''}{operation.related}", True)
        for each in operation.filters if operation.related else ():
            for value in all_stored(each, [holder])[:1]:
                said = [asked, (each.parameter, as_asked(operation, each, value))]
                yield from asked_for(composer, operation, home, said)


def of_each(composer: Composer, attach: Attach, holders: list[Entity]) -> list[Entity]:
    """Return of the things that new ones can go into one for each list that they go into."""
    composer.scene.random.shuffle(holders)
    found: dict[Path, Entity] = {}
    for path in attach.within:
        fitting = [e for e in holders if value_at(e.fields, path[:-1]) is not ABSENT]
        if fitting:
            found[path] = fitting[0]
    return list({each.key: each for each in found.values()}.values()) or holders[:1]


def _attached(composer: Composer, operation: Operation) -> Walk:
    """New things go into a list of what holds them: behind, in front, and nowhere; they stay where
    they are when they change, and when one between them goes and another comes.
    """
    attach = operation.attach
    assert attach is not None
    holders = [
        each
        for each in composer.all(attach.holder)
        if any(value_at(each.fields, path[:-1]) is not ABSENT for path in attach.within)
    ]
    if not holders:
        holders = yield from new_holder(composer, attach)
    made: list[Entity] = []
    dates = [attach.first_before, *composer.dates(operation)] if attach.first_before else []
    flags = (ABSENT, True, False, True)
    chosen = of_each(composer, attach, holders)
    for holder in chosen:
        begun = len(made)
        for flag, date in (*((flag, "") for flag in flags), *((ABSENT, date) for date in dates)):
            before = composer.scene.state.serial
            around: dict[Path, Any] = {attach.to: holder.key}
            if attach.first_if:
                around[attach.first_if] = flag
            yield composer.dated(composer.valid(operation, around=around, tries=8), date)
            made += [e for e in composer.all(operation.resource) if e.ordinal > before][-1:]
            yield from composer.read(composer.current(holder))
        for changing in composer.changing(operation.resource):
            for each in made[-2:-1]:
                yield composer.valid(changing, composer.current(each))
                yield from composer.read(composer.current(holder))
        for each in made[begun + 1 : begun + 2]:
            yield from composer.delete(composer.current(each))
            yield from composer.read(composer.current(holder))
            yield composer.valid(operation, around={attach.to: holder.key}, tries=8)
            yield from composer.read(composer.current(holder))
    for bad in (*(each.key for each in made[:1]), "unknown"):
        yield composer.valid(operation, around={attach.to: bad}, tries=2)
    latest = yield from new_holder(composer, attach)
    yield composer.valid(operation, around={attach.to: ABSENT}, tries=2)
    for each in (*latest, *chosen[-1:]):
        yield from composer.read(composer.current(each))


def new_holder(composer: Composer, attach: Attach) -> Part[list[Entity]]:
    """Make something that new ones can go into; return it alone, if that is possible."""
    before = composer.scene.state.serial
    for creating in composer.creating(attach.holder):
        for _ in range(TRIES):
            step = composer.valid(creating, density=0.4)
            if any(f"'{path[0]}'" in str(step.body) for path in attach.within):
                yield step
                return [e for e in composer.all(attach.holder) if e.ordinal > before][-1:]
    return []
