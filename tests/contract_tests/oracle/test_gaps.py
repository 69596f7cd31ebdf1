"""Positions behind a deletion: a gap breaks no documented rule, a wrong move does."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

LISTS = [("getProduct", ("product", "images")), ("listProductImages", ("images",))]


def of_five(walk: Walk) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return a product of which the first of five images was deleted, and those that are left."""
    sent = {"title": "Cup", "has_only_default_variant": True, "images": images(5)}
    made = walk.ask("createProduct", {}, {"product": {**sent, "variants": [{"price": "1.00"}]}})
    product = {"product_id": made["product"]["id"]}
    first, *left = walk.ask("listProductImages", product)["images"]
    gone = request(walk, "deleteProductImage", {**product, "image_id": first["id"]})
    assert answered(walk, gone).status == 200
    return product, left


def images(number: int) -> list[dict[str, str]]:
    return [{"src": f"https://example.com/{place}.png"} for place in range(number)]


@pytest.mark.parametrize(("operation", "path"), LISTS)
@pytest.mark.parametrize("gap", [1, 2])
def test_a_gap_of_as_many_as_were_deleted_fails_nobody(
    operation: str, path: tuple[str, ...], gap: int
) -> None:
    walk = Walk("shoplazza")
    product, _ = of_five(walk)
    sent = request(walk, operation, product)
    shown = answered(walk, sent)
    for place in range(4):
        shown = otherwise(shown, *path, place, "position", value=place + 1 + gap)
    found = Worlds(walk.api, walk.state).judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", gap > 1)
    assert ("SZ-14" in found.rules) is (gap > 1)


def test_what_was_just_moved_to_the_first_place_is_behind_no_gap() -> None:
    walk = Walk("shoplazza")
    product, left = of_five(walk)
    body = {"image": {"position": 1}}
    path = {**product, "image_id": left[-1]["id"]}
    sent = request(walk, "updateProductImage", path, body=body)
    before = walk.state
    shown = otherwise(answered(walk, sent), "image", "position", value=2)
    found = Worlds(walk.api, before).judge(sent, shown)
    assert found.certain and "SZ-14" in found.rules
