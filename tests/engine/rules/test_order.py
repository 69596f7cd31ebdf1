"""Lists are in the documented order, whatever happened before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.bind import World, bind
from mockserver.engine.message import Form, Request, Response
from mockserver.engine.rules.order import _part
from mockserver.engine.step import step
from mockserver.model.property import Property
from tests.walks import FILE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}


def naive(images: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The documented order, said in another way: stable sorts, the least key first."""
    images = sorted(images, key=lambda each: datetime.fromisoformat(each["created"]), reverse=True)
    images = sorted(images, key=lambda each: each["priority"])
    return sorted(images, key=lambda each: not each["is_primary"])


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_primary_first_then_priority_then_newest(data: st.DataObject) -> None:
    walk = Walk("closient")
    for _ in walk.wander(data, most=20):
        body = walk.ask("listProductImages", PRODUCT)
        assert body["data"] == naive(body["data"])


@pytest.mark.parametrize("falling", [False, True])
@given(texts=st.lists(st.text("ab~\u00e9", max_size=3), unique=True))
def test_texts_sort_as_python_sorts_them(falling: bool, texts: list[str]) -> None:
    schema = Property(name="x", types=("string",))
    ranked = sorted(texts, key=lambda text: _part(schema, text, falling))
    assert ranked == sorted(texts, reverse=falling)


def test_images_of_the_same_instant_are_newest_first() -> None:
    walk = Walk("closient")
    made = []
    for _ in range(4):
        made.append(walk.ask("uploadProductImage", PRODUCT, form={"image": FILE})["id"])
        walk.now = walk.now.replace(microsecond=0, second=0)
    listed = [each["id"] for each in walk.ask("listProductImages", PRODUCT)["data"]]
    assert listed == made[::-1]


@given(priorities=st.lists(st.integers(0, 3), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_what_a_server_chose_orders_as_it_was_shown(priorities: list[int]) -> None:
    walk = Walk("closient")
    state, headers = walk.state, walk.api.credentials[0].headers
    upload = Request(
        operation="uploadProductImage",
        method="POST",
        path=PRODUCT,
        headers=headers,
        media_type="multipart/form-data",
        body=Form((("image", FILE),)),
    )
    made = []
    for priority in priorities:
        body = {**walk.send(upload).response.body, "priority": priority}
        made.append(body)
        bound = bind(
            walk.api, state, step(walk.api, state, upload)[0], Response(status=201, body=body)
        )
        assert isinstance(bound, World)
        state = bound.state
    listing = Request(operation="listProductImages", path=PRODUCT, headers=headers)
    listed = {**walk.send(listing).response.body, "data": naive(made[::-1])}
    outcome = step(walk.api, state, listing)[0]
    assert isinstance(bind(walk.api, state, outcome, Response(status=200, body=listed)), World)
    if len({*priorities}) > 1:
        listed["data"] = listed["data"][::-1]
        assert not isinstance(
            bind(walk.api, state, outcome, Response(status=200, body=listed)), World
        )
