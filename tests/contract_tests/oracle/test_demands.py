"""What a server may want of a thing before it changes it, although no document tells."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, request
from tests.walks import Walk

ERROR = {"category": "INVALID_REQUEST_ERROR", "code": "INVALID_VALUE", "detail": "No."}


def changed(walk: Walk, item: Any, key: str) -> Request:
    """Return a request that changes an item and says nothing of its variations."""
    known = {name: item[name] for name in ("type", "id", "version")}
    sent = {"idempotency_key": key, "object": known | {"item_data": {"abbreviation": "Cocoa"}}}
    return request(walk, "UpsertCatalogObject", {}, body=sent)


@pytest.mark.parametrize("left", [0, 1])
def test_what_has_lost_all_its_parts_may_need_one(left: int) -> None:
    walk = Walk("square")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    item = answered(walk, request(walk, "ListCatalog", {}, types="ITEM")).body["objects"][0]
    parts = [each["id"] for each in item["item_data"]["variations"]]
    gone = request(walk, "BatchDeleteCatalogObjects", {}, body={"object_ids": parts[left:]})
    read = request(walk, "RetrieveCatalogObject", {"object_id": item["id"]})
    for sent in (changed(walk, item, "key 1"), gone, read):
        answer = answered(walk, sent)
        assert oracle.judge(sent, answer, "full", 0).verdict == "conforms"
    item = answer.body["object"]
    assert len(item["item_data"]["variations"]) == left
    refused = Response(status=400, body={"errors": [ERROR]})
    found = oracle.judge(changed(walk, item, "key 2"), refused, "full", 0)
    assert (found.verdict, found.certain) == ("violates", left > 0)


def test_the_last_part_of_a_thing_may_have_to_stay_as_long_as_that_does() -> None:
    walk = Walk("square")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    refused = Response(status=400, body={"errors": [ERROR]})
    every = answered(walk, request(walk, "ListCatalog", {}, types="ITEM,CATEGORY,TAX")).body[
        "objects"
    ]
    item = next(each for each in every if each["type"] == "ITEM")
    other = next(each for each in every if each["type"] != "ITEM")
    first, *between, last = (each["id"] for each in item["item_data"]["variations"])
    told = []
    for key in (other["id"], first, *between, last, item["id"]):
        sent = request(walk, "DeleteCatalogObject", {"object_id": key})
        if told or key == first:
            fork = oracle.worlds.fork()
            told.append((key, fork.judge(sent, refused).certain))
        assert oracle.judge(sent, answered(walk, sent), "full", 0).verdict == "conforms"
    assert [key for key, certain in told if not certain] == [last]
