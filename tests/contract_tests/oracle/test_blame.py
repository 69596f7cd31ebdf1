"""A server is accused for certain only of what a document forbids."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.oracle import Judgement, Worlds
from contract_tests.oracle.blame import documented
from contract_tests.oracle.oracle import Oracle
from mockserver.engine.known import identifiers
from mockserver.engine.message import Request, Response
from mockserver.model.rule import Inferred
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, otherwise, request
from tests.walks import FILE, Walk

LIST = "listProductImages"


def with_images(number: int) -> Walk:
    walk = Walk("closient")
    for _ in range(number):
        walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    return walk


def judged(walk: Walk, sent: Request, response: Response) -> Judgement:
    return Worlds(walk.api, walk.state).judge(sent, response)


def error(status: int, code: str) -> Response:
    body = {"error": {"code": code, "message": "No.", "status": status, "details": None}}
    return Response(status=status, media_type="application/json", body=body)


def test_one_documented_clause_is_enough() -> None:
    assert documented([Inferred("A-1"), "A-2"])
    assert not documented([Inferred("A-1")])
    assert not documented([])


@pytest.mark.parametrize("looked", [True, False])
def test_what_stands_on_the_wrong_page_breaks_the_order_not_the_identifier(looked: bool) -> None:
    """A server chooses the priorities, perhaps anew with each write, until it has shown them."""
    walk = with_images(3)
    worlds = Worlds(walk.api, walk.state)
    whole = request(walk, LIST, PRODUCT)
    full = answered(walk, whole).body["data"]
    sent = request(walk, LIST, PRODUCT, page_size="1")
    first = answered(walk, sent)
    if looked:
        assert worlds.judge(whole, answered(walk, whole)).verdict == "conforms"
    found = worlds.judge(sent, otherwise(first, "data", value=full[2:]))
    assert found.mismatch is not None
    assert (found.mismatch.about, found.certain) == ("elements" if looked else "order", looked)
    assert found.rules[0] == ("CL-7" if looked else "CL-6")


def test_what_is_on_no_page_breaks_the_rules_on_identifiers() -> None:
    walk = with_images(1)
    sent = request(walk, LIST, PRODUCT)
    known = answered(walk, sent)
    found = judged(walk, sent, otherwise(known, "data", 0, "id", value="2" * 22))
    assert (found.verdict, found.certain) == ("violates", True)
    assert "CL-13" in found.rules
    assert found.mismatch is not None
    assert found.mismatch.about == "value"


def test_an_order_that_is_only_inferred_accuses_nobody() -> None:
    """That images come by their position is what one takes a position to mean."""
    walk = Walk("shoplazza")
    for _ in range(2):
        walk.add_image()
    sent = request(walk, LIST, identifiers(walk.api, walk.state)["Product"][0])
    images = answered(walk, sent)
    assert len(images.body["images"]) > 1
    found = judged(walk, sent, otherwise(images, "images", value=images.body["images"][::-1]))
    assert (found.verdict, found.certain) == ("violates", False)
    assert "SZ-16" in found.rules


@pytest.mark.parametrize(
    ("name", "add", "delete", "done", "certain"),
    [
        ("shoplazza", "createProductImage", "deleteProductImage", 200, False),
        ("closient", "uploadProductImage", "deleteProductImage", 204, True),
    ],
)
def test_a_deletion_may_be_carried_out_again_where_no_document_tells_how_it_is_refused(
    name: str, add: str, delete: str, done: int, *, certain: bool
) -> None:
    walk = Walk(name)
    product = identifiers(walk.api, walk.state)["Product"][0]
    sent = {"body": {"image": {"src": "https://example.com/a.png"}}}
    made = answered(walk, request(walk, add, product, **(UPLOAD if certain else sent))).body
    image = made["image"]["id"] if name == "shoplazza" else made["id"]
    gone = request(walk, delete, {**product, "image_id": image})
    first = answered(walk, gone)
    assert first.status == done
    found = judged(walk, gone, first)
    assert (found.verdict, found.certain) == ("violates", certain)


def test_a_status_that_is_only_inferred_may_be_another_refusal_but_no_success() -> None:
    """CL-29 tells that an outsider is refused, and not how."""
    walk = with_images(0)
    sent = replace(request(walk, LIST, PRODUCT), headers=walk.api.credentials[2].headers)
    rightly = answered(walk, sent)
    assert 400 <= rightly.status < 500
    assert judged(walk, sent, rightly).verdict == "conforms"
    found = judged(walk, sent, error(400, "NO"))
    assert (found.verdict, found.certain) == ("violates", False)
    shown = answered(walk, request(walk, LIST, PRODUCT))
    found = judged(walk, sent, shown)
    assert (found.verdict, found.certain) == ("violates", True)
    assert found.rules[0] == "CL-29"


@pytest.mark.parametrize(
    ("page", "status", "certain"),
    [("2", 404, True), (str(2**40), 404, False), ("2", 500, True), (str(2**40), 500, True)],
)
def test_a_page_past_the_end_may_be_too_much_only_when_it_is_huge(
    page: str, status: int, certain: bool
) -> None:
    walk = with_images(1)
    sent = request(walk, LIST, PRODUCT, page=page)
    assert answered(walk, sent).status == 200
    found = judged(walk, sent, error(status, "NOT_FOUND"))
    assert (found.verdict, found.certain) == ("violates" if certain else "unknown", certain)
    assert "CL-23" in found.rules or not certain


def test_who_is_asked_too_often_has_done_nothing_wrong() -> None:
    walk = with_images(1)
    sent = request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    worlds = Worlds(walk.api, walk.state)
    found = worlds.judge(sent, error(429, "RATE_LIMITED"))
    assert (found.verdict, found.lost) == ("unknown", False)
    assert worlds.states == (walk.state,)


def test_a_request_that_no_operation_takes_can_be_judged() -> None:
    walk = with_images(0)
    found = judged(walk, Request(operation=None), Response(status=200, body={}))
    assert found.verdict == "violates"


CHANNEL = {"channel_id": 1}


def test_what_a_put_does_not_send_a_server_may_take_for_nothing() -> None:
    walk = Walk("akinon")
    made = walk.ask("createBatchRequest", CHANNEL, {"remote_batch_id": "r"})
    path = {**CHANNEL, "id": made["pk"]}
    for operation, certain in (("replaceBatchRequest", False), ("updateBatchRequest", True)):
        sent = request(walk, operation, path, body={"content_type": "product"})
        shown = otherwise(answered(walk, sent), "remote_batch_id", value=None)
        assert judged(walk, sent, shown).certain is certain


NEW = {"name": "Jug", "type": "physical", "weight": 1, "price": 1, "inventory_level": 7}


def test_what_was_sent_may_be_shown_otherwise_where_no_rule_is_about_it() -> None:
    walk = Walk("bigcommerce")
    before, sent = walk.state, request(walk, "createProduct", {}, body=NEW)
    shown = answered(walk, sent)
    without = {key: each for key, each in shown.body["data"].items() if key != "inventory_level"}
    for there in (without, {**without, "inventory_level": 0}):
        found = Worlds(walk.api, before).judge(sent, otherwise(shown, "data", value=there))
        assert (found.verdict, found.certain) == ("violates", False)
    again = request(walk, "getProduct", {"product_id": shown.body["data"]["id"]})
    found = judged(walk, again, otherwise(answered(walk, again), "data", "weight", value=9))
    assert found.certain  # what was shown is not changed by looking at it


@pytest.mark.parametrize(
    ("file", "certain"),
    [(None, False), (True, False), (0, False), ([None], False), ("", False), ("a.png", True)],
)
def test_what_must_not_be_there_may_be_no_text(file: Any, certain: bool) -> None:
    walk = Walk("bigcommerce")
    made = answered(walk, request(walk, "createProduct", {}, body=NEW))
    path, alone = {"product_id": made.body["data"]["id"]}, {"image_url": "https://a.example/1.png"}
    shown = answered(walk, request(walk, "createProductImage", path, body=alone))
    sent = request(walk, "createProductImage", path, body={**alone, "image_file": file})
    assert judged(walk, sent, shown).certain is certain


def test_nothing_is_shown_as_null_or_as_an_empty_list() -> None:
    walk = Walk("akinon")
    sent = request(walk, "createBatchRequest", CHANNEL, body={"content_type": "product"})
    shown = answered(walk, sent)
    assert not judged(walk, sent, otherwise(shown, "objects", value=[])).certain
    assert judged(walk, sent, otherwise(shown, "objects", value=[{"pk": 1}])).verdict == "violates"


def test_what_was_replaced_is_judged_by_the_rule_on_replacements() -> None:
    walk = Walk("akinon")
    url = "https://a.example/1.png"
    body = {"product_sku": "MUG-1", "images": [{"url": url, "order": 3}]}
    walk.ask("replaceDownloadableImages", {}, body)
    sent = request(walk, "listDownloadableImages", {}, product_sku="MUG-1")
    shown = answered(walk, sent)
    images = shown.body["results"][0]["images"]
    for there in ([], [{**images[0], "order": 0}]):
        found = judged(walk, sent, otherwise(shown, "results", 0, "images", value=there))
        assert found.certain and found.rules[0] == "AK-30"


def test_an_answer_of_another_form_excuses_nothing() -> None:
    walk = Walk("akinon")
    sent = request(walk, "listInserts", CHANNEL)
    shown = answered(walk, sent)
    made = walk.ask("createBatchRequest", CHANNEL, {"content_type": "productimage"})
    body = {"status": "commit", "objects": [{"pk": 1}]}
    walk.ask("updateBatchRequest", {**CHANNEL, "id": made["pk"]}, body)
    found = judged(walk, sent, shown)
    assert found.certain and "AK-6" in found.rules


def test_what_was_deleted_before_we_came_accuses_nobody() -> None:
    walk = Walk("square")
    sent = request(walk, "SearchCatalogObjects", {}, body={"include_deleted_objects": True})
    shown = answered(walk, sent)
    known = shown.body["objects"][0]
    former = {**known, "id": "A" * 24, "is_deleted": True}
    for strange, certain in ((former, False), ({**former, "is_deleted": False}, True)):
        seen = otherwise(shown, "objects", value=[*shown.body["objects"], strange])
        found = judged(walk, sent, seen)
        assert found.verdict == "violates"
        assert found.certain == certain


def test_what_is_told_to_nobody_need_not_be_told_to_somebody_unknown() -> None:
    """CL-28 tells 401 of a missing key, and nothing of a wrong one."""
    walk = with_images(0)
    sent = request(walk, LIST, PRODUCT)
    for headers, certain in (({}, True), ({"x-api-key": "broken"}, False)):
        found = judged(walk, replace(sent, headers=headers), error(403, "FORBIDDEN"))
        assert (found.verdict, found.certain) == ("violates", certain)
        assert judged(walk, replace(sent, headers=headers), answered(walk, sent)).certain


@pytest.mark.parametrize(("number", "certain"), [(9, True), (10, False)])
def test_where_many_are_and_no_maximum_is_told_one_more_may_be_refused(
    number: int, certain: bool
) -> None:
    walk = with_images(number)
    found = judged(walk, request(walk, "uploadProductImage", PRODUCT, **UPLOAD), error(409, "FULL"))
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(
    ("end", "verdict"),
    [("Z", "conforms"), ("+00:00", "conforms"), ("+02:00", "violates"), ("", "violates")],
)
def test_the_time_of_creation_is_in_utc(end: str, verdict: str) -> None:
    walk = with_images(0)
    sent = request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    before = walk.state
    response = otherwise(answered(walk, sent), "created", value=f"2026-11-22T01:00:00.123{end}")
    found = Worlds(walk.api, before).judge(sent, response)
    assert (found.verdict, found.certain) == (verdict, verdict == "violates")
    assert found.verdict == "conforms" or "CL-32" in found.rules


@pytest.mark.parametrize("metadata", [None, {}])
@pytest.mark.parametrize("status", [422, 400])
def test_a_rule_that_tells_the_status_of_a_refusal_allows_no_other(
    status: int, metadata: dict[str, Any] | None
) -> None:
    """Unless what is sent may be unfit: its like was taken before, though answered oddly."""
    walk = with_images(0)
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    sent = request(walk, "createProduct", {}, body={"gtin": PRODUCT["gtin"]})
    found = oracle.judge(sent, error(status, "NO"), "", 0.0)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, False)
    like = request(walk, "createProduct", {}, body={"gtin": "12345670"})
    oracle.judge(like, otherwise(answered(walk, like), "metadata", value=metadata), "", 0.0)
    found = oracle.judge(sent, error(status, "NO"), "", 0.0)
    assert (found.verdict, found.certain, found.rules[0]) == ("violates", True, "CL-31")


def test_what_another_file_leaves_alone_by_a_rule_is_still_shown() -> None:
    walk = Walk("square")
    image = {"type": "IMAGE", "id": "#a", "image_data": {"caption": "A cup"}}
    given = {"idempotency_key": "k", "image": image}
    first = {"request": json.dumps(given), "image_file": FILE}
    made = walk.ask("CreateCatalogImage", {}, form=first)
    form = {"request": '{"idempotency_key": "other"}', "image_file": FILE}
    path = {"object_id": made["image"]["id"]}
    before, sent = walk.state, request(walk, "UpdateCatalogImage", path, form=form)
    shown = answered(walk, sent)
    url = {"url": shown.body["image"]["image_data"]["url"]}
    found = Worlds(walk.api, before).judge(sent, otherwise(shown, "image", "image_data", value=url))
    assert (found.verdict, found.certain) == ("violates", True)


@pytest.mark.parametrize("name", ["MUG-1", "SHIRT-1"])
def test_what_a_heading_of_another_thing_has_below_is_not_that_of_the_expected(name: str) -> None:
    walk = Walk("akinon")
    images = [{"url": "https://pictures.example/a.png"}]
    walk.ask("replaceDownloadableImages", {}, {"product_sku": "MUG-1", "images": images})
    sent = request(walk, "listDownloadableImages", {}, limit="1")
    listed = answered(walk, sent)
    shown = {"product_sku": name, "images": []}
    found = judged(walk, sent, otherwise(listed, "results", value=[shown]))
    assert (found.verdict, found.certain) == ("violates", name == "MUG-1")
    if found.certain:
        assert found.rules[0] == "AK-30"


def test_who_lacks_a_scope_may_not_have_what_is_there() -> None:
    walk = Walk("shoplazza")
    sent = request(walk, "getProduct", identifiers(walk.api, walk.state)["Product"][0])
    [other] = [each for each in walk.api.credentials if each.role == "outsider"]
    found = judged(walk, replace(sent, headers=other.headers), answered(walk, sent))
    assert (found.verdict, found.certain) == ("violates", True)


@pytest.mark.parametrize(
    ("role", "operation", "certain"),
    [("outsider", "listProducts", False), ("read-only", "createProduct", True)],
)
@pytest.mark.parametrize("status", [401, 404])
def test_who_may_do_nothing_may_be_unknown(
    role: str, operation: str, certain: bool, status: int
) -> None:
    walk = Walk("bigcommerce")
    body = {"name": "N", "type": "digital", "weight": 0, "price": 1}
    sent = request(walk, operation, {}, body=body if certain else None)
    [theirs] = [each for each in walk.api.credentials if each.role == role]
    sent = replace(sent, headers=theirs.headers)
    refused = replace(answered(walk, sent), status=status)
    found = judged(walk, sent, refused)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("operation", "certain"), [("updateMedia", False), ("getProduct", True)])
def test_what_others_need_not_have_may_not_be_there(operation: str, certain: bool) -> None:
    walk = Walk("akinon")
    sent = request(
        walk, operation, {"channel_id": 1, "id": 1}, body=None if certain else {"order": 1}
    )
    assert answered(walk, sent).status == 200
    body = {"detail": "Method not allowed."}
    found = judged(walk, sent, Response(status=405, media_type="application/json", body=body))
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("told", "certain"), [([], False), (["NOSUCH"], True)])
def test_of_what_is_not_there_nothing_is_deleted(told: list[str], certain: bool) -> None:
    walk = Walk("square")
    sent = request(walk, "DeleteCatalogObject", {"object_id": "NOSUCH"})
    body = {"deleted_object_ids": told}
    found = judged(walk, sent, Response(status=200, media_type="application/json", body=body))
    assert (found.verdict, found.certain) == ("violates", certain)
