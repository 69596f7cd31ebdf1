"""What a server says that is not so is noticed."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.bind import World, bind
from mockserver.engine.difference import Mismatch, differences
from mockserver.engine.fill import Filled, answer
from mockserver.engine.hole import Hole
from mockserver.engine.loose import Cursor, Faults, Link
from mockserver.engine.message import Form, Json, Refusal, Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.refuse import error_shape, refused
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.property import Property
from mockserver.model.wording import Wording
from tests.conftest import NAMES
from tests.walks import FILE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in pairs:
            yield from leaves(each, (*path, key))
    elif path:
        yield path


def changed(body: Any, path: tuple[Any, ...]) -> Any:
    body = copy.deepcopy(body)
    owner = body
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = "something else" if owner[path[-1]] != "something else" else 1
    return body


def chosen_by_servers(api: Api) -> set[str]:
    """The properties that may have any value: addresses, and what the document leaves open."""
    parts = [part for each in api.resources.values() for part in below(each.properties)]
    return {each.name for each in parts if each.made_by in {"url", "server", "token"}}


def below(properties: Mapping[str, Property]) -> Iterator[Property]:
    for each in properties.values():
        yield each
        yield from below(each.properties)


def said_otherwise(api: Api, outcome: Outcome, filled: Filled, place: tuple[Any, ...]) -> bool:
    """Whether another server may say what stands at a place in its own way."""
    if outcome.repeats is not None:
        return False
    if outcome.refusal is not None:
        meant = error_shape(api, outcome.refusal)
        if "json" not in (filled.response.media_type or ""):
            return True
    else:
        meant = answer(api, filled.state, outcome, filled.values, loose=True).body
    for part in place:
        if outcome.refusal is not None and (isinstance(part, int) and part > 0):
            return True  # of several faults it may tell one
        if isinstance(meant, dict) and any(isinstance(name, Wording) for name in meant):
            return True
        if isinstance(meant, Faults) and isinstance(part, int) and part > 0:
            return True  # of what is wrong with parts of a request it may tell one
        meant = meant[part]
    if outcome.refusal is not None and meant is None:
        return True  # nothing to tell has many forms
    return isinstance(meant, Wording | Cursor | Link)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_changed_leaf_is_a_mismatch_unless_the_server_was_free(
    name: str, data: st.DataObject
) -> None:
    walk = Walk(name)
    for state, request, filled in walk.wander(data, most=8):
        places = list(leaves(filled.response.body))
        if not places:
            continue
        place = data.draw(st.sampled_from(places))
        body = changed(filled.response.body, place)
        answer = replace(filled.response, body=body)
        outcomes = step(walk.api, state, request)
        results = [bind(walk.api, state, outcome, answer) for outcome in outcomes]
        free = chosen_by_servers(walk.api) & {str(part) for part in place}
        free = free or said_otherwise(walk.api, outcomes[0], filled, place)
        assert free or all(isinstance(each, Mismatch) for each in results), place


def test_a_list_that_shows_two_primary_images_is_told_where() -> None:
    walk = Walk("closient")
    for _ in range(2):
        walk.ask("uploadProductImage", PRODUCT, form={"image": FILE, "is_primary": "true"})
    body = walk.ask("listProductImages", PRODUCT)
    assert [each["is_primary"] for each in body["data"]] == [True, False]
    body["data"][1]["is_primary"] = True
    headers = walk.api.credentials[0].headers
    request = Request(operation="listProductImages", path=PRODUCT, headers=headers)
    outcome = step(walk.api, walk.state, request)[0]
    found = bind(walk.api, walk.state, outcome, Response(status=200, body=body))
    assert isinstance(found, Mismatch)
    assert (found.path, found.expected, found.seen) == ("body.data.1.is_primary", False, True)


@pytest.mark.parametrize(
    ("expected", "seen", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        ("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", True),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {}, False),
        ([1, 2], [2, 1], False),
        (None, 0, False),
    ],
)
def test_numbers_compare_as_numbers_and_times_as_times(
    expected: Any, seen: Any, same: bool
) -> None:
    assert (next(differences(expected, seen, {}, "body"), None) is None) is same


def test_after_deleting_the_primary_both_promotion_and_none_are_explained() -> None:
    walk = Walk("closient")
    ids = [
        walk.ask("uploadProductImage", PRODUCT, form={"image": FILE, "is_primary": flag})["id"]
        for flag in ("false", "true")
    ]
    headers = walk.api.credentials[0].headers
    request = Request(
        operation="deleteProductImage",
        method="DELETE",
        path={**PRODUCT, "image_id": ids[1]},
        headers=headers,
    )
    outcomes = step(walk.api, walk.state, request)
    worlds = [bind(walk.api, walk.state, each, Response(status=204)) for each in outcomes]
    assert all(isinstance(world, World) for world in worlds)
    flags = [
        world.state.entities["ProductImage", ids[0]].fields["is_primary"]
        for world in worlds
        if isinstance(world, World)
    ]
    assert flags == [False, True], "the stand-in promotes nobody, a server may"
    assert {"CL-20"} <= set(outcomes[0].rules)


def test_an_error_may_be_worded_otherwise_but_not_coded_otherwise() -> None:
    walk = Walk("square")
    outcome = refused(walk.api, walk.state, Refusal(kind="not-found"))[0]
    error = {"category": "INVALID_REQUEST_ERROR", "code": "NOT_FOUND", "detail": "No such thing"}
    bound = bind(walk.api, walk.state, outcome, Response(status=404, body={"errors": [error]}))
    assert isinstance(bound, World)
    wrong = {**error, "code": "GONE"}
    bound = bind(walk.api, walk.state, outcome, Response(status=404, body={"errors": [wrong]}))
    assert isinstance(bound, Mismatch)
    assert (bound.path, bound.expected, bound.seen) == ("body.errors.0.code", "NOT_FOUND", "GONE")


def test_what_a_read_shows_for_the_first_time_is_known_from_then_on() -> None:
    """The answer to a deletion may show nothing of an heir, nor that to a batch of its parts."""
    walk = Walk("closient")
    api, state = walk.api, walk.state
    credential = api.credentials[0].headers
    upload = Request(
        operation="uploadProductImage",
        method="POST",
        path=PRODUCT,
        headers=credential,
        media_type="multipart/form-data",
        body=Form((("image", FILE),)),
    )
    outcome = step(api, state, upload)[0]
    unseen = applied(api, state, outcome.changes, outcome.serial)  # the answer got lost
    walk.send(upload)
    listing = Request(operation="listProductImages", path=PRODUCT, headers=credential)
    shown = walk.send(listing).response
    world = bind(api, unseen, step(api, unseen, listing)[0], shown)
    assert isinstance(world, World)
    (image,) = shown.body["data"]
    assert world.state.get("ProductImage", image["id"]) is not None
    assert not any(isinstance(key, Hole) for _, key in world.state.entities)
    again = bind(api, world.state, step(api, world.state, listing)[0], shown)
    assert isinstance(again, World)


def test_what_is_made_unlike_any_other_is_not_given_twice() -> None:
    walk = Walk("akinon")
    first = walk.ask("createBatchRequest", {"channel_id": 1}, {})
    sent = Request(
        operation="createBatchRequest",
        method="POST",
        path={"channel_id": "1"},
        headers=walk.api.credentials[0].headers,
        media_type="application/json",
        body=Json({}),
    )
    outcome, other = step(walk.api, walk.state, sent)
    assert (outcome.status, other.status) == (201, 200)
    answer = walk.send(sent).response
    before = walk.state
    body = {**answer.body, "pk": 77}
    found = bind(walk.api, before, step(walk.api, before, sent)[0], replace(answer, body=body))
    assert isinstance(found, Mismatch) and found.path == "body.local_batch_id"
    assert "AK-10" in found.rules
    walk.ask("deleteBatchRequest", {"channel_id": 1, "id": answer.body["pk"]})
    gone = walk.state
    later = replace(answer, body=body)
    found = bind(walk.api, gone, step(walk.api, gone, sent)[0], later)
    assert isinstance(found, Mismatch), "nor is what something had that is deleted"
    body |= {"local_batch_id": "00000000-0000-4000-8000-000000000000"}
    assert body["local_batch_id"] != first["local_batch_id"]
    fresh = bind(walk.api, before, step(walk.api, before, sent)[0], replace(answer, body=body))
    assert isinstance(fresh, World)


@pytest.mark.parametrize(("told", "same"), [("/codes", True), ("urn:x", True), (7, False)])
def test_where_an_error_is_explained_is_no_more_fixed_than_its_words(told: Any, same: bool) -> None:
    walk = Walk("bigcommerce")
    headers = walk.api.credentials[0].headers
    request = Request(operation="getProduct", path={"product_id": "999999"}, headers=headers)
    (outcome,) = step(walk.api, walk.state, request)
    assert outcome.refusal is not None
    body = {"status": 404, "title": "No.", "type": told}
    answer = Response(status=404, body=body, media_type="application/json")
    found = bind(walk.api, walk.state, outcome, answer)
    assert isinstance(found, Mismatch) is not same
