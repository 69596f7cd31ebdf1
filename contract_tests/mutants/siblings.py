"""Broken rules of the order among siblings: sort keys, positions, numbers with gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.mutants.effects import (
    altering,
    differs,
    doing_more,
    forgetting,
    former,
    is_sibling,
    is_target,
    set_in,
    siblings,
    with_field,
)
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, with_resource
from contract_tests.mutants.ways import Variables, Way, Ways, acting, breaks, served_by, telling
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Entity, Put


@breaks("order.sorted")
def sorted_otherwise(site: Site) -> Ways:
    """Each sort key the other way round, or missing."""
    resource = site.owner
    for index, (name, falling) in enumerate(resource.order):
        if resource.properties[name].made_by == "server":
            continue  # no request makes one larger than another
        turned = (*resource.order[:index], (name, not falling), *resource.order[index + 1 :])
        fewer = (*resource.order[:index], *resource.order[index + 1 :])
        for way, order in (("the other way by", turned), ("not by", fewer)):
            yield Way(
                name=f"{way} {name}",
                says=f"lists are sorted {way} {name}",
                fault=served_by(partial(with_resource, site.api, resource, order=order)),
            )
    yield from _lists_turned(site)


@breaks("position.sorted")
def positions_listed_otherwise(site: Site) -> Ways:
    """Lists are not by position."""
    yield from _lists_turned(site)


def _lists_turned(site: Site) -> Ways:
    lists = acting(site.api, site.owner.name, "list")
    if not lists:
        return
    yield Way(
        name="backwards",
        says="a page is shown backwards",
        fault=telling(site, lambda v: {"items": v["items"][::-1]}, *lists),
    )

    def swapped(variables: Variables) -> Variables:
        items = variables["items"]
        return {"items": [*items[:-2], *items[:-3:-1]] if len(items) > 1 else items}

    yield Way(
        name="last two swapped",
        says="the last two of a page are swapped",
        fault=telling(site, swapped, *lists),
    )


def _rank(scene: Scene, right: Outcome, put: Put) -> tuple[list[Entity], int] | None:
    """Return the others in list order, and the place at which a written thing is to come."""
    if not is_target(right, put):
        return None
    found = siblings(scene.state, put.entity.resource, put.entity.parent)
    others = [each for each in found if each.key != put.entity.key]
    return others, sum(each.label < put.entity.label for each in others)


def _placed(put: Put, others: list[Entity], place: int) -> Put:
    """Return the change that puts a thing at a place among the others, from 0."""
    place = max(0, min(place, len(others)))
    if not others:
        label = 1.0
    elif place == 0:
        label = others[0].label - 1
    elif place == len(others):
        label = others[-1].label + 1
    else:
        label = (others[place - 1].label + others[place].label) / 2
    return Put(replace(put.entity, label=label), put.dead)


@breaks("position.append", "position.insert", "position.move", "position.move-first")
def placed_otherwise(site: Site) -> Ways:
    """Somewhere else than it was asked for."""
    resource = site.owner
    clause, name = site.clause.partition(".")[2], resource.position
    action = "update" if clause.startswith("move") else "create"

    def wanted(scene: Scene) -> Any:
        body = getattr(scene.request.body, "value", None)
        for part in scene.operation.item_path:
            body = body.get(part) if isinstance(body, dict) else None
        return body.get(name) if isinstance(body, dict) else None

    def way(shift: int | None) -> Fault:
        def changed(scene: Scene, right: Outcome, put: Put) -> Change:
            asked, ranked = wanted(scene), _rank(scene, right, put)
            fits = (asked is None) == (clause == "append")
            if clause.startswith("move"):
                fits = asked is not None and (asked == 1) == (clause == "move-first")
            if ranked is None or not fits:
                return put
            others, place = ranked
            if shift is None:
                old = former(scene, put)
                return Put(replace(put.entity, label=old.label)) if old else put
            return _placed(put, others, {99: len(others), -99: 0}.get(shift, place + shift))

        return altering(changed, *acting(site.api, resource.name, action))

    ways: dict[str, int | None] = {
        "append": {"first": -99, "last but one": -1},
        "insert": {"one too late": 1, "one too early": -1, "at the end": 99},
        "move": {"not at all": None, "one too late": 1, "one too early": -1},
        "move-first": {"not at all": None, "second": 1, "last": 99},
    }[clause]  # type: ignore[assignment]
    for title, shift in ways.items():
        yield Way(name=title, says=f"{clause}: it is put {title}", fault=way(shift))


@breaks("position.dense", "position.close")
def gaps(site: Site) -> Ways:
    """Positions are not counted from 1 without gaps."""
    resource = site.owner
    name = resource.position
    lists = acting(site.api, resource.name, "list")

    def told(variables: Variables, least: int, by: int) -> Variables:
        shown = [
            {**each, name: each[name] + by} if each.get(name, 0) > least else each
            for each in variables["items"]
        ]
        return {"items": shown}

    for least, by in ((0, 1), (1, 1), (2, 1), (2, -1)):
        yield Way(
            name=f"{by:+} from {least + 1}",
            says=f"positions from {least + 1} on are {by:+} in lists",
            fault=telling(site, partial(told, least=least, by=by), *lists),
        )


@breaks("sort-order.shift")
def unmoved(site: Site) -> Ways:
    """Who should make room does not, or too much."""
    resource = site.owner
    name, field = resource.name, resource.sort_order
    updates = acting(site.api, name, "update")

    def moved(scene: Scene, change: Change) -> bool:
        return is_sibling(scene, change) and differs(scene, change, field)

    yield Way(
        name="forgotten",
        says="nobody makes room",
        fault=forgetting(moved, *updates),
        never="last",
    )

    def only_first(scene: Scene, right: Outcome) -> Outcome:
        found = [each for each in right.changes if moved(scene, each)]
        kept = tuple(each for each in right.changes if each not in found[1:])
        return replace(right, changes=kept)

    yield Way(
        name="only the first",
        says="of several that should make room only the first one does",
        fault=Fault(outcome=only_first, operations=frozenset(updates)),
        never="last",  # nobody has a larger number to make room with
    )

    def twice(scene: Scene, right: Outcome, put: Put) -> Change:
        down = put.entity.fields.get(field, 0) - 3
        return with_field(put, field, down) if moved(scene, put) else put

    yield Way(
        name="the wrong way",
        says="who should make room moves down",
        fault=altering(twice, *updates),
        never="last",
    )


@breaks("sort-order.below", "sort-order.lower", "sort-order.create", "sort-order.gaps")
def moved_needlessly(site: Site) -> Ways:
    """Others are moved that should stay."""
    resource = site.owner
    name, field, clause = resource.name, resource.sort_order, site.clause.partition(".")[2]
    action = {"create": "create", "gaps": "delete"}.get(clause, "update")

    def more(scene: Scene, right: Outcome) -> Iterator[Change]:
        targets = [c.entity for c in right.changes if isinstance(c, Put) and is_target(right, c)]
        gone = scene.state.get(name, scene.named(name)) if action == "delete" else None
        target = gone or (targets[0] if targets else None)
        if target is None:
            return
        number, old = target.fields.get(field, 0), scene.state.get(name, target.key)
        stored = old.fields.get(field, 0) if old else number
        for each in siblings(scene.state, name, target.parent):
            own = each.fields.get(field, 0)
            hit = {
                "create": own >= number,
                "gaps": own > number,
                "below": number > stored and own < number,
                "lower": number < stored and own >= number,
            }[clause]
            if hit and each.key != target.key:
                yield set_in(each, **{field: own - 1 if clause in {"gaps", "below"} else own + 1})

    yield Way(
        name="moves others",
        says=f"{clause}: others move that should stay",
        fault=doing_more(more, *acting(site.api, name, action)),
    )
