"""At most one sibling has the flag, after any sequence of requests."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.bind import World, bind
from mockserver.engine.fill import fill
from mockserver.engine.hole import Hole
from mockserver.engine.message import Form, Json, Request, Response
from mockserver.engine.step import step
from tests.walks import FILE, SOURCE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_at_most_one_sibling_has_the_flag(data: st.DataObject) -> None:
    walk = Walk("closient")
    for _ in walk.wander(data, most=20):
        flagged = Counter(
            each.parent
            for each in walk.state.entities.values()
            if each.resource == "ProductImage" and each.fields["is_primary"]
        )
        assert all(count == 1 for count in flagged.values())
        assert {parent for _, parent in walk.state.flagged} == set(flagged)


@given(flags=st.lists(st.booleans(), max_size=8))
def test_the_last_one_flagged_has_it_and_nothing_else_changed(flags: list[bool]) -> None:
    walk = Walk("closient")
    made = [
        walk.ask(
            "uploadProductImage",
            PRODUCT,
            form={"image": FILE, "is_primary": "true" if flag else "false"},
        )
        for flag in flags
    ]
    last = max((i for i, flag in enumerate(flags) if flag), default=None)
    listed = {each["id"]: each for each in walk.ask("listProductImages", PRODUCT)["data"]}
    for index, image in enumerate(made):
        assert listed[image["id"]] == {**image, "is_primary": index == last}


def test_the_first_sibling_inherits_the_flag_where_the_document_says_so() -> None:
    walk = Walk("library")
    one, two = (each["id"] for each in walk.ask("listBooks", {"id": "A-1"}))
    third = walk.ask("createBook", {"id": "A-1"}, {"title": "third", "best": True})["id"]
    walk.ask("deleteBook", {"id": third})
    assert [walk.ask("getBook", {"id": id_})["best"] for id_ in (one, two)] == [True, False]


def uploading(walk: Walk, **fields: str) -> Request:
    return Request(
        operation="uploadProductImage",
        method="POST",
        path=PRODUCT,
        headers=walk.api.credentials[0].headers,
        media_type="multipart/form-data",
        body=Form((("image", FILE), *fields.items())),
    )


@pytest.mark.parametrize("fields", [{}, {"is_primary": "false"}])
@pytest.mark.parametrize("flag", [True, False])
def test_while_nobody_has_the_flag_a_server_may_give_it(fields: dict[str, str], flag: bool) -> None:
    walk = Walk("closient")
    before, request = walk.state, uploading(walk, **fields)
    answer = walk.send(request).response
    assert answer.body["is_primary"] is False, "the stand-in gives it to nobody"
    shown = Response(status=answer.status, body={**answer.body, "is_primary": flag})
    found = bind(walk.api, before, step(walk.api, before, request)[0], shown)
    assert isinstance(found, World)
    image = answer.body["id"]
    assert found.state.entities["ProductImage", image].fields["is_primary"] is flag
    assert list(found.state.flagged.values()) == ([image] if flag else [])
    again = step(walk.api, found.state, request)[0]
    left = [each.entity.fields["is_primary"] for each in again.changes]  # type: ignore[union-attr]
    assert [isinstance(each, Hole) for each in left] == [not flag]


def test_a_flag_that_somebody_has_or_asks_for_is_not_free() -> None:
    walk = Walk("closient")
    for fields, expected in (({"is_primary": "true"}, True), ({}, False)):
        before, request = walk.state, uploading(walk, **fields)
        answer = walk.send(request).response
        assert answer.body["is_primary"] is expected
        wrong = Response(status=answer.status, body={**answer.body, "is_primary": not expected})
        found = bind(walk.api, before, step(walk.api, before, request)[0], wrong)
        assert not isinstance(found, World)


@pytest.mark.parametrize("flag", [None, "true", 1])
def test_a_free_flag_is_a_flag(flag: object) -> None:
    walk = Walk("closient")
    before, request = walk.state, uploading(walk)
    answer = walk.send(request).response
    shown = Response(status=answer.status, body={**answer.body, "is_primary": flag})
    found = bind(walk.api, before, step(walk.api, before, request)[0], shown)
    assert not isinstance(found, World)


def test_of_several_that_come_together_one_that_asked_for_it_has_the_flag() -> None:
    walk = Walk("bigcommerce")
    flags = (False, True, False, True)
    images = [{"image_url": SOURCE, "is_thumbnail": each} for each in flags]
    product = {"name": "Cup", "type": "physical", "weight": 1, "price": 1, "images": images}
    request = Request(
        operation="createProduct",
        method="POST",
        headers=walk.api.credentials[0].headers,
        media_type="application/json",
        body=Json(product),
    )
    known = set(walk.state.entities)
    found = set[tuple[bool, ...]]()
    for outcome in step(walk.api, walk.state, request):
        state = fill(walk.api, walk.state, outcome, walk.chance()).state
        new = [each for place, each in state.entities.items() if place not in known]
        made = [each for each in new if each.resource == "ProductImage"]
        made.sort(key=lambda each: each.ordinal)
        found.add(tuple(each.fields["is_thumbnail"] for each in made))
    assert found == {(False, True, False, False), (False, False, False, True)}
