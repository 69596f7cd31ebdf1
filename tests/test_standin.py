"""The stand-in as one object: seeds, time, addresses, pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mockserver.document import DocumentError, load
from mockserver.engine.message import File, Form, Json, Request, Response
from mockserver.pictures import Picture, draw, recognise
from mockserver.standin import StandIn, bundled, open_standin
from tests.conftest import NAMES
from tests.walks import Walk

CLOSIENT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}
SHOP = {"product_id": "e3e70682-c209-4cac-a29f-6fbed82c07cd"}
PICTURE = draw(width=7, height=5)


def upload(standin: StandIn, host: str = "") -> dict[str, Any]:
    file = File(name="x", media_type="image/png", data=PICTURE, picture=recognise(PICTURE))
    headers = {**standin.credentials[0].headers, **({"host": host} if host else {})}
    response = standin.respond(
        Request(
            operation="uploadProductImage",
            method="POST",
            path=CLOSIENT,
            headers=headers,
            media_type="multipart/form-data",
            body=Form((("image", file),)),
        )
    )
    assert response.status == 201, response
    return dict(response.body)


def create(standin: StandIn, **image: Any) -> Response:
    return standin.respond(
        Request(
            operation="createProductImage",
            method="POST",
            path=SHOP,
            headers=standin.credentials[0].headers,
            media_type="application/json",
            body=Json({"image": {"src": "http://cdn.example.com/1.jpg", **image}}),
        )
    )


@pytest.mark.parametrize("seed", [0, 1, 2**40])
def test_a_seed_repeats_ids_and_never_those_of_the_fixtures(seed: int) -> None:
    runs = []
    for _ in range(2):
        standin = open_standin(bundled()["shoplazza"], seed=seed)
        standin.response_headers()  # what readers are told changes no later id
        runs.append([create(standin).body["image"]["id"] for _ in range(3)])
    standin.reset()
    runs.append([create(standin).body["image"]["id"] for _ in range(3)])
    assert runs[0] == runs[1] == runs[2]
    new = {"product": {"title": "x", "has_only_default_variant": True}}
    request = Request(
        operation="createProduct",
        method="POST",
        headers=standin.credentials[0].headers,
        media_type="application/json",
        body=Json(new),
    )
    before = len(standin.describe_state()["Product"])
    for _ in range(3):
        assert standin.respond(request).status == 200
    assert len(standin.describe_state()["Product"]) == before + 3


def test_without_a_seed_ids_differ() -> None:
    ids = {create(open_standin(bundled()["shoplazza"])).body["image"]["id"] for _ in range(3)}
    assert len(ids) == 3


def test_time_does_not_go_back_with_the_clock() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    times = iter([start + timedelta(seconds=each) for each in (9, 9, 9, 9, 5, 1, 12)])
    standin = StandIn(load(bundled()["closient"]), clock=lambda: next(times))
    created = [upload(standin)["created"] for _ in range(4)]
    assert created == sorted(created)
    assert created[-1].startswith("2026-01-01T00:00:12")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://127.0.0.1:8080/closient/"),
        ("192.168.1.7:3000", "http://192.168.1.7:3000/closient/"),
        ("[::1]:99", "http://[::1]:99/closient/"),
        ("evil/<script>", "http://127.0.0.1:8080/closient/"),
    ],
)
def test_addresses_are_those_that_the_client_uses(host: str, address: str) -> None:
    standin = open_standin(bundled()["closient"])
    url = upload(standin, host)["image_url"]
    assert url.startswith(f"{address}_assets/ProductImage/")
    found = standin.asset(url.partition("/_assets/")[2])
    assert found is not None
    assert (found.media_type, found.data) == ("image/png", PICTURE)


def test_setting_the_origin_moves_the_pictures_of_the_fixtures(tmp_path: Path) -> None:
    text = bundled()["shoplazza"].read_text()
    plain = "has_only_default_variant: true, vendor: Understudy}}"
    assert plain in text
    pictured = plain.replace("}}", ", images: [{src: '//a.example/1.jpg'}]}}")
    (tmp_path / "shop.yaml").write_text(text.replace(plain, pictured))
    standin = open_standin(tmp_path / "shop.yaml")
    standin.origin = "http://127.0.0.1:9/shop"
    (image,) = standin.describe_state()["ProductImage"]
    assert image["src"].startswith("//127.0.0.1:9/shop/_assets/")


def test_a_drawn_picture_has_the_stated_size_and_a_stale_address_none() -> None:
    standin = open_standin(bundled()["shoplazza"])
    image = create(standin, width=31, height=17).body["image"]
    path = image["src"].partition("/_assets/")[2]
    found = standin.asset(path)
    assert found is not None
    picture = recognise(found.data)
    assert picture == Picture(media_type="image/png", width=31, height=17)
    for wrong in ("", "x", f"{path}x", path.replace("/src/", "/alt/"), "ProductImage/²/src/x"):
        assert standin.asset(wrong) is None
    standin.reset()
    assert standin.asset(path) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_snapshot_is_a_value_and_can_be_restored(name: str) -> None:
    standin = open_standin(bundled()[name])
    before, described = standin.snapshot(), standin.describe_state()
    walk = Walk(name)
    walk.add_image()
    standin.restore(walk.state)
    assert standin.describe_state() != described
    standin.restore(before)
    assert standin.describe_state() == described


def test_an_overlay_adds_behaviour_to_a_document_that_stays_as_it_is(tmp_path: Path) -> None:
    overlay = tmp_path / "more.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n"
        "- {target: $.components.schemas.ProductImage.x-behaviour, update: {exclusive: "
        "{field: is_primary, on-delete: first}}}\n"
    )
    standin = open_standin(bundled()["closient"], overlays=[overlay])
    exclusive = standin.api.resources["ProductImage"].exclusive
    assert exclusive is not None and exclusive.on_delete == ("first", "none", "any")


def test_a_fixture_that_fails_says_where(tmp_path: Path) -> None:
    text = bundled()["closient"].read_text()
    path = tmp_path / "c.yaml"
    path.write_text(text.replace('gtin: "4006381333931"', 'gtin: "00012345678905"'))
    with pytest.raises(DocumentError, match="a fixture that is answered 409"):
        open_standin(path)


def test_a_fixture_may_be_put_into_a_tree_with_objects_inside(tmp_path: Path) -> None:
    text = bundled()["square"].read_text()
    first = "    - operation: UpsertCatalogObject\n"
    top = "{create: CatalogObject, body: {id: ICE, type: ITEM, item_data: {name: ice}}}"
    inner = "body: {id: BIG, type: ITEM_VARIATION, item_variation_data: {name: big}}"
    put = f"    - {top}\n    - {{create: CatalogObject, under: ICE, {inner}}}\n"
    path = tmp_path / "square.yaml"
    path.write_text(text.replace(first, put + first, 1))
    entities = StandIn(load(path)).store.read().entities
    ice, big = entities["CatalogObject", "ICE"], entities["CatalogObject", "BIG"]
    assert (ice.parent, big.parent) == (None, "ICE")
    assert ice.deep and big.deep
    assert big.fields["item_variation_data"] == {"item_id": "ICE", "name": "big"}
