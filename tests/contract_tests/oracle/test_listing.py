"""A list of other things is one finding, and by the rules on what it is a list of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.oracle import Judgement, Worlds
from contract_tests.oracle.listing import seeks_the_unknown
from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Request, Response
from mockserver.engine.step import step
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk

FIRST, SECOND = {"channel_id": 1}, {"channel_id": 2}
LIST = "listProductImages"
NEW = {"name": "Jug", "type": "physical", "weight": 1, "price": 2}


def judged(walk: Walk, sent: Request, response: Response) -> Judgement:
    return Worlds(walk.api, walk.state).judge(sent, response)


def with_more(walk: Walk, response: Response, *items: Any) -> Response:
    """Return the answer of a server whose list has more elements, and counts them."""
    count = response.body["count"] + len(items)
    more = otherwise(response, "results", value=[*response.body["results"], *items])
    return otherwise(more, "count", value=count)


def test_what_is_elsewhere_is_blamed_on_the_rules_about_that() -> None:
    walk = Walk("akinon")
    [foreign] = answered(walk, request(walk, LIST, SECOND)).body["results"]
    sent = request(walk, LIST, FIRST)
    found = judged(walk, sent, with_more(walk, answered(walk, sent), foreign))
    assert (found.verdict, found.certain, found.rules[0]) == ("violates", False, "AK-26")
    assert found.mismatch is not None and found.mismatch.path == "body.results"


def test_what_may_come_to_be_by_itself_is_no_certain_fault() -> None:
    walk = Walk("akinon")
    sent = request(walk, LIST, FIRST)
    shown = answered(walk, sent)
    found = judged(walk, sent, with_more(walk, shown, {**shown.body["results"][0], "pk": 77}))
    assert (found.verdict, found.certain) == ("violates", False)
    products = request(walk, "listProducts", FIRST)
    shown = answered(walk, products)
    found = judged(walk, products, otherwise(shown, "count", value=9))
    assert found.verdict == "violates"


def test_what_a_filter_should_leave_out_is_certain_with_its_count() -> None:
    walk = Walk("akinon")
    every = answered(walk, request(walk, LIST, FIRST))
    found = judged(walk, request(walk, LIST, FIRST, product="2"), every)
    assert found.certain and "AK-22" in found.rules
    assert found.mismatch is not None and found.mismatch.about == "elements"


def test_a_count_that_does_not_fit_the_list_is_wrong_in_itself() -> None:
    walk = Walk("akinon")
    sent = request(walk, LIST, FIRST)
    found = judged(walk, sent, otherwise(answered(walk, sent), "count", value=7))
    assert found.certain and found.mismatch is not None
    assert (found.mismatch.path, found.rules[0]) == ("body.count", "AK-18")


def test_a_list_may_be_refused_for_what_it_is_narrowed_to() -> None:
    walk = Walk("akinon")
    no = Response(status=400, media_type="application/json", body={"product": ["No such."]})
    for name, value, certain in (("product", "999", False), ("product", "2", True)):
        sent = request(walk, LIST, FIRST, **{name: value})
        [outcome] = step(walk.api, walk.state, sent)
        assert seeks_the_unknown(walk.api, walk.state, outcome) is not certain
    assert not judged(walk, request(walk, LIST, FIRST, product="999"), no).certain


def test_a_later_page_that_begins_elsewhere_is_cut_wrongly() -> None:
    walk = Walk("akinon")
    every = answered(walk, request(walk, LIST, FIRST)).body["results"]
    second = request(walk, LIST, FIRST, limit="2", page="2")
    shown = otherwise(answered(walk, second), "results", value=every[1:])
    found = judged(walk, second, shown)
    assert (found.verdict, found.certain, found.rules[0]) == ("violates", False, "AK-20")
    assert judged(walk, second, otherwise(shown, "results", value=every)).certain, "too long"


def test_what_is_put_together_may_stand_in_another_order() -> None:
    walk = Walk("akinon")
    upload = {"product": "1", "image": FILE}
    for _ in range(3):
        assert answered(walk, request(walk, "createMedia", {}, form=upload)).status == 201
    both = "listInsertsOrUpdates"
    whole, second = request(walk, both, FIRST), request(walk, both, FIRST, limit="2", page="2")
    every, worlds = answered(walk, whole), Worlds(walk.api, walk.state)
    assert worlds.judge(whole, every).verdict == "conforms"
    shown = replace(answered(walk, second), body=[every.body[2], every.body[4]])
    found = worlds.judge(second, shown)
    assert (found.verdict, found.certain, found.rules[0]) == ("violates", False, "AK-3")


def test_where_things_are_in_several_lists_no_count_is_certain() -> None:
    walk = Walk("akinon")
    [foreign] = answered(walk, request(walk, LIST, SECOND)).body["results"]
    sent = request(walk, LIST, FIRST)
    wrong = otherwise(answered(walk, sent), "count", value=4)
    assert judged(walk, sent, wrong).certain
    worlds = Worlds(walk.api, walk.state)
    worlds.judge(sent, with_more(walk, answered(walk, sent), foreign))
    found = worlds.judge(sent, wrong)
    assert (found.verdict, found.certain) == ("violates", False)


def test_what_comes_with_something_new_may_be_there_though_no_answer_told_of_it() -> None:
    walk = Walk("bigcommerce")
    made = answered(walk, request(walk, "createProduct", {}, body=NEW)).body["data"]["id"]
    path = {"product_id": made, "variant_id": 303}
    variant = {"id": 303, "product_id": made, "sku": "S"}
    for operation, certain in (("getProductVariant", False), ("getProductImage", True)):
        sent = request(walk, operation, {**path, "image_id": 303})
        shown = Response(status=200, media_type="application/json", body={"data": variant})
        assert judged(walk, sent, shown).certain is certain


def test_what_is_elsewhere_may_be_read_where_no_rule_is_about_that() -> None:
    walk = Walk("akinon")
    there = answered(walk, request(walk, "getProduct", {**SECOND, "id": 4}))
    for product, certain in ((4, False), (99, True)):
        sent = request(walk, "getProduct", {**FIRST, "id": product})
        shown = otherwise(there, "pk", value=product)
        assert judged(walk, sent, shown).certain is certain


@pytest.mark.parametrize(("number", "certain"), [(0, False), (1, True)])
def test_under_what_is_not_there_nothing_may_be_listed(number: int, certain: bool) -> None:
    walk = Walk("akinon")
    shown = answered(walk, request(walk, "listBatchRequests", FIRST))
    one = {"pk": 9, "channel": 99, "status": "initialized"}
    for operation in ("listBatchRequests", LIST):
        sent = request(walk, operation, {"channel_id": 99})
        body = {**shown.body, "count": number, "results": [one] * number}
        found = judged(walk, sent, replace(shown, body=body))
        assert (found.verdict, found.certain) == ("violates", certain)


def test_another_number_is_blamed_on_the_rule_about_that() -> None:
    walk = Walk("shoplazza")
    _, product = next(place for place in walk.state.entities if place[0] == "Product")
    sent = request(walk, "countProductImages", {"product_id": product})
    found = judged(walk, sent, otherwise(answered(walk, sent), "count", value=77))
    assert (found.verdict, found.rules[0]) == ("violates", "SZ-10")


@pytest.mark.parametrize("gone", [True, False])
def test_a_cursor_of_what_is_gone_may_be_refused(gone: bool) -> None:
    walk = Walk("shoplazza")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    shown = answered(walk, request(walk, "listProducts", {}, per_page="1")).body
    sent = request(walk, "listProducts", {}, per_page="1", cursor=shown["cursor"])
    oracle.judge(sent, answered(walk, sent), "full", 0.0)
    if gone:
        over = request(walk, "deleteProduct", {"product_id": shown["products"][0]["id"]})
        oracle.judge(over, answered(walk, over), "full", 1.0)
    no = Response(status=400, media_type="text/plain", body=b"Bad Request")
    found = oracle.judge(sent, no, "full", 2.0)
    assert (found.verdict, found.certain) == ("violates", not gone)


@pytest.mark.parametrize(("is_known", "certain"), [(False, False), (True, True)])
def test_what_was_deleted_before_we_came_moves_the_rest_of_a_page(
    is_known: bool, certain: bool
) -> None:
    walk = Walk("square")
    whole = request(walk, "SearchCatalogObjects", {}, body={"object_types": ["TAX", "ITEM"]})
    every = answered(walk, whole).body["objects"]
    body = {"object_types": ["TAX", "ITEM"], "limit": len(every)}
    sent = request(walk, "SearchCatalogObjects", {}, body={**body, "include_deleted_objects": True})
    dead = {**every[0], "id": "DELETEDBEFOREWECAME77777", "is_deleted": not is_known}
    shown = otherwise(answered(walk, sent), "objects", value=[dead, *every[:-1]])
    found = judged(walk, sent, shown)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize("is_shown", [False, True])
def test_what_came_inside_something_and_nobody_has_shown_need_not_be_there(is_shown: bool) -> None:
    walk = Walk("bigcommerce")
    variants = [{"sku": f"S{number}", "option_values": []} for number in range(2)]
    sent = request(walk, "createProduct", {}, body={**NEW, "variants": variants})
    worlds = Worlds(walk.api, walk.state)
    made = answered(walk, sent)
    assert worlds.judge(sent, made).verdict == "conforms"
    listed = request(walk, "listProductVariants", {"product_id": made.body["data"]["id"]})
    right = answered(walk, listed)
    if is_shown:
        assert worlds.judge(listed, right).verdict == "conforms"
    shown = otherwise(right, "data", value=right.body["data"][:1])
    shown = otherwise(shown, "meta", "pagination", "total", value=1)
    found = worlds.judge(listed, otherwise(shown, "meta", "pagination", "count", value=1))
    assert (found.verdict, found.certain) == ("violates", is_shown)
