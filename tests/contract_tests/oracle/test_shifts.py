"""Of the numbers that siblings are sorted by, only who gives way to a rising one is documented."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Judgement, Worlds
from mockserver.engine.message import Request
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

ADDRESS = {"image_url": "https://cdn.example.com/1.png"}
PRODUCT = {"product_id": 1}
LIST = "listProductImages"


def with_images() -> tuple[Walk, list[Any]]:
    """Return a walk with a product that has images with the numbers 0 to 3."""
    walk = Walk("bigcommerce")
    product = {"name": "Jug", "type": "physical", "weight": 1, "price": 2}
    made = walk.ask("createProduct", {}, body=product)["data"]["id"]
    path = {"product_id": made}
    bodies = ({**ADDRESS, "sort_order": each} for each in range(4))
    return walk, [walk.ask("createProductImage", path, body=each)["data"] for each in bodies]


def right(walk: Walk, worlds: Worlds, sent: Request) -> None:
    assert worlds.judge(sent, answered(walk, sent)).verdict == "conforms"


def changing(walk: Walk, image: Any, **values: Any) -> Request:
    path = {"product_id": image["product_id"], "image_id": image["id"]}
    return request(walk, "updateProductImage", path, body=values)


def listing(walk: Walk, worlds: Worlds, image: Any, place: int, number: int) -> Judgement:
    """Judge a list in which a place has another number."""
    sent = request(walk, LIST, {"product_id": image["product_id"]})
    shown = otherwise(answered(walk, sent), "data", place, "sort_order", value=number)
    return worlds.judge(sent, shown)


@pytest.mark.parametrize(("number", "certain"), [(0, False), (3, True)])
def test_who_falls_may_move_others_and_who_rises_moves_them_as_told(
    number: int, certain: bool
) -> None:
    walk, images = with_images()
    worlds = Worlds(walk.api, walk.state)
    right(walk, worlds, changing(walk, images[1], sort_order=number))
    found = listing(walk, worlds, images[1], 2, 1)
    assert (found.verdict, found.certain) == ("violates", certain)


def test_who_has_fallen_has_its_number_and_all_have_theirs_once_they_were_shown() -> None:
    walk, images = with_images()
    worlds = Worlds(walk.api, walk.state)
    right(walk, worlds, changing(walk, images[2], sort_order=-5))
    assert listing(walk, worlds.fork(), images[2], 0, -4).certain
    right(walk, worlds, request(walk, LIST, {"product_id": images[2]["product_id"]}))
    assert listing(walk, worlds, images[2], 3, 7).certain


@pytest.mark.parametrize("sent", [{}, {"sort_order": 2}])
def test_what_comes_without_a_number_may_have_any(sent: dict[str, int]) -> None:
    walk, images = with_images()
    worlds = Worlds(walk.api, walk.state)
    path = {"product_id": images[0]["product_id"]}
    making = request(walk, "createProductImage", path, body={**ADDRESS, **sent})
    shown = otherwise(answered(walk, making), "data", "sort_order", value=9)
    found = worlds.judge(making, shown)
    assert (found.verdict, found.certain) == ("violates", bool(sent))


def test_what_came_without_a_number_and_was_shown_with_one_has_it() -> None:
    walk, images = with_images()
    worlds = Worlds(walk.api, walk.state)
    path = {"product_id": images[0]["product_id"]}
    right(walk, worlds, request(walk, "createProductImage", path, body=ADDRESS))
    assert listing(walk, worlds, path, 1, 1).certain


@pytest.mark.parametrize("shown", [True, False])
def test_what_came_inside_without_a_number_may_have_any_until_it_is_shown(shown: bool) -> None:
    walk = Walk("bigcommerce")
    worlds = Worlds(walk.api, walk.state)
    product = {"name": "Jug", "type": "physical", "weight": 1, "price": 2, "images": [ADDRESS] * 2}
    making = request(walk, "createProduct", {}, body=product)
    answer = answered(walk, making)
    assert worlds.judge(making, answer).verdict == "conforms"
    here = {"product_id": answer.body["data"]["id"]}
    if shown:
        right(walk, worlds, request(walk, LIST, here))
    assert listing(walk, worlds, here, 1, 1).certain is shown


def test_an_update_that_leaves_a_number_out_may_change_it_and_move_others() -> None:
    walk, images = with_images()
    worlds = Worlds(walk.api, walk.state)
    sent = changing(walk, images[2], **ADDRESS, description="A")
    shown = otherwise(answered(walk, sent), "data", "sort_order", value=3)
    assert not worlds.judge(sent, shown).certain
    sent = request(walk, LIST, {"product_id": images[2]["product_id"]})
    shown = otherwise(answered(walk, sent), "data", 2, "sort_order", value=3)
    found = worlds.judge(sent, otherwise(shown, "data", 3, "sort_order", value=4))
    assert (found.verdict, found.certain) == ("violates", False)


def test_who_was_moved_from_a_number_that_nobody_knows_has_one_that_nobody_knows() -> None:
    walk = Walk("bigcommerce")
    worlds = Worlds(walk.api, walk.state)
    product = {"name": "Jug", "type": "physical", "weight": 1, "price": 2, "images": [ADDRESS] * 2}
    making = request(walk, "createProduct", {}, body=product)
    here = {"product_id": (made := answered(walk, making)).body["data"]["id"]}
    assert worlds.judge(making, made).verdict == "conforms"
    adding = request(walk, "createProductImage", here, body={**ADDRESS, "sort_order": -1})
    right(walk, worlds, adding)
    image = walk.ask("listProductImages", here)["data"][0]
    assert image["sort_order"] == -1
    right(walk, worlds, changing(walk, image, sort_order=0))
    assert not listing(walk, worlds, image, 1, 5).certain


def test_who_falls_by_what_was_to_be_refused_may_move_others_too() -> None:
    walk, images = with_images()
    worlds = Worlds(walk.api, walk.state)
    sent = changing(walk, images[3], sort_order=1, date_modified=1.5)
    refused = answered(walk, sent)
    assert refused.status == 422
    done = answered(walk, changing(walk, images[3], sort_order=1))
    assert not worlds.judge(sent, done).certain
    found = listing(walk, worlds, images[0], 3, 3)
    assert (found.verdict, found.certain) == ("violates", False)


def test_what_came_without_a_number_by_what_was_to_be_refused_may_have_any() -> None:
    walk = Walk("bigcommerce")
    worlds = Worlds(walk.api, walk.state)
    product = {"name": "Jug", "type": "physical", "weight": 1, "price": 2, "images": [ADDRESS] * 2}
    light = {name: value for name, value in product.items() if name != "weight"}
    refused = request(walk, "createProduct", {}, body=light)
    assert answered(walk, refused).status == 422
    made = answered(walk, request(walk, "createProduct", {}, body=product))
    assert not worlds.judge(refused, made).certain
    here = {"product_id": made.body["data"]["id"]}
    assert not listing(walk, worlds, here, 1, 1).certain
