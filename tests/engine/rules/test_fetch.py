"""Addresses below .invalid cannot be fetched, and nothing ever is."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.rules.fetch import unreachable
from mockserver.model.property import Property
from tests.walks import Walk

PRODUCT = {"product_id": "e3e70682-c209-4cac-a29f-6fbed82c07cd"}
ADDRESS = Property(name="src", types=("string",), fetched=True)
IMAGE = Property(name="image", properties={"src": ADDRESS})
BODY = Property(
    name="", properties={"image": IMAGE, "images": Property(name="images", items=IMAGE)}
)


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("http://example.com/a.jpg", True),
        ("//host.invalid/a.jpg", False),
        ("https://HOST.INVALID./a.jpg", False),
        ("http://invalid.example.com/.invalid", True),
        ("http://host.invalid:8080/", False),
        ("http://host.invalid@example.com/", True),
    ],
)
def test_the_host_decides(address: str, reached: bool) -> None:
    assert (unreachable(ADDRESS, address) == []) is reached


def test_the_place_of_each_address_is_told() -> None:
    bad: dict[str, Any] = {"src": "http://x.invalid/"}
    body = {"image": bad, "images": [{"src": "http://x.example/"}, bad], "other": bad}
    assert [each.field for each in unreachable(BODY, body)] == ["image.src", "images.1.src"]


def test_an_image_that_cannot_be_fetched_is_not_stored() -> None:
    walk = Walk("shoplazza")
    state = walk.state
    body = {"image": {"src": "http://cdn.invalid/1.jpg"}}
    assert walk.ask("createProductImage", PRODUCT, body) == "Bad Request"
    nested = {
        "product": {"title": "x", "has_only_default_variant": True, "images": [body["image"]]}
    }
    assert walk.ask("createProduct", {}, nested) == "Bad Request"
    assert walk.state is state
