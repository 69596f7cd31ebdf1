"""Identifiers are unique and not given twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.bind import Mismatch, World, bind
from mockserver.engine.fill import fill
from mockserver.engine.message import Json, Request
from mockserver.engine.rules.identity import fresh
from mockserver.engine.step import step
from tests.conftest import APIS
from tests.walks import FILE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}


@pytest.mark.parametrize("name", APIS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_exists_and_what_is_gone_is_not_fresh(name: str, data: st.DataObject) -> None:
    walk = Walk(name)
    ever: set[tuple[str, object]] = set()
    for _ in walk.wander(data, most=15):
        ever |= set(walk.state.entities)
        for resource, key in ever:
            schema = walk.api.resources[resource]
            made = schema.properties[schema.identifier].made_by
            gone = (resource, key) not in walk.state.entities and not made
            assert fresh(walk.state, schema, key) is gone, "only what clients choose comes again"


def test_a_server_that_gives_an_id_again_is_found_out() -> None:
    walk = Walk("shoplazza")
    path = {"product_id": "e3e70682-c209-4cac-a29f-6fbed82c07cd"}
    body = {"image": {"src": "http://cdn.example.com/1.jpg"}}
    gone = walk.ask("createProductImage", path, body)["image"]["id"]
    walk.ask("deleteProductImage", {**path, "image_id": gone})
    request = Request(
        operation="createProductImage",
        method="POST",
        path=path,
        headers=walk.api.credentials[0].headers,
        media_type="application/json",
        body=Json(body),
    )
    outcome = step(walk.api, walk.state, request)[0]
    honest = fill(walk.api, walk.state, outcome, walk.chance()).response
    assert isinstance(bind(walk.api, walk.state, outcome, honest), World)
    honest.body["image"]["id"] = gone
    found = bind(walk.api, walk.state, outcome, honest)
    assert isinstance(found, Mismatch)
    assert (found.seen, found.rules) == (gone, ("SZ-6",))


@pytest.mark.parametrize("gtin", ["00012345678905", "012345678905", "0012345678905"])
def test_a_chosen_identifier_that_is_taken_is_a_conflict_in_every_form(gtin: str) -> None:
    walk = Walk("closient")
    state = walk.state
    assert walk.ask("createProduct", {}, {"gtin": gtin})["error"]["code"] == "CONFLICT"
    assert walk.state is state


def test_uploads_of_the_same_picture_are_two_images() -> None:
    walk = Walk("closient")
    ids = {walk.ask("uploadProductImage", PRODUCT, form={"image": FILE})["id"] for _ in range(5)}
    assert len(ids) == 5
