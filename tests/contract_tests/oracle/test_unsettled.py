"""What is first named in a later state is tracked as a server likes."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

CHANNEL = {"channel_id": 1}


@pytest.mark.parametrize(
    ("is_late", "date", "is_open"),
    [(True, None, True), (False, "2020-01-01", False), (False, "2099-01-01", True)],
)
def test_what_tracks_an_element_that_was_named_late_is_open(
    is_late: bool, date: str | None, is_open: bool
) -> None:
    walk = Walk("akinon")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    named = [{"pk": 1, "remote_id": "r", "version_date": date and f"{date}T00:00:00Z"}]
    hand_over(oracle, walk, [] if is_late else [{"pk": 1}], named)
    sent, shown = stuck(walk)
    found = oracle.judge(sent, shown, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", not is_open)
    oracle.begin(walk.state)
    assert oracle.judge(sent, shown, "full", 0.0).certain


@pytest.mark.parametrize("is_plain", [True, False])
def test_what_is_handed_over_plainly_afterwards_is_no_longer_open(is_plain: bool) -> None:
    walk = Walk("akinon")
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    done = [{"pk": 1, "remote_id": "r", "version_date": "2020-01-01T00:00:00Z"}]
    hand_over(oracle, walk, [], done)
    hand_over(oracle, walk, [{"pk": 1}] if is_plain else [], done)
    sent, shown = stuck(walk)
    found = oracle.judge(sent, shown, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", is_plain)


def hand_over(oracle: Oracle, walk: Walk, begun: list[Any], done: list[Any]) -> None:
    """Hand over elements with a batch that is done with others."""
    made = request(walk, "createBatchRequest", CHANNEL, body={"content_type": "productimage"})
    answer = answered(walk, made)
    assert oracle.judge(made, answer, "full", 0.0).verdict == "conforms"
    batch = {**CHANNEL, "id": answer.body["pk"]}
    for status, objects in (("commit", begun), ("done", done)):
        body = {"status": status, "objects": objects}
        sent = request(walk, "updateBatchRequest", batch, body=body)
        oracle.judge(sent, answered(walk, sent), "full", 0.0)


def stuck(walk: Walk) -> tuple[Request, Response]:
    """Return a request for what tracks elements, and an answer in which the first is under way."""
    sent = request(walk, "listIntegrationActions", CHANNEL)
    return sent, otherwise(answered(walk, sent), "results", 0, "status", value="processing")
