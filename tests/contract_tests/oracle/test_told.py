"""What answers have shown is known until something is written."""

from __future__ import annotations

from contract_tests.oracle.told import Told
from mockserver.engine.step import step
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, request
from tests.walks import Walk

TAX = {"type": "TAX", "id": "#t", "tax_data": {"name": "VAT"}}


def test_lists_tell_of_what_they_have_and_writes_end_that() -> None:
    walk = Walk("closient")
    told, sent = Told(), request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    [first, *_] = step(walk.api, walk.state, sent)
    made = answered(walk, sent)
    told.note(walk.api, first, made)
    assert told.shown == {("ProductImage", made.body["id"])}
    listing = request(walk, "listProductImages", PRODUCT)
    [listed, *_] = step(walk.api, walk.state, listing)

    def lists(of: Told) -> int:
        return len(of.lists(walk.api.operations["listProductImages"]))

    assert lists(told) == 0
    fork = told.copy()
    for _ in range(2):
        told.note(walk.api, listed, answered(walk, listing))
    assert (lists(told), lists(fork), lists(Told.by_all([told, fork]))) == (1, 0, 0)
    assert lists(Told.by_all([told, told.copy()])) == 1
    told.note(walk.api, first, made)
    assert lists(told) == 0


def test_each_operation_may_list_in_an_order_of_its_own() -> None:
    walk, told = Walk("square"), Told()
    walk.ask("UpsertCatalogObject", {}, {"idempotency_key": "k", "object": TAX})
    ways = ("ListCatalog", "SearchCatalogObjects")
    for name in ways:
        sent = request(walk, name, {}, body={"limit": 9} if name == ways[1] else None)
        [listed, *_] = step(walk.api, walk.state, sent)
        answer = answered(walk, sent)
        turned = answer.body["objects"] = answer.body["objects"][:: 1 if name == ways[0] else -1]
        told.note(walk.api, listed, answer)
        [shown] = told.lists(walk.api.operations[name])
        assert list(shown) == [each["id"] for each in turned]
        assert told.is_placed(walk.api.operations[name], turned[0]["id"])


def test_what_is_behind_a_cursor_stands_behind_what_gave_it() -> None:
    walk, told = Walk("shoplazza"), Told()
    for title in ("One", "Two", "Three"):
        body = {"product": {"title": title, "has_only_default_variant": True}}
        walk.ask("createProduct", {}, body)
    query = {"per_page": "2"}
    seen = list[str]()
    for _ in range(2):
        sent = request(walk, "listProducts", {}, **query)
        [listed, *_] = step(walk.api, walk.state, sent)
        answer = answered(walk, sent)
        told.note(walk.api, listed, answer)
        seen += [each["id"] for each in answer.body["products"]]
        query["cursor"] = answer.body["cursor"]
    assert list(told.lists(walk.api.operations["listProducts"])[-1]) == seen
    first, second, third = seen[:3]
    listing = walk.api.operations["listProducts"]
    assert told.is_elsewhere(listing, first, second)
    assert not told.is_elsewhere(listing, third, second)
    assert not told.is_elsewhere(listing, "never shown", second)
