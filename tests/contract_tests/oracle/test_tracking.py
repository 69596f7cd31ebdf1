"""What follows the states of something else is judged by the rules of that."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Judgement, Worlds
from contract_tests.oracle.adoption import adopted
from contract_tests.oracle.oracle import Oracle
from contract_tests.oracle.tracking import is_plain_move
from mockserver.engine.message import Response
from mockserver.engine.step import step
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

CHANNEL = {"channel_id": 1}
ACTIONS = "listIntegrationActions"


def with_batch(*statuses: str) -> tuple[Walk, dict[str, Any]]:
    walk = Walk("akinon")
    made = walk.ask("createBatchRequest", CHANNEL, {"content_type": "productimage"})
    batch = {**CHANNEL, "id": made["pk"]}
    for status in statuses:
        objects = [{"pk": 1, "remote_id": "r"}] if status == "done" else [{"pk": 1}]
        walk.ask("updateBatchRequest", batch, {"status": status, "objects": objects})
    return walk, batch


def shown_with(walk: Walk, **fields: Any) -> Judgement:
    """Return what it means that an action is shown with other values."""
    sent = request(walk, ACTIONS, CHANNEL)
    response = answered(walk, sent)
    for name, value in fields.items():
        response = otherwise(response, "results", 0, name, value=value)
    return Worlds(walk.api, walk.state).judge(sent, response)


def test_a_status_that_a_state_does_not_set_is_certainly_wrong() -> None:
    walk, _ = with_batch("commit")
    found = shown_with(walk, status="success")
    assert found.certain and found.rules[0] == "AK-16"
    walk, _ = with_batch("commit", "done")
    assert shown_with(walk, remote_id=None).rules[:2] == ("AK-16", "AK-17")
    assert not shown_with(walk, version_date="2020-01-01T00:00:00Z").certain
    assert not shown_with(walk, state="new").certain


def test_what_is_not_tracked_is_certainly_wrong() -> None:
    walk, _ = with_batch("commit")
    sent = request(walk, ACTIONS, CHANNEL)
    none = otherwise(otherwise(answered(walk, sent), "results", value=[]), "count", value=0)
    found = Worlds(walk.api, walk.state).judge(sent, none)
    assert found.certain and found.rules[0] == "AK-16"


FAILED = [{"pk": 1, "failed_reason_type": "remote"}]


@pytest.mark.parametrize(
    ("fields", "plain"),
    [
        ({"status": "fail"}, True),
        ({"status": "done", "objects": FAILED}, True),
        ({"status": "done", "objects": [{"pk": 1, "remote_id": "r"}]}, True),
        ({"status": "done"}, False),
        ({"status": "done", "objects": [*FAILED, {"pk": 2, "remote_id": "r"}]}, False),
        ({"status": "commit"}, False),  # it is there already
        ({"status": "commit", "objects": FAILED}, False),
        ({"status": "fail", "remote_batch_id": "r"}, False),
    ],
)
def test_a_move_that_needs_nothing_more_is_not_refused(fields: Any, plain: bool) -> None:
    walk, batch = with_batch("commit")
    sent = request(walk, "updateBatchRequest", batch, body=fields)
    outcome = step(walk.api, walk.state, sent)[0]
    assert is_plain_move(walk.api, walk.state, outcome, sent) is plain
    no = Response(status=400, media_type="application/json", body={"detail": "No."})
    assert Worlds(walk.api, walk.state).judge(sent, no).certain is plain


def test_what_depends_on_an_open_value_is_not_known_any_more() -> None:
    walk = Walk("akinon")
    made = walk.ask("createBatchRequest", CHANNEL, {})
    path = {**CHANNEL, "id": made["pk"]}
    body = {"status": "commit", "content_type": None, "objects": [{"pk": 1}]}
    sent = request(walk, "updateBatchRequest", path, body=body)
    worlds = Worlds(walk.api, walk.state)
    found = worlds.judge(sent, otherwise(answered(walk, sent), "content_type", value="product"))
    assert (found.verdict, found.certain, found.lost) == ("violates", False, True)


@pytest.mark.parametrize(
    ("kind", "objects", "certain"),
    [("productimage", [{"pk": 2}], True), (None, [{"pk": 2}], False), ("productimage", [], False)],
)
def test_what_begins_with_nothing_may_be_refused(kind: Any, objects: Any, certain: bool) -> None:
    walk = Walk("akinon")
    oracle = Oracle(walk.api)
    paths = []
    for body in (
        {"content_type": "product", "objects": [{"pk": 1}]},
        {"content_type": kind, "objects": objects},
    ):
        made = walk.ask("createBatchRequest", CHANNEL, body)
        paths.append({**CHANNEL, "id": made["pk"]})
    oracle.begin(walk.state)
    taken, sent = (
        request(walk, "updateBatchRequest", path, body={"status": "commit"}) for path in paths
    )
    assert oracle.judge(taken, answered(walk, taken), "full", 0.0).verdict == "conforms"
    no = Response(status=400, media_type="application/json", body={"detail": "No."})
    found = oracle.judge(sent, no, "full", 1.0)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(
    ("kind", "tracked"), [("", True), ("", False), ("productimage", True), ("productprice", True)]
)
def test_what_is_named_by_an_empty_kind_may_be_tracked_or_not(kind: str, tracked: bool) -> None:
    walk = Walk("akinon")
    made = walk.ask("createBatchRequest", CHANNEL, {"objects": [{"pk": 1}]})
    path = {**CHANNEL, "id": made["pk"]}
    worlds = Worlds(walk.api, walk.state)
    body = {"status": "commit", "content_type": kind}
    sent = request(walk, "updateBatchRequest", path, body=body)
    assert worlds.judge(sent, answered(walk, sent)).verdict == "conforms"
    walk.ask("updateBatchRequest", path, body)
    sent = request(walk, ACTIONS, CHANNEL)
    shown = answered(walk, sent)
    none = otherwise(otherwise(shown, "results", value=[]), "count", value=0)
    if kind:
        assert worlds.judge(sent, none).certain
    assert worlds.judge(sent, shown if tracked else none).verdict == "conforms"
    assert worlds.judge(sent, none if tracked else shown).certain


@pytest.mark.parametrize(
    ("told", "status", "certain"),
    [(None, "done", False), ("r", "done", True), (None, "fail", True)],
)
def test_an_end_of_which_nothing_is_told_may_be_refused(
    told: Any, status: str, certain: bool
) -> None:
    walk = Walk("akinon")
    oracle = Oracle(walk.api)
    said, paths = {"content_type": "productimage"}, []
    for each in ({"pk": 1, "remote_id": "r"}, {"pk": 2, "remote_id": told}):
        made = walk.ask("createBatchRequest", CHANNEL, {**said, "objects": [each]})
        paths.append({**CHANNEL, "id": made["pk"]})
        walk.ask("updateBatchRequest", paths[-1], {"status": "commit"})
        walk.ask("updateBatchRequest", paths[-1], {"status": "sent_to_remote"})
    oracle.begin(walk.state)
    taken, sent = (
        request(walk, "updateBatchRequest", each, body={"status": status}) for each in paths
    )
    assert oracle.judge(taken, answered(walk, taken), "full", 0.0).verdict == "conforms"
    no = Response(status=400, media_type="application/json", body={"detail": "No."})
    found = oracle.judge(sent, no, "full", 1.0)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("told", "certain"), [("", False), ("r", True)])
def test_what_is_set_to_an_empty_text_may_be_set_to_nothing(told: str, certain: bool) -> None:
    walk, batch = with_batch("commit")
    done = {"status": "done", "objects": [{"pk": 1, "remote_id": told}]}
    walk.ask("updateBatchRequest", batch, done)
    assert shown_with(walk, remote_id=None).certain is certain


def pending(walk: Walk, channel: dict[str, int], *shown: int) -> Judgement:
    """Return what it means that these of the images are listed to be inserted."""
    sent = request(walk, "listInserts", channel)
    every = answered(walk, request(walk, "listProductImages", channel)).body["results"]
    body = [each for each in every if each["pk"] in shown]
    return Worlds(walk.api, walk.state).judge(sent, otherwise(answered(walk, sent), value=body))


def test_what_becomes_of_what_was_under_way_for_a_batch_that_is_gone_is_open() -> None:
    walk, batch = with_batch("commit")
    assert pending(walk, CHANNEL, 1, 2, 3).certain
    walk.ask("deleteBatchRequest", batch)
    assert shown_with(walk, status="processing").verdict == "violates"
    assert not shown_with(walk, status="processing").certain
    assert pending(walk, CHANNEL, 1, 2, 3).verdict == "conforms"
    assert not pending(walk, CHANNEL, 2, 3).certain
    assert pending(walk, CHANNEL, 1, 2).certain


@pytest.mark.parametrize("status", ["error", "success"])
def test_whether_what_failed_before_we_came_was_ever_handed_over_is_open(status: str) -> None:
    walk = Walk("akinon")
    action = {"pk": 7, "channel_id": 1, "content_type_model": "productimage", "object_id": 1}
    action |= {"status": status, "version_date": "2020-01-01T00:00:00Z", "local_batch_id": "x"}
    batch = {"pk": 9, "local_batch_id": "x", "status": "fail"}
    resources = walk.api.resources
    state = adopted(walk.api, walk.state, resources["IntegrationAction"], action, 1)
    walk.state = adopted(walk.api, state, resources["BatchRequest"], batch, 1)
    for several in ((1, 2, 3), (2, 3)):
        found = pending(walk, CHANNEL, *several)
        assert found.certain is (status == "success" and 1 in several)
    assert pending(walk, CHANNEL, 1, 2).certain


@pytest.mark.parametrize(
    ("body", "certain"),
    [
        ({"status": "commit", "objects": [{"pk": 2}]}, (True, False)),
        ({"objects": [{"pk": 2}]}, (True, False)),
        ({"status": "sent_to_remote", "objects": [{"pk": 2}]}, (False, False)),
        ({"status": "fail", "objects": [{"pk": 1, "content_type": "x"}]}, (False, False)),
    ],
)
def test_only_what_a_state_asks_for_has_to_be_taken_with_it(
    body: dict[str, Any], certain: tuple[bool, bool]
) -> None:
    walk, batch = with_batch("commit")
    sent = request(walk, "updateBatchRequest", batch, body=body)
    no = Response(status=400, media_type="application/json", body={"detail": "No."})
    worlds = Worlds(walk.api, walk.state)
    refused = worlds.fork().judge(sent, no)
    without = otherwise(answered(walk, sent), "objects", value=[{"pk": 3}])
    assert (worlds.judge(sent, without).certain, refused.certain) == certain


@pytest.mark.parametrize(("body", "certain"), [({"status": "commit"}, True), ({}, False)])
def test_what_is_named_without_a_move_may_be_passed_over(
    body: dict[str, Any], certain: bool
) -> None:
    walk, batch = with_batch("commit")
    before = request(walk, "getBatchRequest", batch)
    known = answered(walk, before).body["objects"]
    sent = request(walk, "updateBatchRequest", batch, body={**body, "objects": [{"pk": 2}]})
    found = Worlds(walk.api, walk.state).judge(
        sent, otherwise(answered(walk, sent), "objects", value=known)
    )
    assert (found.verdict, found.certain) == ("violates", certain)
    assert found.lost, "nobody knows what is under way now"


@pytest.mark.parametrize(
    ("name", "value", "certain"),
    [("failed_reason_type", "n", False), ("remote_id", "r" * 256, True)],
)
def test_which_reasons_there_are_is_inferred_in_each_element(
    name: str, value: str, certain: bool
) -> None:
    walk, batch = with_batch()
    worlds = Worlds(walk.api, walk.state)
    body: dict[str, Any] = {"status": "commit", "objects": [{"pk": 1}]}
    taken = answered(walk, request(walk, "updateBatchRequest", batch, body=body))
    body["objects"] = [{"pk": 1, name: value}]
    sent = request(walk, "updateBatchRequest", batch, body=body)
    found = worlds.judge(sent, otherwise(taken, "objects", 0, name, value=value))
    assert (found.verdict, found.certain) == ("violates", certain)
    assert found.rules == (() if certain else ("AK-16",))


@pytest.mark.parametrize(("day", "certain"), [("2020-01-01", True), ("2099-01-01", False)])
def test_which_of_several_times_counts_no_document_tells(day: str, certain: bool) -> None:
    walk, batch = with_batch()
    for status, date in (("commit", "2020-01-01"), ("done", day)):
        named = {"pk": 1, "remote_id": "r", "version_date": f"{date}T00:00:00Z"}
        walk.ask("updateBatchRequest", batch, {"status": status, "objects": [named]})
    sent = request(walk, "listUpdates", CHANNEL)
    shown = answered(walk, sent)
    others = [each for each in shown.body if each["pk"] != 1]
    assert len(others) < len(shown.body)
    found = Worlds(walk.api, walk.state).judge(sent, otherwise(shown, value=others))
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("states", "certain"), [(("commit",), True), (("commit", "fail"), False)])
def test_for_whom_something_was_under_way_need_not_be_told_any_more(
    states: tuple[str, ...], certain: bool
) -> None:
    walk, _ = with_batch(*states)
    found = shown_with(walk, local_batch_id=None)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("state", "certain"), [("done", True), ("fail", False)])
def test_where_is_what_was_let_go_only_inferred_rules_tell(state: str, certain: bool) -> None:
    walk, _ = with_batch("commit", state)
    walk.ask("updateMedia", {"id": 1}, {"order": 7})
    sent = request(walk, "listUpdates", CHANNEL)
    shown = answered(walk, sent)
    mine = answered(walk, request(walk, "getProductImage", {**CHANNEL, "id": 1})).body
    there = [each for each in shown.body if each["pk"] != 1]
    other = there if len(there) < len(shown.body) else [mine, *there]
    found = Worlds(walk.api, walk.state).judge(sent, otherwise(shown, value=other))
    assert (found.verdict, found.certain) == ("violates", certain)
    assert "AK-8" in found.rules


def test_what_was_let_go_may_leave_a_page_that_would_be_full() -> None:
    walk = Walk("akinon")
    made = walk.ask("createBatchRequest", CHANNEL, {"content_type": "productimage"})
    batch = {**CHANNEL, "id": made["pk"]}
    pending = [each["pk"] for each in answered(walk, request(walk, "listInserts", CHANNEL)).body]
    several = [{"pk": each} for each in pending[:2]]
    for status in ("commit", "fail"):
        walk.ask("updateBatchRequest", batch, {"status": status, "objects": several})
    limit = str(len(pending) - 1)
    sent = request(walk, "listInserts", CHANNEL, limit=limit, page="1")
    shown = answered(walk, request(walk, "listInserts", CHANNEL))
    left = [each for each in shown.body if each["pk"] not in pending[:2]]
    assert len(left) < int(limit) < len(shown.body)
    found = Worlds(walk.api, walk.state).judge(sent, otherwise(shown, value=left))
    assert (found.verdict, found.certain) == ("violates", False)


def only_the_first_may_have_succeeded(walk: Walk, worlds: Worlds) -> None:
    sent = request(walk, ACTIONS, CHANNEL)
    shown = answered(walk, sent)
    for number, each in enumerate(shown.body["results"]):
        status = "success" if each["object_id"] == 1 else "error"
        shown = otherwise(shown, "results", number, "status", value=status)
    found = worlds.judge(sent, shown)
    assert found.mismatch is None or not found.mismatch.path.endswith("status"), found.mismatch
    assert not found.certain


def test_what_has_no_remote_id_at_the_end_may_have_failed_and_what_had_one_not() -> None:
    walk, batch = with_batch("commit", "done")
    made = walk.ask("createBatchRequest", CHANNEL, {"content_type": "productimage"})
    batch = {**CHANNEL, "id": made["pk"]}
    both = [{"pk": 1}, {"pk": 2}]
    walk.ask("updateBatchRequest", batch, {"status": "commit", "objects": both})
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, "updateBatchRequest", batch, body={"status": "done", "objects": both})
    assert worlds.judge(sent, answered(walk, sent)).verdict == "conforms"
    only_the_first_may_have_succeeded(walk, worlds)


def test_what_failed_before_may_fail_again_and_what_was_handed_over_is_as_before() -> None:
    walk, _ = with_batch("commit", "done")
    for statuses in (("commit", "done"), ("commit",)):
        made = walk.ask("createBatchRequest", CHANNEL, {"content_type": "productimage"})
        batch = {**CHANNEL, "id": made["pk"]}
        for status in statuses:
            failed = {"failed_reason_type": "remote"} if status == "done" else {}
            both = [{"pk": 1}, {"pk": 2, **failed}]
            walk.ask("updateBatchRequest", batch, {"status": status, "objects": both})
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, "updateBatchRequest", batch, body={"status": "fail", "objects": both})
    assert worlds.judge(sent, answered(walk, sent)).verdict == "conforms"
    only_the_first_may_have_succeeded(walk, worlds)


def test_what_was_handed_over_before_we_came_is_a_success_though_its_batch_fails() -> None:
    walk = Walk("akinon")
    action = {"pk": 7, "channel_id": 1, "content_type_model": "productimage", "object_id": 1}
    action |= {"status": "processing", "version_date": "2020-01-01T00:00:00Z", "remote_id": "r"}
    objects = [{"pk": 1, "remote_id": "r", "failed_reason_type": None}]
    batch = {"pk": 9, "status": "ongoing", "content_type": "productimage", "objects": objects}
    mine = {"local_batch_id": "b344f9a6-aefd-457c-bedc-4df2685fc6a2"}
    resources = walk.api.resources
    state = adopted(walk.api, walk.state, resources["IntegrationAction"], {**action, **mine}, 1)
    state = adopted(walk.api, state, resources["BatchRequest"], {**batch, **mine}, 1)
    walk.state, worlds = state, Worlds(walk.api, state)
    sent = request(walk, "updateBatchRequest", {**CHANNEL, "id": 9}, body={"status": "fail"})
    assert worlds.judge(sent, answered(walk, sent)).verdict == "conforms"
    only_the_first_may_have_succeeded(walk, worlds)
