"""All states that explain what a server has answered are kept, and no other."""

from __future__ import annotations

import json
from dataclasses import replace

from contract_tests.oracle import Worlds
from contract_tests.oracle.odd import is_extreme
from mockserver.engine.message import Form, Json, Request, Response
from mockserver.engine.rules.page import page_shown
from mockserver.engine.step import step
from tests.conftest import APIS
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}
ADDRESS = "http://cdn.example.com/1.jpg"


def listing(walk: Walk) -> Request:
    headers = walk.api.credentials[0].headers
    return Request(operation="listProductImages", path=PRODUCT, headers=headers)


def with_two_images() -> tuple[Walk, str]:
    walk = Walk("closient")
    for _ in range(2):
        image = walk.ask("uploadProductImage", PRODUCT, form={"image": FILE, "is_primary": "true"})
    return walk, image["id"]


def test_an_open_choice_is_two_worlds_until_an_answer_tells() -> None:
    """Deleting the primary image may promote another one or not."""
    walk, primary = with_two_images()
    worlds, others = Worlds(walk.api, walk.state), Worlds(walk.api, walk.state)
    headers = walk.api.credentials[0].headers
    request = Request(
        operation="deleteProductImage",
        method="DELETE",
        path={**PRODUCT, "image_id": primary},
        headers=headers,
    )
    deleted = walk.send(request).response
    for each in (worlds, others):
        assert each.judge(request, deleted).verdict == "conforms"
        assert len(each.states) == 2
    body = walk.ask("listProductImages", PRODUCT)
    for kept, flag in ((worlds, True), (others, False)):
        body["data"][0]["is_primary"] = flag
        answer = Response(status=200, media_type="application/json", body=body)
        assert kept.judge(listing(walk), answer).verdict == "conforms"
        assert len(kept.states) == 1


def test_a_violation_names_documented_rules_and_changes_no_world() -> None:
    walk, _ = with_two_images()
    worlds = Worlds(walk.api, walk.state)
    body = walk.ask("listProductImages", PRODUCT)
    for each in body["data"]:
        each["is_primary"] = True
    found = worlds.judge(listing(walk), Response(status=200, body=body))
    assert (found.verdict, found.certain) == ("violates", True)
    assert {"CL-1", "CL-2"} <= set(found.rules)
    assert worlds.states == (walk.state,)


def test_an_answer_that_never_came_leaves_both_done_and_not_done() -> None:
    walk, _ = with_two_images()
    worlds = Worlds(walk.api, walk.state)
    headers = walk.api.credentials[0].headers
    unclaimed = {"gtin": "00000096385074"}
    claim = Request(
        operation="claimProduct",
        method="POST",
        path=unclaimed,
        headers=headers,
        media_type="application/json",
        body=Json({}),
    )
    worlds.unanswered(claim)
    assert len(worlds.states) >= 2
    walk.send(claim)
    refused = walk.send(claim).response
    assert refused.status == 409
    assert worlds.judge(claim, refused).verdict == "conforms", "it was done the first time"


def test_of_two_faults_either_may_be_told() -> None:
    walk = Walk("closient")
    stranger = walk.api.credentials[2].headers
    request = replace(listing(walk), headers=stranger, query=(("page", "0"),))
    (outcome,) = step(walk.api, walk.state, request)
    assert outcome.status == 422
    error = {"code": "FORBIDDEN", "message": "No.", "status": 403, "details": None}
    answer = Response(status=403, media_type="application/json", body={"error": error})
    assert Worlds(walk.api, walk.state).judge(request, answer).verdict == "conforms"
    missing = {**error, "code": "NOT_FOUND", "status": 404}
    answer = Response(status=404, media_type="application/json", body={"error": missing})
    assert Worlds(walk.api, walk.state).judge(request, answer).verdict == "violates"


def test_what_is_huge_may_be_too_much_for_a_server() -> None:
    assert is_extreme(
        APIS["closient"], Request(operation="x", query=(("page", "9223372036854775806"),))
    )
    assert is_extreme(
        APIS["closient"], Request(operation="x", body=Json({"a": [{"b": "y" * 1001}]}))
    )
    assert not is_extreme(
        APIS["closient"], Request(operation="x", query=(("page", "3"),), body=Json({"a": 255}))
    )


def test_what_an_unseen_answer_chose_to_order_by_accuses_nobody() -> None:
    """Images come by a priority that the server chooses, and one upload was not answered."""
    walk = Walk("closient")
    worlds = Worlds(walk.api, walk.state)
    shown = []
    for priority in (10, 20, 30):
        headers = walk.api.credentials[0].headers
        upload = Request(
            operation="uploadProductImage",
            method="POST",
            path=PRODUCT,
            headers=headers,
            media_type="multipart/form-data",
            body=Form((("image", FILE),)),
        )
        answer = walk.send(upload).response
        shown.append({**answer.body, "priority": priority})
        if priority < 30:
            assert worlds.judge(upload, replace(answer, body=shown[-1])).verdict == "conforms"
        else:
            worlds.unanswered(upload)
    body = {**walk.ask("listProductImages", PRODUCT), "data": shown}
    answer = Response(status=200, media_type="application/json", body=body)
    found = worlds.judge(listing(walk), answer)
    assert found.verdict != "violates"


def upload(walk: Walk, primary: bool) -> Request:
    form = Form((("image", FILE), ("is_primary", str(primary).lower())))
    return Request(
        operation="uploadProductImage",
        method="POST",
        path=PRODUCT,
        headers=walk.api.credentials[0].headers,
        media_type="multipart/form-data",
        body=form,
    )


def test_a_number_that_a_server_showed_as_none_is_no_number() -> None:
    walk, worlds = Walk("bigcommerce"), Worlds(Walk("bigcommerce").api, Walk("bigcommerce").state)
    path = {"product_id": 1}
    creation = request(walk, "createProductImage", path, body={"image_url": ADDRESS})
    made = answered(walk, creation)
    worlds.judge(creation, otherwise(made, "data", "sort_order", value=None))
    path |= {"image_id": made.body["data"]["id"]}
    update = request(walk, "updateProductImage", path, body={"sort_order": 1})
    assert worlds.judge(update, answered(walk, update)).verdict != "violates"


def test_what_an_answer_leaves_open_stays_open_when_it_shows_something_else() -> None:
    walk = Walk("akinon")
    channel = {"channel_id": 1}
    made = walk.ask("createBatchRequest", channel, {"content_type": "productimage"})
    path = {**channel, "id": made["pk"]}
    walk.ask("updateBatchRequest", path, {"status": "commit", "objects": [{"pk": 1}]})
    sent = request(walk, "updateBatchRequest", path, body={"status": "fail"})
    worlds = Worlds(walk.api, walk.state)
    shown = otherwise(answered(walk, sent), "remote_batch_id", value="own")
    found = worlds.judge(sent, shown)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, False)
    actions = request(walk, "listIntegrationActions", channel)
    none = {"count": 0, "next": None, "previous": None, "results": []}
    for body in (answered(walk, actions).body, none):
        answer = Response(status=200, media_type="application/json", body=body)
        assert worlds.fork().judge(actions, answer).verdict == "conforms"


def test_an_answer_is_given_again_as_it_was_even_if_it_is_not_as_expected() -> None:
    """A request with a key is known again although its first answer leaves out what is open."""
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    (item,) = walk.ask("ListCatalog", {}, types="ITEM")["objects"]
    given = {
        "idempotency_key": "k",
        "object_id": item["id"],
        "image": {"type": "IMAGE", "id": "#a"},
    }
    form = {"request": json.dumps(given), "image_file": FILE}
    sent = request(walk, "CreateCatalogImage", {}, form=form)
    answer = answered(walk, sent)
    shown = {name: each for name, each in answer.body["image"].items() if name in SHOWN}
    lean = otherwise(answer, "image", value=shown)
    for verdict in ("violates", "conforms"):
        found = worlds.judge(sent, lean)
        assert (found.verdict, found.certain) == (verdict, False)
    every = request(walk, "ListCatalog", {}, types="ITEM")
    assert worlds.judge(every, answered(walk, every)).verdict == "conforms"


SHOWN = ("type", "id", "version", "updated_at", "image_data")


def test_each_list_may_stand_in_an_order_of_its_own_but_keeps_that() -> None:
    walk = Walk("akinon")
    worlds = Worlds(walk.api, walk.state)
    media = request(walk, "listMedia", {})
    several = answered(walk, media)
    backwards = otherwise(several, "results", value=[*reversed(several.body["results"])])
    assert worlds.judge(media, backwards).verdict == "conforms"
    every = answered(walk, request(walk, "listProductImages", {"channel_id": 1})).body["results"]
    for page, places in (("1", (1, 2)), ("2", (0,)), ("1", (2, 1))):
        sent = request(walk, "listProductImages", {"channel_id": 1}, limit="2", page=page)
        shown = otherwise(answered(walk, sent), "results", value=[every[place] for place in places])
        kept = places != (2, 1)
        assert (worlds.judge(sent, shown).verdict == "conforms") is kept


def test_pages_behind_cursors_follow_each_other_in_any_order() -> None:
    walk = Walk("shoplazza")
    for title in ("One", "Two", "Three", "Four", "Five"):
        body = {"product": {"title": title, "has_only_default_variant": True}}
        walk.ask("createProduct", {}, body)
    worlds = Worlds(walk.api, walk.state)
    every = answered(walk, request(walk, "listProducts", {}, per_page="99")).body["products"]
    turned = [*reversed(every)]
    query = {"per_page": "2"}
    for start in range(0, len(turned), 2):
        sent = request(walk, "listProducts", {}, **query)
        page = turned[start : start + 2]
        shown = otherwise(answered(walk, sent), "products", value=page)
        more = start + 2 < len(turned)
        found = worlds.judge(sent, otherwise(shown, "cursor", value=page[-1]["id"] if more else ""))
        assert not found.certain, start
        outcome = step(walk.api, worlds.states[0], sent)[0]
        assert outcome.shown is not None
        query["cursor"] = page_shown(worlds.states[0], outcome.shown)[1]["cursor"]


def test_what_was_made_is_known_though_it_is_not_shown_as_expected() -> None:
    walk = Walk("shoplazza")
    worlds = Worlds(walk.api, walk.state)
    body = {"product": {"title": "Tea", "has_only_default_variant": True}}
    sent = request(walk, "createProduct", {}, body=body)
    made = answered(walk, sent)
    found = worlds.judge(sent, otherwise(made, "product", "vendor", value="Somebody"))
    assert (found.verdict, found.certain) == ("violates", False)
    assert made.body["product"]["id"] in found.made


def test_a_refusal_that_may_have_another_reason_does_not_tell_what_was_done_before() -> None:
    """A product that may be there takes its name; but it may be a category that is not there."""
    walk = Walk("bigcommerce")
    body = {"name": "N", "type": "digital", "weight": 0, "price": 1, "categories": [7]}
    create, listed = (
        request(walk, "createProduct", {}, body=body),
        request(walk, "listProducts", {}),
    )
    shown = answered(walk, listed)
    worlds = Worlds(walk.api, walk.state)
    worlds.unanswered(create)
    told = {
        "status": 409,
        "title": "There is no such category.",
        "type": "about:blank",
        "errors": {},
    }
    refusal = Response(status=409, media_type="application/json", body=told)
    assert worlds.judge(create, refusal).verdict == "conforms"
    assert worlds.judge(listed, shown).verdict == "conforms"
