"""A maintained client of BigCommerce's API, unchanged but for the address, speaks to the stand-in.

The client is npm's @aligent/bigcommerce-api, generated from the vendor's own documents, so its
requests are those the vendor describes and it reads the answers as the vendor describes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mockserver.document import load
from mockserver.pictures import draw
from mockserver.standin import StandIn, bundled
from tests.clients import node
from tests.serving import Served, serving

Session = Callable[[Served, str], Any]


@pytest.fixture(scope="module")
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Have the client hold one of its sessions with a server."""
    cache = request.config.cache
    assert cache
    folder = node.installed(cache)
    picture: Path = tmp_path_factory.mktemp("pictures") / "mug.png"
    picture.write_bytes(draw(width=40, height=30))

    def held(served: Served, name: str) -> Any:
        facts = served.standin.fixtures()
        address = served.url + facts["base-path"]
        tokens = {role: each["X-Auth-Token"] for role, each in facts["credentials"].items()}
        arguments = (name, address, json.dumps(tokens), str(picture))
        return node.run(folder, "bigcommerce.js", *arguments)

    return held


@pytest.fixture(scope="module")
def gallery(session: Session) -> dict[str, Any]:
    with serving(StandIn(load(bundled()["bigcommerce"]))) as served:
        facts: dict[str, Any] = session(served, "gallery")
    assert all(each.operation and each.status in (200, 204, 404) for each in served.seen)
    return facts


@pytest.fixture(scope="module")
def refusals(session: Session) -> dict[str, Any]:
    with serving(StandIn(load(bundled()["bigcommerce"]))) as served:
        facts: dict[str, Any] = session(served, "refusals")
    return facts


def test_a_product_and_its_pictures_are_made(gallery: dict[str, Any]) -> None:
    product, first, second, third = (gallery[n] for n in ("product", "first", "second", "third"))
    assert (product["name"], product["sku"], product["price"]) == ("Tin mug", "TIN", 12.5)
    assert gallery["empty"] == [None, []], "the client takes 204 for nothing"
    assert {each["product_id"] for each in (first, second, third)} == {product["id"]}
    assert first["id"] < second["id"] < third["id"]
    assert [each["sort_order"] for each in (first, second, third)] == [0, 1, 2]
    assert first["is_thumbnail"] is True, "the only image is the thumbnail"
    assert (second["is_thumbnail"], third["is_thumbnail"]) == (True, False)
    assert third["image_file"].endswith(".png"), "a file arrives through the client's forms"


def test_the_client_reads_lists_page_by_page(gallery: dict[str, Any]) -> None:
    listed = gallery["listed"]
    former = {**gallery["first"], "is_thumbnail": False}
    assert listed == [former, gallery["second"], gallery["third"]]
    assert gallery["read"] == gallery["second"]
    chosen = ("id", "sort_order", "description")
    assert gallery["fields"] == {name: gallery["second"][name] for name in chosen}
    assert gallery["included"]["images"] == listed
    assert gallery["included"]["primary_image"] == gallery["second"]


def test_pictures_are_moved_replaced_and_deleted(gallery: dict[str, Any]) -> None:
    first, second, third = (gallery[name]["id"] for name in ("first", "second", "third"))
    orders = [(each["id"], each["sort_order"]) for each in gallery["relisted"]]
    assert gallery["moved"]["sort_order"] == 1
    assert orders == [(first, 1), (second, 2), (third, 3)], "those at the number or above moved"
    assert gallery["replaced"]["sort_order"] == 1
    assert gallery["replaced"]["url_zoom"] != gallery["moved"]["url_zoom"]
    assert (gallery["deleted"], gallery["gone"]) == (None, None)
    left = [(each["id"], each["sort_order"]) for each in gallery["left"]]
    assert left == [(first, 1), (third, 3)]
    assert sum(each["is_thumbnail"] for each in gallery["left"]) == 1
    assert gallery["closed"] is None
    assert gallery["nothing"] == [None, None], "the images went with their product"


STATUSES = {
    "twin": 409,
    "nothing": 422,
    "long": 422,
    "both": 422,
    "several": 422,
    "unreachable": 400,
    "form": 422,
    "text": 422,
    "order": 422,
    "elsewhere": 404,
    "missing": 404,
    "nowhere": 404,
    "reader": 403,
}


@pytest.mark.parametrize("name", STATUSES)
def test_the_client_throws_what_is_refused(refusals: dict[str, Any], name: str) -> None:
    refusal = refusals[name]
    assert refusal["status"] == refusal["body"]["status"] == STATUSES[name]
    assert refusal["body"]["title"] and refusal["body"]["type"]


def test_what_is_refused_changes_nothing(refusals: dict[str, Any]) -> None:
    title = "image_url must be present if uploading by url"
    assert refusals["form"]["body"]["title"] == title
    assert refusals["unchanged"] == [0], "the one image is there, where it was"


def test_the_client_waits_for_the_next_window(session: Session) -> None:
    seen: list[Any] = []
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def clock() -> datetime:
        """Time stands still until somebody is told to wait."""
        refused = [each for each in seen if each.status == 429]
        return start + timedelta(seconds=31 * len(refused))

    standin = StandIn(load(bundled()["bigcommerce"]), rate_limits=True, clock=clock)
    with serving(standin) as served:
        served.seen = seen
        found = session(served, "patience")
    assert found == [1] * 151
    assert [each.status for each in seen] == [200] * 150 + [429, 200]
