"""Capacity: lists filled until no more fits, as far as that can be afforded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contract_tests.arguments.wishes import pinned
from contract_tests.walks.composing import Composer
from contract_tests.walks.references import new_holder
from contract_tests.walks.walk import Walk
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.reference import Referring
from mockserver.model.resource import Resource
from mockserver.model.template import EACH

AFFORDED, AT_ONCE = 60, 1000
"""So many can always be made to fill a list, and so many in one request."""


def capacity(composer: Composer) -> Iterator[Walk]:
    """Yield walks that fill what has a documented end, send one more, and one again when one is
    gone.
    """
    for resource in composer.resources():
        if resource.capacity is not None and resource.capacity.most <= AFFORDED:
            for operation in composer.creating(resource.name)[:1]:
                yield _filled(composer, resource, operation, resource.capacity.most)
    for resource in composer.resources():
        for operation in composer.creating(resource.name)[:1]:
            for way in composer.creating(resource.parent):
                member = _nested(composer.api, resource, way)
                if member and AFFORDED < _most(composer, resource) <= AT_ONCE:
                    yield _full_at_once(composer, resource, operation, way, member)
    for resource in composer.resources():
        most = resource.capacity.most if resource.capacity else 0
        if AFFORDED < most <= affordable(composer) and not _is_made_at_once(composer.api, resource):
            for operation in composer.creating(resource.name)[:1]:
                yield _filled(composer, resource, operation, most)
        for link in resource.references:
            if 0 < link.reference.most <= affordable(composer):
                for operation in _attaching(composer.api, resource, link):
                    yield _named(composer, operation, link.reference.most)


def unfilled(api: Api, most_requests: int) -> list[str]:
    """Return sentences on what has too much room to be filled by so many requests."""
    found: list[str] = []
    for each in api.resources.values():
        full = None if _is_made_at_once(api, each) else each.capacity
        limits = [limit.most for limit in (full, each.unattached) if limit]
        limits += [link.reference.most for link in each.references if link.reference.most]
        found += [
            f"That there is no room for more than {most} was not tried ({each.name})."
            for most in dict.fromkeys(limits)
            if most > max(AFFORDED, most_requests)
        ]
    return found


def affordable(composer: Composer) -> int:
    """Return how many requests may be spent to fill something."""
    return max(AFFORDED, composer.scene.affordable)


def _is_made_at_once(api: Api, resource: Resource) -> bool:
    """Say whether all that there is room for can be made together with its parent."""
    ways = any(_nested(api, resource, way) for way in api.operations.values())
    return ways and resource.capacity is not None and resource.capacity.most <= AT_ONCE


def _attaching(api: Api, resource: Resource, link: Referring) -> list[Operation]:
    """Return the operations by which something new goes into a list of references."""
    return [
        each
        for each in api.operations.values()
        if each.attach and each.attach.holder == resource.name and link.path in each.attach.within
    ][:1]


def _nested(api: Api, resource: Resource, way: Operation) -> str:
    """Return the member in which things of a resource can be made together with their parent, ""
    for none.
    """
    if way.action != "create" or way.resource != resource.parent or way.batch:
        return ""
    shown = {each.name for each in api.resources[way.resource].shown if each.children}
    of = api.resources[way.resource].properties
    inside = tuple(0 if name == EACH else name for name in way.item_path)
    for media in way.body.values():
        sent = media.schema.at(inside)
        for name in shown & (sent.properties.keys() if sent else set()):
            if name in of and of[name].children == resource.name:
                return name
    return ""


def _most(composer: Composer, resource: Resource) -> int:
    """Return after how many of a resource something happens: no more is taken, or shown at once."""
    limits = [resource.capacity.most] if resource.capacity else []
    limits += [_page(composer, each) for each in composer.operations(resource.name, "list")]
    return max(limits, default=0)


def _page(composer: Composer, listing: Operation) -> int:
    """Return how many a list shows at once at the most, 0 where nobody says."""
    page = listing.page
    if page is None or not page.size:
        return 0
    node = composer.scene.arguments.sender(listing).queries.nodes.get(page.size)
    most = node.shape.keywords.get("maximum") if node else None
    return page.most or (most if isinstance(most, int) else 0)


def _full_at_once(
    composer: Composer, resource: Resource, operation: Operation, way: Operation, member: str
) -> Walk:
    """A parent is made with all that it can have but one; then comes that one, and one more."""
    most, sound = _most(composer, resource), composer.valid(way)
    inner = composer.members(way)[member].items if member in composer.members(way) else None
    if inner is None:
        return
    count = most - 1 if resource.capacity else most + 1
    several = [inner.make(composer.scene.arguments.draw(0.0))] * count
    step = replace(sound, body=pinned(sound.body, (*way.item_path, member), several))
    if not composer.accepted(step):
        return
    yield step
    made = composer.all(resource.parent)
    home = made[-1] if made else None
    if home is None or len(composer.scene.state.children(resource.name, home.key)) != count:
        return
    for listing in composer.operations(resource.name, "list"):
        if (page := listing.page) and (largest := _page(composer, listing)):
            for size in (largest + 1, largest, None):
                said = [(page.size, str(size))] if size else []
                yield composer.valid(listing, home, query=said, tries=1)
    for _ in range(2 if resource.capacity else 0):
        yield composer.valid(operation, home, tries=3)
        yield from composer.look(resource, home)


def _named(composer: Composer, operation: Operation, most: int) -> Walk:
    """So many new things go into the list of one thing, and one more."""
    attach = operation.attach
    assert attach is not None
    for holder in (yield from new_holder(composer, attach)):
        for number in range(most + 1):
            yield composer.valid(operation, around={attach.to: holder.key}, tries=2)
            if number in (0, most - 1, most):
                yield from composer.read(composer.current(holder))


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
