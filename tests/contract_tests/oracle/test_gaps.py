"""Positions behind a deletion: a gap breaks no documented rule, a wrong move does."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Worlds
from mockserver.engine.message import Request, Response
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


def with_the_last_first(walk: Walk) -> tuple[Worlds, dict[str, str], str]:
    """Return what is known when the last of four was moved to the first place, the product, and
    what was moved.
    """
    product, left = of_five(walk)
    worlds, last = Worlds(walk.api, walk.state), str(left[-1]["id"])
    moving = first(walk, {**product, "image_id": last})
    assert worlds.judge(moving, answered(walk, moving)).verdict == "conforms"
    return worlds, product, last


@pytest.mark.parametrize(("operation", "path"), LISTS)
def test_a_gap_fails_nobody(operation: str, path: tuple[str, ...]) -> None:
    walk = Walk("shoplazza")
    product, _ = of_five(walk)
    sent = request(walk, operation, product)
    shown = answered(walk, sent)
    for place in range(4):
        shown = otherwise(shown, *path, place, "position", value=place + 2)
    found = Worlds(walk.api, walk.state).judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", False)


@pytest.mark.parametrize(("operation", "path"), LISTS)
@pytest.mark.parametrize(
    ("place", "number", "certain"), [(0, 2, True), (1, 1, True), (1, 3, False), (3, 9, False)]
)
def test_what_was_moved_to_the_first_place_is_the_first_alone(
    operation: str, path: tuple[str, ...], place: int, number: int, *, certain: bool
) -> None:
    walk = Walk("shoplazza")
    worlds, product, _ = with_the_last_first(walk)
    sent = request(walk, operation, product)
    shown = otherwise(answered(walk, sent), *path, place, "position", value=number)
    found = worlds.judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize("moved", [True, False])
@pytest.mark.parametrize(("place", "number"), [(0, 2), (1, 1)])
def test_what_stands_first_already_need_not_move_anybody(
    place: int, number: int, *, moved: bool
) -> None:
    walk = Walk("shoplazza")
    product, left = of_five(walk)
    worlds, again = Worlds(walk.api, walk.state), {**product, "image_id": left[0]["id"]}
    if moved:
        worlds, product, last = with_the_last_first(walk)
        again = {**product, "image_id": last}
    moving = first(walk, again)
    assert worlds.judge(moving, answered(walk, moving)).verdict == "conforms"
    sent = request(walk, "listProductImages", product)
    shown = otherwise(answered(walk, sent), "images", place, "position", value=number)
    found = worlds.judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", moved or place == 0)


def test_who_was_moved_is_known_until_a_sibling_changes() -> None:
    walk = Walk("shoplazza")
    worlds, product, last = with_the_last_first(walk)
    gone = request(walk, "deleteProductImage", {**product, "image_id": last})
    assert worlds.judge(gone, answered(walk, gone)).verdict == "conforms"
    sent = request(walk, "listProductImages", product)
    found = worlds.judge(sent, otherwise(answered(walk, sent), "images", 0, "position", value=2))
    assert (found.verdict, found.certain) == ("violates", False)


def test_the_answer_to_a_move_shows_what_was_moved_in_the_first_place() -> None:
    walk = Walk("shoplazza")
    product, left = of_five(walk)
    worlds = Worlds(walk.api, walk.state)
    moving = first(walk, {**product, "image_id": left[-1]["id"]})
    shown = otherwise(answered(walk, moving), "image", "position", value=2)
    found = worlds.judge(moving, shown)
    assert found.certain and "SZ-14" in found.rules


@pytest.mark.parametrize(
    ("body", "number", "certain"),
    [({"position": 9}, 9, False), ({"position": 3}, 4, False), ({"alt": "A cup"}, 2, True)],
)
def test_what_was_first_is_moved_away_to_any_number(
    body: dict[str, Any], number: int, *, certain: bool
) -> None:
    walk = Walk("shoplazza")
    worlds, product, last = with_the_last_first(walk)
    sent = request(walk, "updateProductImage", {**product, "image_id": last}, body={"image": body})
    shown = otherwise(answered(walk, sent), "image", "position", value=number)
    found = worlds.judge(sent, shown)
    assert (found.verdict, found.certain) == ("violates", certain)


def test_what_was_refused_moved_nothing() -> None:
    walk = Walk("shoplazza")
    product, left = of_five(walk)
    worlds = Worlds(walk.api, walk.state)
    moving = first(walk, {**product, "image_id": left[0]["id"]})
    assert worlds.judge(moving, Response(status=400)).verdict == "violates"
    sent = request(walk, "listProductImages", product)
    shown = otherwise(answered(walk, sent), "images", 0, "position", value=2)
    assert not worlds.judge(sent, shown).certain


def test_where_something_new_comes_is_another_matter() -> None:
    walk = Walk("shoplazza")
    product, _ = of_five(walk)
    worlds = Worlds(walk.api, walk.state)
    body = {"image": {"src": "https://example.com/a.png", "position": 9}}
    sent = request(walk, "createProductImage", product, body=body)
    found = worlds.judge(sent, otherwise(answered(walk, sent), "image", "position", value=9))
    assert (found.verdict, found.certain) == ("violates", False)


def first(walk: Walk, path: dict[str, str]) -> Request:
    return request(walk, "updateProductImage", path, body={"image": {"position": 1}})
