"""What no rule is about may be shown in a server's own way."""

from __future__ import annotations

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk


@pytest.mark.parametrize(
    ("place", "value", "certain"),
    [
        (("variants", 0, "sku"), "T", False),
        (("images", 0, "is_thumbnail"), False, True),
        (("name",), "M", True),
    ],
)
def test_of_children_that_came_with_something_only_rules_tell(
    place: tuple[str | int, ...], value: str | bool, certain: bool
) -> None:
    walk = Walk("bigcommerce")
    variant = {"sku": "S", "option_values": []}
    image = {"image_url": "https://cdn.example.com/1.png", "is_thumbnail": True}
    body = {"name": "N", "type": "digital", "weight": 0, "price": 1}
    sent = request(
        walk, "createProduct", {}, body={**body, "variants": [variant], "images": [image]}
    )
    worlds = Worlds(walk.api, walk.state)
    assert worlds.judge(sent, answered(walk, sent)).verdict == "conforms"
    listed = request(walk, "listProducts", {}, include="images,variants", sort="id")
    shown = answered(walk, listed)
    last = len(shown.body["data"]) - 1
    found = worlds.judge(listed, otherwise(shown, "data", last, *place, value=value))
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("kept", "certain"), [(None, False), ([], False), ([{"pk": 1}], True)])
def test_what_is_not_kept_need_not_be_looked_at(kept: object, certain: bool) -> None:
    walk = Walk("akinon")
    unfit = [{"pk": 1, "remote_id": "r" * 256}]
    body = {"content_type": "productimage"}
    sent, plain = (
        request(walk, "createBatchRequest", {"channel_id": 1}, body=each)
        for each in ({**body, "objects": unfit}, body)
    )
    shown = otherwise(answered(walk, plain), "objects", value=kept)
    found = Worlds(walk.api, walk.state).judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("kept", "certain"), [("", False), ("S" * 256, True)])
def test_what_is_made_otherwise_than_sent_was_not_kept(kept: str, certain: bool) -> None:
    walk = Walk("bigcommerce")
    body = {"name": "N", "type": "digital", "weight": 0, "price": 1}
    sent = request(walk, "createProduct", {}, body={**body, "sku": "S" * 256})
    shown = answered(walk, request(walk, "createProduct", {}, body=body))
    found = Worlds(walk.api, walk.state).judge(sent, otherwise(shown, "data", "sku", value=kept))
    assert (found.verdict, found.certain) == ("violates", certain)


def test_in_which_state_something_starts_is_a_rule() -> None:
    walk = Walk("akinon")
    body = {"status": "commit", "remote_batch_id": "R"}
    sent = request(walk, "createBatchRequest", {"channel_id": 1}, body=body)
    state = walk.state
    right = answered(walk, sent)
    for name, value, certain in (("status", "commit", True), ("remote_batch_id", None, False)):
        found = Worlds(walk.api, state).judge(sent, otherwise(right, name, value=value))
        assert (found.verdict, found.certain) == ("violates", certain), name


def test_what_is_only_sent_with_a_parent_may_be_kept_or_not() -> None:
    walk = Walk("bigcommerce")
    variant = {"sku": "S", "option_values": []}
    body = {"name": "N", "type": "physical", "weight": 1, "price": 0, "variants": [variant]}
    made = walk.ask("createProduct", {}, body)["data"]["id"]
    listed = request(walk, "listProductVariants", {"product_id": made})
    shown = answered(walk, listed)
    other = request(walk, "getProduct", {"product_id": made})
    for sent, place, certain in (
        (listed, ("data", 0, "sku"), False),
        (other, ("data", "name"), True),
    ):
        wrong = otherwise(answered(walk, sent), *place, value="T")
        found = Worlds(walk.api, walk.state).judge(sent, wrong)
        assert (found.verdict, found.certain) == ("violates", certain), place
    assert shown.body["data"][0]["sku"] == "S"


@pytest.mark.parametrize(("sku", "certain"), [("", False), ("x" * 256, True)])
def test_children_of_which_nothing_is_made_need_not_be_looked_at(sku: str, certain: bool) -> None:
    """A variant that is longer than it may be, on a server that makes one of its own instead."""
    walk = Walk("bigcommerce")
    body = {"name": "N", "type": "digital", "weight": 0, "price": 1}
    unfit = [{"sku": "x" * 256, "option_values": []}]
    sent, plain = (
        request(walk, "createProduct", {}, body=each)
        for each in ({**body, "variants": unfit}, body)
    )
    shown = otherwise(answered(walk, plain), "data", "variants", value=[{"id": 1, "sku": sku}])
    found = Worlds(walk.api, walk.state).judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("name", "certain"), [("product_type", False), ("name", True)])
def test_what_kind_of_thing_something_is_may_be_settled_when_it_is_made(
    name: str, certain: bool
) -> None:
    walk = Walk("square")
    new = {"type": "ITEM", "id": "#a", "item_data": {"name": "Tea"}}
    made = request(walk, "UpsertCatalogObject", {}, body={"idempotency_key": "1", "object": new})
    it = answered(walk, made).body["catalog_object"]
    was = it["item_data"][name]
    changed = {**it, "item_data": {**it["item_data"], name: "OTHER"}}
    worlds = Worlds(walk.api, walk.state)
    body = {"idempotency_key": "2", "object": changed}
    sent = request(walk, "UpsertCatalogObject", {}, body=body)
    shown = otherwise(answered(walk, sent), "catalog_object", "item_data", name, value=was)
    found = worlds.judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(("order", "certain"), [(1, False), (5, True)])
def test_a_number_that_siblings_share_may_be_made_unlike(order: int, certain: bool) -> None:
    walk = Walk("akinon")
    walk.ask("updateMedia", {"id": 1}, {"order": order})  # the second of its product has 1
    sent = request(walk, "listProductImages", {"channel_id": 1})
    shown = otherwise(answered(walk, sent), "results", 1, "order", value=7)
    found = Worlds(walk.api, walk.state).judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize(
    ("operation", "certain"), [("getProductImage", False), ("listProductImages", True)]
)
def test_what_is_asked_to_be_hidden_is_where_a_rule_tells(operation: str, certain: bool) -> None:
    walk = Walk("bigcommerce")
    body = {"name": "N", "type": "digital", "weight": 0, "price": 1}
    body |= {"images": [{"image_url": "https://cdn.example.com/1.png"}]}
    holder = answered(walk, request(walk, "createProduct", {}, body=body)).body["data"]["id"]
    path: dict[str, int] = {"product_id": holder}
    images = answered(walk, request(walk, "listProductImages", path)).body["data"]
    path |= {"image_id": images[0]["id"]} if operation == "getProductImage" else {}
    sent = request(walk, operation, path, exclude_fields="is_thumbnail")
    found = Worlds(walk.api, walk.state).judge(sent, answered(walk, request(walk, operation, path)))
    assert (found.verdict, found.certain) == ("violates", certain)
    assert found.rules[:1] == (("BC-31",) if certain else ())
