from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from mockserver.pictures import draw
from tests.client import Client
from tests.rules.akinon import (
    DOWNLOADABLE,
    MEDIA,
    PICTURE,
    Batch,
    Channel,
    change,
    detail,
    downloadable,
    replace_downloadable,
    upload,
    wrong,
)
from tests.rules.vendors import TEXT, told

STATES = ("initialized", "commit", "sent_to_remote", "ongoing", "done", "fail")
MOVES = {
    "initialized": {"commit"},
    "commit": {"commit", "sent_to_remote", "done", "fail"},
    "sent_to_remote": {"ongoing", "done", "fail"},
    "ongoing": {"ongoing", "done", "fail"},
    "done": set(),
    "fail": set(),
}
WAYS = {
    "initialized": (),
    "commit": ("commit",),
    "sent_to_remote": ("commit", "sent_to_remote"),
    "ongoing": ("commit", "sent_to_remote", "ongoing"),
    "done": ("commit", "done"),
    "fail": ("commit", "fail"),
}


@pytest.fixture
def channel(akinon: Client) -> Channel:
    """A channel with the images 1 to 3, of which none was ever handed over."""
    return Channel(akinon)


@pytest.fixture
def other(akinon: Client) -> Channel:
    """A channel with the image 4, which was handed over."""
    return Channel(akinon, 2)


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def in_state(channel: Channel, state: str) -> Batch:
    batch = channel.begin()
    for each in WAYS[state]:
        told(batch.patch(status=each), 200)
    return batch


def test_AK_1_inserts_are_what_was_never_handed_over(channel: Channel, other: Channel) -> None:
    assert channel.inserts() == [1, 2, 3] and other.inserts() == []
    new = told(upload(channel.client), 201)["pk"]
    assert channel.inserts() == [1, 2, 3, new] and other.inserts() == []
    channel.hand_over(2)
    assert channel.inserts() == [1, 3, new]
    assert set(channel.actions()) == {2}
    channel.hand_over(1, 3, new)
    assert channel.inserts() == []


def test_AK_1_what_an_action_no_longer_tells_of_was_never_handed_over(channel: Channel) -> None:
    channel.hand_over(1)
    action = channel.actions()[1]["pk"]
    path = f"{channel.path}/integration_actions/{action}/"
    assert told(channel.client.get(path), 200) == channel.actions()[1]
    assert channel.client.delete(path).status_code == 204
    assert channel.inserts() == [1, 2, 3]
    assert detail(channel.client.get(path), 404) == "Not found."


def test_AK_1_other_content_types_do_not_count(channel: Channel) -> None:
    batch = channel.begin(content_type="product")
    told(batch.move("commit", 1, 2), 200)
    told(batch.patch(status="done"), 200)
    assert channel.inserts() == [1, 2, 3] and channel.updates() == []


def test_AK_2_updates_are_what_changed_since_its_hand_over(channel: Channel) -> None:
    assert channel.updates() == []
    channel.hand_over(1, 2)
    assert channel.updates() == []
    change(channel.client, 2)
    change(channel.client, 3)
    assert channel.updates() == [2]
    channel.hand_over(2)
    assert channel.updates() == []
    for pk, action in channel.actions().items():
        assert time(channel.image(pk)["modified_date"]) <= time(action["version_date"])


def test_AK_2_the_version_that_was_handed_over_counts(channel: Channel) -> None:
    """What changes between the commit and the end of a batch has to be handed over again."""
    batch = channel.commit(1, 2)
    change(channel.client, 1)
    told(batch.patch(status="done", objects=[{"pk": 1, "remote_id": "a"}]), 200)
    assert channel.updates() == [1] and channel.inserts() == [3]
    version = channel.image(3)["modified_date"]
    change(channel.client, 3)
    second = channel.begin()
    objects = [{"pk": 3, "version_date": version}]
    told(second.patch(status="commit", objects=objects), 200)
    told(second.patch(status="done"), 200)
    assert channel.updates() == [1, 3]


def test_AK_3_both_together_are_the_two_lists(channel: Channel) -> None:
    for step in (
        lambda: channel.hand_over(1, 2),
        lambda: change(channel.client, 1),
        lambda: upload(channel.client, 2),
        lambda: channel.commit(3),
    ):
        step()
        both = channel.both()
        assert sorted(both) == sorted([*channel.inserts(), *channel.updates()])
        assert len(both) == len(set(both))


def test_AK_4_nothing_is_to_be_inserted_and_updated(channel: Channel) -> None:
    channel.hand_over(1, 2)
    change(channel.client, 1)
    batch = channel.commit(3)
    change(channel.client, 3)
    batch.report(_3="remote")
    change(channel.client, 2)
    inserts, updates = channel.inserts(), channel.updates()
    assert inserts == [3] and updates == [1, 2]
    assert not {*inserts} & {*updates}


def test_AK_5_what_is_pending_is_among_the_images(channel: Channel, other: Channel) -> None:
    change(channel.client, 4)
    channel.hand_over(1)
    change(channel.client, 1)
    for each in (channel, other):
        pending = {*each.inserts(), *each.updates(), *each.both()}
        known = each.numbers(id__in=",".join(map(str, pending)))
        assert pending == set(known)
        for which in ("inserts", "updates", "inserts_or_updates"):
            for image in told(each.get(f"product_images/{which}/"), 200):
                assert image == each.image(image["pk"])
    assert other.updates() == [4]


@pytest.mark.parametrize("end", ["done", "fail"])
def test_AK_6_committed_images_are_not_pending(channel: Channel, end: str) -> None:
    channel.hand_over(1)
    change(channel.client, 1)
    assert (channel.inserts(), channel.updates()) == ([2, 3], [1])
    batch = channel.commit(1, 2)
    for state in ("sent_to_remote", "ongoing", "ongoing"):
        assert (channel.inserts(), channel.updates(), channel.both()) == ([3], [], [3])
        told(batch.patch(status=state), 200)
    change(channel.client, 1)
    assert channel.both() == [3]
    told(batch.patch(status=end), 200)
    assert channel.both() == ([1, 3] if end == "done" else [1, 2, 3])


def test_AK_6_only_a_commit_takes_them_out(channel: Channel) -> None:
    batch = channel.begin(objects=[{"pk": 1}])
    told(batch.patch(objects=[{"pk": 2}]), 200)
    assert channel.inserts() == [1, 2, 3]
    told(batch.patch(status="commit"), 200)
    assert channel.inserts() == [3]


def test_AK_6_what_is_under_way_cannot_be_forgotten(channel: Channel) -> None:
    channel.hand_over(3)
    batch = channel.commit(1)
    actions = channel.actions()
    with channel.client.unchanged():
        detail(
            channel.client.delete(f"{channel.path}/integration_actions/{actions[1]['pk']}/"), 400
        )
    told(batch.patch(status="done"), 200)
    assert channel.inserts() == [2]
    for pk in (1, 3):
        path = f"{channel.path}/integration_actions/{actions[pk]['pk']}/"
        assert channel.client.delete(path).status_code == 204
    assert channel.inserts() == [1, 2, 3]


def test_AK_7_what_is_under_way_is_not_taken_by_another_batch(channel: Channel) -> None:
    batch, other, late = channel.commit(1), channel.begin(), channel.begin()
    told(late.patch(objects=[{"pk": 1}]), 200)
    for state in ("sent_to_remote", "ongoing"):
        told(batch.patch(status=state), 200)
        with channel.client.unchanged():
            assert list(wrong(other.move("commit", 2, 1))) == ["objects.1.pk"]
            assert list(wrong(late.patch(status="commit"))) == ["objects"]
    told(other.move("commit", 2), 200)
    with channel.client.unchanged():
        for state in ("commit", "sent_to_remote", "done", "fail"):
            assert list(wrong(other.move(state, 1))) == ["objects.0.pk"]
    told(batch.patch(status="done", objects=[{"pk": 1, "remote_id": "a"}]), 200)
    assert channel.actions()[1]["remote_id"] == "a"
    assert (channel.inserts(), channel.updates()) == ([3], [])
    told(other.move("commit", 1), 200)


def test_AK_7_after_a_success_nothing_is_pending(channel: Channel) -> None:
    channel.hand_over(1, 3)
    assert (channel.inserts(), channel.updates(), channel.both()) == ([2], [], [2])


def test_AK_8_what_failed_is_pending_again_where_it_was(channel: Channel) -> None:
    channel.hand_over(1)
    change(channel.client, 1)
    before = channel.inserts(), channel.updates()
    channel.commit(1, 2).fail()
    assert (channel.inserts(), channel.updates()) == before == ([2, 3], [1])
    channel.commit(1, 2).report(_1="remote", _2="mapping")
    assert (channel.inserts(), channel.updates()) == before
    channel.commit(1, 2).report(_2="channel_app")
    assert (channel.inserts(), channel.updates()) == ([2, 3], [])


def test_AK_8_a_batch_that_is_deleted_has_failed(channel: Channel) -> None:
    batch = channel.commit(1)
    assert channel.inserts() == [2, 3]
    assert channel.client.delete(batch.path).status_code == 204
    assert channel.inserts() == [1, 2, 3]
    assert detail(channel.client.get(batch.path), 404) == "Batch request not found"
    done = channel.hand_over(2)
    assert channel.client.delete(done.path).status_code == 204
    assert channel.inserts() == [1, 3]


def test_AK_9_a_change_after_the_hand_over_is_an_update(channel: Channel) -> None:
    channel.hand_over(1, 2, 3)
    change(channel.client, 2)
    assert (channel.inserts(), channel.updates()) == ([], [2])


@pytest.mark.parametrize("state", ["commit", "done"])
def test_AK_9_a_date_to_come_hides_no_change(channel: Channel, state: str) -> None:
    sent = {"objects": [{"pk": 1, "version_date": "2999-01-01T00:00:00Z"}]}
    batch = channel.begin()
    told(batch.patch(status="commit", **(sent if state == "commit" else {})), 200)
    told(batch.patch(status="done", **(sent if state == "done" else {})), 200)
    assert channel.updates() == []
    assert channel.actions()[1]["version_date"] == channel.image(1)["modified_date"]
    change(channel.client, 1)
    assert channel.updates() == [1]


def test_AK_9_what_changed_after_the_channel_had_read_it_is_an_update(channel: Channel) -> None:
    read = channel.image(1)["modified_date"]
    change(channel.client, 1)
    batch = channel.begin()
    told(batch.patch(status="commit", objects=[{"pk": 1, "version_date": read}]), 200)
    told(batch.patch(status="done"), 200)
    assert channel.updates() == [1]


def test_AK_10_a_new_batch_is_initialized(channel: Channel, other: Channel) -> None:
    seen = set()
    for each in (channel, other):
        for fields in ({}, {"content_type": None}, {"status": "done", "local_batch_id": "x"}):
            batch = each.begin(**fields)
            assert batch.fields["status"] == "initialized"
            assert str(UUID(batch.local_id)) == batch.local_id
            assert batch.fields["channel"] == each.number
            assert batch.show() == batch.fields
            seen.add(batch.local_id)
    assert len(seen) == 6


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("wanted", STATES)
def test_AK_11_only_these_moves(channel: Channel, state: str, wanted: str, method: str) -> None:
    batch = in_state(channel, state)
    before = batch.show()
    assert before["status"] == state
    answer = channel.client.request(method, batch.path, json={"status": wanted})
    if wanted in MOVES[state]:
        assert told(answer, 200)["status"] == batch.show()["status"] == wanted
    else:
        assert detail(answer, 400) == "Batch request cannot be updated"
        assert batch.show() == before


@pytest.mark.parametrize("state", STATES)
def test_AK_11_no_other_states(channel: Channel, state: str) -> None:
    batch = in_state(channel, state)
    with channel.client.unchanged():
        for status in ("", "Commit", "x", None, 1, ["commit"]):
            assert list(wrong(batch.patch(status=status))) == ["status"]


@pytest.mark.parametrize("state", ["done", "fail"])
def test_AK_11_the_end_is_final(channel: Channel, state: str) -> None:
    batch = in_state(channel, state)
    with channel.client.unchanged():
        for fields in ({}, {"objects": [{"pk": 1}]}, {"remote_batch_id": "x"}):
            detail(batch.patch(**fields), 400)


def test_AK_12_one_batch_of_a_type_in_commit(channel: Channel, other: Channel) -> None:
    first, second = channel.begin(), channel.begin()
    told(first.patch(status="commit"), 200)
    with channel.client.unchanged():
        detail(second.patch(status="commit"), 400)
        late = {"status": "commit", "content_type": "productimage"}
        detail(second.patch(**late), 400)
    told(first.patch(status="commit"), 200)
    told(channel.begin(content_type="product").patch(status="commit"), 200)
    told(other.begin().patch(status="commit"), 200)
    told(first.patch(status="sent_to_remote"), 200)
    told(second.patch(status="commit"), 200)
    third = channel.begin()
    detail(third.patch(status="commit"), 400)
    assert channel.client.delete(second.path).status_code == 204
    told(third.patch(status="commit"), 200)


def test_AK_13_a_second_commit_adds_objects(channel: Channel) -> None:
    batch = channel.commit(1)
    told(batch.move("commit", 2), 200)
    assert [each["pk"] for each in batch.show()["objects"]] == [1, 2]
    assert channel.inserts() == [3]
    told(batch.patch(status="commit", objects=[]), 200)
    told(batch.patch(status="commit", objects=None), 200)
    told(batch.move("commit", 1), 200)
    assert [each["pk"] for each in batch.show()["objects"]] == [1, 2]
    assert {*channel.actions(local_batch_id=batch.local_id)} == {1, 2}
    batch.fail()
    assert channel.inserts() == [1, 2, 3]


def test_AK_14_the_content_type_is_fixed_by_the_commit(channel: Channel) -> None:
    batch = channel.begin(content_type="product")
    told(batch.patch(content_type="productstock"), 200)
    told(batch.patch(status="commit", content_type="productimage"), 200)
    for state in ("commit", "sent_to_remote", "ongoing"):
        told(batch.patch(status=state, content_type="productimage"), 200)
        with channel.client.unchanged():
            for other in ("product", None):
                detail(batch.patch(content_type=other), 400)
                detail(batch.patch(status="done", content_type=other), 400)
    assert batch.show()["content_type"] == "productimage"


def test_AK_15_done_although_everything_failed(channel: Channel) -> None:
    batch = channel.commit(1, 2)
    batch.report(_1="remote", _2="remote")
    assert batch.show()["status"] == "done"
    assert channel.inserts() == [1, 2, 3]


def test_AK_16_actions_follow_the_batch(channel: Channel) -> None:
    batch = channel.commit(1, 2, 3)
    assert channel.actions(local_batch_id=str(uuid4())) == {}
    actions = channel.actions(local_batch_id=batch.local_id)
    assert {pk: each["status"] for pk, each in actions.items()} == dict.fromkeys(
        (1, 2, 3), "processing"
    )
    told(batch.patch(status="sent_to_remote"), 200)
    assert channel.actions(local_batch_id=batch.local_id) == actions
    objects: list[dict[str, Any]] = [{"pk": 1, "remote_id": "a"}, {"pk": 3, "remote_id": "c"}]
    objects += [{"pk": 2, "failed_reason_type": "mapping"}]
    told(batch.patch(status="done", objects=objects), 200)
    after = channel.actions(local_batch_id=batch.local_id)
    assert {pk: (each["status"], each["remote_id"]) for pk, each in after.items()} == {
        1: ("success", "a"),
        2: ("error", None),
        3: ("success", "c"),
    }
    assert all(each["channel"] == {"pk": 1} for each in after.values())
    assert {*channel.actions(status="error")} == {2}
    assert {*channel.actions(remote_id__in="a,c,x")} == {1, 3}
    assert {*channel.actions(object_id__in="2,3")} == {2, 3}


def test_AK_16_objects_that_are_not_there_are_refused(channel: Channel) -> None:
    batch = channel.commit(1)
    with channel.client.unchanged():
        for stranger in (4, 999, 0, -1):
            assert list(wrong(batch.move("commit", 2, stranger))) == ["objects.1.pk"]


def test_AK_16_objects_that_are_not_there_cannot_begin(channel: Channel) -> None:
    """Nothing takes an object out of a batch, so that it would never get on."""
    path = f"{channel.path}/batch_requests/"
    sent = {"content_type": "productimage", "objects": [{"pk": 1}, {"pk": 999}]}
    with channel.client.unchanged():
        assert list(wrong(channel.client.post(path, json=sent))) == ["objects.1.pk"]
    batch = channel.begin(content_type=None, objects=[{"pk": 999}])
    assert list(wrong(batch.patch(content_type="productimage"))) == ["objects"]
    assert list(wrong(batch.patch(objects=[{"pk": 1}], content_type="product"))) == ["objects"]
    told(batch.patch(status="commit", content_type="productprice"), 200)


@pytest.mark.parametrize("state", ["commit", "sent_to_remote", "ongoing", "done"])
def test_AK_16_objects_that_are_first_named_later_begin_then(channel: Channel, state: str) -> None:
    batch = channel.commit(1)
    told(batch.patch(status="sent_to_remote"), 200) if state == "ongoing" else None
    told(batch.patch(status=state, objects=[{"pk": 2, "remote_id": "b"}]), 200)
    if state != "done":
        action = channel.actions(local_batch_id=batch.local_id)[2]
        assert (action["status"], channel.inserts()) == ("processing", [3])
        told(batch.patch(status="done"), 200)
    action = channel.actions(local_batch_id=batch.local_id)[2]
    assert (action["status"], action["remote_id"]) == ("success", "b")
    assert (channel.inserts(), channel.updates()) == ([3], [])
    change(channel.client, 2)
    assert (channel.inserts(), channel.updates()) == ([3], [2])


def test_AK_17_the_first_remote_id_stays(channel: Channel) -> None:
    channel.hand_over(1, remote="first")
    for end in ("fail", "done", "done"):
        change(channel.client, 1)
        batch = channel.commit(1)
        action = channel.actions(local_batch_id=batch.local_id)[1]
        assert (action["status"], action["remote_id"]) == ("processing", "first1")
        told(batch.patch(status=end), 200)
        assert channel.actions()[1]["remote_id"] == "first1"
    assert len(channel.actions()) == 1


def test_AK_18_the_envelope_agrees_with_the_list(channel: Channel) -> None:
    for _ in range(4):
        told(upload(channel.client, 2), 201)
    for query in ({}, {"product": 2}, {"id__in": "1,2,3,99"}, {"product": 99}):
        everything = channel.numbers(**query)
        for limit in (1, 2, 3, 7, 100):
            pages = max(1, -(-len(everything) // limit))
            for page in range(1, pages + 1):
                found = told(channel.get("product_images/", page=page, limit=limit, **query), 200)
                assert list(found) == ["count", "next", "previous", "results"]
                assert found["count"] == len(everything)
                numbers = [each["pk"] for each in found["results"]]
                assert numbers == everything[(page - 1) * limit : page * limit]
                assert (found["next"] is None) == (page == pages)
                assert (found["previous"] is None) == (page == 1)


def test_AK_18_a_page_past_the_end(channel: Channel) -> None:
    for below in ("", "detailed/", "inserts/", "updates/"):
        answer = channel.get(f"product_images/{below}", page=2)
        assert detail(answer, 404) == "Invalid page."


def test_AK_19_without_parameters_it_is_page_1_of_10(channel: Channel) -> None:
    for _ in range(9):
        told(upload(channel.client), 201)
    plain = told(channel.get("product_images/"), 200)
    assert (plain["count"], len(plain["results"])) == (12, 10)
    same = told(channel.get("product_images/", page=1, limit=10), 200)
    assert plain["results"] == same["results"]
    assert len(told(channel.get("product_images/inserts/"), 200)) == 10
    assert len(told(channel.get("product_images/inserts/", page=2), 200)) == 2


@pytest.mark.parametrize("name", ["page", "limit"])
@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "1e3"])
def test_AK_19_numbers_below_1_are_refused(channel: Channel, name: str, number: str) -> None:
    for below in ("", "detailed/", "inserts/", "updates/", "inserts_or_updates/"):
        answer = channel.get(f"product_images/{below}", **{name: number})
        assert list(wrong(answer)) == [name]


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_AK_20_following_the_links_shows_each_once(channel: Channel, limit: int) -> None:
    for _ in range(5):
        told(upload(channel.client, 3), 201)
    seen: list[int] = []
    url: str | None = f"{channel.images}?limit={limit}&product__pk__in=1,3"
    before = None
    while url:
        page = told(channel.client.get(url), 200)
        assert (page["previous"] is None) == (before is None)
        seen += [each["pk"] for each in page["results"]]
        before, url = url, page["next"]
    assert seen == channel.numbers(product__pk__in="1,3") and len(seen) == 7


def test_AK_21_a_filter_by_ids(channel: Channel) -> None:
    assert channel.numbers(id__in="1,999") == [1]
    assert channel.numbers(id__in="3,1") == [1, 3]
    assert channel.numbers(id__in="4") == channel.numbers(id__in="999") == []
    assert list(wrong(channel.get("product_images/", id__in="1,x"))) == ["id__in.1"]


def test_AK_22_filters_by_product(channel: Channel) -> None:
    assert channel.numbers(product=1) == [1, 2] and channel.numbers(product=2) == [3]
    assert channel.numbers(product__pk__in="1,2") == [1, 2, 3]
    assert channel.numbers(product__pk__in="2,99") == [3]
    assert channel.numbers(product=99) == channel.numbers(product=4) == []
    media = told(channel.client.get(MEDIA, params={"product": 4}), 200)
    assert [each["pk"] for each in media["results"]] == [4]


def test_AK_22_filters_by_what_the_product_is_and_where_it_comes_from(channel: Channel) -> None:
    assert channel.numbers(product_type="0") == [1, 2]
    assert channel.numbers(product_type="1,5") == [3]
    assert channel.numbers(product_type="2") == []
    assert wrong(channel.get("product_images/", product_type="7"))
    assert channel.numbers(is_seller_product="true") == [3]
    assert channel.numbers(is_seller_product="false") == [1, 2]


def test_AK_23_filters_narrow_together(channel: Channel) -> None:
    assert channel.numbers(product=1, id__in="1,3") == [1]
    assert channel.numbers(product=1, product__pk__in="2") == []
    assert channel.numbers(product=1, id__in="1,2", is_seller_product="true") == []
    assert channel.numbers(product_type="0,1", product__pk__in="1,2", id__in="2,3") == [2, 3]


def test_AK_24_one_image_is_shown_as_in_the_list(channel: Channel) -> None:
    told(upload(channel.client, 3, source="integration"), 201)
    change(channel.client, 2)
    for image in channel.list():
        assert channel.image(image["pk"]) == image
        detailed = told(channel.get(f"product_images/{image['pk']}/detailed/"), 200)
        assert image.items() <= detailed.items()
    for below in ("", "detailed/"):
        assert detail(channel.get(f"product_images/999/{below}"), 404) == "Not found."


def test_AK_25_the_detailed_list_has_the_same_images(channel: Channel) -> None:
    for _ in range(3):
        told(upload(channel.client), 201)
        channel.commit(told(upload(channel.client, 2), 201)["pk"]).fail()
        for query in ({"limit": 100}, {"limit": 2, "page": 2}, {}):
            plain = told(channel.get("product_images/", **query), 200)
            detailed = told(channel.get("product_images/detailed/", **query), 200)
            assert detailed["count"] == plain["count"]
            assert detailed["results"] == plain["results"]


def test_AK_26_images_of_other_channels_are_not_there(channel: Channel, other: Channel) -> None:
    assert channel.numbers() == [1, 2, 3] and other.numbers() == [4]
    for mine, theirs in ((channel, other), (other, channel)):
        for pk in theirs.numbers():
            for below in ("", "detailed/"):
                assert detail(mine.get(f"product_images/{pk}/{below}"), 404) == "Not found."
            assert mine.numbers(id__in=pk) == []
    batch = channel.begin()
    stranger = f"{other.path}/batch_requests/{batch.fields['pk']}/"
    with channel.client.unchanged():
        for method in ("GET", "DELETE"):
            detail(channel.client.request(method, stranger), 404)
        detail(channel.client.patch(stranger, json={"status": "commit"}), 404)
    nowhere = Channel(channel.client, 99)
    for below in ("", "detailed/", "inserts/", "updates/", "inserts_or_updates/", "1/"):
        assert detail(nowhere.get(f"product_images/{below}"), 404) == "Not found."
    assert detail(channel.client.get("/api/v1/channel/x/product_images/"), 404) == "Not found."


def test_AK_26_a_product_in_two_catalogues_is_on_both_channels(
    channel: Channel, other: Channel
) -> None:
    products = [told(each.get("products/"), 200)["results"] for each in (channel, other)]
    [product] = [each for each in products[0] if each["sku"] == "SOAP-1"]
    assert product in products[1]
    mine, theirs = channel.numbers(), other.numbers()
    pk = told(upload(channel.client, product=product["pk"]), 201)["pk"]
    assert channel.numbers() == [*mine, pk] and other.numbers() == [*theirs, pk]
    for each in (channel, other):
        assert each.image(pk)["product"] == product["pk"] and pk in each.inserts()
    channel.hand_over(pk)
    assert pk not in channel.inserts() and pk in other.inserts(), "one of them has it"


def test_AK_27_sources_and_states_are_named(channel: Channel, other: Channel) -> None:
    told(upload(channel.client), 201)
    told(upload(channel.client, source="integration"), 201)
    with channel.client.unchanged():
        for source in ("seller_center", "x", ""):
            assert list(wrong(upload(channel.client, source=source))) == ["source"]
    images = [*channel.list(), *other.list()]
    assert {each["source"] for each in images} == {"unified", "integration", "seller_center", None}
    for each in images:
        assert each["status"] in ("active", "disabled")
        assert each["is_active"] is (each["status"] == "active")


def test_AK_28_numbers_and_times(channel: Channel) -> None:
    pk = told(upload(channel.client), 201)["pk"]
    shown = [channel.image(pk)]
    for order in (3, 1, 1):
        change(channel.client, pk, order)
        shown.append(channel.image(pk))
        channel.commit(pk).fail()
    assert len({(each["pk"], each["created_date"]) for each in shown}) == 1
    times = [time(each["modified_date"]) for each in shown]
    assert times[0] >= time(shown[0]["created_date"])
    assert all(one < two for one, two in pairwise(times))
    assert time(channel.image(pk)["modified_date"]) == times[-1], "a hand-over is no change"


def test_AK_29_reading_changes_nothing(channel: Channel) -> None:
    channel.hand_over(1)
    change(channel.client, 1)
    channel.commit(2)
    below = ("", "detailed/", "inserts/", "updates/", "inserts_or_updates/", "1/", "1/detailed/")
    paths = [f"product_images/{each}" for each in below]
    paths += ["products/", "products/1/", "batch_requests/", "integration_actions/"]
    with channel.client.unchanged():
        for path in paths:
            assert told(channel.get(path), 200) == told(channel.get(path), 200)
        for path in (MEDIA, DOWNLOADABLE):
            assert told(channel.client.get(path), 200) == told(channel.client.get(path), 200)


A, B, C = (f"https://cdn.example.com/{letter}.jpg" for letter in "abc")


def test_AK_30_the_whole_set_is_replaced(akinon: Client) -> None:
    added = told(replace_downloadable(akinon, "MUG-1", A, B), 200)
    assert [each["url"] for each in added] == [A, B]
    plain = {"order": 0, "image_type": "default"}
    assert downloadable(akinon, "MUG-1") == [{"url": A, **plain}, {"url": B, **plain}]
    swatch = {"url": B, "order": 2, "image_type": "swatch"}
    added = told(replace_downloadable(akinon, "MUG-1", swatch, C), 200)
    assert [each["url"] for each in added] == [C]
    assert downloadable(akinon, "MUG-1") == [{"url": C, **plain}, swatch]
    assert told(replace_downloadable(akinon, "MUG-1", B), 200) == []
    assert downloadable(akinon, "MUG-1") == [{"url": B, **plain}]
    assert downloadable(akinon, "SHIRT-1") == []
    assert told(replace_downloadable(akinon, "MUG-1"), 200) == []
    assert downloadable(akinon, "MUG-1") == []


def test_AK_30_groups_are_counted(akinon: Client) -> None:
    told(replace_downloadable(akinon, "LAMP-1", A), 200)
    groups = told(akinon.get(DOWNLOADABLE), 200)
    assert groups["count"] == len(groups["results"]) == 5
    assert sum(len(each["images"]) for each in groups["results"]) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"url": ""},
        {"url": "x"},
        {"url": None},
        {"url": "http://cdn.invalid/1.jpg"},
        {"order": 1},
        {"url": B, "order": -1},
        {"url": B, "order": "1"},
        {"url": B, "image_type": "x"},
        {"url": B, "image_type": None},
    ],
    ids=repr,
)
def test_AK_31_one_bad_image_and_nothing_changes(akinon: Client, bad: dict[str, Any]) -> None:
    told(replace_downloadable(akinon, "MUG-1", A), 200)
    with akinon.unchanged():
        for images in ((B, bad), (bad, B), (A, bad, B)):
            [*fields] = wrong(replace_downloadable(akinon, "MUG-1", *images))
            assert all(each.startswith("images.") for each in fields)
    assert [each["url"] for each in downloadable(akinon, "MUG-1")] == [A]


def test_AK_31_an_unknown_product_is_refused(akinon: Client) -> None:
    with akinon.unchanged():
        for sku in ("NONE-1", ""):
            assert list(wrong(replace_downloadable(akinon, sku, A))) == ["product_sku"]
        for body in ({"images": [{"url": A}]}, {"product_sku": "MUG-1"}, {}, [], None):
            wrong(akinon.post(DOWNLOADABLE, json=body))


def encoded(kind: str, width: int = 6, height: int = 4) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP", "TIFF"])
def test_AK_32_other_types_are_refused(akinon: Client, kind: str) -> None:
    with akinon.unchanged():
        for name in ("a.png", "a.jpg", "a"):
            assert list(wrong(upload(akinon, picture=encoded(kind), name=name))) == ["image"]
            assert list(wrong(upload(akinon, picture=TEXT, name=name))) == ["image"]
            assert list(wrong(upload(akinon, picture=b"", name=name))) == ["image"]
    for good, name in (("PNG", "a.png"), ("JPEG", "a.jpg"), ("JPEG", "a.jpeg"), ("JPEG", "a.gif")):
        told(upload(akinon, picture=encoded(good), name=name), 201)


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(2000, 2000, True), (2001, 1, False), (1, 2001, False), (2001, 2001, False), (1, 2000, True)],
)
def test_AK_32_larger_pictures_are_refused(
    akinon: Client, width: int, height: int, fits: bool
) -> None:
    before = akinon.state()
    answer = upload(akinon, picture=draw(width=width, height=height))
    if fits:
        pk = told(answer, 201)["pk"]
        image = Channel(akinon).image(pk)
        assert (image["width"], image["height"]) == (width, height)
    else:
        assert list(wrong(answer)) == ["image"]
        assert akinon.state() == before


def test_AK_32_an_upload_names_a_product_and_has_a_picture(akinon: Client) -> None:
    with akinon.unchanged():
        for product in (99, 0, "x", ""):
            assert list(wrong(upload(akinon, product))) == ["product"]
        alone = akinon.post(MEDIA, files={"product": (None, "1")})
        assert list(wrong(alone)) == ["image"]
        assert list(wrong(akinon.post(MEDIA, files={"image": ("a.png", PICTURE)}))) == ["product"]


def test_AK_32_a_picture_is_measured_and_served(akinon: Client) -> None:
    first, again = (told(upload(akinon), 201) for _ in range(2))
    other = told(upload(akinon, picture=draw(width=7, height=5)), 201)
    shown = [Channel(akinon).image(each["pk"]) for each in (first, again, other)]
    assert [(each["width"], each["height"]) for each in shown] == [(6, 4), (6, 4), (7, 5)]
    assert shown[0]["hash"] == shown[1]["hash"] != shown[2]["hash"]
    assert (shown[0]["object_id"], shown[0]["content_type"]) == (1, "product")
    assert akinon.get(first["image"]).content == PICTURE


def test_AK_33_without_a_known_token_the_answer_is_401(akinon: Client) -> None:
    known = dict(akinon.headers)["authorization"]
    spoilt = [None, "", "x", known[6:], f"Bearer {known[6:]}", f"{known}x", known.lower()]
    spoilt.append(akinon.acting("inactive").headers["authorization"])
    requests = [
        ("GET", f"{Channel(akinon).images}{below}")
        for below in ("", "detailed/", "inserts/", "updates/", "inserts_or_updates/", "1/")
    ]
    requests += [("POST", "/api/v1/channel/1/batch_requests/"), ("POST", DOWNLOADABLE)]
    requests += [("PATCH", f"{MEDIA}1/"), ("DELETE", "/api/v1/channel/1/batch_requests/1/")]
    nobody = akinon.acting(None)
    with akinon.unchanged():
        for token in spoilt:
            headers = {} if token is None else {"Authorization": token}
            for method, path in requests:
                detail(nobody.request(method, path, headers=headers), 401)
