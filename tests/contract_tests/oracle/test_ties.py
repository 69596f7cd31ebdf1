"""What compares equal may stand in any order, which from then on is the server's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.oracle import Worlds
from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, otherwise, request
from tests.walks import FILE, Walk

LIST = "listProductImages"
CREATED = "2026-01-01T00:00:00Z"


def of_one_instant(*priorities: int) -> tuple[Walk, Worlds, Response]:
    """Upload images that a server says to have come at the same time; return what it lists."""
    walk = Walk("closient")
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    made = []
    for priority in priorities:
        answer = otherwise(answered(walk, sent), "created", value=CREATED)
        answer = otherwise(answer, "priority", value=priority)
        assert worlds.judge(sent, answer).verdict == "conforms"
        made.append(answer.body)
    listed = answered(walk, request(walk, LIST, PRODUCT))
    return walk, worlds, otherwise(listed, "data", value=made)


def paged(walk: Walk, page: int, size: int) -> Request:
    return request(walk, LIST, PRODUCT, page=str(page), page_size=str(size))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_order_of_ties_conforms_and_binds_the_server_to_it(data: st.DataObject) -> None:
    walk, worlds, listed = of_one_instant(0, 0, 0, 0)
    sent = request(walk, LIST, PRODUCT)
    images: list[Any] = data.draw(st.permutations(listed.body["data"]))
    once = otherwise(listed, "data", value=images)
    for _ in range(2):
        assert worlds.judge(sent, once).verdict == "conforms"
    for page in (1, 2):  # pages of two
        part = answered(walk, paged(walk, page, 2))
        part = otherwise(part, "data", value=images[2 * page - 2 : 2 * page])
        assert worlds.judge(paged(walk, page, 2), part).verdict == "conforms"


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(7)), page=st.integers(1, 4))
def test_any_page_of_ties_may_be_what_is_seen_first(order: list[int], page: int) -> None:
    walk, worlds, listed = of_one_instant(*[0] * 7)
    images = [listed.body["data"][each] for each in order]
    sent = paged(walk, page, 2)
    part = otherwise(answered(walk, sent), "data", value=images[2 * page - 2 : 2 * page])
    assert worlds.judge(sent, part).verdict == "conforms"


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(4)))
def test_only_what_compares_equal_may_be_in_another_order(order: list[int]) -> None:
    walk, worlds, listed = of_one_instant(0, 0, 1, 1)
    images = [listed.body["data"][each] for each in order]
    found = worlds.judge(request(walk, LIST, PRODUCT), otherwise(listed, "data", value=images))
    ascending = set(order[:2]) == {0, 1}
    assert found.verdict == ("conforms" if ascending else "violates")
    assert found.certain is not ascending


def test_an_image_that_is_shown_twice_is_no_tie() -> None:
    walk, worlds, listed = of_one_instant(0, 0)
    twice = otherwise(listed, "data", value=[listed.body["data"][0]] * 2)
    assert worlds.judge(request(walk, LIST, PRODUCT), twice).verdict == "violates"


@pytest.mark.parametrize("junk", [None, {"a": 1}, ["a"], True, 1.5, ""])
def test_what_is_no_identifier_is_no_tie(junk: Any) -> None:
    walk, worlds, listed = of_one_instant(0, 0)
    wrong = otherwise(listed, "data", 1, "id", value=junk)
    assert worlds.judge(request(walk, LIST, PRODUCT), wrong).verdict == "violates"


def test_where_no_order_is_documented_the_server_has_its_own() -> None:
    walk = Walk("square")
    sent = request(walk, "ListCatalog", {})
    listed = answered(walk, sent)
    backwards = otherwise(listed, "objects", value=listed.body["objects"][::-1])
    assert backwards.body != listed.body
    worlds = Worlds(walk.api, walk.state)
    assert worlds.judge(sent, backwards).verdict == "conforms"
    assert worlds.judge(sent, backwards).verdict == "conforms"


def test_an_order_is_learned_from_a_list_that_shows_something_else_too() -> None:
    walk = Walk("akinon")
    channel = {"channel_id": 1}
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, LIST, channel)
    listed = answered(walk, sent)
    images = [{**each, "is_active": False} for each in listed.body["results"]][::-1]
    found = worlds.judge(sent, otherwise(listed, "results", value=images))
    assert (found.verdict, found.certain) == ("violates", False)
    second = request(walk, LIST, channel, limit="2", page="2")
    shown = otherwise(answered(walk, second), "results", value=images[2:])
    found = worlds.judge(second, shown)
    assert (found.verdict, found.certain) == ("violates", False)
    plain = [{**each, "is_active": True} for each in images]
    shown = otherwise(shown, "results", value=plain[2:])
    assert worlds.judge(second, shown).verdict == "conforms"


@pytest.mark.parametrize("told", [True, False])
def test_what_is_new_may_come_on_a_later_page(told: bool) -> None:
    walk = Walk("shoplazza")
    for title in ("Cup", "Mug"):
        body = {"product": {"title": title, "has_only_default_variant": True}}
        walk.ask("createProduct", {}, body)
    worlds = Worlds(walk.api, walk.state)
    first = request(walk, "listProducts", {}, per_page="3")
    shown = answered(walk, first)
    if told:
        assert worlds.judge(first, shown).verdict == "conforms"
    sent = request(walk, "listProducts", {}, per_page="3", cursor=shown.body["cursor"])
    rest = answered(walk, sent)
    products = [*rest.body["products"], shown.body["products"][0]]
    assert 1 < len(products) <= 3
    found = worlds.judge(sent, otherwise(rest, "products", value=products))
    assert (found.verdict, found.certain) == ("violates", told)


@pytest.mark.parametrize("looked", [True, False])
def test_what_is_new_may_come_before_a_cursor_of_earlier(looked: bool) -> None:
    walk = Walk("shoplazza")
    cup = {"product": {"title": "Cup", "has_only_default_variant": True}}
    first = request(walk, "listProducts", {}, per_page="1")
    cursor = answered(walk, first).body["cursor"]
    walk.ask("createProduct", {}, cup)
    worlds = Worlds(walk.api, walk.state)
    assert not looked or worlds.judge(first, answered(walk, first)).verdict == "conforms"
    sent = request(walk, "listProducts", {}, per_page="9", cursor=cursor)
    rest = answered(walk, sent)
    assert rest.body["products"][-1]["title"] == "Cup"
    found = worlds.judge(sent, otherwise(rest, "products", value=rest.body["products"][:-1]))
    assert (found.verdict, found.certain) == ("violates", looked)


def test_what_is_deleted_stays_so_wherever_it_stands() -> None:
    walk = Walk("square")
    for number in (1, 2):
        tax = {"type": "TAX", "id": f"#{number}", "tax_data": {"name": str(number)}}
        walk.ask("UpsertCatalogObject", {}, {"idempotency_key": f"k{number}", "object": tax})
    taxes = [e.key for e in walk.state.entities.values() if e.fields.get("type") == "TAX"]
    worlds = Worlds(walk.api, walk.state)
    delete = request(walk, "DeleteCatalogObject", {"object_id": taxes[0]})
    assert worlds.judge(delete, answered(walk, delete)).verdict == "conforms"
    wanted = {"object_types": ["TAX"], "include_deleted_objects": True}
    sent = request(walk, "SearchCatalogObjects", {}, body=wanted)
    listed = answered(walk, sent)
    turned = otherwise(listed, "objects", value=listed.body["objects"][::-1])
    assert worlds.judge(sent, turned).verdict == "conforms"
    assert worlds.states[0].get("CatalogObject", taxes[0]) is None
    assert ("CatalogObject", taxes[0]) in worlds.states[0].dead


def of_three_kinds() -> tuple[Walk, Worlds]:
    walk = Walk("square")
    for kind in ("tax", "discount", "category"):
        made = {"type": kind.upper(), "id": "#a", f"{kind}_data": {"name": kind}}
        walk.ask("UpsertCatalogObject", {}, {"idempotency_key": kind, "object": made})
    return walk, Worlds(walk.api, walk.state)


def sought(walk: Walk, *kinds: str, **more: Any) -> tuple[Request, Response]:
    wanted = {"object_types": [*kinds], **more}
    sent = request(walk, "SearchCatalogObjects", {}, body=wanted)
    return sent, answered(walk, sent)


def test_what_was_listed_apart_may_stand_in_any_order() -> None:
    walk, worlds = of_three_kinds()
    for kind in ("TAX", "DISCOUNT"):
        assert worlds.judge(*sought(walk, kind)).verdict == "conforms"
    sent, answer = sought(walk, "TAX", "DISCOUNT")
    found = [each["type"] for each in answer.body["objects"]]
    assert found == sorted(found, reverse=True)
    several = sorted(answer.body["objects"], key=lambda each: str(each["type"]))
    turned = otherwise(answer, "objects", value=several)
    assert worlds.judge(sent, turned).verdict == "conforms"
    assert worlds.judge(sent, answer).verdict == "violates"


def test_a_page_of_another_size_may_begin_with_anything_of_the_list() -> None:
    walk, worlds = of_three_kinds()
    sent, answer = sought(walk, "TAX", "DISCOUNT", "CATEGORY", limit=2)
    first = answer.body["objects"][-1:]
    fewer = otherwise(answer, "objects", value=first)
    assert fewer.body["cursor"]
    assert worlds.judge(sent, fewer).verdict == "conforms"


def test_a_list_keeps_to_all_that_was_told_of_its_order() -> None:
    """Who comes to stand before one stands before all that come behind that one."""
    walk, worlds = of_three_kinds()
    for kinds in (["DISCOUNT", "TAX"], ["CATEGORY", "DISCOUNT"]):
        sent, answer = sought(walk, *kinds)
        several = sorted(answer.body["objects"], key=lambda each: kinds.index(each["type"]))
        listed = otherwise(answer, "objects", value=several)
        assert worlds.judge(sent, listed).verdict == "conforms"
    sent, answer = sought(walk, "TAX", "CATEGORY")
    assert worlds.judge(sent, answer).verdict == "violates"
    several = sorted(answer.body["objects"], key=lambda each: str(each["type"]))
    assert worlds.judge(sent, otherwise(answer, "objects", value=several)).verdict == "conforms"


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_stands_before_a_page_is_known_if_all_was_read_from_the_first(is_whole: bool) -> None:
    walk = Walk("shoplazza")
    for title in ("Cup", "Mug", "Jug"):
        body = {"product": {"title": title, "has_only_default_variant": True}}
        walk.ask("createProduct", {}, body)
    worlds = Worlds(walk.api, walk.state)
    first = request(walk, "listProducts", {}, per_page="2")
    pages = [(first, answered(walk, first))]
    for _ in range(2):
        cursor = pages[-1][1].body["cursor"]
        sent = request(walk, "listProducts", {}, per_page="2", cursor=cursor)
        pages.append((sent, answered(walk, sent)))
    for sent, shown in pages[0 if is_whole else 1 : 2]:
        assert worlds.judge(sent, shown).verdict == "conforms"
    sent, last = pages[2]
    products = last.body["products"]
    found = worlds.judge(sent, otherwise(last, "products", value=products[:-1]))
    assert (found.verdict, found.certain) == ("violates", is_whole)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_pages_by_cursor_may_stand_in_any_order_that_no_document_tells(data: st.DataObject) -> None:
    walk = Walk("shoplazza")
    for number in range(5):
        new = {"title": f"T{number}", "has_only_default_variant": True}
        walk.ask("createProduct", {}, {"product": new})
    right = answered(walk, request(walk, "listProducts", {}, per_page="250"))
    order = data.draw(st.permutations(right.body["products"]))
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    for size in data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)):
        for at in range(0, len(order), size):
            cursor = {"cursor": f"after {order[at - 1]['id']}"} if at else {}
            sent = request(walk, "listProducts", {}, per_page=str(size), **cursor)
            further = at + size < len(order)
            last = f"after {order[at + size - 1]['id']}" if further else ""
            page = otherwise(right, "products", value=order[at : at + size])
            found = oracle.judge(sent, otherwise(page, "cursor", value=last), "full", 0.0)
            of_header = found.mismatch is not None and found.mismatch.path.startswith("headers.")
            assert of_header or not found.certain, found.mismatch


@pytest.mark.parametrize("is_part", [True, False])
def test_a_page_of_a_list_in_a_servers_own_order_is_cut_from_that(is_part: bool) -> None:
    walk = Walk("bigcommerce")
    path = {"product_id": 2}
    for place in ("9", "5", "0"):
        form = {"sort_order": place, "image_file": FILE}
        answered(walk, request(walk, "createProductImage", path, form=form))
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, "listProductImages", path)
    right = answered(walk, sent)
    by_id = sorted(right.body["data"], key=lambda each: each["id"])
    found = worlds.judge(sent, otherwise(right, "data", value=by_id))
    assert (found.certain, found.rules[0]) == (False, "BC-14")
    sent = request(walk, "listProductImages", path, limit="2")
    page = by_id[:2] if is_part else [by_id[0], by_id[2]]
    found = worlds.judge(sent, otherwise(answered(walk, sent), "data", value=page))
    assert (found.certain, found.rules[0]) == ((False, "BC-14") if is_part else (True, "BC-29"))


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(3)), page=st.integers(1, 3), promoted=st.booleans())
def test_a_page_of_ties_tells_nothing_of_what_else_may_have_become(
    order: list[int], page: int, promoted: bool
) -> None:
    walk, worlds, listed = of_one_instant(0, 0, 0)
    rest = listed.body["data"]
    main = request(walk, "uploadProductImage", PRODUCT, form={"image": FILE, "is_primary": "true"})
    answer = otherwise(answered(walk, main), "created", value=CREATED)
    gone = request(walk, "deleteProductImage", {**PRODUCT, "image_id": answer.body["id"]})
    assert worlds.judge(main, answer).verdict == "conforms"
    assert worlds.judge(gone, answered(walk, gone)).verdict == "conforms"
    left = [{**rest[each], "is_primary": False} for each in order]
    if promoted:
        left[0]["is_primary"] = True
    for sent, shown in (
        (paged(walk, page, 1), left[page - 1 : page]),
        (request(walk, LIST, PRODUCT), left),
    ):
        answer = otherwise(answered(walk, sent), "data", value=shown)
        found = worlds.judge(sent, answer)
        assert not found.certain, found


def test_a_list_that_is_narrowed_otherwise_is_no_other_page() -> None:
    """What a flag asks for no document tells, so another list of as many may be right."""
    walk = Walk("akinon")
    for _ in range(3):
        walk.ask("createMedia", {}, form={"product": "1", "image": FILE})
    worlds = Worlds(walk.api, walk.state)
    path = {"channel_id": "1"}
    plain = request(walk, LIST, path)
    images = answered(walk, plain).body["results"]
    assert worlds.judge(plain, answered(walk, plain)).verdict == "conforms"
    sent = request(walk, LIST, path, is_seller_product="false")
    right = answered(walk, sent)
    others = right.body["results"][1:]
    (left,) = (each for each in images if each not in right.body["results"])
    seen = [*others, left]
    assert not worlds.judge(sent, otherwise(right, "results", value=seen)).certain
