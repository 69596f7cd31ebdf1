"""Sessions with the stranger in Square's style, which is right as it is documented."""

from __future__ import annotations

from typing import Any

from tests.strangers import square_asks
from tests.strangers.square_facts import CAKE, NOBODY, PICTURE, SLICE, TAX, WHOLE
from tests.strangers.square_requests import EARLY, again, batch, get, ls, put, rm, thing, up
from tests.test_strangers import asked, bodies


def images_of(body: Any) -> list[str]:
    found: list[str] = body["object"]["item_data"].get("image_ids", [])
    return found


def test_images_stand_in_their_order_and_leave_it() -> None:
    early = get(version=EARLY)
    asks = [up(caption="A"), up(CAKE), get(), up(CAKE, True), get(), early, rm(), get()]
    got = bodies("square", *asks, get(square_asks.MADE))
    a, b, c = (got[number]["image"]["id"] for number in (0, 1, 3))
    assert [images_of(got[number]) for number in (2, 4, 7)] == [
        *([PICTURE, b], [c, PICTURE, b], [c, b])
    ]
    assert got[5]["object"]["item_data"]["image_id"] == c
    assert "image_ids" not in got[5]["object"]["item_data"]
    assert got[6]["deleted_object_ids"] == [PICTURE]
    assert got[8]["object"]["id"] == a and got[8]["object"]["image_data"]["caption"] == "A"
    versions = [got[number]["object"]["version"] for number in (2, 4, 7)]
    assert versions == sorted(set(versions))


def test_a_version_is_good_for_one_update() -> None:
    got = asked("square", [*square_asks.STALE, again(), get(PICTURE), get(related=True)])
    assert [each.status_code for each in got] == [200, 200, 400, 200, 200, 200, 200]
    assert got[2].json()["errors"][0] == {
        **{"category": "INVALID_REQUEST_ERROR", "code": "VERSION_MISMATCH", "field": "version"},
        "detail": "Somebody was faster than you.",
    }
    assert got[3].json()["object"] == got[1].json()["catalog_object"]
    assert got[3].json()["object"]["item_data"].keys() == {
        *("name", "product_type", "variations", "image_ids")
    }
    assert got[3].json()["object"]["item_data"]["image_ids"] == []
    assert got[4].json()["image"] == got[5].json()["object"]
    assert got[5].json()["object"]["image_data"]["caption"] == "A cake"
    assert got[6].json()["related_objects"] == []


def test_temporary_identifiers_are_replaced() -> None:
    made, other = bodies("square", *[put(square_asks.ITEM) for _ in range(2)])
    item = made["catalog_object"]
    (variation,) = item["item_data"]["variations"]
    assert variation["item_variation_data"]["item_id"] == item["id"]
    assert made["id_mappings"] == [
        {"client_object_id": "#t", "object_id": item["id"]},
        {"client_object_id": "#v", "object_id": variation["id"]},
    ]
    assert other["catalog_object"]["id"] not in (item["id"], variation["id"])


def test_a_repeated_request_is_answered_alike() -> None:
    for asks, statuses in (square_asks.SAME, [200, 200, 200]), (square_asks.OTHER, [200, 400, 200]):
        got = asked("square", asks)
        assert [each.status_code for each in got] == statuses
        assert len(got[2].json()["objects"]) == 2
    assert got[1].json()["errors"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"
    first, second, _ = bodies("square", *square_asks.SAME)
    assert first == second


def test_pages_of_a_catalog_are_all_of_it() -> None:
    _, *pages = bodies("square", *square_asks.MANY)
    assert [len(page["objects"]) for page in pages] == [100, 31]
    assert len({each["id"] for page in pages for each in page["objects"]}) == 131
    assert "cursor" not in pages[1]


def test_a_bad_batch_is_void_and_only_it() -> None:
    tax, bad = thing("TAX"), square_asks.BAD
    half = batch([tax, bad], [tax])
    got = bodies("square", half, ls("TAX"), rm(CAKE), ls("ITEM_VARIATION,IMAGE"), square_asks.DEAD)
    assert len(got[0]["objects"]) == len(got[0]["id_mappings"]) == len(got[0]["errors"]) == 1
    assert len(got[1]["objects"]) == 2
    assert got[2]["deleted_object_ids"] == [CAKE, SLICE, WHOLE]
    assert [each["id"] for each in got[3]["objects"]] == [PICTURE] == [got[4]["objects"][0]["id"]]


def test_what_a_catalog_refuses_changes_nothing() -> None:
    refused = [
        (up(NOBODY), 404, "NOT_FOUND"),
        (up(TAX), 400, "INVALID_VALUE"),
        (up(file=None), 400, "MISSING_REQUIRED_PARAMETER"),
        (up(file=b"text"), 400, "UNSUPPORTED_MEDIA_TYPE"),
        (up(key=""), 400, "VALUE_EMPTY"),
        (up(key="k" * 129), 400, "VALUE_TOO_LONG"),
        (up(image={"type": "ITEM"}), 400, "INVALID_VALUE"),
        (put(thing("ITEM", CAKE)), 400, "VERSION_MISMATCH"),
        (put(thing("CATEGORY", image_ids=[NOBODY])), 400, "INVALID_VALUE"),
        (rm(NOBODY), 404, "NOT_FOUND"),
        (rm(by="read-only"), 403, "INSUFFICIENT_SCOPES"),
        (rm(by="nobody"), 401, "UNAUTHORIZED"),
    ]
    every = ls("ITEM,IMAGE,TAX,CATEGORY")
    got = asked("square", [every, *(ask for ask, *_ in refused), every])
    for answer, (_, status, code) in zip(got[1:-1], refused, strict=True):
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert got[0].json() == got[-1].json()
