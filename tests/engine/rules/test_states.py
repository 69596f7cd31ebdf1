"""States, and what follows them in another resource."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.bind import World, bind
from mockserver.engine.fill import Filled, fill
from mockserver.engine.message import Json, Request
from mockserver.engine.state import Drop
from mockserver.engine.step import step
from mockserver.model.states import States, states_of
from tests.walks import Walk

ONE = {"channel_id": 1}


class Batches(Walk):
    """Batches of the first channel, which has the images 1, 2 and 3."""

    def __init__(self) -> None:
        super().__init__("akinon")
        self.now = datetime(2100, 1, 1, tzinfo=UTC)  # the images of the fixtures are of today

    def begin(self, **fields: Any) -> dict[str, Any]:
        body = {"content_type": "productimage", **fields}
        return {**ONE, "id": self.ask("createBatchRequest", ONE, body)["pk"]}

    def move(self, batch: dict[str, Any], **fields: Any) -> Any:
        return self.ask("updateBatchRequest", batch, fields)

    def handed_over(self) -> None:
        """Hand over the image 1, which is `a` elsewhere from then on."""
        batch = self.begin()
        self.move(batch, status="commit", objects=[{"pk": 1}])
        self.move(batch, status="done", objects=[{"pk": 1, "remote_id": "a"}])

    def trackers(self) -> dict[int, dict[str, Any]]:
        return {
            each.fields["object_id"]: dict(each.fields)
            for each in self.state.entities.values()
            if each.resource == "IntegrationAction" and each.parent == 1
        }

    def listed(self, operation: str) -> list[int]:
        return [each["pk"] for each in self.ask(operation, ONE)]


def test_what_is_fixed_stays_so_in_all_that_follows() -> None:
    word = {
        "field": "s",
        "start": "a",
        "moves": {"a": ["b"], "b": ["c", "b"], "c": ["d"], "e": ["a"]},
        "fixed": {"b": ["x"], "c": ["y"]},
        "alone": {"b": "x"},
    }
    states = states_of(word)
    assert isinstance(states, States)
    assert states.fixed == {"b": ("x",), "c": ("x", "y"), "d": ("x", "y")}
    assert states.names == {"a", "b", "c", "d", "e"}
    assert states_of(None) is None


def test_a_refused_move_changes_nothing_and_cites_the_rule() -> None:
    walk = Batches()
    batch = walk.begin()
    state = walk.state
    request = change(walk, batch, status="done")
    [outcome] = step(walk.api, walk.state, request)
    assert outcome.refusal is not None and "AK-11" in outcome.rules
    assert walk.send(request).response.status == 400
    assert walk.state is state


def change(walk: Walk, batch: dict[str, Any], **fields: Any) -> Request:
    return Request(
        operation="updateBatchRequest",
        method="PATCH",
        path={name: str(value) for name, value in batch.items()},
        headers=walk.api.credentials[0].headers,
        media_type="application/json",
        body=Json(fields),
    )


def test_what_cannot_change_may_be_refused_or_passed_over() -> None:
    walk = Batches()
    batch = walk.begin()
    first, other = step(walk.api, walk.state, change(walk, batch, status="initialized"))
    assert first.refusal is not None and other.refusal is None
    walk.move(batch, status="commit", objects=[{"pk": 1}])
    sent = change(walk, batch, content_type="product", remote_batch_id="r")
    first, other, *alike = step(walk.api, walk.state, sent)
    assert first.refusal is not None and first.rules[0] == "AK-14"
    assert not any(each.refusal for each in alike)
    answer = fill(walk.api, walk.state, other, walk.chance()).response
    assert (answer.body["content_type"], answer.body["remote_batch_id"]) == ("productimage", "r")
    walk.move(batch, status="fail")
    [only] = step(walk.api, walk.state, change(walk, batch, status="fail"))
    assert only.refusal is not None, "what is final stays so"


def after(walk: Batches, batch: dict[str, Any], **fields: Any) -> list[dict[int, dict[str, Any]]]:
    """Return what tracks the images after each way of a change."""
    found = []
    for outcome in step(walk.api, walk.state, change(walk, batch, **fields)):
        other = Batches()
        other.state = fill(walk.api, walk.state, outcome, walk.chance()).state
        found.append(other.trackers())
    return found


def test_what_has_failed_may_be_tracked_as_an_error_or_as_it_was_before() -> None:
    walk = Batches()
    batch = walk.begin()
    walk.move(batch, status="commit", objects=[{"pk": 1}])
    told, forgotten, *_ = after(walk, batch, status="fail")
    assert told[1]["status"] == "error" and forgotten == {}
    walk.move(batch, status="done", objects=[{"pk": 1, "remote_id": "a"}])
    before = walk.trackers()[1]
    again = walk.begin()
    walk.move(again, status="commit", objects=[{"pk": 1}])
    told, taken_back, *others = after(walk, again, status="fail")
    assert told[1]["local_batch_id"] != before["local_batch_id"]
    names = ("status", "remote_id", "version_date")
    for name in (*names, "local_batch_id"):
        assert taken_back[1][name] == before[name]
    kept = [each[1] for each in others if all(each[1][name] == before[name] for name in names)]
    assert kept, "or it tells of the last batch"
    assert kept[0]["local_batch_id"] == told[1]["local_batch_id"]


def test_what_is_handed_over_and_has_not_changed_may_be_refused() -> None:
    walk = Batches()
    walk.handed_over()
    again = walk.begin()
    for pk, open_ in ((1, True), (2, False)):
        named = [{"pk": pk}]
        first, *others = step(
            walk.api, walk.state, change(walk, again, status="commit", objects=named)
        )
        assert first.refusal is None, "the stand-in takes it"
        refused = [each for each in others if each.refusal]
        assert bool(refused) is open_
        assert not any(each.changes or each.rules for each in refused)
    walk.ask("updateMedia", {"id": 1}, {"order": 9})
    named = [{"pk": 1}]
    every = step(walk.api, walk.state, change(walk, again, status="commit", objects=named))
    assert not any(each.refusal for each in every), "what has changed is to be handed over"


def test_of_what_is_named_late_only_what_has_failed_may_be_untold() -> None:
    walk = Batches()
    batch = walk.begin()
    walk.move(batch, status="commit", objects=[])
    objects = [{"pk": 1, "remote_id": "a"}, {"pk": 2, "failed_reason_type": "remote"}]
    found = [sorted(each) for each in after(walk, batch, status="done", objects=objects)]
    assert found[0] == [1, 2] and [1] in found and [] in found
    outcomes = step(walk.api, walk.state, change(walk, batch, status="done", objects=objects))
    assert not any(isinstance(each, Drop) for one in outcomes for each in one.changes)


def test_what_is_not_named_at_the_end_may_have_failed() -> None:
    walk = Batches()
    walk.handed_over()
    again = walk.begin()
    walk.move(again, status="commit", objects=[{"pk": 1, "remote_id": "b"}])
    first, *others = [each[1] for each in after(walk, again, status="done")]
    assert (first["status"], first["remote_id"]) == ("success", "b")
    assert "error" in {each["status"] for each in others}, "nobody said that it went well"


def test_what_is_named_late_may_not_be_tracked() -> None:
    walk = Batches()
    batch = walk.begin()
    walk.move(batch, status="commit", objects=[{"pk": 1}])
    ways = after(walk, batch, status="fail", objects=[{"pk": 2}])
    assert [sorted(each) for each in ways] == [[1, 2], [], [1, 2], [], [1, 2], [1, 2], [1]]


def test_a_first_name_may_stay_and_what_has_none_may_have_failed() -> None:
    walk = Batches()
    walk.handed_over()
    again = walk.begin()
    walk.move(again, status="commit", objects=[{"pk": 1}, {"pk": 2}])
    ways = after(walk, again, status="done", objects=[{"pk": 1, "remote_id": "b"}])
    seen = [(each[1]["remote_id"], each[2]["status"]) for each in ways]
    assert seen[0] == ("b", "success")
    assert {("a", "success"), ("b", "error")} < set(seen)


def test_who_has_something_under_way_may_not_be_deleted() -> None:
    walk = Batches()
    batch = walk.begin()
    removal = replace(change(walk, batch), operation="deleteBatchRequest", method="DELETE")
    assert [each.status for each in step(walk.api, walk.state, removal)] == [204] * 6
    walk.move(batch, status="commit", objects=[{"pk": 1}])
    assert [each.status for each in step(walk.api, walk.state, removal)] == [204] * 6 + [400]
    walk.move(batch, status="done")
    assert [each.status for each in step(walk.api, walk.state, removal)] == [204] * 6


def test_who_was_alone_leaves_room() -> None:
    """In any way: by moving on, by being deleted, by having another value."""
    walk = Batches()
    for leave in ("move", "delete"):
        first, second = walk.begin(), walk.begin()
        walk.move(first, status="commit")
        assert "detail" in walk.move(second, status="commit")
        if leave == "move":
            walk.move(first, status="fail")
        else:
            walk.ask("deleteBatchRequest", first)
        assert walk.move(second, status="commit")["status"] == "commit"
        walk.move(second, status="done")
    nothing = [walk.begin(content_type=None) for _ in range(2)]
    for each in nothing:
        assert walk.move(each, status="commit")["status"] == "commit", "nothing is no value"


def test_a_tracker_is_the_same_one_each_time() -> None:
    walk = Batches()
    first = walk.begin()
    walk.move(first, status="commit", objects=[{"pk": 1}])
    tracker = walk.trackers()[1]
    walk.move(first, status="done", objects=[{"pk": 1, "remote_id": "x"}])
    done = walk.trackers()[1]
    assert done == {
        **tracker,
        "status": "success",
        "remote_id": "x",
        "version_date": done["version_date"],
    }
    second = walk.begin()
    walk.move(second, status="commit", objects=[{"pk": 1}])
    again = walk.trackers()
    assert again[1]["pk"] == tracker["pk"] and len(again) == 1
    assert (again[1]["remote_id"], again[1]["status"]) == ("x", "processing")
    assert again[1]["local_batch_id"] != tracker["local_batch_id"]


def test_who_has_a_tracker_keeps_it() -> None:
    """What is under way for one batch is not taken by another one; afterwards it may be."""
    walk = Batches()
    first, second = walk.begin(), walk.begin()
    walk.move(first, status="commit", objects=[{"pk": 1}, {"pk": 2}])
    walk.move(first, status="sent_to_remote")
    before = walk.state
    assert "status" not in walk.move(second, status="commit", objects=[{"pk": 1}])
    assert walk.state is before
    walk.move(first, status="done")
    assert walk.move(second, status="commit", objects=[{"pk": 1}])["status"] == "commit"
    assert {pk: each["status"] for pk, each in walk.trackers().items()} == {
        1: "processing",
        2: "success",
    }
    assert walk.listed("listInserts") == [3]


def test_an_element_that_stays_the_same_is_not_handed_over_again() -> None:
    walk = Batches()
    batch = walk.begin()
    walk.move(batch, status="commit", objects=[{"pk": 1}])
    handed = walk.trackers()[1]["handed_date"]
    walk.ask("updateMedia", {"id": 1}, {"order": 5})
    walk.move(batch, status="commit", objects=[{"pk": 2}])
    assert walk.trackers()[1]["handed_date"] == handed
    walk.move(batch, status="done")
    assert walk.listed("listUpdates") == [1]


def test_a_tracker_under_way_is_not_deleted() -> None:
    walk = Batches()
    batch = walk.begin()
    walk.move(batch, status="commit", objects=[{"pk": 1}])
    tracker = {**ONE, "id": walk.trackers()[1]["pk"]}
    before = walk.state
    assert walk.ask("deleteIntegrationAction", tracker)
    assert walk.state is before
    walk.ask("deleteBatchRequest", batch)
    walk.ask("deleteIntegrationAction", tracker)
    assert walk.trackers() == {}


def test_what_has_no_kind_is_not_tracked() -> None:
    walk = Batches()
    batch = walk.begin(content_type=None)
    assert walk.move(batch, status="commit", objects=[{"pk": 1}])["status"] == "commit"
    assert walk.trackers() == {}
    assert walk.listed("listInserts") == [1, 2, 3]


def test_other_kinds_of_objects_are_taken_as_they_are() -> None:
    walk = Batches()
    batch = walk.begin(content_type="productprice")
    walk.move(batch, status="commit", objects=[{"pk": 4711}])
    assert walk.trackers()[4711]["content_type_model"] == "productprice"
    assert walk.trackers()[4711].get("handed_date") is None


@pytest.mark.parametrize("sent", [[{"pk": 1}, {"pk": 1, "remote_id": "x"}], [{"pk": 1}]])
def test_elements_are_merged_by_their_member(sent: list[dict[str, Any]]) -> None:
    walk = Batches()
    batch = walk.begin(objects=[{"pk": 2, "remote_id": "y"}])
    shown = walk.move(batch, objects=[*sent, {"pk": 2, "content_type": "z"}])
    merged = {name: value for each in sent for name, value in each.items()}
    assert shown["objects"] == [{"pk": 2, "remote_id": "y", "content_type": "z"}, merged]


MOVES = st.sampled_from(["commit", "sent_to_remote", "ongoing", "done", "fail"])
OBJECTS = st.lists(
    st.fixed_dictionaries(
        {"pk": st.integers(1, 3)},
        optional={
            "failed_reason_type": st.sampled_from([None, "remote"]),
            "remote_id": st.sampled_from(["x", "y"]),
        },
    ),
    max_size=3,
)


class Examined(Batches):
    """The same walk, watched: `seen` is the state that the answers alone explain."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = self.state

    def send(self, request: Request) -> Filled:
        outcomes = step(self.api, self.seen, request)
        filled = super().send(request)
        worlds = [bind(self.api, self.seen, outcome, filled.response) for outcome in outcomes]
        self.seen = next(each.state for each in worlds if isinstance(each, World))
        return filled


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_lists_of_what_is_pending_keep_their_promises(data: st.DataObject) -> None:
    """Whatever two batches go through: the lists are disjoint, together they are the third, and
    nothing that a committed batch names is in them. An examiner, who sees the answers only,
    expects the same lists.
    """
    walk = Examined()
    batches = [walk.begin(), walk.begin()]
    for _ in range(data.draw(st.integers(1, 12))):
        if data.draw(st.integers(0, 3)) == 0:
            walk.ask("updateMedia", {"id": data.draw(st.integers(1, 3))}, {"order": 1})
        else:
            fields = {"status": data.draw(MOVES), "objects": data.draw(OBJECTS)}
            walk.ask("updateBatchRequest", data.draw(st.sampled_from(batches)), fields)
        inserts, updates = walk.listed("listInserts"), walk.listed("listUpdates")
        assert not {*inserts} & {*updates}
        assert sorted(walk.listed("listInsertsOrUpdates")) == sorted([*inserts, *updates])
        for pk, tracker in walk.trackers().items():
            assert tracker["status"] != "processing" or pk not in {*inserts, *updates}
