"""Answers to requests that were sent at the same time are held against every order."""

from __future__ import annotations

import pytest

from contract_tests.oracle import Worlds
from contract_tests.oracle.oracle import Oracle
from contract_tests.oracle.together import judged_together
from mockserver.engine.known import identifiers
from tests.contract_tests.oracle.exchanges import PRODUCT, answered, otherwise, request
from tests.contract_tests.oracle.test_worlds import listing, upload, with_two_images
from tests.walks import FILE, Walk


def test_what_was_sent_at_the_same_time_is_explained_by_any_order() -> None:
    """Of two primary uploads either may be the last, and so the one that stays primary."""
    walk, _ = with_two_images()
    requests = [upload(walk, primary=True), upload(walk, primary=True)]
    before = walk.state
    answers = [walk.send(each).response for each in requests]
    for several in (answers, answers[::-1]):
        worlds = Worlds(walk.api, before)
        found = judged_together(worlds, requests, several)
        assert [each.verdict for each in found] == ["conforms"] * 2
        assert len(worlds.states) == 2
        assert worlds.judge(listing(walk), walk.send(listing(walk)).response).verdict == "conforms"
        assert len(worlds.states) == 1


def test_what_was_over_before_another_began_comes_first() -> None:
    walk, _ = with_two_images()
    requests = [upload(walk, primary=True), listing(walk)]
    before = walk.state
    seen = walk.send(requests[1]).response
    uploaded = walk.send(requests[0]).response
    for known, verdict in (((), "conforms"), (((), {0}), "violates"), (((1,), ()), "conforms")):
        found = judged_together(Worlds(walk.api, before), requests, (uploaded, seen), known)
        assert verdict in {each.verdict for each in found}


def test_what_no_order_explains_is_a_violation_and_changes_no_world() -> None:
    walk, _ = with_two_images()
    requests = [upload(walk, primary=True), listing(walk)]
    worlds = Worlds(walk.api, walk.state)
    listed, uploaded = walk.send(requests[1]).response, walk.send(requests[0]).response
    for each in listed.body["data"]:
        each["is_primary"] = True
    found = judged_together(worlds, requests, (uploaded, listed))
    assert [each.verdict for each in found] == ["conforms", "violates"]
    assert found[1].mismatch is not None
    assert len(worlds.states) == 1


def test_who_did_not_answer_may_have_done_it_or_not() -> None:
    walk, _ = with_two_images()
    requests = [upload(walk, primary=False), listing(walk)]
    worlds = Worlds(walk.api, walk.state)
    listed = walk.send(requests[1]).response
    found = judged_together(worlds, requests, (None, listed))
    assert [each.verdict for each in found] == ["unknown", "conforms"]
    assert len(worlds.states) == 2


@pytest.mark.parametrize(("before", "certain"), [(((), ()), False), (((), {0}), True)])
def test_what_is_deleted_at_the_same_time_is_there_for_who_began_before(
    before: tuple[set[int], ...], certain: bool
) -> None:
    walk, image = with_two_images()
    delete = request(walk, "deleteProductImage", {**PRODUCT, "image_id": image})
    worlds = Worlds(walk.api, walk.state)
    gone = answered(walk, delete)
    found = judged_together(worlds, [delete, delete], [gone, gone], before)
    assert [(each.verdict, each.certain) for each in found].count(("violates", certain)) == 1


def test_where_no_order_explains_all_every_one_may_have_been() -> None:
    """A server that works something out by a rule of its own seems wrong in any order."""
    walk = Walk("shoplazza")
    first = walk.state
    key = next(key for name, key in first.entities if name == "Variant")
    path = {"variant_id": key}
    bodies = ({"option2": "O"}, {"sku": "", "option2": ""})
    several = [request(walk, "updateVariant", path, body={"variant": each}) for each in bodies]
    titles = ("O", first.entities["Variant", key].fields["title"])
    answers = [
        otherwise(answered(walk, sent), "variant", "title", value=title)
        for sent, title in zip(several, titles, strict=True)
    ]
    worlds = Worlds(walk.api, first)
    found = judged_together(worlds, several, answers)
    assert not any(each.certain for each in found)
    reading = request(walk, "getVariant", path)
    shown = otherwise(answered(walk, reading), "variant", "title", value=titles[1])
    last = worlds.judge(reading, shown)
    assert not last.certain, last.mismatch


def test_the_order_in_which_fewer_things_are_otherwise_is_believed() -> None:
    """Though in both the list, which stands in an order of the server's own, is not as expected."""
    walk = Walk("bigcommerce")
    product = {"product_id": identifiers(walk.api, walk.state)["Product"][0]["product_id"]}
    form = {"image_file": FILE}
    images = [
        answered(walk, request(walk, "createProductImage", product, form=form)).body["data"]["id"]
        for _ in range(3)
    ]
    before = walk.state
    flags = [
        request(walk, "updateProductImage", {**product, "image_id": each}, form=said)
        for each, said in zip(
            images[1:],
            ({"is_thumbnail": True}, {"is_thumbnail": True, "sort_order": -2}),
            strict=True,
        )
    ]
    answers = [answered(walk, each) for each in flags[::-1]][::-1]
    worlds = Worlds(walk.api, before)
    found = judged_together(worlds, flags, answers)
    assert [each.verdict for each in found] == ["conforms"] * 2
    every = answered(walk, request(walk, "listProductImages", product)).body["data"]
    by_id = sorted(every, key=lambda each: int(each["id"]))[:2]
    assert [each["is_thumbnail"] for each in by_id] == [False, True]
    sent = request(walk, "listProductImages", product, limit="2")
    listed = worlds.judge(sent, otherwise(answered(walk, sent), "data", value=by_id))
    assert (listed.verdict, listed.certain) == ("violates", False)
    last = request(walk, "getProductImage", {**product, "image_id": images[-1]})
    assert worlds.judge(last, answered(walk, last)).verdict == "conforms"


def test_writes_at_the_same_time_exercise_the_rule_on_them() -> None:
    walk = Walk("square")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    tax = {"type": "TAX", "id": "#t", "tax_data": {"name": "T"}}
    bodies = [{"idempotency_key": f"k-{number}", "object": tax} for number in range(2)]
    sent = [request(walk, "UpsertCatalogObject", {}, body=each) for each in bodies]
    found = oracle.judge_together(sent, [answered(walk, each) for each in sent], [(), ()])
    assert [(each.verdict, "SQ-39" in each.rules) for each in found] == [("conforms", True)] * 2
