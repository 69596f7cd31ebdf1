"""What is first named in a later state is tracked as a server likes."""

from __future__ import annotations

import pytest

from contract_tests.oracle.oracle import Oracle
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
    made = request(walk, "createBatchRequest", CHANNEL, body={"content_type": "productimage"})
    answer = answered(walk, made)
    assert oracle.judge(made, answer, "full", 0.0).verdict == "conforms"
    batch = {**CHANNEL, "id": answer.body["pk"]}
    named = [{"pk": 1, "remote_id": "r", "version_date": date and f"{date}T00:00:00Z"}]
    for status, objects in (("commit", [] if is_late else [{"pk": 1}]), ("done", named)):
        body = {"status": status, "objects": objects}
        sent = request(walk, "updateBatchRequest", batch, body=body)
        oracle.judge(sent, answered(walk, sent), "full", 0.0)
    sent = request(walk, "listIntegrationActions", CHANNEL)
    shown = otherwise(answered(walk, sent), "results", 0, "status", value="processing")
    found = oracle.judge(sent, shown, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", not is_open)
    oracle.begin(walk.state)
    assert oracle.judge(sent, shown, "full", 0.0).certain
