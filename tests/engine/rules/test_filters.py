"""Filters, one by one and together."""

from __future__ import annotations

import pytest

from tests.walks import Walk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3]),
        ({"product": "1"}, [1, 2]),
        ({"product__pk__in": "1,2"}, [1, 2, 3]),
        ({"id__in": "3,7,1"}, [1, 3]),
        ({"id__in": ""}, []),
        ({"is_seller_product": "true"}, [3]),
        ({"is_seller_product": "false"}, [1, 2]),
        ({"product_type": "1"}, [3]),
        ({"product_type": "0,1"}, [1, 2, 3]),
        ({"product_type": "0", "id__in": "2,3"}, [2]),
    ],
)
def test_what_a_filter_finds(query: dict[str, str], found: list[int]) -> None:
    walk = Walk("akinon")
    answer = walk.ask("listProductImages", {"channel_id": 1}, **query)
    assert [each["pk"] for each in answer["results"]] == found
    assert answer["count"] == len(found)


def test_a_uuid_is_found_in_any_of_its_forms() -> None:
    walk = Walk("akinon")
    batch = walk.ask("createBatchRequest", {"channel_id": 1}, {"content_type": "productimage"})
    path = {"channel_id": 1, "id": batch["pk"]}
    walk.ask("updateBatchRequest", path, {"status": "commit", "objects": [{"pk": 1}]})
    local = batch["local_batch_id"]
    found = walk.ask("listIntegrationActions", {"channel_id": 1}, local_batch_id=local)
    assert found["count"] == 1


@pytest.mark.parametrize(
    ("text", "found"), [("Cocoa", 1), ("cocoa", 1), ("OCO", 1), ("Cocoas", 0), ("coa co", 0)]
)
def test_a_text_may_be_sought_by_a_part(text: str, found: int) -> None:
    walk = Walk("square")
    query = {"exact_query": {"attribute_name": "name", "attribute_value": text}}
    answer = walk.ask("SearchCatalogObjects", {}, {"query": query})
    assert len(answer.get("objects", [])) == found
