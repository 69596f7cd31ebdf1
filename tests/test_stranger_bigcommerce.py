"""The stranger in BigCommerce's style, right as it is documented."""

from __future__ import annotations

from typing import Any

from tests.strangers import bigcommerce_asks as shop
from tests.strangers.asking import Ask
from tests.strangers.bigcommerce_asks import FIRST, ONLY, PICTURE, SECOND, add, get, ls, put, rm
from tests.strangers.bigcommerce_facts import CARD, MUG, SHIRT, SMALL
from tests.strangers.bigcommerce_gate import BY_ADDRESS, wireless
from tests.test_strangers import asked


def bodies(*asks: Ask) -> list[Any]:
    return [each.json() if each.content else None for each in asked("bigcommerce", asks)]


def column(listed: Any, name: str) -> dict[int, Any]:
    return {image["id"]: image[name] for image in listed["data"]}


def test_a_gallery_has_one_thumbnail_and_an_only_image_is_it() -> None:
    asks = [add(CARD, is_thumbnail=False), add(CARD), add(CARD, is_thumbnail=True), ls(CARD)]
    one, two, three, listed = bodies(*asks)
    ids = [each["data"]["id"] for each in (one, two, three)]
    assert [each["data"]["is_thumbnail"] for each in (one, two, three)] == [True, False, True]
    assert column(listed, "is_thumbnail") == dict(zip(ids, (False, False, True), strict=True))
    assert listed["data"][1:] == [two["data"], three["data"]]
    changed, got = bodies(put(SECOND, is_thumbnail=True), ls())
    assert changed["data"] == got["data"][1]
    assert column(got, "is_thumbnail") == {FIRST: False, SECOND: True}
    left = bodies(rm(FIRST), ls(), put(ONLY, SHIRT, is_thumbnail=False))
    assert column(left[1], "is_thumbnail") == {SECOND: True}
    assert left[2]["data"]["is_thumbnail"] is True


def test_an_image_that_moves_back_makes_room() -> None:
    row = [add(CARD, sort_order=number) for number in (0, 1, 2, 3)]
    ids = range(484, 488)
    asks = [*row, put(484, CARD, sort_order=2), ls(CARD), put(487, CARD, sort_order=0), ls(CARD)]
    up, down = bodies(*asks)[5::2]
    assert column(up, "sort_order") == dict(zip((485, 484, 486, 487), (1, 2, 3, 4), strict=True))
    assert list(column(up, "id")) == [485, 484, 486, 487]
    assert column(down, "sort_order") == dict(zip(ids, (2, 1, 3, 0), strict=True))
    tied = bodies(add(sort_order=0), ls(), rm(FIRST), ls())
    assert set(column(tied[1], "sort_order").values()) == {0}
    assert column(tied[3], "sort_order") == {SECOND: 0, 484: 0}


def test_pages_of_a_gallery_are_its_list() -> None:
    asks = [*(add() for _ in range(3)), ls(), *(ls(limit=2, page=page) for page in (1, 2, 3, 4))]
    whole, *pages = bodies(*asks)[3:]
    assert [image for page in pages for image in page["data"]] == whole["data"]
    links = [sorted(page["meta"]["pagination"]["links"]) for page in pages]
    assert links == [
        *(["current", "next"], ["current", "next", "previous"]),
        *(["current", "previous"], ["current", "previous"]),
    ]
    assert whole["meta"]["pagination"] == {
        **{"total": 5, "count": 5, "per_page": 50, "current_page": 1, "total_pages": 1},
        **{"links": {"current": "?page=1&limit=50"}},
    }
    assert pages[2]["meta"]["pagination"]["count"] == 1
    many = bodies(shop.FULL[0], ls("{0.data.id}", limit=250))[1]["meta"]["pagination"]
    assert (many["total"], many["count"], many["total_pages"]) == (1000, 250, 4)
    only, never = bodies(
        ls(include_fields="sort_order"), ls(exclude_fields="id,url_zoom,url_tiny,image_file")
    )
    assert only["data"][0] == {"id": FIRST, "sort_order": 0}
    assert set(whole["data"][0]) - set(never["data"][0]) == {"url_zoom", "url_tiny", "image_file"}


def test_what_a_store_refuses_changes_nothing() -> None:
    refused = [
        (shop.BARE, 422),
        (ls(limit=251), 422),
        (shop.ARRAY, 422),
        (shop.FORM, 422),
        (shop.BOTH, 422),
        (shop.UNREAD, 400),
        (shop.up(shop.TIFF), 422),
        (shop.up(shop.PNG + bytes(8 * shop.MB)), 422),
        (shop.up(image_url=PICTURE), 422),
        (add(image_url=shop.LONG, is_thumbnail=True), 422),
        (add(image_url=shop.NOWHERE, is_thumbnail=True), 400),
        (put(SECOND, is_thumbnail=True, description="A", sort_order=2**31), 422),
        (put(FIRST, SHIRT, description="A"), 404),
        (rm(FIRST, SHIRT), 404),
        (add(by="read-only"), 403),
        (rm(FIRST, by="outsider"), 403),
        (add(by="nobody"), 401),
        (shop.up(None, at=f"{MUG}/images", description="A"), 422),
    ]
    got = asked("bigcommerce", [ls(), *(ask for ask, _ in refused), ls()])
    assert [each.status_code for each in got[1:-1]] == [status for _, status in refused]
    assert got[4].json()["title"] == got[18].json()["title"] == BY_ADDRESS
    assert got[0].json() == got[-1].json()
    left = [int(each.headers["X-Rate-Limit-Requests-Left"]) for each in got[:4]]
    assert left == [59_999, 59_998, 59_997, 59_996]
    unknown = asked("bigcommerce", [ls(shop.NOBODY)])[0]
    assert unknown.status_code == unknown.json()["status"] == 404
    assert unknown.json()["instance"] == unknown.request.url.path


def test_a_product_shows_its_gallery_and_takes_it_along() -> None:
    asks = [add(is_thumbnail=True), ls(), shop.product(), shop.product(method="DELETE"), ls()]
    made, listed, product, *_ = bodies(*asks)
    assert product["data"]["images"] == listed["data"]
    assert product["data"]["primary_image"] == made["data"]
    gone = asked("bigcommerce", [add(), *asks[3:], get(FIRST), shop.product()])
    assert [each.status_code for each in gone] == [200, 204, 404, 404, 404]
    got = asked("bigcommerce", [shop.new(), shop.new(), shop.new(name="Jar", sku="TM-7")])
    assert [each.status_code for each in got] == [200, 409, 409]
    assert got[2].json()["errors"] == {"sku": "The product sku is a duplicate"}
    assert got[0].json()["data"]["price"] == 10


def test_a_deleted_image_is_gone_and_its_number_too() -> None:
    got = asked("bigcommerce", [add(), rm(), get(), rm(), add(), ls(), ls(CARD)])
    assert [each.status_code for each in got] == [200, 204, 404, 404, 200, 200, 204]
    assert got[1].content == b""
    ids = [got[0].json()["data"]["id"], got[4].json()["data"]["id"]]
    assert ids[0] < ids[1]
    assert list(column(got[5].json(), "id")) == [FIRST, SECOND, ids[1]]


def test_a_variant_has_the_image_that_it_got_last() -> None:
    before, first, second, after = bodies(shop.variant(), shop.draw(), shop.draw(), shop.variant())
    assert before["data"] == after["data"] | {"image_url": None}
    assert first["data"]["image_url"] != second["data"]["image_url"] == after["data"]["image_url"]
    assert after["data"]["id"] == SMALL


def test_wbmp_is_told_from_other_zeros() -> None:
    assert wireless(b"\0\0\x09\x02" + bytes(4))
    assert wireless(b"\0\0\x81\x00\x01" + bytes(16))
    for content in (b"", b"\0\0", b"\0\0\x09\x02" + bytes(3), b"\0\0\0\1\0", b"\0\1\x08\x01\0"):
        assert not wireless(content)
