"""Of a batch it is known which of its groups a server has carried out, whatever its reasons are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.oracle import Worlds
from contract_tests.oracle.oracle import Oracle
from contract_tests.oracle.voided import is_silent_on_some
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

REASON = {"category": "INVALID_REQUEST_ERROR", "code": "INVALID_VALUE", "detail": "Not with me."}


def tax(name: str) -> dict[str, Any]:
    return {"type": "TAX", "id": f"#{name}", "tax_data": {"name": name}}


def batch(walk: Walk, *groups: list[dict[str, Any]], key: str = "k") -> Request:
    body = {"idempotency_key": key, "batches": [{"objects": each} for each in groups]}
    return request(walk, "BatchUpsertCatalogObjects", {}, body=body)


def listed(walk: Walk) -> tuple[Request, Response]:
    sent = request(walk, "ListCatalog", {}, types="TAX")
    return sent, answered(walk, sent)


def test_the_groups_that_an_answer_does_not_show_were_not_carried_out() -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    whole = batch(walk, [tax("a")], [tax("b")], [tax("c")])
    done = answered(walk, batch(walk, [tax("a")], [tax("c")], key="other"))
    found = worlds.judge(whole, otherwise(done, "errors", value=[REASON]))
    assert (found.verdict, found.certain, found.lost) == ("violates", False, False)
    assert worlds.judge(*listed(walk)).verdict == "conforms"
    again = worlds.judge(whole, otherwise(done, "errors", value=[REASON]))
    assert again.verdict == "conforms", "the request with this key has its answer"


def test_a_batch_of_which_nothing_was_carried_out_changes_nothing() -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    sent, before = batch(walk, [tax("a")], [tax("b")]), listed(walk)
    answer = Response(status=200, media_type="application/json", body={"errors": [REASON]})
    assert worlds.judge(sent, answer).verdict == "violates"
    assert worlds.judge(*before).verdict == "conforms"


@pytest.mark.parametrize("shown", [["a", "c"], ["a", "b"]])
def test_half_a_group_is_no_group(shown: list[str]) -> None:
    """Then nobody knows what has become of the server."""
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    sent = batch(walk, [tax("a")], [tax("b"), tax("c")])
    answer = answered(walk, batch(walk, [tax(name) for name in shown], key="other"))
    found = worlds.judge(sent, otherwise(answer, "errors", value=[REASON]))
    assert (found.verdict, found.lost) == ("violates", True)


def test_a_group_that_is_carried_out_against_all_expectation_leaves_much_open() -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    variation = {"type": "ITEM_VARIATION", "id": "#v", "item_variation_data": {}}
    sent = batch(walk, [variation], [tax("a")])
    answer = answered(walk, batch(walk, [tax("a")], [tax("b")], key="other"))
    found = worlds.judge(sent, answer)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, True)


@pytest.mark.parametrize("is_documented", [False, True])
def test_what_is_carried_out_may_be_the_group_that_no_document_refuses(is_documented: bool) -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    every = answered(walk, request(walk, "ListCatalog", {}, types="TAX,CATEGORY")).body["objects"]
    stale, other = ({**each, "version": 1} for each in every)
    variation = {"type": "ITEM_VARIATION", "id": "#v", "item_variation_data": {}}
    sent = batch(walk, [stale], [other if is_documented else variation])
    found = worlds.judge(sent, answered(walk, batch(walk, [tax("a")], key="other")))
    assert (found.verdict, found.certain) == ("violates", is_documented)


@pytest.mark.parametrize("status", [200, 400, 409])
def test_a_batch_that_was_carried_out_in_part_may_be_answered_with_any_status(status: int) -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    whole = batch(walk, [tax("a")], [tax("b")])
    done = answered(walk, batch(walk, [tax("a")], key="other"))
    answer = replace(otherwise(done, "errors", value=[REASON]), status=status)
    found = worlds.judge(whole, answer)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, False)
    assert worlds.judge(*listed(walk)).verdict == "conforms"


def test_a_batch_of_which_a_part_was_refused_is_no_kind_of_request_that_is_taken() -> None:
    walk = Walk("square")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    whole = batch(walk, [tax("a")], [tax("b")])
    done = otherwise(answered(walk, batch(walk, [tax("a")])), "errors", value=[REASON])
    for _ in range(2):
        oracle.judge(whole, done, "full", 0.0)
    no = Response(status=400, media_type="application/json", body={"errors": [REASON]})
    again = batch(walk, [tax("c")], [tax("d")], key="again")
    assert not oracle.judge(again, no, "full", 0.0).certain


@pytest.mark.parametrize(("shown", "is_silent"), [(["a"], True), (["a", "b"], False)])
def test_a_server_may_be_silent_on_a_group_but_not_on_half_of_one(
    shown: list[str], is_silent: bool
) -> None:
    walk = Walk("square")
    sent, state = batch(walk, [tax("a")], [tax("b"), tax("c")]), walk.state
    answer = answered(walk, batch(walk, [tax(name) for name in shown], key="other"))
    found = Worlds(walk.api, state).judge(sent, answer)
    assert (found.verdict, found.certain) == ("violates", False)
    assert found.mismatch is not None
    assert is_silent_on_some(walk.api, state, sent, answer, found.mismatch) is is_silent


def test_a_group_with_a_version_that_nobody_has_seen_may_be_refused() -> None:
    walk = Walk("square")
    made = walk.ask("UpsertCatalogObject", {}, {"idempotency_key": "m", "object": tax("m")})
    known = made["catalog_object"]
    sent = batch(walk, [tax("a")], [{**tax("m"), "id": known["id"], "version": known["version"]}])
    before, looked = walk.state, listed(walk)
    done = otherwise(answered(walk, batch(walk, [tax("a")], key="o")), "errors", value=[REASON])
    for look, verdict in ((False, "unknown"), (True, "violates")):
        worlds = Worlds(walk.api, before)
        assert not look or worlds.judge(*looked).verdict == "conforms"
        found = worlds.judge(sent, done)
        assert (found.verdict, found.certain) == (verdict, False)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_good_group_that_was_taken_alone_may_not_be_void_for_a_bad_one(is_known: bool) -> None:
    """Else the good group may be what the server does not like."""
    walk = Walk("square")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    if is_known:
        alone = batch(walk, [tax("a")], key="k-1")
        oracle.judge(alone, answered(walk, alone), "full", 0.0)
    whole = batch(walk, [{**tax("b"), "id": "UNKNOWN"}], [tax("a")], key="k-2")
    no = Response(status=400, media_type="application/json", body={"errors": [REASON]})
    found = oracle.judge(whole, no, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", is_known)
    assert "SQ-36" in found.rules
