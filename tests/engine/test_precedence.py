"""Of several faults of one request a server may tell any, and no other."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.known import identifiers
from mockserver.engine.message import Json, Request
from mockserver.engine.precedence import refusals
from mockserver.engine.step import step
from tests.conftest import NAMES
from tests.walks import Walk

BAD, NOBODY = "nonsense", str(uuid4())


def kinds(walk: Walk, request: Request) -> set[str]:
    every = refusals(walk.api, walk.state, request)
    return {each.refusal.kind for each in every if each.refusal}


def asked(walk: Walk, product: str, image: str) -> set[str]:
    headers = walk.api.credentials[0].headers
    path = {"product_id": product, "image_id": image}
    return kinds(walk, Request(operation="getProductImage", path=path, headers=headers))


def test_what_is_no_identifier_names_nothing_but_what_it_is_in_may_be_missing() -> None:
    walk = Walk("shoplazza")
    known = identifiers(walk.api, walk.state)["Product"][0]["product_id"]
    assert asked(walk, known, NOBODY) == {"not-found"}
    assert asked(walk, known, BAD) == {"invalid"}
    assert asked(walk, NOBODY, BAD) == {"invalid", "not-found"}
    assert asked(walk, BAD, BAD) == {"invalid"}
    assert asked(walk, BAD, NOBODY) == {"invalid", "not-found"}


def test_what_is_to_be_made_is_not_missing() -> None:
    walk = Walk("shoplazza")
    headers = walk.api.credentials[0].headers
    for product, expected in ((BAD, {"invalid"}), (NOBODY, {"invalid", "not-found"})):
        path = {"product_id": product}
        sent = Request(operation="createProductImage", method="POST", path=path, headers=headers)
        found = kinds(walk, sent)
        assert expected <= found
        assert ("not-found" in found) is ("not-found" in expected)


def test_who_is_not_known_may_be_told_all_that_the_first_credential_would_be() -> None:
    walk = Walk("shoplazza")
    path = {"product_id": NOBODY, "image_id": BAD}
    sent = Request(operation="getProductImage", path=path)
    assert kinds(walk, sent) == {"unauthenticated", "invalid", "not-found"}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_could_be_carried_out_has_no_fault_before_it_is_looked_up(
    name: str, data: st.DataObject
) -> None:
    walk = Walk(name)
    for before, sent, _ in walk.wander(data, most=6):
        if any(each.refusal is None for each in step(walk.api, before, sent)):
            faults = [each.refusal for each in refusals(walk.api, before, sent)]
            assert not [each for each in faults if each and each.kind != "not-found"]
        anonymous = replace(sent, headers={})
        for each in refusals(walk.api, before, anonymous):
            assert each.refusal is not None
            assert not each.changes


@pytest.mark.parametrize(("src", "told"), [("x y", {"path", "body"}), ("//a.example", {"path"})])
def test_a_body_may_be_looked_at_before_the_address(src: str, told: set[str]) -> None:
    walk = Walk("shoplazza")
    sent = Request(
        operation="createProductImage",
        path={"product_id": BAD},
        headers=walk.api.credentials[0].headers,
        media_type="application/json",
        body=Json({"image": {"src": src}}),
    )
    every = [each.refusal for each in refusals(walk.api, walk.state, sent) if each.refusal]
    assert {wrong.where for each in every for wrong in each.violations} == told
