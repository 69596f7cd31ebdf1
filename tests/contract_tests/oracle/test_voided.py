"""Of a batch it is known which of its groups a server has carried out, whatever its reasons are."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Worlds
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
