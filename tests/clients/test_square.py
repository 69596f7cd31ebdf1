"""Square's own Python client, unchanged but for the address, speaks to the stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from mockserver.document import load
from mockserver.pictures import draw
from mockserver.standin import StandIn, bundled
from tests.serving import Served, serving

square = pytest.importorskip("square")
error = pytest.importorskip("square.core.api_error")

PICTURE = ("mug.png", draw(width=40, height=30), "image/png")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(StandIn(load(bundled()["square"]))) as server:
        yield server


@pytest.fixture
def client(served: Served) -> Iterator[Callable[..., Any]]:
    """Make clients of what is served, as one of its roles."""
    served.standin.reset()
    facts = served.standin.fixtures()
    with httpx.Client() as connections:

        def made(role: str = "full", **options: Any) -> Any:
            token = facts["credentials"][role]["Authorization"].removeprefix("Bearer ")
            address = served.url + facts["base-path"]
            return square.Square(
                base_url=address, token=token, httpx_client=connections, **options
            ).catalog

        yield made


@pytest.fixture
def catalog(client: Callable[..., Any]) -> Any:
    return client()


def upload(catalog: Any, key: str, **fields: Any) -> Any:
    image = {"type": "IMAGE", "id": "#image", "image_data": {"name": key, "caption": key}}
    request = {"idempotency_key": key, "image": image, **fields}
    return catalog.images.create(request=request, image_file=PICTURE).image


def an_item(catalog: Any) -> Any:
    variation = {"name": "Small", "item_id": "#mug", "pricing_type": "VARIABLE_PRICING"}
    made = catalog.object.upsert(
        idempotency_key="mug",
        object={
            "type": "ITEM",
            "id": "#mug",
            "item_data": {
                "name": "Mug",
                "variations": [
                    {"type": "ITEM_VARIATION", "id": "#small", "item_variation_data": variation}
                ],
            },
        },
    )
    assert {each.client_object_id for each in made.id_mappings} == {"#mug", "#small"}
    return made.catalog_object


def refused(found: Any) -> tuple[int, str]:
    [first] = found.value.body["errors"]
    return found.value.status_code, first["code"]


def test_an_item_gets_pictures_and_a_primary_one(catalog: Any) -> None:
    item = an_item(catalog)
    assert item.item_data.variations[0].item_variation_data.item_id == item.id
    first = upload(catalog, "a", object_id=item.id)
    second = upload(catalog, "b", object_id=item.id)
    third = upload(catalog, "c", object_id=item.id, is_primary=True)
    assert first.image_data.url.startswith("http")
    found = catalog.object.get(item.id, include_related_objects=True)
    assert found.object.item_data.image_ids == [third.id, first.id, second.id]
    assert {each.id for each in found.related_objects} >= {first.id, second.id, third.id}
    changed = catalog.images.update(
        first.id, request={"idempotency_key": "d"}, image_file=PICTURE
    ).image
    assert (changed.id, changed.image_data.name) == (first.id, "a")
    assert changed.version > first.version
    gone = catalog.object.delete(first.id)
    assert gone.deleted_object_ids == [first.id]
    assert catalog.object.get(item.id).object.item_data.image_ids == [third.id, second.id]


def test_a_repeated_upload_makes_no_second_image(catalog: Any) -> None:
    assert upload(catalog, "a").id == upload(catalog, "a").id
    assert [each.id for each in catalog.list(types="IMAGE")] == [upload(catalog, "a").id]
    with pytest.raises(error.ApiError) as found:
        upload(catalog, "a", is_primary=True)
    assert refused(found) == (400, "IDEMPOTENCY_KEY_REUSED")


def test_an_old_version_is_refused(catalog: Any) -> None:
    item = an_item(catalog)
    upload(catalog, "a", object_id=item.id)
    old = {"type": "ITEM", "id": item.id, "item_data": {"name": "Cup"}}
    for version in ({"version": item.version}, {}):
        with pytest.raises(error.ApiError) as found:
            catalog.object.upsert(idempotency_key=f"{version}", object={**old, **version})
        assert refused(found) == (400, "VERSION_MISMATCH")
    now = catalog.object.get(item.id).object
    changed = catalog.object.upsert(
        idempotency_key="new", object={**old, "version": now.version}
    ).catalog_object
    assert changed.item_data.name == "Cup" and changed.version > now.version


def test_pages_and_searches_are_walked(catalog: Any) -> None:
    taxes = [{"type": "TAX", "id": f"#{n}", "tax_data": {"name": f"Tax {n}"}} for n in range(120)]
    made = catalog.batch_upsert(idempotency_key="many", batches=[{"objects": taxes}])
    assert len(made.objects) == len(made.id_mappings) == 120
    assert len({each.id for each in catalog.list(types="TAX")}) == 121
    query = {"prefix_query": {"attribute_name": "name", "attribute_prefix": "tax 11"}}
    found = catalog.search(object_types=["TAX"], query=query)
    assert len(found.objects) == 11 and found.cursor is None
    ids = [each.id for each in made.objects[:3]]
    assert set(catalog.batch_delete(object_ids=[*ids, "UNKNOWN"]).deleted_object_ids) == set(ids)
    assert not catalog.batch_get(object_ids=ids).objects
    dead = catalog.batch_get(object_ids=ids, include_deleted_objects=True).objects
    assert [each.is_deleted for each in dead] == [True] * 3
    assert catalog.info().limits.search_max_page_limit == 1000


def test_an_older_version_of_the_api_shows_one_image(client: Callable[..., Any]) -> None:
    old, new = (client(version=date) for date in ("2021-11-17", "2025-08-20"))
    item = an_item(new)
    upload(new, "a", object_id=item.id)
    primary = upload(old, "b", object_id=item.id)
    shown = old.object.get(item.id).object.item_data
    assert shown.image_ids is None and primary.id in (shown.model_extra or {}).values()
    assert new.object.get(item.id).object.item_data.image_ids[0] == primary.id


def test_without_a_permission_nothing_is_written(client: Callable[..., Any]) -> None:
    with pytest.raises(error.ApiError) as found:
        upload(client("read-only"), "a")
    assert refused(found) == (403, "INSUFFICIENT_SCOPES")
