"""Pages: lists walked in pages of several sizes, narrowed, and shown in parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from contract_tests.arguments.queries import BODY, all_stored
from contract_tests.oracle.reading import following, read, told
from contract_tests.requests import text_of
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.walk import Asked, Walk
from mockserver.engine.state import Entity
from mockserver.model.operation import Filter, Operation, Page
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

FULL = 7
"""So many there are in a list that is walked."""

BEARER = 1
"""The number of the one with the flag in a list that is filled."""

SIZES = (2, 3)
AT_ONCE = 2
"""So many lists of one resource are walked in one walk."""

MOST_PAGES = 8
LARGE = 100
"""So many are asked for where no maximum is told, to see how many there are."""

NO_TEXT, NO_NUMBER = "none such", 987_654_321
"""Values that nothing has."""

VALUES = 3
"""So many stored values are asked for with each filter."""


def pages(composer: Composer) -> Iterator[Walk]:
    """Yield walks through each list in pages, with filters, and with writes between pages."""
    for resource in composer.resources():
        listing = [each for each in composer.operations(resource.name, "list") if each.page]
        composer.scene.random.shuffle(listing)
        narrow = [each for each in composer.operations(resource.name, "list") if each.filters]
        starts = range(0, len(listing), AT_ONCE)
        paged = [_paged(composer, listing[start : start + AT_ONCE]) for start in starts]
        narrowed = [_narrowed(composer, each) for each in narrow]
        for several in zip_longest(paged, narrowed):
            yield from filter(None, several)
    for operation in composer.scene.operations:
        if operation.filters and operation.action != "list":
            yield _narrowed(composer, operation)
        if operation.show:
            yield _in_parts(composer, operation)
    for resource in composer.resources():
        listing = [each for each in composer.operations(resource.name, "list") if each.page]
        composer.scene.random.shuffle(listing)
        for operation in listing[:AT_ONCE]:
            yield _disturbed(composer, operation)


def _filled(composer: Composer, operation: Operation, count: int = FULL) -> Part[Entity | None]:
    """Fill a list, in which one has the flag if there is one; return what it is below."""
    resource = composer.api.resources[operation.resource]
    home = yield from composer.home(resource)
    creating = composer.creating(resource.name)
    if not creating and home is not None:
        home = _where_most_are(composer, operation, home)
    there = len(composer.all(resource.name, home)) if creating else count
    flag = resource.exclusive.field if resource.exclusive else ""
    for number in range(count - there):
        way = creating[number % len(creating)]
        bears = number == BEARER and flag in composer.members(way)
        pinned: dict[Path, Any] = {(flag,): True} if bears else {}
        yield composer.valid(way, home, pinned=pinned, density=number % 3 / 3)
    return home


def _where_most_are(composer: Composer, operation: Operation, home: Entity) -> Entity:
    """Return where most is of what nobody can make, if it can be listed there, else the home."""
    known = Counter(each.parent for each in composer.all(operation.resource))
    for key, _ in known.most_common(1):
        found = composer.scene.state.get(home.resource, key)
        if found and composer.accepted(composer.valid(operation, found, tries=2)):
            return found
    return home


def asked_for(
    composer: Composer,
    operation: Operation,
    home: Entity | None,
    said: Sequence[tuple[str, Any]],
) -> Part[Asked | None]:
    """Ask a list, with parameters in the query, or in the body behind `body.`."""
    query = tuple((name, text_of(each)) for name, each in said if not name.startswith(BODY))
    around: dict[Path, Any] = {
        tuple(name.removeprefix(BODY).split(".")): each
        for name, each in said
        if name.startswith(BODY)
    }
    around = {**_needed(composer, operation, tuple(around)), **around}
    if operation.page and (cursor := operation.page.cursor).startswith(BODY):
        around.setdefault((cursor.removeprefix(BODY),), ABSENT)
    return (yield composer.valid(operation, home, query=query, around=around, tries=4))


def _needed(composer: Composer, operation: Operation, paths: Sequence[Path]) -> dict[Path, Any]:
    """Return what the objects have to have that paths through a body lead into."""
    found: dict[Path, Any] = {}
    for _, bodies in composer.scene.arguments.sender(operation).bodies[:1]:
        for path in paths:
            for depth in range(1, len(path)):
                node = bodies.node.at(path[:depth])
                for name in node.shape.required if node else ():
                    if node and name in node.members and path[depth] != name:
                        value = node.members[name].make(composer.scene.arguments.draw(0.0))
                        found[(*path[:depth], name)] = value
    return found


def _paged(composer: Composer, operations: Sequence[Operation]) -> Walk:
    """The whole of lists, all their pages one after the other, and past the end."""
    home = yield from _filled(composer, operations[0])
    yield from asked_for(composer, operations[0], home, [])
    for number, operation in enumerate(operations):
        page = operation.page
        assert page is not None
        sizes = SIZES if len(operations) == 1 else SIZES[number : number + 1]
        for size in sizes if page.size else (0,):
            sized = [(page.size, size)] if size else []
            yield from followed(composer, operation, home, page, sized)
        yield from asked_for(composer, operation, home, [(page.size, 1)] if page.size else [])
        if page.size:
            yield from _evenly_cut(composer, operation, home)


def _evenly_cut(composer: Composer, operation: Operation, home: Entity | None) -> Walk:
    """A list in pages of which the last one is full, too."""
    page, several = operation.page, composer.creating(operation.resource)
    assert page is not None
    for _ in range(2):
        asked = yield from asked_for(composer, operation, home, [(page.size, page.most or LARGE)])
        count = len(read(operation, asked[1].body if asked and asked[1] else None).items)
        size = next((count // each for each in range(2, count) if count % each == 0), 0)
        if size:
            yield from followed(composer, operation, home, page, [(page.size, size)])
            return
        for creating in several[:1]:
            yield composer.valid(creating, home)


def followed(
    composer: Composer,
    operation: Operation,
    home: Entity | None,
    page: Page,
    sized: Sequence[tuple[str, Any]],
) -> Part[None]:
    """Ask for one page of a list after the other, each time with what is said."""
    said: tuple[tuple[str, Any], ...] = ()
    before, seen = list[Any](), 0
    for number in range(1, MOST_PAGES):
        asked = yield from asked_for(composer, operation, home, [*sized, *said])
        if asked is None or asked[1] is None or asked[1].status != operation.status:
            return
        shown = read(operation, asked[1].body)
        seen += len(shown.items)
        before += told(operation, asked[1].body, ["back-cursor"]).values() if page.back else ()
        said = following(page, number, seen, shown.cursor)
        if not said:
            break
        if not page.cursor and not shown.items:
            return
    for cursor in [each for each in before if each][-2:]:
        yield from asked_for(composer, operation, home, [*sized, (page.back, cursor)])


def _disturbed(composer: Composer, operation: Operation) -> Walk:
    """Something comes and something goes between two pages; and pages that are none."""
    page = operation.page
    assert page is not None
    resource = composer.api.resources[operation.resource]
    home = yield from _filled(composer, operation, 5)
    sized = [(page.size, 2)] if page.size else []
    said: tuple[tuple[str, Any], ...] = ()
    for number in range(1, 4):
        asked = yield from asked_for(composer, operation, home, [*sized, *said])
        shown = read(operation, asked[1].body if asked and asked[1] else None)
        if number == 1:
            yield from composer.delete(_first_of(composer, resource, home))
        for creating in composer.creating(resource.name)[:1] if number == 2 else ():
            yield composer.valid(creating, home)
        said = following(page, number, 2 * number, shown.cursor) or said
    for odd in (1000, 0, -1, "x"):
        for place in (page.number, page.offset):
            if place:
                yield from asked_for(composer, operation, home, [*sized, (place, odd)])
    for odd in (page.most or 100, (page.most or 100) + 1, 0, -1, "x"):
        if page.size:
            yield from asked_for(composer, operation, home, [(page.size, odd)])
    for cursor in (page.cursor, page.back):
        if cursor:
            yield from asked_for(composer, operation, home, [(cursor, "no cursor")])


def _first_of(composer: Composer, resource: Resource, home: Entity | None) -> Entity | None:
    known = composer.all(resource.name, home)
    return known[len(known) // 2] if known else None


def _narrowed(composer: Composer, operation: Operation) -> Walk:
    """Each filter with values that are stored and one that is not; two filters at once, of which
    none or one finds nothing; and each once more when something has gone.
    """
    resource = composer.api.resources[operation.resource]
    home = yield from _filled(composer, operation, 4)
    kept: list[list[tuple[str, Any]]] = []
    none: list[list[tuple[str, Any]]] = []
    for each in operation.filters:
        every = all_stored(each, composer.all(each.of or resource.name))
        composer.scene.random.shuffle(every)
        near = [] if each.of else all_stored(each, composer.all(resource.name, home))
        found = sorted(every, key=lambda value: value not in near)
        tried = [
            as_asked(operation, each, value) for value in (*found[:VALUES], *found[VALUES:][-1:])
        ]
        if each.by == "any-of":
            in_body = each.parameter.startswith(BODY)
            for several in (found[:many] for many in (2, 3) if len(found) >= many):
                tried.append(several if in_body else ",".join(map(text_of, several)))
        if each.by == "prefix" and found and isinstance(found[0], str):
            tried.append(found[0][:2])
        unknown = NO_NUMBER if found and isinstance(found[0], int | float) else NO_TEXT
        tried.append(as_asked(operation, each, unknown))
        for value in tried:
            yield from asked_for(composer, operation, home, [(each.parameter, value)])
        kept += [[(each.parameter, tried[0])]]
        none += [[(each.parameter, tried[-1])]]
    for number in range(1, min(len(kept), VALUES + 1)):
        for one, two in ((kept, kept), (kept, none), (none, kept)):
            yield from asked_for(composer, operation, home, [*one[number - 1], *two[number]])
    if operation.page and operation.page.size:
        single = (operation.page.size, 1)
        for said in kept:
            yield from followed(composer, operation, home, operation.page, [*said, single])
    if (yield from composer.delete(_first_of(composer, resource, home))):
        for said in kept:
            yield from asked_for(composer, operation, home, said)


def as_asked(operation: Operation, each: Filter, value: Any) -> Any:
    """Return a value as a filter is asked for it: in a list where the body has one."""
    if not each.parameter.startswith(BODY):
        if each.wanted is not ABSENT:
            return value not in (NO_TEXT, NO_NUMBER)
        return value
    path = tuple(each.parameter.removeprefix(BODY).split("."))
    for media in operation.body.values():
        schema = media.schema.at(path)
        if schema is not None and "array" in schema.types:
            return [value]
    return value


def _in_parts(composer: Composer, operation: Operation) -> Walk:
    """What is shown of something is chosen: each part alone, some together, and an unknown one."""
    show = operation.show
    assert show is not None
    resource = composer.api.resources[operation.resource]
    home = yield from _filled(composer, operation, 2)
    known = composer.all(resource.name, home)
    near = home if operation.action == "list" or not known else known[-1]
    names = [each.name for each in resource.shown]
    composer.scene.random.shuffle(names)
    for name in (show.only, show.excluded):
        alone = [resource.identifier]
        for several in (alone, names[:1], names[1:3], names[3:6], ["unknown", *names[:1]]):
            if name:
                yield from asked_for(composer, operation, near, [(name, ",".join(several))])
    on_demand = sorted(show.on_demand)
    for several in (*([each] for each in on_demand), on_demand, ["unknown"]):
        if show.include:
            yield from asked_for(composer, operation, near, [(show.include, ",".join(several))])
    if show.include and show.only:
        both = [(show.include, ",".join(on_demand)), (show.only, names[0])]
        yield from asked_for(composer, operation, near, both)
