"""Where values come from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.walks import Walk

PRODUCT = {"product_id": "e3e70682-c209-4cac-a29f-6fbed82c07cd"}
SRC = "http://cdn.example.com/1.jpg"


def image(walk: Walk, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = walk.ask(
        "createProductImage", PRODUCT, {"image": {"src": SRC, **fields}}
    )
    return dict(made["image"])


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "alt": st.text("ab", max_size=3),
            "width": st.integers(1, 9),
            "height": st.integers(1, 9),
            "position": st.just(1),
        },
    )
)
def test_an_update_changes_what_is_sent_and_nothing_else(sent: dict[str, Any]) -> None:
    walk = Walk("shoplazza")
    before = image(walk, alt="before", width=20, height=30)
    path = {**PRODUCT, "image_id": before["id"]}
    after = walk.ask("updateProductImage", path, {"image": sent})["image"]
    assert after == {**before, **sent, "updated_at": after["updated_at"]}
    assert after["updated_at"] >= before["updated_at"]
    assert walk.ask("getProductImage", path)["image"] == after


def test_a_new_address_makes_a_new_picture_address() -> None:
    walk = Walk("shoplazza")
    before = image(walk)
    path = {**PRODUCT, "image_id": before["id"]}
    after = walk.ask("updateProductImage", path, {"image": {"src": SRC}})["image"]
    assert after["src"] != before["src"]
    assert after["src"].startswith("//")


def test_what_only_servers_make_cannot_be_sent() -> None:
    walk = Walk("shoplazza")
    sent = {"id": "x", "created_at": "y", "product_id": "z", "unknown": 1}
    made = image(walk, **sent)
    assert not {name for name in sent if made.get(name) == sent[name]}
    path = {**PRODUCT, "image_id": made["id"]}
    assert walk.ask("updateProductImage", path, {"image": sent})["image"]["id"] == made["id"]


@pytest.mark.parametrize(
    ("organization", "claimed"), [(None, False), ("UnderstudyBrand2345678", True)]
)
def test_a_flag_follows_the_property_that_it_is_of(organization: str | None, claimed: bool) -> None:
    walk = Walk("closient")
    body = {"gtin": "76543210", "organization_id": organization}
    made = walk.ask("createProduct", {}, body)
    assert (made["is_claimed"], made["owner_id"]) == (claimed, organization)


def test_what_an_operation_sets_and_asks_for() -> None:
    walk = Walk("closient")
    claim = {"organization_id": "UnderstudyBrand2345678"}
    first = walk.ask("claimProduct", {"gtin": "96385074"}, claim)
    assert first["owner_id"] == claim["organization_id"]
    assert first["claim_verification_status"] == "unverified"
    again = walk.ask("claimProduct", {"gtin": "96385074"}, claim)
    assert again["error"]["code"] == "CONFLICT"


def test_what_a_request_does_not_declare_does_not_get_into_the_state() -> None:
    """It was not judged, so it could be anything."""
    walk = Walk("closient")
    sent = {"organization_id": "UnderstudyBrand2345678", "product_name": 5, "metadata": 7}
    walk.ask("claimProduct", {"gtin": "96385074"}, sent)
    item = walk.ask("getTradeItem", {"gtin": "96385074"})
    assert (item["product_name"], item["metadata"]) == ("Chewing gum", None)


@pytest.mark.parametrize("position", ["x", -5, [], {}, 1, 1.5, True])
def test_children_take_only_what_their_request_declares(position: Any) -> None:
    walk = Walk("shoplazza")
    images = [{"src": "//a.example"}, {"src": "//b.example", "position": position}]
    product = {"title": "x", "has_only_default_variant": True, "images": images}
    made = walk.ask("createProduct", {}, {"product": product})["product"]
    assert [each["position"] for each in made["images"]] == [1, 2]


def test_a_claim_without_an_organisation_is_for_the_callers_own() -> None:
    walk = Walk("closient")
    assert walk.ask("claimProduct", {"gtin": "96385074"})["owner_id"] == "UnderstudyBrand2345678"


def test_what_is_stored_fits_the_resource_even_where_the_request_is_wider() -> None:
    walk = Walk("library")
    state = walk.state
    for body in ({"code": "A-9", "rank": []}, {"code": 7}, {"code": "A-9", "books": ["x"]}, {}):
        assert walk.ask("createShelf", {}, body)["status"] == 422, body
    assert walk.state is state
