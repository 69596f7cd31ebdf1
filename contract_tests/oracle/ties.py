"""Ties: what compares equal by a document's order stands in an order of the server's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from contract_tests.oracle.blame import Blame, documented
from contract_tests.oracle.orders import in_order
from contract_tests.oracle.reading import key_of, read, within_item
from contract_tests.oracle.told import Told
from contract_tests.oracle.unnamed import all_listed
from mockserver.engine.outcome import Outcome
from mockserver.engine.rules.order import sort_key
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import Entity, Key, Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.resource import Resource


def reordered(api: Api, state: State, outcome: Outcome, body: Any, told: Told) -> State | None:
    """Return the state in which a list stands as an answer shows it, and as the lists stood that
    the same operation has `told` since the last write, when that puts only what compares equal in
    another order than we had assumed; None when that cannot be, or moves nothing.
    """
    shown = outcome.shown
    if shown is None or shown.operation.action != "list":
        return None
    resource = api.resources[shown.operation.resource]
    if resource.position:
        return None
    ours = [each.key for each in page_shown(state, shown)[0]]
    seen = [key_of(resource, each) for each in read(shown.operation, body).items]
    if len(seen) != len(ours) or seen == ours:
        return None
    every = {each.key: each for each in all_listed(state, replace(shown, filters=()))}
    if not {*seen, *ours} <= every.keys() or len({*seen}) < len(seen):
        return None
    before = told.before(shown)
    if before is None or shown.filters:
        ways: Iterable[list[list[Any]]] = _around(list(every), ours, seen)
    else:
        ways = [[[seen[-1], key] for key in every if key not in {*seen, *before}]]
    lists = [*told.lists(shown.operation), seen]
    lists += [[shown.after[-1], seen[0]]] if shown.after and seen else []
    several = (_moved(resource, every, [*lists, *around]) for around in ways)
    moved = next((each for each in several if each is not None), None)
    if not moved:
        return None
    # By way of numbers that are free: two with one number would be told apart by their keys.
    aside = [replace(e, ordinal=state.serial + n) for n, e in enumerate(moved, 1)]
    puts = (Put(e, (resource.name, e.key) in state.dead) for e in (*aside, *moved))
    return applied(api, state, puts, state.serial)


def _moved(
    resource: Resource, every: Mapping[Key, Entity], lists: Sequence[Sequence[Key]]
) -> list[Entity] | None:
    """Return those that stand elsewhere when what compares equal is as the lists show it; None when
    it cannot be so.
    """
    moved: list[Entity] = []
    alike = groupby(every.values(), lambda each: sort_key(resource, each)[:-2])
    for group in ([*several] for _, several in alike):
        known = {each.key: each for each in group}
        order = in_order(list(known), [[key for key in each if key in known] for each in lists])
        if order is None:
            return None
        pairs = zip(order, group, strict=True)
        moved += [replace(known[key], ordinal=e.ordinal) for key, e in pairs if key != e.key]
    return moved


def _around(
    every: Sequence[Any], ours: Sequence[Any], seen: Sequence[Any]
) -> Iterator[list[list[Any]]]:
    """Yield what stands before and behind a page that shows others than ours: where they came
    from, those go that are not shown, and the rest stays before it and behind; then, as that may
    be known otherwise, without the rest.
    """
    first = min(every.index(key) for key in ours)
    early = sum(every.index(key) < first for key in seen)
    left = [key for key in ours if key not in seen]
    here = {*seen, *ours}
    for before, after in ((every[:first], every[first:]), ([], [])):
        ahead = [*left[:early], *(key for key in before if key not in here)]
        behind = [*left[early:], *(key for key in after if key not in here)]
        yield [*([key, seen[0]] for key in ahead), *([seen[-1], key] for key in behind)]


def as_page(
    api: Api,
    state: State,
    outcome: Outcome,
    body: Any,
    told: Told,
    found: Blame,
) -> Blame:
    """Return a blame on the order of a list, or that on its pages when answers have told the
    places of all that a page shows and of all that it should: then it is another part of the list.
    A later page that has more of the list may have what no answer has told the place of. A page
    that is the part asked for of a list that was told is right but for the order of that list.

    Of one that no answer has shown since the last write a server may have changed a value that it
    chooses, by which the list is ordered.
    """
    shown = outcome.shown
    about = found.mismatch.about
    if about != "status" and found.certain and _may_come_later(api, state, outcome, body, told):
        return replace(found, certain=False)
    inside = shown and about == "elements" and within_item(shown.operation, found.mismatch.path)
    paged = about in ("order", "elements") and not inside
    if paged and _is_told_part(api, outcome, body, told):
        return replace(found, certain=False)
    if about != "order" or shown is None or shown.operation.action != "list":
        return found
    resource = api.resources[shown.operation.resource]
    expected, _ = page_shown(state, shown)
    seen = [key_of(resource, each) for each in read(shown.operation, body).items]
    ours = [each.key for each in expected]
    if len(seen) == len(ours) and (
        {*seen} == {*ours} or len(all_listed(state, shown)) == len(ours)
    ):
        return found
    if not all(told.is_placed(shown.operation, key) for key in (*seen, *ours)):
        unsettled = any((resource.name, key) not in told.shown for key in {*ours} - {*seen})
        chosen = any(resource.properties[name].made_by == "server" for name, _ in resource.order)
        return replace(found, certain=found.certain and not (unsettled and chosen))
    several = (ids for name, ids in shown.operation.rules.items() if name.startswith("page."))
    rules = tuple(dict.fromkeys(id_ for ids in several for id_ in ids))
    if not rules:
        return found
    mismatch = replace(found.mismatch, rules=rules, about="elements")
    every = tuple(dict.fromkeys((*rules, *found.rules)))
    return replace(found, mismatch=mismatch, rules=every, certain=documented(rules))


def _is_told_part(api: Api, outcome: Outcome, body: Any, told: Told) -> bool:
    """Say whether a page is the part that was asked for of a list that an answer has told."""
    shown = outcome.shown
    if shown is None or shown.operation.action != "list" or not shown.size or shown.filters:
        return False
    resource = api.resources[shown.operation.resource]
    seen = [key_of(resource, each) for each in read(shown.operation, body).items]
    parts = (each[shown.start : shown.start + shown.size] for each in told.lists(shown.operation))
    return any(seen and [*part] == seen for part in parts)


def _may_come_later(api: Api, state: State, outcome: Outcome, body: Any, told: Told) -> bool:
    """Say whether a page behind the first, not too long, has beside all that it should have only
    what is in the list, too, but at a place that no document and no answer tells; where answers
    have told no place since the last write, it may have less as well.
    """
    shown = outcome.shown
    if shown is None or shown.operation.action != "list" or not (shown.start or shown.after):
        return False
    resource = api.resources[shown.operation.resource]
    if resource.position or documented(resource.rules.get("order.sorted", ())):
        return False
    seen = [key_of(resource, each) for each in read(shown.operation, body).items]
    ours = {each.key for each in page_shown(state, shown)[0]}
    others = {each.key for each in all_listed(state, shown)} - ours
    more, less = {*seen} - ours, ours - {*seen}
    settled = any(told.is_placed(shown.operation, key) for key in ours | others)
    at = shown.after[-1] if shown.after else None
    if at is not None and all(told.is_elsewhere(shown.operation, key, at) for key in less):
        settled = False  # they stand before this page, whatever we thought
    if at is not None and not told.is_from_the_start(shown, at):
        settled = False  # nobody knows what stands before this page
    if not (more or less) or (less and settled):
        return False
    if len({*seen}) < len(seen) or len(seen) > shown.size:
        return False
    return more <= others and not any(told.is_placed(shown.operation, key) for key in more)
