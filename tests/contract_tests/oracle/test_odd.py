"""In what is odd, servers differ though no document says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.oracle.odd import LARGEST, LONGEST, is_extreme, is_odd
from mockserver.engine.message import File, Form, Json, Request
from mockserver.pictures import Picture
from tests.conftest import APIS
from tests.walks import FILE

JPEG = Picture(media_type="image/jpeg", width=64, height=48)
BROKEN = File(name="a.png", media_type="image/png", data=b"\x89PNG\r\n\x1a\n")
DRAWING = File(name="a.svg", media_type="image/svg+xml", data=b"<svg")
LABELLED = File(name="a.png", media_type="image/png", data=b"no picture")
TEXT = File(name="a.txt", media_type="text/plain", data=b"no picture")
SHORT = File(name="a.jpg", media_type="image/jpeg", data=b"", picture=JPEG)
LONG = File(name="a.jpeg", media_type="image/jpeg", data=b"", picture=JPEG)
RENAMED = File(name="a.jpg", media_type="image/png", data=b"", picture=FILE.picture)
FORM = "multipart/form-data"
RELABELLED = File(name="a.png", media_type="image/gif", data=b"", picture=FILE.picture)


def odd(**parts: Any) -> bool:
    return is_odd(APIS["closient"], Request(operation="uploadProductImage", **parts))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (Json({"a": 1}), False),
        (Json({"a": [{"b": 1.0}]}), True),
        (Json({"a": 1.5}), False),
        (Json({"a": True}), False),
        (Json(["//cdn.example.com/1.jpg"]), True),
        (Json(["http://cdn.example.com//1.jpg"]), False),
        (Json({"title": "x "}), True),
        (Form((("title", " x"),)), True),
        (Form((("title", "x y"),)), False),
        (Form((("image", FILE),)), False),
        (Form((("image", FILE), ("title", "x"))), False),
        (Form((("image", FILE), ("image", FILE))), True),
        (Form((("image", BROKEN),)), True),
        (Form((("image", DRAWING),)), True),
        (Form((("image", LABELLED),)), False),
        (Form((("image", RENAMED),)), True),
        (Form((("image", SHORT),)), True),
        (Form((("image", LONG),)), False),
        (Form((("image", RELABELLED),)), True),
        (Form((("image", TEXT),)), False),
    ],
)
def test_oddities(body: Any, expected: bool) -> None:
    assert odd(body=body) is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("source", True), ("product", False), ("else", False)]
)
def test_a_part_of_a_form_that_is_left_empty_may_be_none(name: str, expected: bool) -> None:
    sent = Form(((name, ""), ("image", FILE)))
    assert (
        is_odd(APIS["akinon"], Request(operation="createMedia", body=sent, media_type=FORM))
        is expected
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"content_type": "product", "objects": [{"pk": 1, "content_type": "product"}]}, False),
        ({"content_type": "product", "objects": [{"pk": 1, "content_type": None}]}, False),
        ({"content_type": "product", "objects": [{"pk": 1, "content_type": "c"}]}, True),
        ({"objects": [{"pk": 1}, {"pk": 1, "content_type": "c"}]}, True),
        ({"objects": None}, False),
    ],
)
def test_what_elements_say_of_their_kind_may_tell_them_apart(body: Any, expected: bool) -> None:
    sent = Request(operation="updateBatchRequest", body=Json(body))
    assert is_odd(APIS["akinon"], sent) is expected


def test_a_replacement_with_the_same_twice_is_odd() -> None:
    for second, expected in (("https://a.example/1", True), ("https://a.example/2", False)):
        images = [{"url": "https://a.example/1"}, {"url": second, "order": 1}]
        body = Json({"product_sku": "MUG-1", "images": images})
        sent = Request(operation="replaceDownloadableImages", body=body)
        assert is_odd(APIS["akinon"], sent) is expected


def test_what_is_named_twice_in_one_request_is_odd() -> None:
    objects = [{"type": "ITEM", "id": "#a"}, {"type": "ITEM", "id": "#b"}]
    for again, expected in (("#a", True), ("#c", False)):
        body = Json({"batches": [{"objects": [*objects, {"type": "TAX", "id": again}]}]})
        sent = Request(operation="BatchUpsertCatalogObjects", body=body)
        assert is_odd(APIS["square"], sent) is expected


def test_a_file_in_another_part_and_one_of_an_open_size_are_odd() -> None:
    def sent(name: str, size: int) -> Request:
        picture = FILE.picture
        media = picture.media_type if picture else ""
        file = File(name=FILE.name, media_type=media, data=b"1" * size, picture=picture)
        form = Form((("image_file", file),) if name == "image_file" else ((name, file),))
        return Request(operation="createProductImage", media_type="multipart/form-data", body=form)

    for name, size, expected in (
        *(("image_file", 8_000_000, False), ("image_file", 8_000_001, True)),
        *(("image_file", 8 * 2**20, True), ("image_file", 8 * 2**20 + 1, False)),
        *(("file", 1, True), ("image_file", 1, False)),
    ):
        assert is_odd(APIS["bigcommerce"], sent(name, size)) is expected, (name, size)


def test_what_came_after_a_version_is_odd_in_its_requests() -> None:
    body = Json({"object": {"type": "ITEM", "id": "#a", "item_data": {"image_ids": []}}})
    for version, expected in (("2021-12-14", True), ("2021-12-15", False)):
        headers = {"square-version": version}
        sent = Request(
            operation="UpsertCatalogObject",
            media_type="application/json",
            headers=headers,
            body=body,
        )
        assert is_odd(APIS["square"], sent) is expected


def test_a_temporary_identifier_of_another_group_is_another_one() -> None:
    group = {"objects": [{"type": "ITEM", "id": "#a"}]}
    for groups, expected in (([group, group], False), ([{"objects": group["objects"] * 2}], True)):
        sent = Request(operation="BatchUpsertCatalogObjects", body=Json({"batches": groups}))
        assert is_odd(APIS["square"], sent) is expected


@given(number=st.integers(), deep=st.integers(0, 3))
def test_only_beyond_the_largest_is_a_number_extreme(number: int, deep: int) -> None:
    value: Any = number
    for _ in range(deep):
        value = [{"x": value}]
    expected = abs(number) > LARGEST
    assert is_extreme(APIS["closient"], Request(operation="x", body=Json(value))) is expected
    assert is_extreme(APIS["closient"], Request(operation="x", query=(("x", str(number)),))) is (
        expected or len(str(number)) > LONGEST
    )


@given(length=st.integers(LONGEST - 3, LONGEST + 3))
def test_only_beyond_the_longest_is_a_text_extreme(length: int) -> None:
    text = "x" * length
    for body in (Json([text]), Form((("x", text),))):
        assert is_extreme(APIS["closient"], Request(operation="x", body=body)) is (length > LONGEST)


def test_a_version_is_no_extreme_number() -> None:
    def sent(**members: Any) -> Request:
        body = Json({"object": {"id": "A", "type": "ITEM", **members}})
        return Request(operation="UpsertCatalogObject", body=body)

    assert not is_extreme(APIS["square"], sent(version=1_795_296_351_505))
    assert is_extreme(APIS["square"], sent(amount=1_795_296_351_505))


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(31, 64, True), (64, 1, True), (32, 32, False)]
)
def test_a_small_picture_may_be_refused(width: int, height: int, expected: bool) -> None:
    picture = Picture(media_type="image/png", width=width, height=height)
    file = File(name="a.png", media_type="image/png", data=b"", picture=picture)
    sent = Request(operation="uploadProductImage", body=Form((("image", file),)))
    assert is_extreme(APIS["closient"], sent) is expected
    assert not is_odd(APIS["closient"], sent)
    fetched = Request(operation="uploadProductImage", fetched={"http://a": file, "http://b": "404"})
    assert is_extreme(APIS["closient"], fetched) is expected
    drawn = replace(file, picture=replace(picture, media_type="image/svg+xml"))
    assert not is_extreme(APIS["closient"], replace(sent, body=Form((("image", drawn),))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6D1F7A52-0C3B-4E0E-9A55-3F8F2F1F6B10", True),
        ("6d1f7a52-0c3b-4e0e-9a55-3f8f2f1f6B10", True),
        ("6d1f7a52-0c3b-4e0e-9a55-3f8f2f1f6b10", False),
        ("MRgFsuG9YFUZy7iQgcZzDC", False),
        ("6D1F7A52", False),
    ],
)
def test_a_uuid_in_capitals_is_odd(text: str, expected: bool) -> None:
    assert odd(path={"image_id": text}) is expected
    assert odd(body=Json({"organization_id": text})) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://cdn.shop.com/a.png", False),
        ("http://localhost:8080/a.png", False),
        ("https://nowhere.invalid/a.png", False),
        ("https://q7.zq/a.png", True),
        ("https://-.-/a.png", True),
    ],
)
def test_an_address_of_a_host_that_may_not_be_there_is_odd(address: str, expected: bool) -> None:
    assert odd(body=Json({"image_url": address})) is expected


@pytest.mark.parametrize(("key", "expected"), [("-1", True), ("0", True), ("7", False)])
def test_what_is_not_above_0_is_no_identifier(key: str, expected: bool) -> None:
    sent = Request(operation="deleteProduct", path={"product_id": key})
    assert is_odd(APIS["bigcommerce"], sent) is expected


def test_to_name_another_parent_than_the_path_may_be_too_much() -> None:
    for channel, expected in ((1, False), ("1", False), (None, False), (2, True)):
        sent = Request(
            operation="createBatchRequest",
            path={"channel_id": "1"},
            media_type="application/json",
            body=Json({"channel": channel}),
        )
        assert is_extreme(APIS["akinon"], sent) is expected
        assert not is_odd(APIS["akinon"], sent)
    for product, expected in ((7, False), ("7", False), (0, True)):
        sent = Request(
            operation="updateProductImage",
            path={"product_id": "7", "image_id": "1"},
            media_type="multipart/form-data",
            body=Form((("product_id", product),)),
        )
        assert is_extreme(APIS["bigcommerce"], sent) is expected


def test_a_number_in_groups_may_be_read_as_one() -> None:
    assert odd(path={"gtin": "0-0001234-567890"})
    assert odd(path={"gtin": "0001 2345"})
    assert not odd(path={"gtin": "00012345"})
    assert not odd(path={"gtin": "0-0001234-5678x0"})
