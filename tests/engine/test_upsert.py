"""Upserts: what a replacement may do, and how another server's answer explains it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mockserver.engine.bind import Mismatch, World, bind
from mockserver.engine.fill import fill
from mockserver.engine.hole import Hole
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from mockserver.engine.view import representation
from tests.walks import FILE, Walk


@pytest.fixture
def walk() -> Iterator[Walk]:
    yield Walk("square")


def known(walk: Walk, type_: str) -> Any:
    """The representation of the first thing of a type."""
    found = (e for e in walk.state.entities.values() if e.fields["type"] == type_)
    entity = min(found, key=lambda each: each.ordinal)
    resource = walk.api.resources[entity.resource]
    return copy.deepcopy(representation(walk.api, walk.state, resource, entity))


def request(walk: Walk, operation: str, body: Any = None, **path: str) -> Request:
    return Request(
        operation=operation,
        method=walk.api.operations[operation].method,
        path=path,
        headers=walk.api.credentials[0].headers,
        media_type="application/json" if body else None,
        body=Json(body) if body else None,
    )


def upsert(walk: Walk, sent: Any) -> Request:
    return request(walk, "UpsertCatalogObject", {"idempotency_key": "key", "object": sent})


def successes(walk: Walk, asked: Request) -> list[Any]:
    return [each for each in step(walk.api, walk.state, asked) if each.refusal is None]


def test_what_is_sent_whole_has_one_outcome(walk: Walk) -> None:
    assert len(successes(walk, upsert(walk, known(walk, "TAX")))) == 1


def test_children_that_are_not_sent_may_stay_or_go(walk: Walk) -> None:
    item = known(walk, "ITEM")
    children = [each["id"] for each in item["item_data"].pop("variations")]
    kept = []
    for outcome in successes(walk, upsert(walk, item)):
        filled = fill(walk.api, walk.state, outcome, walk.chance())
        kept.append([key for key in children if filled.state.get("CatalogObject", key)])
    assert kept[0] == children
    assert [] in kept


def test_what_is_omitted_may_be_lost_or_kept(walk: Walk) -> None:
    tax = known(walk, "TAX")
    del tax["tax_data"]["percentage"]
    asked = upsert(walk, tax)
    lost, kept = successes(walk, asked)
    filled = [fill(walk.api, walk.state, each, walk.chance()) for each in (lost, kept)]
    data = [each.response.body["catalog_object"]["tax_data"] for each in filled]
    assert ["percentage" in each for each in data] == [False, True]
    for outcome, other in ((lost, filled[1]), (kept, filled[0])):
        found = bind(walk.api, walk.state, outcome, other.response)
        assert isinstance(found, Mismatch) or outcome is lost, "an answer may show more"


def test_what_is_omitted_in_a_batch_may_be_lost_or_kept(walk: Walk) -> None:
    tax = known(walk, "TAX")
    del tax["tax_data"]["percentage"]
    body = {"idempotency_key": "key", "batches": [{"objects": [tax]}]}
    asked = request(walk, "BatchUpsertCatalogObjects", body)
    filled = [fill(walk.api, walk.state, e, walk.chance()) for e in successes(walk, asked)]
    data = [each.response.body["objects"][0]["tax_data"] for each in filled]
    assert ["percentage" in each for each in data] == [False, True]


def test_what_a_failed_group_would_have_lost_makes_no_second_outcome(walk: Walk) -> None:
    tax = known(walk, "TAX")
    del tax["tax_data"]["percentage"]
    bad = {"type": "ITEM", "id": "#i", "item_data": {"name": "x", "image_ids": ["unknown"]}}
    good = {"type": "TAX", "id": "#t", "tax_data": {"name": "good"}}
    batches = [{"objects": [tax, bad]}, {"objects": [good]}]
    body = {"idempotency_key": "key", "batches": batches}
    assert len(successes(walk, request(walk, "BatchUpsertCatalogObjects", body))) == 1


def test_a_version_that_nobody_knows_may_be_the_right_one(walk: Walk) -> None:
    tax = known(walk, "TAX")
    place = ("CatalogObject", tax["id"])
    entity = walk.state.entities[place]
    schema = walk.api.resources["CatalogObject"].properties["version"]
    unknown = replace(
        entity, fields={**entity.fields, "version": Hole(serial=walk.state.serial, property=schema)}
    )
    walk.state = replace(walk.state, entities=walk.state.entities.insert(place, unknown))
    assert successes(walk, upsert(walk, {**tax, "version": 5}))


def test_lists_without_an_order_are_recognised_in_any(walk: Walk) -> None:
    item = known(walk, "ITEM")
    asked = request(walk, "DeleteCatalogObject", object_id=item["id"])
    [outcome] = successes(walk, asked)
    filled = fill(walk.api, walk.state, outcome, walk.chance())
    ids = filled.response.body["deleted_object_ids"]
    assert len(ids) == 3
    for told in (ids[::-1], ids[1:] + ids[:1]):
        assert isinstance(answered(walk, outcome, filled.response, told), World)
    for told in (ids[1:], [*ids, "x"], [*ids[1:], "x"], [ids[0], ids[0], ids[1]]):
        assert isinstance(answered(walk, outcome, filled.response, told), Mismatch)


def answered(walk: Walk, outcome: Any, response: Response, told: list[str]) -> World | Mismatch:
    body = {**response.body, "deleted_object_ids": told}
    return bind(walk.api, walk.state, outcome, replace(response, body=body))


def test_a_failed_group_leaves_no_trace(walk: Walk) -> None:
    good = {"type": "TAX", "id": "#t", "tax_data": {"name": "good"}}
    bad = {"type": "ITEM", "id": "#i", "item_data": {"name": "x", "image_ids": ["unknown"]}}
    body = {"idempotency_key": "k", "batches": [{"objects": [good, bad]}, {"objects": [good]}]}
    before = len(walk.state.entities)
    told = walk.send(request(walk, "BatchUpsertCatalogObjects", body)).response.body
    assert len(told["objects"]) == 1 and len(walk.state.entities) == before + 1
    assert ("CatalogObject", "unknown") not in walk.state.holders


@pytest.mark.parametrize(("sent", "left"), [(None, {(), ("kept",)}), ([], {(), ("kept",)})])
def test_what_an_older_version_does_not_know_is_kept_or_lost_or_written(
    walk: Walk, sent: Any, left: set[Any]
) -> None:
    item = known(walk, "CATEGORY")
    walk.ask("UpsertCatalogObject", {}, {"idempotency_key": "c", "object": item})
    said = '{"idempotency_key": "i", "object_id": "%s", "image": {"type": "IMAGE", "id": "#a"}}'
    form = {"request": said % item["id"], "image_file": FILE}
    image = walk.ask("CreateCatalogImage", {}, form=form)["image"]["id"]
    item = known(walk, "CATEGORY")
    assert item["category_data"].pop("image_ids") == [image]
    item["category_data"] |= {} if sent is None else {"image_ids": sent}
    asked = upsert(walk, item)
    old = replace(asked, headers={**asked.headers, walk.api.version_header: "2021-11-17"})
    place = ("CatalogObject", item["id"])

    def images(request: Request) -> set[Any]:
        several = step(walk.api, walk.state, request)
        after = [applied(walk.api, walk.state, each.changes, each.serial) for each in several]
        kept = [each.entities[place].fields["category_data"].get("image_ids") for each in after]
        return {tuple("kept" for _ in each or ()) for each in kept}

    assert images(old) == left
