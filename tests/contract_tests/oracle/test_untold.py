"""What no answer has told excuses a server, and nothing else does."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.oracle import Worlds
from contract_tests.oracle.leave import Leave
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, request
from tests.walks import Walk

STALE = {"category": "INVALID_REQUEST_ERROR", "code": "VERSION_MISMATCH"}
REFUSED = Response(status=400, media_type="application/json", body={"errors": [STALE]})


def upsert(walk: Walk, key: str, it: Any) -> Request:
    body = {"idempotency_key": key, "object": it}
    return request(walk, "UpsertCatalogObject", {}, body=body)


@pytest.mark.parametrize("is_read", [False, True])
def test_a_version_may_have_changed_unseen_since_the_last_write(is_read: bool) -> None:
    walk = Walk("square")
    leave = Leave(walk.api)
    worlds = Worlds(walk.api, walk.state, leave=leave)
    search = request(walk, "ListCatalog", {}, types="TAX")
    tax = answered(walk, search).body["objects"][0]
    changed = upsert(walk, "key-1", tax)
    for sent in (changed, upsert(walk, "key-2", {"type": "TAX", "id": "#a", "tax_data": {}})):
        worlds.judge(sent, answered(walk, sent))
    leave.accepted.note(changed)
    shown = answered(walk, search)
    if is_read:
        worlds.judge(search, shown)
    again = copy.deepcopy(next(e for e in shown.body["objects"] if e["id"] == tax["id"]))
    found = worlds.judge(upsert(walk, "key-3", again), REFUSED)
    assert (found.verdict, found.certain) == ("violates", is_read)


def test_a_time_that_nobody_asks_for_excuses_nothing() -> None:
    """The time of a deletion is not shown by its answer, so no answer has told it."""
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    tax = answered(walk, request(walk, "ListCatalog", {}, types="TAX")).body["objects"][0]["id"]
    gone = request(walk, "DeleteCatalogObject", {"object_id": tax})
    worlds.judge(gone, answered(walk, gone))
    every: dict[str, Any] = {"object_types": ["TAX"], "include_deleted_objects": True}
    empty = Response(status=200, media_type="application/json", body={"objects": []})
    for more, verdict in (({}, "violates"), ({"begin_time": "2020-01-01T00:00:00Z"}, "unknown")):
        sent = request(walk, "SearchCatalogObjects", {}, body=every | more)
        assert worlds.fork().judge(sent, empty).verdict == verdict
    living = {"object_types": ["ITEM"], "begin_time": "2020-01-01T00:00:00Z"}
    sent = request(walk, "SearchCatalogObjects", {}, body=living)
    assert worlds.fork().judge(sent, empty).verdict == "violates"


@pytest.mark.parametrize(("status", "verdict"), [(200, "conforms"), (207, "unknown")])
def test_what_was_done_in_part_nobody_knows(status: int, verdict: str) -> None:
    walk = Walk("bigcommerce")
    image = {"image_url": "https://cdn.example.com/1.png"}
    body = {"name": "N", "type": "digital", "weight": 0, "price": 1, "images": [image]}
    sent = request(walk, "createProduct", {}, body=body)
    worlds = Worlds(walk.api, walk.state)
    found = worlds.judge(sent, replace(answered(walk, sent), status=status))
    assert (found.verdict, found.lost) == (verdict, status == 207)
