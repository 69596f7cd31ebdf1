"""Pages are the list, cut."""

from __future__ import annotations

from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.walks import FILE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}
TITLE = {"title": "x", "has_only_default_variant": True}


@settings(max_examples=60, deadline=None)
@given(images=st.integers(0, 9), size=st.integers(1, 11), page=st.integers(1, 12))
def test_numbered_pages(images: int, size: int, page: int) -> None:
    walk = Walk("closient")
    for _ in range(images):
        walk.ask("uploadProductImage", PRODUCT, form={"image": FILE})
    whole = walk.ask("listProductImages", PRODUCT, page_size="100")["data"]
    body = walk.ask("listProductImages", PRODUCT, page=str(page), page_size=str(size))
    assert body["data"] == whole[(page - 1) * size : page * size]
    assert body["pagination"] == {
        "page": page,
        "page_size": size,
        "total_count": images,
        "total_pages": ceil(images / size),
        "has_next": page < ceil(images / size),
        "has_previous": page > 1,
    }


@settings(max_examples=60, deadline=None)
@given(data=st.data(), products=st.integers(0, 8), size=st.integers(1, 5))
def test_a_walk_along_cursors_meets_each_once(
    data: st.DataObject, products: int, size: int
) -> None:
    """Also when something is deleted or added on the way."""
    walk = Walk("shoplazza")
    for _ in range(products):
        walk.ask("createProduct", {}, {"product": TITLE})
    stay = {each["id"] for each in walk.ask("listProducts", {}, per_page="250")["products"]}
    met: list[str] = []
    cursor = ""
    while True:
        body = walk.ask("listProducts", {}, per_page=str(size), cursor=cursor)
        met += [each["id"] for each in body["products"]]
        cursor = body["cursor"]
        if not cursor:
            break
        if stay and data.draw(st.booleans()):
            gone = data.draw(st.sampled_from(sorted(stay)))
            walk.ask("deleteProduct", {"product_id": gone})
            stay.discard(gone)
        if data.draw(st.booleans()):
            walk.ask("createProduct", {}, {"product": TITLE})
    assert len(met) == len(set(met)), "nothing twice"
    assert stay <= set(met), "nothing that stayed was left out"


def test_the_cursor_back_leads_to_the_page_before() -> None:
    walk = Walk("shoplazza")
    for _ in range(5):
        walk.ask("createProduct", {}, {"product": TITLE})
    first = walk.ask("listProducts", {}, per_page="3")
    assert first["pre_cursor"] == ""
    second = walk.ask("listProducts", {}, per_page="3", cursor=first["cursor"])
    back = walk.ask("listProducts", {}, per_page="3", pre_cursor=second["pre_cursor"])
    assert back["products"] == first["products"]


def test_filters_narrow_and_a_cursor_that_is_none_is_refused() -> None:
    walk = Walk("shoplazza")
    made = walk.ask("createProduct", {}, {"product": {**TITLE, "title": "unique"}})["product"]
    found = walk.ask("listProducts", {}, title="unique")["products"]
    assert [each["id"] for each in found] == [made["id"]]
    other = walk.ask("listProducts", {}, per_page="1")["products"][0]["id"]
    both = walk.ask("listProducts", {}, ids=f"{made['id']},{other},nobody")["products"]
    assert {each["id"] for each in both} == {made["id"], other}
    assert walk.ask("listProducts", {}, cursor="nonsense") == "Bad Request"
