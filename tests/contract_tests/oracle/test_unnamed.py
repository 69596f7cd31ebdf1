"""A request may name by chance what is there under an identifier that nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract_tests.oracle import Worlds
from contract_tests.oracle.unnamed import named
from mockserver.engine.known import identifiers
from mockserver.engine.message import Response
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, otherwise, request
from tests.walks import Walk

DELETE = "deleteProductImage"
GONE = Response(status=204)


def with_a_lost_answer(walk: Walk, times: int = 1) -> Worlds:
    worlds = Worlds(walk.api, walk.state)
    for _ in range(times):
        worlds.unanswered(request(walk, "uploadProductImage", PRODUCT, **UPLOAD))
    return worlds


def test_what_was_made_without_an_answer_can_be_deleted_once() -> None:
    walk = Walk("closient")
    worlds = with_a_lost_answer(walk)
    path = {**PRODUCT, "image_id": "2" * 22}
    assert worlds.judge(request(walk, DELETE, path), GONE).verdict == "conforms"
    assert worlds.judge(request(walk, DELETE, path), GONE).verdict == "violates"
    other = request(walk, DELETE, {**PRODUCT, "image_id": "3" * 22})
    assert worlds.judge(other, GONE).verdict == "violates", "there was one"


def test_it_is_named_in_any_form_of_its_identifier() -> None:
    walk = Walk("closient")
    path = {**PRODUCT, "image_id": "cd3ef5fb-b3d5-43f9-af20-e6bd0d2b7ac6"}
    assert with_a_lost_answer(walk).judge(request(walk, DELETE, path), GONE).verdict == "conforms"


def test_what_was_deleted_is_not_taken_for_it() -> None:
    """No identifier is ever given again."""
    walk = Walk("closient")
    image = walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    sent = request(walk, DELETE, {**PRODUCT, "image_id": image["id"]})
    assert answered(walk, sent).status == 204
    found = with_a_lost_answer(walk).judge(sent, GONE)
    assert (found.verdict, found.certain) == ("violates", True)


def test_refusals_do_not_multiply_the_worlds() -> None:
    walk = Walk("closient")
    worlds = with_a_lost_answer(walk, times=2)
    before = worlds.states
    for index in range(2, 10):
        path = {**PRODUCT, "image_id": str(index) * 22}
        sent = replace(request(walk, DELETE, path), headers={})
        assert worlds.judge(sent, answered(walk, sent)).verdict == "conforms"
    assert worlds.states == before


@pytest.mark.parametrize("text", ["\u00b2", "9" * 5000, "x", "", "-", "1.5"])
def test_what_is_no_identifier_names_nothing(text: str) -> None:
    walk = Walk("bigcommerce")
    product = identifiers(walk.api, walk.state)["Product"][0]
    sent = request(walk, "createProductImage", product, body={"image_url": "http://a.example/1"})
    outcome = step(walk.api, walk.state, sent)[0]
    lost = applied(walk.api, walk.state, outcome.changes, outcome.serial)
    assert outcome.changes
    reading = request(walk, "getProductImage", {**product, "image_id": text})
    assert not list(named(walk.api, lost, reading))
    assert (
        len(
            list(named(walk.api, lost, replace(reading, path={**reading.path, "image_id": "4321"})))
        )
        == 1
    )


def test_a_path_names_only_what_its_operation_is_about() -> None:
    walk = Walk("akinon")
    channel = {"channel_id": 1}
    worlds = Worlds(walk.api, walk.state)
    worlds.unanswered(request(walk, "createBatchRequest", channel, body={"content_type": "x"}))
    for operation, expected in (("getBatchRequest", 1), ("getIntegrationAction", 0)):
        sent = request(walk, operation, {**channel, "id": 77})
        found = [each for state in worlds.states for each in named(walk.api, state, sent)]
        assert len(found) == expected


def test_what_is_shown_for_the_first_time_has_an_identifier_of_its_own() -> None:
    walk = Walk("closient")
    image = walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    worlds = with_a_lost_answer(walk)
    walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    sent = request(walk, "listProductImages", PRODUCT)
    right = answered(walk, sent)
    place = next(n for n, each in enumerate(right.body["data"]) if each["id"] != image["id"])
    wrong = otherwise(right, "data", place, "id", value=image["id"])
    found = worlds.fork().judge(sent, wrong)
    assert found.verdict != "conforms", "another one has this identifier"
    assert worlds.judge(sent, right).verdict == "conforms"


IMAGES = [{"image_url": "https://cdn.example.com/1.png", "sort_order": 1, "description": "A"}]
IMAGES += [{"image_url": "https://cdn.example.com/2.png"}]


def test_what_is_sorted_by_unknown_numbers_is_not_told_apart_by_its_place() -> None:
    """The second one comes last, and has the larger identifier."""
    walk = Walk("bigcommerce")
    worlds = Worlds(walk.api, walk.state)
    body = {"name": "Jug", "type": "physical", "weight": 1, "price": 2, "images": IMAGES}
    making = request(walk, "createProduct", {}, body=body)
    made = answered(walk, making)
    assert worlds.judge(making, made).verdict == "conforms"
    path = {"product_id": made.body["data"]["id"]}
    first_page = request(walk, "listProductImages", path, limit="1")
    second, first = answered(walk, request(walk, "listProductImages", path)).body["data"]
    assert (second["sort_order"], first["sort_order"]) == (0, 1)
    shown = otherwise(answered(walk, first_page), "data", value=[first])
    assert not worlds.fork().judge(first_page, shown).certain
    whole = request(walk, "listProductImages", path)
    one, other = ({**first, "id": second["id"] - 1}, {**second, "sort_order": 2})
    assert not worlds.judge(
        whole, otherwise(answered(walk, whole), "data", value=[one, other])
    ).certain
    sent = request(walk, "getProductImage", {**path, "image_id": other["id"]})
    found = worlds.judge(sent, Response(status=200, body={"data": other, "meta": {}}))
    assert not found.certain


@pytest.mark.parametrize(("operation", "certain"), [("getTradeItem", False), (DELETE, True)])
def test_what_no_operation_lists_may_have_been_there(operation: str, certain: bool) -> None:
    walk = Walk("closient")
    known = {**PRODUCT, "image_id": walk.ask("uploadProductImage", PRODUCT, **UPLOAD)["id"]}
    other = {**known, "gtin": "00000000000000"}
    shown = answered(walk, request(walk, operation, known))
    found = Worlds(walk.api, walk.state).judge(request(walk, operation, other), shown)
    assert found.verdict != "conforms"
    assert found.certain == certain


def test_what_is_known_is_not_there_under_something_else() -> None:
    walk = Walk("closient")
    walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    worlds = Worlds(walk.api, walk.state)
    shown = answered(walk, request(walk, "listProductImages", PRODUCT))
    elsewhere = {**PRODUCT, "organization_id": "2" * 22}
    for path, certain in ((elsewhere, True), ({**PRODUCT, "gtin": "00000000000017"}, False)):
        assert worlds.judge(request(walk, "listProductImages", path), shown).certain == certain
