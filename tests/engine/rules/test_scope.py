"""What a request can see."""

from __future__ import annotations

import pytest

from tests.walks import FILE, Walk

ORGANIZATION = "UnderstudyBrand2345678"
ONE = {"organization_id": ORGANIZATION, "gtin": "00012345678905"}
TWO = {"organization_id": ORGANIZATION, "gtin": "04006381333931"}
OTHER = {"organization_id": "AnotherBrand2345678abc", "gtin": "00012345678905"}


def test_a_child_is_seen_under_its_own_parent_only() -> None:
    walk = Walk("closient")
    image = walk.ask("uploadProductImage", ONE, form={"image": FILE})
    state = walk.state
    refused = walk.ask("deleteProductImage", {**TWO, "image_id": image["id"]})
    assert refused["error"]["code"] == "NOT_FOUND"
    assert walk.state is state
    assert walk.ask("listProductImages", TWO)["data"] == []
    assert walk.ask("deleteProductImage", {**ONE, "image_id": image["id"]}) is None


def test_a_path_parameter_must_match_the_property_of_the_scope() -> None:
    walk = Walk("closient")
    role = [each.role for each in walk.api.credentials].index("outsider")
    answer = walk.ask("listProductImages", OTHER, role=role)
    assert answer["error"]["status"] == 404, "a member there, but the product is not theirs"


@pytest.mark.parametrize("operation", ["getProductImage", "deleteProductImage"])
def test_the_parent_is_missing_before_the_child_is(operation: str) -> None:
    walk = Walk("shoplazza")
    nobody = "00000000-0000-4000-8000-000000000000"
    path = {"product_id": nobody, "image_id": nobody}
    assert walk.ask(operation, path) == {"errors": ["Product not found"]}
    known = {**path, "product_id": "e3e70682-c209-4cac-a29f-6fbed82c07cd"}
    assert walk.ask(operation, known) == {"errors": ["record not found"]}


def test_generations_may_use_the_same_name_for_their_parameters() -> None:
    """`/shelves/{id}/books` and `/books/{id}`: the id of a book is not that of a shelf."""
    walk = Walk("library")
    book = walk.ask("listBooks", {"id": "A-1"})[0]
    assert walk.ask("getBook", {"id": book["id"]}) == book
    assert walk.ask("getBook", {"id": "A-1"})["status"] == 404


def test_children_that_stay_outlive_their_parent() -> None:
    walk = Walk("library")
    book = walk.ask("listBooks", {"id": "A-1"})[0]
    page = book["pages"][0]
    walk.ask("deleteBook", {"id": book["id"]})
    assert walk.ask("getBook", {"id": book["id"]})["status"] == 404
    assert walk.ask("getPage", {"page": page["id"]}) == page
