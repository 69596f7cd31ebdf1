"""The stranger in Akinon's style: what it does from one request to the next when it is right."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import httpx

from tests.strangers import akinon
from tests.strangers.akinon_asks import DONE, FAILED, A, B, C
from tests.strangers.akinon_calls import (
    actions,
    batch,
    commit,
    downloads,
    drop,
    get,
    ls,
    move,
    new,
    patch,
    picture,
    put,
    up,
)
from tests.strangers.asking import Ask, answers

PENDING = [ls("inserts/"), ls("updates/"), ls("inserts_or_updates/")]


def asked(*asks: Ask) -> list[httpx.Response]:
    return asyncio.run(answers(akinon.app(), akinon.FIXTURES["credentials"], asks))


def bodies(*asks: Ask) -> list[Any]:
    return [each.json() if each.content else None for each in asked(*asks)]


def pending(*asks: Ask) -> list[list[int]]:
    """Return the numbers in the three lists of what is pending, after requests that succeed."""
    got = asked(*asks, *PENDING)
    assert all(each.is_success for each in got)
    return [[image["pk"] for image in each.json()] for each in got[-3:]]


def test_what_is_handed_over_is_pending_until_then_and_after_each_change() -> None:
    every, rest = [9001, 9002, 9003, 9004], [9002, 9003, 9004]
    assert pending() == [every, [], every]
    assert pending(commit(9001)) == [rest, [], rest]
    assert pending(commit(9001), move("sent_to_remote"), move("ongoing")) == [rest, [], rest]
    assert pending(commit(9001), commit(9002)) == [rest[1:], [], rest[1:]]
    done = [commit(9001), move("done", DONE)]
    assert pending(*done) == [rest, [], rest]
    assert pending(*done, patch()) == [rest, [9001], every]
    assert pending(commit(9001), patch(), move("done", DONE)) == [rest, [9001], every]
    again = [*done, patch(), new(), commit(9001, pk="{3.pk}")]
    assert pending(*again) == [rest, [], rest]
    assert pending(*again, move("done", DONE, pk="{3.pk}")) == [rest, [], rest]


def test_what_failed_is_pending_where_it_was() -> None:
    every, rest = [9001, 9002, 9003, 9004], [9002, 9003, 9004]
    first, failed = commit(9001), move("done", FAILED)
    for last in (move("fail"), failed, drop()):
        assert pending(first, last) == [every, [], every]
    handed = [first, move("done", DONE), patch(), new(), commit(9001, pk="{3.pk}")]
    for last in (move("fail", pk="{3.pk}"), move("done", FAILED, pk="{3.pk}"), drop("{3.pk}")):
        assert pending(*handed, last) == [rest, [9001], every]


def test_actions_follow_their_batch() -> None:
    second = move("done", {"pk": 9001}, pk="{5.pk}")
    failed = {"pk": 9003, "failed_reason_type": "mapping"}
    got = bodies(
        *(commit(9001, 9003), actions(), move("done", DONE, failed), actions(status="success")),
        *(patch(), new(), commit(9001, pk="{5.pk}"), actions(object_id__in="9001"), second),
        actions(remote_id__in="r-1"),
    )
    local = got[0]["local_batch_id"]
    seen = [[(each["object_id"], each["status"]) for each in got[n]["results"]] for n in (1, 3)]
    assert seen == [[(9001, "processing"), (9003, "processing")], [(9001, "success")]]
    assert got[1]["results"][0]["local_batch_id"] == local == str(UUID(local))
    under_way, done = got[7]["results"][0], got[9]["results"][0]
    assert (under_way["status"], under_way["remote_id"]) == ("processing", "r-1")
    assert (done["status"], done["local_batch_id"]) == ("success", got[5]["local_batch_id"])
    assert done["version_date"] == got[4]["modified_date"]


def test_what_a_batch_cannot_do_is_refused_and_changes_nothing() -> None:
    refused: list[tuple[Ask, int]] = [
        *((move(status), 400) for status in ("initialized", "sent_to_remote", "done", "lost")),
        (commit(9005), 400),
        (commit(9001, pk=511), 404),
        (commit(9001, channel=12), 404),
        (commit({"pk": "x"}), 400),
        (commit(9001, remote_batch_id="r" * 256), 400),
        (patch(-1), 400),
        (patch(1.5), 400),
        (up(b"This is no picture."), 400),
        (up(picture(2001, 2000)), 400),
        (up(product=999), 400),
        (up(by="nobody"), 401),
        (new(by="inactive"), 401),
    ]
    looks = [batch(), ls(), *PENDING, actions()]
    got = asked(*looks, *(ask for ask, _ in refused), *looks)
    between = got[len(looks) : -len(looks)]
    assert [each.status_code for each in between] == [status for _, status in refused]
    assert [each.json() for each in got[: len(looks)]] == [
        each.json() for each in got[-len(looks) :]
    ]


def test_one_batch_of_a_type_is_in_commit() -> None:
    got = asked(
        *(new(), commit(9001), commit(9002, pk="{0.pk}"), commit(301, pk="{0.pk}")),
        commit(301, pk="{0.pk}", content_type="product"),
        *(new(), commit(9002, pk="{5.pk}"), move("sent_to_remote"), commit(9002, pk="{5.pk}")),
        *(move("done", content_type="product"), move("done"), move("fail")),
    )
    statuses = [each.status_code for each in got]
    assert statuses == [201, 200, 400, 400, 200, 201, 400, 200, 200, 400, 200, 400]


def test_pages_are_the_whole_list_and_filters_narrow() -> None:
    whole, one, two, three, *several = bodies(
        *(ls(), ls(limit=2), ls(limit=2, page=2), ls(id__in="9004,1")),
        *(ls(product=301, id__in="9001,9003"), ls(product__pk__in="301,302", product_type="1")),
        *(ls(is_seller_product="true"), ls("detailed/"), get(9003), get(9003, "detailed/")),
    )
    assert one["results"] + two["results"] == whole["results"] and whole["count"] == 4
    assert (one["previous"], two["next"]) == (None, None)
    assert one["next"].endswith("/product_images/?limit=2&page=2")
    assert [each["pk"] for each in three["results"]] == [9004] and three["count"] == 1
    found = [[each["pk"] for each in got["results"]] for got in several[:3]]
    assert found == [[9001], [9003], [9003]]
    assert several[3]["results"] == whole["results"]
    assert several[4] == several[5] == whole["results"][2]


def test_addresses_are_replaced_as_a_whole_or_not_at_all() -> None:
    swatch = {"url": B, "order": 4, "image_type": "swatch"}
    look = downloads(product_sku="TEA-1")
    got = bodies(put(A, B), put(swatch, C), look, put(A, "nowhere"), look, put(), look)
    added, kept = got[1][0], got[0][1]
    assert (len(got[1]), added["url"]) == (1, C)
    assert (added["order"], added["image_type"]) == (0, "default")
    group = [{"product_sku": "TEA-1", "images": [added, kept | swatch]}]
    assert got[2]["results"] == got[4]["results"] == group
    assert got[6]["results"] == [{"product_sku": "TEA-1", "images": []}]


def test_a_picture_is_measured() -> None:
    at_most = up(picture(2000, 2000, "JPEG"), product=411)
    made, shown = bodies(at_most, get("{0.pk}", channel=12))
    assert made["source"] == shown["source"] == "integration"
    assert (shown["width"], shown["height"], len(shown["hash"])) == (2000, 2000, 32)
    assert shown["created_date"] == shown["modified_date"]
