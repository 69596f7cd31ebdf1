"""What is asked for oddly, servers show in ways of their own."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Worlds
from contract_tests.oracle.seeking import asks_oddly, seeks_a_part
from mockserver.engine.message import Json, Request, Response
from tests.conftest import APIS
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

NONE = Response(status=200, body={})


def test_an_empty_parameter_asks_oddly() -> None:
    for value, expected in (("", True), ("0", False)):
        sent = Request(operation="listProductImages", query=(("page", value),))
        assert asks_oddly(APIS["closient"], sent) is expected


@pytest.mark.parametrize(("ids", "expected"), [("a,b", False), ("a,,b", True), (", ", True)])
def test_an_empty_element_of_a_list_asks_oddly(ids: str, expected: bool) -> None:
    """A server may leave it out, and show all when nothing is left."""
    sent = Request(operation="listProducts", query=(("ids", ids),))
    assert asks_oddly(APIS["shoplazza"], sent) is expected


def test_what_a_flag_means_each_server_may_see_in_its_own_way() -> None:
    for name, expected in (("is_seller_product", True), ("product", False)):
        sent = Request(operation="listProductImages", query=((name, "1"),))
        assert asks_oddly(APIS["akinon"], sent) is expected


@pytest.mark.parametrize(
    ("api", "operation", "name", "expected"),
    [
        ("akinon", "listProductImages", "id__in", True),
        ("closient", "listProductImages", "page", True),
        ("bigcommerce", "listProducts", "id:in", True),
    ],
)
def test_what_is_wanted_once_is_odd_when_it_is_sent_twice(
    api: str, operation: str, name: str, expected: bool
) -> None:
    assert not asks_oddly(APIS[api], Request(operation=operation, query=((name, "1"), ("x", "1"))))
    sent = Request(operation=operation, query=((name, "1"), (name, "2")))
    assert asks_oddly(APIS[api], sent) is expected


@pytest.mark.parametrize(("size", "expected"), [("100", False), ("250", False), ("0", False)])
def test_no_size_of_a_page_is_odd_that_the_document_allows(size: str, expected: bool) -> None:
    sent = Request(operation="listProducts", query=(("limit", size),))
    assert asks_oddly(APIS["bigcommerce"], sent) is expected


@pytest.mark.parametrize(("number", "expected"), [("1", False), ("999", False), ("10001", True)])
def test_a_page_that_is_far_behind_the_first_need_not_be_counted(
    number: str, expected: bool
) -> None:
    for api, operation in (("bigcommerce", "listProducts"), ("akinon", "listProductImages")):
        sent = Request(operation=operation, query=(("page", number),))
        assert asks_oddly(APIS[api], sent) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"exact_query": {"attribute_name": "name", "attribute_value": ""}}, True),
        ({"exact_query": {"attribute_name": "name", "attribute_value": "two words"}}, False),
        ({"text_query": {"keywords": ["words"]}}, True),
        ({"text_query": {"keywords": []}}, False),
        ({"prefix_query": {"attribute_name": "name"}}, False),
    ],
)
def test_words_and_an_empty_text_are_found_in_a_servers_own_way(query: Any, expected: bool) -> None:
    sought = Request(operation="SearchCatalogObjects", body=Json({"query": query}))
    assert asks_oddly(APIS["square"], sought) == expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [("name", False), ("name, images", False), ("name,colour", True), ("\ue000", True)],
)
def test_members_that_there_are_not_are_shown_in_a_servers_own_way(
    named: str, expected: bool
) -> None:
    sent = Request(operation="listProducts", query=(("include_fields", named),))
    assert asks_oddly(APIS["bigcommerce"], sent) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kettle", False),
        ("kettle", True),
        ("Ke", True),
        ("TT", True),
        ("Kettles", False),
        ("", False),
    ],
)
def test_a_part_of_a_text_is_found_in_a_servers_own_way(title: str, expected: bool) -> None:
    walk = Walk("shoplazza")
    product = {"title": "Kettle", "has_only_default_variant": True}
    assert walk.ask("createProduct", {}, {"product": product})
    sent = Request(operation="listProducts", query=(("title", title),))
    assert seeks_a_part(walk.api, [walk.state], sent, NONE) is expected
    other = Request(operation="listProducts", query=(("ids", title),))
    assert not seeks_a_part(walk.api, [walk.state], other, NONE)


@pytest.mark.parametrize(
    ("text", "expected"), [("Cocoa", False), ("coc", True), ("Cola", False), ("", False)]
)
def test_a_part_may_be_sought_in_a_body(text: str, expected: bool) -> None:
    walk = Walk("square")
    query = {"exact_query": {"attribute_name": "name", "attribute_value": text}}
    sent = Request(operation="SearchCatalogObjects", body=Json({"query": query}))
    assert seeks_a_part(walk.api, [walk.state], sent, NONE) is expected


@pytest.mark.parametrize(("text", "expected"), [("Hot", False), ("Choc", True), ("Zebra", False)])
def test_the_beginning_of_a_later_word_may_be_found(text: str, expected: bool) -> None:
    walk = Walk("square")
    item = {"type": "ITEM", "id": "#a", "item_data": {"name": "Hot Chocolate"}}
    assert walk.ask("UpsertCatalogObject", {}, {"idempotency_key": "k", "object": item})
    query = {"prefix_query": {"attribute_name": "name", "attribute_prefix": text}}
    sent = Request(operation="SearchCatalogObjects", body=Json({"query": query}))
    assert seeks_a_part(walk.api, [walk.state], sent, NONE) is expected
    other = {"type": "ITEM", "id": "A", "item_data": {"name": "Tea"}}
    all_ = Response(status=200, body={"objects": [other]})
    assert not seeks_a_part(walk.api, [walk.state], sent, all_), "what has no such word is found"


@pytest.mark.parametrize(("left_out", "expected"), [("name", False), ("variants,name", True)])
def test_what_is_wanted_and_left_out_at_once_is_asked_for_oddly(
    left_out: str, expected: bool
) -> None:
    query = (("include", "variants"), ("exclude_fields", left_out))
    sent = Request(operation="getProduct", query=query)
    assert asks_oddly(APIS["bigcommerce"], sent) is expected


@pytest.mark.parametrize(("kinds", "expected"), [(["ITEM"], False), (["ITEM", ""], True)])
def test_an_empty_text_in_a_body_that_asks_is_odd(kinds: list[str], expected: bool) -> None:
    sent = Request(operation="SearchCatalogObjects", body=Json({"object_types": kinds}))
    assert asks_oddly(APIS["square"], sent) is expected


@pytest.mark.parametrize(("time", "certain"), [("2030-01-01T00:00:00Z", False), ("begin", True)])
def test_what_has_another_time_is_found_by_that(time: str, certain: bool) -> None:
    """That something else has changed by a write may show in its time, which nobody need tell."""
    walk = Walk("square")
    [one, *_] = answered(walk, request(walk, "ListCatalog", {}, types="ITEM")).body["objects"]
    begin = one["updated_at"]
    body = {"object_types": ["ITEM"], "begin_time": begin}
    sent = request(walk, "SearchCatalogObjects", {}, body=body)
    found = answered(walk, sent)
    later = {**one, "updated_at": begin if time == "begin" else time}
    more = otherwise(found, "objects", value=[*(found.body.get("objects") or []), later])
    judged = Worlds(walk.api, walk.state).judge(sent, more)
    assert (judged.verdict, judged.certain) == ("violates", certain)
