from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from mockserver.pictures import draw, recognise
from tests.client import Client
from tests.rules.bigcommerce import (
    MEGABYTE,
    SOURCE,
    BigCommerceGallery,
    create_product,
    data_of,
    refused,
    refused_fields,
)
from tests.rules.conftest import Clock
from tests.rules.test_closient import other_picture
from tests.rules.vendors import PICTURE, TEXT, told

Gallery = BigCommerceGallery
MEDIA_TYPES = (
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/vnd.wap.wbmp",
    "image/x-xbitmap",
    "image/webp",
)
LOWEST, HIGHEST = -(2**31), 2**31 - 1
BY_ADDRESS: dict[str, Any] = {"image_url": SOURCE}


def test_BC_1_at_most_one_image_is_the_thumbnail(pair: list[Gallery]) -> None:
    gallery, other = pair
    data_of(other.create(is_thumbnail=True))
    ids = []
    for number, flag in enumerate((False, True, True, None, False, True)):
        fields = {} if flag is None else {"is_thumbnail": flag}
        ids.append(gallery.add(str(number), **fields)["id"])
        assert len(gallery.thumbnails()) == 1
    for image_id in ids:
        gallery.change(image_id, is_thumbnail=True)
        assert [each["id"] for each in gallery.list() if each["is_thumbnail"]] == [image_id]
    assert len([each for each in other.list() if each["is_thumbnail"]]) == 1


def test_BC_2_an_only_image_is_the_thumbnail_whatever_was_sent(pair: list[Gallery]) -> None:
    for gallery, fields in zip(pair, ({"is_thumbnail": False}, {}), strict=True):
        image = data_of(gallery.create(**fields))
        assert image["is_thumbnail"] is True
        assert gallery.image(image["id"]) == image
        assert gallery.change(image["id"], is_thumbnail=False)["is_thumbnail"] is True
        assert gallery.image(image["id"])["is_thumbnail"] is True
    made = create_product(
        pair[0].client, name="One", images=[{**BY_ADDRESS, "is_thumbnail": False}]
    )
    gallery = Gallery(pair[0].client, data_of(made)["id"])
    assert [each["is_thumbnail"] for each in gallery.list()] == [True]


@pytest.mark.parametrize("by", ["post", "put", "upload"])
def test_BC_3_a_new_thumbnail_takes_the_flag(store: Gallery, by: str) -> None:
    former = store.add("A", sort_order=2)
    if by == "put":
        new = store.change(store.add("B")["id"], is_thumbnail=True)
    elif by == "post":
        new = store.add("B", is_thumbnail=True)
    else:
        new = data_of(store.upload(description="B", is_thumbnail=True))
    assert new["is_thumbnail"] is True
    assert store.image(former["id"]) == {**former, "is_thumbnail": False}
    assert (store.thumbnails(), store.total()) == ("B", 2)


def test_BC_4_a_further_image_without_the_flag_leaves_the_thumbnail(store: Gallery) -> None:
    store.add("A")
    store.add("B")
    store.add("C", is_thumbnail=False, sort_order=-5)
    told(store.upload(description="D"), 200)
    assert store.thumbnails() == "A"


def test_BC_5_a_deletion_that_leaves_one_leaves_it_as_thumbnail(store: Gallery) -> None:
    ids = store.fill({"A": 0, "B": 1})
    assert store.thumbnails() == "A"
    store.delete(ids["A"])
    assert store.thumbnails() == "B"
    ids |= store.fill({"C": 2, "D": 3})
    store.change(ids["B"], is_thumbnail=False)
    assert store.thumbnails() == ""
    store.delete(ids["B"])
    assert store.thumbnails() == "", "two are left, and none had it"
    store.delete(ids["D"])
    assert store.thumbnails() == "C"


def test_BC_6_the_first_of_several_inherits_the_flag(store: Gallery) -> None:
    ids = store.fill({"A": 5, "B": 2, "C": 1, "D": 1})
    assert store.thumbnails() == "A"
    store.delete(ids["A"])
    assert store.thumbnails() == "C"
    store.delete(ids["B"])
    assert store.thumbnails() == "C"


@pytest.mark.parametrize(
    ("before", "moved", "wanted", "after"),
    [
        ("A0 B1 C2 D3", "A", 2, "B1 A2 C3 D4"),
        ("A0 B1 C2 D3", "A", 1, "A1 B2 C3 D4"),
        ("A0 B1 C2 D3", "C", 3, "A0 B1 C3 D4"),
        ("A0 B1 C2 D3", "A", 9, "B1 C2 D3 A9"),
        ("A0 C2 D7", "A", 2, "A2 C3 D8"),
        ("A0 B0 C0", "A", 1, "B0 C0 A1"),
        ("A0 B2 C2 D3", "A", 2, "A2 B3 C3 D4"),
        ("A-3 B-2 C0", "A", -2, "A-2 B-1 C1"),
    ],
)
def test_BC_7_who_gets_a_larger_number_has_it_alone(
    store: Gallery, before: str, moved: str, wanted: int, after: str
) -> None:
    ids = store.fill(numbered(before))
    assert store.change(ids[moved], sort_order=wanted)["sort_order"] == wanted
    assert list(store.orders().items()) == list(numbered(after).items())


def test_BC_7_at_the_end_of_the_numbers_there_are_ties(store: Gallery) -> None:
    ids = store.fill({"A": 0, "B": HIGHEST - 1, "C": HIGHEST})
    store.change(ids["A"], sort_order=HIGHEST - 1)
    assert store.orders() == {"A": HIGHEST - 1, "B": HIGHEST, "C": HIGHEST}


def numbered(text: str) -> dict[str, int]:
    return {each[0]: int(each[1:]) for each in text.split()}


def test_BC_8_smaller_numbers_stay(store: Gallery) -> None:
    ids = store.fill({"A": 0, "B": 1, "C": 2, "D": 3, "E": 3})
    before = store.image(ids["B"])
    store.change(ids["A"], sort_order=3)
    assert store.orders() == {"B": 1, "C": 2, "A": 3, "D": 4, "E": 4}
    assert store.image(ids["B"]) == before


@pytest.mark.parametrize(("letter", "wanted"), [("C", 0), ("C", 1), ("C", 2), ("B", 1), ("D", -1)])
def test_BC_9_a_smaller_or_equal_number_moves_nobody(
    store: Gallery, letter: str, wanted: int
) -> None:
    numbers = {"A": 0, "B": 1, "C": 2, "D": 3}
    ids = store.fill(numbers)
    store.change(ids[letter], sort_order=wanted)
    assert store.orders() == {**numbers, letter: wanted}


def test_BC_10_a_new_image_moves_nobody(store: Gallery) -> None:
    store.fill({"A": 0, "B": 0, "C": 1, "D": 0, "E": -1, "F": 1})
    assert store.orders() == {"E": -1, "A": 0, "B": 0, "D": 0, "C": 1, "F": 1}


def test_BC_11_without_a_sort_order_it_is_0(store: Gallery) -> None:
    assert store.add("A")["sort_order"] == 0
    assert data_of(store.upload(description="B"))["sort_order"] == 0
    assert store.orders() == {"A": 0, "B": 0}


def test_BC_12_what_is_not_sent_stays(store: Gallery) -> None:
    image = store.add("A", sort_order=4)
    store.add("B")
    for fields in ({"description": "new"}, {"sort_order": 6}, {"is_thumbnail": False}, {}):
        before = store.image(image["id"])
        changed = store.change(image["id"], **fields)
        assert changed == {**before, **fields, "date_modified": changed["date_modified"]}
        assert store.image(image["id"]) == changed


@pytest.mark.parametrize(
    "number", [HIGHEST + 1, LOWEST - 1, 2**63, -(10**30), 1.5, "x", "1", True, None, [1]], ids=repr
)
def test_BC_13_another_number_is_refused(store: Gallery, number: Any) -> None:
    image = store.add("A", sort_order=3)
    with store.client.unchanged():
        answer = store.put(image["id"], sort_order=number, description="changed")
        assert refused_fields(answer) == ["sort_order"]
        assert refused_fields(store.create(sort_order=number)) == ["sort_order"]
    assert store.image(image["id"]) == image


def test_BC_13_the_limits_themselves_are_accepted(store: Gallery) -> None:
    store.fill({"A": HIGHEST, "B": LOWEST})
    assert store.orders() == {"B": LOWEST, "A": HIGHEST}
    assert refused_fields(store.upload(sort_order=HIGHEST + 1)) == ["sort_order"]


def test_BC_14_the_list_is_by_sort_order_and_then_by_id(store: Gallery) -> None:
    for number in (3, 1, 2, 1, 0, 3, -7, 0, 1):
        store.add(sort_order=number)
    listed = [(image["sort_order"], image["id"]) for image in store.list()]
    assert listed == sorted(listed)
    paged = [each["id"] for page in range(1, 6) for each in store.page(page=page, limit=2)["data"]]
    assert paged == [image_id for _, image_id in listed]


def test_BC_15_ids_rise_and_never_come_again(pair: list[Gallery]) -> None:
    ids = []
    for gallery in pair * 5:
        ids.append(gallery.add()["id"])
        ids.append(data_of(gallery.upload())["id"])
        assert gallery.delete(ids[-1]).status_code == 204
    assert all(type(each) is int and each > 0 for each in ids)
    assert all(one < next_ for one, next_ in pairwise(ids))


def test_BC_16_an_image_names_the_product_of_the_path(pair: list[Gallery]) -> None:
    for gallery in pair:
        image = gallery.add("A")
        gallery.add("B", product_id=99)
        gallery.change(image["id"], product_id=99)
        shown = [gallery.image(image["id"]), *gallery.list()]
        assert {each["product_id"] for each in shown} == {gallery.product_id}


def test_BC_17_an_image_needs_an_address_or_a_file(store: Gallery) -> None:
    client, path = store.client, store.path
    with client.unchanged():
        bodies: tuple[Any, ...] = ({}, {"description": "A"}, {"image_url": None}, {"image_url": ""})
        for body in bodies:
            assert refused_fields(client.post(path, json=body)) == ["image_url"]
        for answer in (store.upload(None, description="A"), store.upload(None, is_thumbnail=True)):
            assert refused_fields(answer) == ["image_file"]
        refused(client.post(path), 422)
        text_only = client.post(path, files={"image_file": (None, b"only a text")})
        assert refused_fields(text_only) == ["image_file"]
    assert store.total() == 0


def test_BC_18_address_and_file_together_are_refused(store: Gallery) -> None:
    image = store.add("A")
    with store.client.unchanged():
        refused(store.upload(image_url=SOURCE), 422)
        for file in ("a.png", "", {}, 1):
            assert "image_file" in refused_fields(store.create(image_file=file))
            nested = [{**BY_ADDRESS, "image_file": file}]
            answer = create_product(store.client, name="X", images=nested)
            assert refused_fields(answer) == ["images.0.image_file"]
        both = {"image_file": ("a.png", PICTURE), "image_url": (None, SOURCE.encode())}
        refused(store.client.put(f"{store.path}/{image['id']}", files=both), 422)


def test_BC_19_an_address_has_255_characters_at_most(store: Gallery) -> None:
    longest = SOURCE + "?" + "x" * (254 - len(SOURCE))
    assert len(longest) == 255
    image = data_of(store.create(longest))
    with store.client.unchanged():
        assert refused_fields(store.create(f"{longest}x")) == ["image_url"]
        assert refused_fields(store.put(image["id"], image_url=f"{longest}x")) == ["image_url"]
        for odd in ("x", "ftp://cdn.example.com/1.png", "//cdn.example.com/1.png", 1, ["x"]):
            assert refused_fields(store.create(odd)) == ["image_url"]
    assert store.total() == 1


def test_BC_20_a_form_with_an_address_alone_is_refused_in_these_words(store: Gallery) -> None:
    with store.client.unchanged():
        error = refused(store.upload(None, image_url=SOURCE), 422)
    assert error["title"] == "image_url must be present if uploading by url"
    assert store.total() == 0


def test_BC_21_what_cannot_be_fetched_is_answered_400(store: Gallery) -> None:
    image = store.add("A")
    gone = "https://cdn.example.invalid/1.png"
    with store.client.unchanged():
        assert refused_fields(store.create(gone), 400) == ["image_url"]
        assert refused_fields(store.put(image["id"], image_url=gone), 400) == ["image_url"]
        made = create_product(store.client, name="X", images=[BY_ADDRESS, {"image_url": gone}])
        assert refused_fields(made, 400) == ["images.1.image_url"]
    assert store.total() == 1


def test_BC_22_the_1001st_image_is_refused(pair: list[Gallery]) -> None:
    gallery, other = pair
    for _ in range(1000):
        assert gallery.create().status_code == 200
    with gallery.client.unchanged():
        refused(gallery.create(), 422)
        refused(gallery.upload(), 422)
    assert (gallery.total(), len(gallery.list())) == (1000, 250)
    other.add("A")
    gallery.delete(gallery.list()[0]["id"])
    gallery.add("last")
    refused(gallery.create(), 422)
    assert gallery.total() == 1000


def test_BC_23_a_file_of_more_than_8_MB_is_refused(store: Gallery) -> None:
    largest = PICTURE + bytes(8 * MEGABYTE - len(PICTURE))
    image = data_of(store.upload(largest))
    with store.client.unchanged():
        assert refused_fields(store.upload(largest + b"x")) == ["image_file"]
        assert refused_fields(store.upload(PICTURE + bytes(9 * MEGABYTE))) == ["image_file"]
    assert store.client.get(image["url_zoom"]).content == largest


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_BC_24_pictures_of_these_types_are_accepted(store: Gallery, media_type: str) -> None:
    picture = draw(width=24, height=16, media_type=media_type)
    image = data_of(store.upload(picture, "whatever.txt"))
    served = store.client.get(image["url_zoom"])
    assert served.content == picture
    assert served.headers["content-type"] == media_type


@pytest.mark.parametrize(
    "data",
    [
        other_picture("TIFF"),
        other_picture("AVIF"),
        draw(width=9, height=9, media_type="image/svg+xml"),
        TEXT,
        b"",
        PICTURE[:-20],
        b"\0\0\x08\x01",
        b"#define a_width 8\n",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_BC_24_anything_else_is_refused(store: Gallery, data: bytes) -> None:
    image = store.add("A")
    with store.client.unchanged():
        assert refused_fields(store.upload(data)) == ["image_file"]
        files = {"image_file": ("a.png", data)}
        answer = store.client.put(f"{store.path}/{image['id']}", files=files)
        assert refused_fields(answer) == ["image_file"]


@pytest.mark.parametrize("body", [[BY_ADDRESS], [BY_ADDRESS, BY_ADDRESS], [], [[]]], ids=repr)
def test_BC_25_several_images_at_once_are_refused(store: Gallery, body: Any) -> None:
    with store.client.unchanged():
        refused(store.client.post(store.path, json=body), 422)
    files = [("image_file", ("a.png", PICTURE)), ("image_file", ("b.png", PICTURE))]
    with store.client.unchanged():
        assert refused_fields(store.client.post(store.path, files=files)) == ["image_file"]


def test_BC_26_an_unknown_product_is_not_found(store: Gallery) -> None:
    image = store.add("A")
    for number in (999_999, 0, -1, 2**63, 10**30):
        nobody = Gallery(store.client, number)
        with store.client.unchanged():
            for answer in (*nobody.on_the_gallery(), *nobody.on_one_image(image["id"])):
                refused(answer, 404)
            refused(store.client.get(nobody.product), 404)
    refused(store.client.get("/catalog/products/x/images"), 404)


def test_BC_27_an_image_of_another_product_is_not_found(pair: list[Gallery]) -> None:
    mine, other = pair
    mine.fill({"A": 0, "B": 1})
    image = other.add("C")
    with mine.client.unchanged():
        for image_id in (image["id"], 999_999):
            for answer in mine.on_one_image(image_id):
                refused(answer, 404)
    assert other.list() == [image]


def test_BC_28_a_deleted_image_is_gone_and_the_others_stay(store: Gallery) -> None:
    ids = store.fill({"A": 0, "B": 4, "C": 4, "D": 9})
    for left, letter in ((3, "B"), (2, "D"), (1, "A"), (0, "C")):
        before = store.orders()
        answer = store.delete(ids[letter])
        assert (answer.status_code, answer.content) == (204, b"")
        refused(store.get(ids[letter]), 404)
        assert store.total() == left
        assert store.orders() == {key: n for key, n in before.items() if key != letter}
        refused(store.delete(ids[letter]), 404)


def test_BC_29_the_numbers_and_links_of_a_page(store: Gallery) -> None:
    for _ in range(7):
        store.add()
    for limit, pages in ((1, 7), (2, 4), (3, 3), (7, 1), (50, 1)):
        seen = []
        for number in range(1, pages + 2):
            body = store.page(page=number, limit=limit)
            meta = body["meta"]["pagination"]
            links = meta.pop("links")
            seen += [image["id"] for image in body["data"]]
            assert meta == {
                "total": 7,
                "count": len(body["data"]),
                "per_page": limit,
                "current_page": number,
                "total_pages": pages,
            }
            expected = {"current": f"?page={number}&limit={limit}"}
            if number < pages:
                expected["next"] = f"?page={number + 1}&limit={limit}"
            if number > 1:
                expected["previous"] = f"?page={number - 1}&limit={limit}"
            assert links == expected
            for query in links.values():
                assert store.client.get(store.path + query).status_code == 200
        assert seen == [image["id"] for image in store.list()]


def test_BC_30_a_page_has_50_and_250_at_most(store: Gallery) -> None:
    for _ in range(251):
        assert store.create().status_code == 200
    assert len(store.page()["data"]) == 50
    assert len(store.page(limit=250)["data"]) == 250
    for limit in (251, 1000, 0, -1, "x"):
        refused(store.client.get(store.path, params={"limit": limit}), 422)
    refused(store.client.get(store.path, params={"page": 0}), 422)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"include_fields": "sort_order"}, {"id", "sort_order"}),
        ({"include_fields": "description,is_thumbnail"}, {"id", "description", "is_thumbnail"}),
        ({"include_fields": "nothing"}, {"id"}),
        ({"include_fields": "sort_order", "exclude_fields": "sort_order,id"}, {"id"}),
    ],
)
def test_BC_31_chosen_fields_are_shown(
    store: Gallery, query: dict[str, str], shown: set[str]
) -> None:
    whole = store.add("A", sort_order=3)
    expected = {name: whole[name] for name in shown}
    assert store.list(**query) == [expected]
    assert store.image(whole["id"], **query) == expected
    assert store.list() == [whole]


def test_BC_31_excluded_fields_are_not_shown(store: Gallery) -> None:
    whole = store.add("A")
    for name in [*whole, "id,sort_order"]:
        left = {key: value for key, value in whole.items() if key not in name or key == "id"}
        if "," not in name:
            left = {key: whole[key] for key in whole if key != name or key == "id"}
        assert store.list(exclude_fields=name) == [left]
    product = store.get_product(include_fields="name")
    assert set(product) == {"id", "name"}


def test_BC_32_a_product_includes_what_the_list_shows(store: Gallery) -> None:
    assert {"images", "primary_image", "variants"}.isdisjoint(store.get_product())
    empty = store.get_product(include="images,primary_image")
    assert (empty["images"], empty["primary_image"]) == ([], None)
    ids = store.fill({"A": 3, "B": 1, "C": 2})
    for letter in "ABC":
        store.change(ids[letter], is_thumbnail=True)
        found = store.get_product(include="images,primary_image")
        assert found["images"] == store.list()
        assert found["primary_image"] == store.image(ids[letter])
    store.change(ids["C"], is_thumbnail=False)
    found = store.get_product(include="primary_image")
    assert found["primary_image"] is None and "images" not in found
    listed = told(store.client.get("/catalog/products", params={"include": "images"}), 200)
    mine = next(each for each in listed["data"] if each["id"] == store.product_id)
    assert mine["images"] == store.list()
    only = store.get_product(include="images", include_fields="name")
    assert set(only) == {"id", "name", "images"}


def test_BC_33_a_deleted_product_takes_its_images_along(pair: list[Gallery]) -> None:
    gallery, other = pair
    image, kept = gallery.add("A"), other.add("B")
    answer = gallery.client.delete(gallery.product)
    assert (answer.status_code, answer.content) == (204, b"")
    for answer in (*gallery.on_the_gallery(), *gallery.on_one_image(image["id"])):
        refused(answer, 404)
    assert [each["id"] for each in gallery.client.state()["ProductImage"]] == [kept["id"]]
    assert gallery.client.get(image["url_zoom"]).status_code == 404


def test_BC_34_who_may_do_what(store: Gallery) -> None:
    image = store.add("A")
    with store.client.unchanged():
        nobody, reader = store.seen_by(None), store.seen_by("read-only")
        for answer in (*nobody.on_the_gallery(), *nobody.on_one_image(image["id"])):
            refused(answer, 401)
        wrong = store.client.get(store.path, headers={"X-Auth-Token": "wrong"})
        refused(wrong, 401)
        assert reader.list() == [image]
        assert reader.image(image["id"]) == image
        for answer in (*reader.on_the_gallery()[1:], *reader.on_one_image(image["id"])[1:]):
            refused(answer, 403)
        for answer in store.seen_by("outsider").on_the_gallery():
            refused(answer, 403)


class Standing:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.now = self.clock()

    def __call__(self) -> Any:
        return self.now


def test_BC_35_each_call_takes_one_and_none_is_left_for_the_151st() -> None:
    clock = Standing()
    client = Client("bigcommerce", rate_limits=True, clock=clock)
    left = []
    for _ in range(150):
        answer = client.get("/catalog/products")
        assert answer.status_code == 200
        assert answer.headers["X-Rate-Limit-Requests-Quota"] == "150"
        assert answer.headers["X-Rate-Limit-Time-Window-Ms"] == "30000"
        assert 0 < int(answer.headers["X-Rate-Limit-Time-Reset-Ms"]) <= 30_000
        left.append(int(answer.headers["X-Rate-Limit-Requests-Left"]))
    assert left == list(range(149, -1, -1))
    with client.unchanged():
        answer = create_product(client, name="X")
        assert answer.headers["X-Retry-After"] == "30"
        assert refused(answer, 429)["status"] == 429
    clock.now = clock.clock.now + (clock.clock() - clock.now) * 31
    assert client.get("/catalog/products").status_code == 200
    client.close()


def test_BC_36_a_variant_has_one_image(bigcommerce: Client) -> None:
    known = bigcommerce.facts["known"]["ProductVariant"][0]
    variant = "/catalog/products/{product_id}/variants/{variant_id}".format(**known)
    path = f"{variant}/image"
    before = data_of(bigcommerce.get(variant))
    assert before["image_url"] is None
    picture = draw(width=9, height=7, label="other")
    first = data_of(bigcommerce.post(path, json={"image_url": SOURCE}))
    second = data_of(bigcommerce.post(path, files={"image_file": ("a.png", picture)}))
    assert list(first) == list(second) == ["image_url"]
    assert data_of(bigcommerce.get(variant)) == {**before, **second}
    assert bigcommerce.get(second["image_url"]).content == picture
    assert bigcommerce.get(first["image_url"]).status_code == 404
    third = data_of(bigcommerce.post(path, json={"image_url": SOURCE}))
    assert bigcommerce.get(third["image_url"]).content != picture
    with bigcommerce.unchanged():
        refused(bigcommerce.post(path, json={}), 422)
        large = PICTURE + bytes(MEGABYTE)
        refused(bigcommerce.post(path, files={"image_file": ("a.png", large)}), 422)
        webp = draw(width=9, height=7, media_type="image/webp")
        refused(bigcommerce.post(path, files={"image_file": ("a.png", webp)}), 422)
        elsewhere = path.replace(f"products/{known['product_id']}", "products/1")
        refused(bigcommerce.post(elsewhere, json={"image_url": SOURCE}), 404)


def test_BC_37_a_name_or_sku_that_another_has_is_refused(bigcommerce: Client) -> None:
    made = data_of(create_product(bigcommerce, name="Cap", sku="CAP-1", images=[BY_ADDRESS]))
    with bigcommerce.unchanged():
        error = refused(create_product(bigcommerce, name="Cap", sku="CAP-2"), 409)
        assert error["errors"] == {"name": "The product name is a duplicate"}
        error = refused(create_product(bigcommerce, name="Hat", sku="CAP-1"), 409)
        assert error["errors"] == {"sku": "The product sku is a duplicate"}
    for name in ("No sku", "Neither"):
        assert data_of(create_product(bigcommerce, name=name))["sku"] == ""
    assert bigcommerce.delete(f"/catalog/products/{made['id']}").status_code == 204
    assert data_of(create_product(bigcommerce, name="Cap", sku="CAP-1"))["id"] > made["id"]


@pytest.mark.parametrize(
    "change",
    [
        lambda gallery, image_id: gallery.put(image_id, description="new"),
        lambda gallery, image_id: gallery.put(image_id),
        lambda gallery, image_id: gallery.put(image_id, date_modified="2001-01-01T00:00:00Z"),
    ],
)
def test_BC_38_an_update_makes_the_time_new(
    store: Gallery, change: Callable[[Gallery, int], Any]
) -> None:
    image = store.add("A", date_modified="2001-01-01T00:00:00Z")
    changed = data_of(change(store, image["id"]))
    assert changed["date_modified"] > image["date_modified"] > "2002"
    other = store.add("B")
    assert other["date_modified"] >= changed["date_modified"]
    assert store.image(image["id"]) == changed


def test_a_price_may_be_sent_as_a_text(bigcommerce: Client) -> None:
    made = data_of(create_product(bigcommerce, name="Mug", price="10.50", weight="0.4"))
    assert (made["price"], made["weight"]) == (10.5, 0.4)
    with bigcommerce.unchanged():
        for price in ("-1", "ten", "", "1e3", -1, None):
            assert refused_fields(create_product(bigcommerce, name="X", price=price)) == ["price"]


def test_addresses_serve_the_picture_in_their_sizes(store: Gallery) -> None:
    picture = draw(width=1500, height=750)
    image = data_of(store.upload(picture))
    sizes = {
        "url_zoom": (1280, 640),
        "url_standard": (560, 280),
        "url_thumbnail": (330, 165),
        "url_tiny": (66, 33),
    }
    for name, size in sizes.items():
        served = recognise(store.client.get(image[name]).content)
        assert served is not None and (served.width, served.height) == size
    changed = store.change(image["id"], image_url=SOURCE)
    assert all(changed[name] != image[name] for name in sizes)
    assert store.client.get(image["url_tiny"]).status_code == 404
    drawn = recognise(store.client.get(changed["url_tiny"]).content)
    assert drawn is not None and (drawn.width, drawn.height) == (66, 66)
    small = data_of(store.upload(PICTURE))
    assert store.client.get(small["url_tiny"]).content == PICTURE


def test_a_thousand_shifts_take_no_longer_than_they_must(store: Gallery) -> None:
    ids = [store.add(sort_order=number)["id"] for number in range(300)]
    start = time.perf_counter()
    store.change(ids[0], sort_order=1)
    assert time.perf_counter() - start < 2
    assert [each["sort_order"] for each in store.list()] == list(range(1, 251))
