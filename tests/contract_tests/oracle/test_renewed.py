"""What tracks something may be another one each time: who is shown several accuses nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

CHANNEL = {"channel_id": 1}
ACTIONS, UPDATES = "listIntegrationActions", "listUpdates"
NEW = "6f1c2f0e-1111-4222-8333-444455556666"


def twice() -> tuple[Walk, Oracle]:
    """Return what is known when one image was handed over, and is being handed over again."""
    walk = Walk("akinon")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    for statuses in (("commit", "done"), ("commit",)):
        made = told(walk, oracle, "createBatchRequest", CHANNEL, {"content_type": "productimage"})
        batch = {**CHANNEL, "id": made["pk"]}
        for status in statuses:
            body = {"status": status, "objects": [{"pk": 1, "remote_id": "r"}]}
            told(walk, oracle, "updateBatchRequest", batch, body)
            told(walk, oracle, ACTIONS, CHANNEL, None)
    return walk, oracle


def told(walk: Walk, oracle: Oracle, operation: str, path: Any, body: Any) -> Any:
    sent = request(walk, operation, path, body=body)
    response = answered(walk, sent)
    assert oracle.judge(sent, response, "full", 0.0).verdict == "conforms"
    return response.body


def accused(oracle: Oracle, sent: Request, response: Response) -> bool:
    found = oracle.judge(sent, response, "full", 0.0)
    assert found.verdict == "violates"
    return found.certain


def with_former(response: Response) -> Response:
    """Return a list that also has the former action, behind a new one."""
    body = json.loads(json.dumps(response.body))
    [mine] = [each for each in body["results"] if each["object_id"] == 1]
    former = {**mine, "status": "success", "local_batch_id": NEW}
    mine["pk"] = 99
    return replace(response, body={**body, "count": 2, "results": [former, mine]})


@pytest.mark.parametrize("seen_before", [False, True])
def test_several_that_track_the_same_leave_open_what_they_lead_to(seen_before: bool) -> None:
    walk, oracle = twice()
    actions, updates = request(walk, ACTIONS, CHANNEL), request(walk, UPDATES, CHANNEL)
    if seen_before:
        assert not accused(oracle, actions, with_former(answered(walk, actions)))
    shown = answered(walk, updates)
    mine = answered(walk, request(walk, "getProductImage", {**CHANNEL, "id": 1})).body
    assert accused(oracle, updates, otherwise(shown, value=[mine])) is not seen_before
    assert oracle.worlds.leave_open(UPDATES) is seen_before
    assert not oracle.worlds.leave_open("listProductImages")
    oracle.begin(walk.state)
    assert oracle.worlds.leave_open(ACTIONS) is seen_before, "it is the same server"


def test_what_tracked_something_before_may_be_gone_when_that_is_handed_over_again() -> None:
    walk, oracle = twice()
    [action] = answered(walk, request(walk, ACTIONS, CHANNEL)).body["results"]
    sent = request(walk, "getIntegrationAction", {**CHANNEL, "id": action["pk"]})
    gone = Response(status=404, media_type="application/json", body={"detail": "Not found."})
    assert not accused(oracle, sent, gone)
    oracle.begin(walk.state)
    assert accused(oracle, sent, gone), "nothing was handed over since"


def test_only_what_is_handed_over_is_tracked_by_something_new() -> None:
    walk, oracle = twice()
    sent = request(walk, ACTIONS, CHANNEL)
    response = answered(walk, sent)
    assert accused(oracle, sent, otherwise(response, "results", 0, "status", value="success"))
    none = otherwise(otherwise(response, "results", value=[]), "count", value=0)
    assert accused(oracle, sent, none)


@pytest.mark.parametrize("junk", [None, {}, [1], {"a": None}])
def test_what_does_not_say_what_it_tracks_is_not_the_same(junk: Any) -> None:
    walk, oracle = twice()
    sent = request(walk, ACTIONS, CHANNEL)
    body = with_former(answered(walk, sent)).body
    first, second = body["results"]
    untold = [{**first, "object_id": junk}, {**second, "object_id": None}]
    response = replace(answered(walk, sent), body={**body, "results": untold})
    assert oracle.judge(sent, response, "full", 0.0).verdict == "violates"
    assert not oracle.worlds.leave_open(ACTIONS)
