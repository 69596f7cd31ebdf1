"""Who does not keep an inferred rule may be in a state that an answer does not fit."""

from __future__ import annotations

from copy import copy

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import answered, request
from tests.walks import Walk

CHANNEL = {"channel_id": 1}
ACTIONS = "listIntegrationActions"


def pending(walk: Walk, asked: str) -> int:
    return len(answered(walk, request(walk, asked, CHANNEL)).body)


@pytest.mark.parametrize("again", [1, 3])
@pytest.mark.parametrize("listing", ["listInserts", "listInsertsOrUpdates"])
def test_that_a_failed_one_is_not_pending_again_does_not_tell_that_it_has_not_failed(
    listing: str, again: int
) -> None:
    walk = Walk("akinon")
    batch = {**CHANNEL, "id": walk.ask("createBatchRequest", CHANNEL, {})["pk"]}
    named = {"status": "commit", "content_type": "productimage", "objects": [{"pk": 1}]}
    walk.ask("updateBatchRequest", batch, named)
    worlds = Worlds(walk.api, walk.state)
    before = copy(walk)
    failing = request(walk, "updateBatchRequest", batch, body={"status": "fail"})
    worlds.unanswered(failing)
    answered(walk, failing)
    assert pending(walk, listing) == pending(before, listing) + 1
    asked = request(before, listing, CHANNEL)
    for _ in range(again):
        assert worlds.judge(asked, answered(before, asked)).verdict == "conforms"
    sent = request(walk, ACTIONS, CHANNEL)
    shown = answered(walk, sent)
    assert shown.body["results"][0]["status"] == "error"
    assert worlds.judge(sent, shown).verdict == "conforms"
