"""Whoever moves down has the number alone; how far the others move is left to the server."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.bind import Mismatch, World, bind
from mockserver.engine.fill import fill
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.step import step
from tests.walks import SOURCE, Walk

PRODUCT = {"product_id": 1}
HIGHEST = 2**31 - 1


class Gallery:
    """A product's images with these sort orders, the ids in the order of creation."""

    def __init__(self, numbers: list[int]) -> None:
        self.walk = Walk("bigcommerce")
        self.ids = [self._add(number) for number in numbers]

    def _add(self, number: int) -> int:
        body = {"image_url": SOURCE, "sort_order": number}
        made: int = self.walk.ask("createProductImage", PRODUCT, body)["data"]["id"]
        return made

    def request(self, place: int, number: int) -> Request:
        return Request(
            operation="updateProductImage",
            method="PUT",
            path={"product_id": "1", "image_id": str(self.ids[place])},
            headers=self.walk.api.credentials[0].headers,
            media_type="application/json",
            body=Json({"sort_order": number}),
        )

    def ways(self, place: int, number: int) -> list[dict[int, int]]:
        """The sort orders by id after each legal outcome, preferred first, each once."""
        api, state = self.walk.api, self.walk.state
        found: list[dict[int, int]] = []
        for outcome in step(api, state, self.request(place, number)):
            after = fill(api, state, outcome, self.walk.chance()).state
            numbers = {
                id_: after.entities["ProductImage", id_].fields["sort_order"] for id_ in self.ids
            }
            found += [numbers] if numbers not in found else []
        return found


def order(numbers: dict[int, int], but: int) -> list[int]:
    return sorted((id_ for id_ in numbers if id_ != but), key=lambda id_: (numbers[id_], id_))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(-2, 6), min_size=1, max_size=6), st.data())
def test_every_way_keeps_the_documented_core(numbers: list[int], data: st.DataObject) -> None:
    gallery = Gallery(numbers)
    place = data.draw(st.integers(0, len(numbers) - 1))
    wanted = data.draw(st.integers(-3, 8))
    mover, before = gallery.ids[place], dict(zip(gallery.ids, numbers, strict=True))
    ways = gallery.ways(place, wanted)
    assert 1 <= len(ways) <= 3
    for after in ways:
        assert after[mover] == wanted
        for id_ in set(before) - {mover}:
            if wanted <= before[mover] or before[id_] < wanted:
                assert after[id_] == before[id_]
            else:
                assert after[id_] > wanted
        assert order(after, mover) == order(before, mover)
    if wanted > before[mover]:
        raised = {id_ for id_ in before if id_ != mover and before[id_] >= wanted}
        assert all(ways[0][id_] == before[id_] + 1 for id_ in raised)
    else:
        assert len(ways) == 1


def test_the_three_ways() -> None:
    gallery = Gallery([0, 2, 3, 3, 7])
    a, b, c, d, e = gallery.ids
    assert gallery.ways(0, 2) == [
        {a: 2, b: 3, c: 4, d: 4, e: 8},
        {a: 2, b: 3, c: 4, d: 4, e: 7},
        {a: 2, b: 3, c: 4, d: 5, e: 6},
    ]


def test_at_the_end_of_the_numbers_nobody_is_lost() -> None:
    gallery = Gallery([0, HIGHEST, HIGHEST])
    assert gallery.ways(0, HIGHEST) == [dict.fromkeys(gallery.ids, HIGHEST)]


def test_a_server_may_shift_in_any_of_the_ways_and_in_no_other() -> None:
    gallery = Gallery([0, 2, 7])
    api, state, request = gallery.walk.api, gallery.walk.state, gallery.request(0, 2)
    filled = [fill(api, state, each, gallery.walk.chance()) for each in step(api, state, request)]
    listing = Request(
        operation="listProductImages",
        path={"product_id": "1"},
        headers=api.credentials[0].headers,
    )
    outcome = step(api, filled[0].state, listing)[0]
    body: Any = fill(api, filled[0].state, outcome, gallery.walk.chance()).response.body
    assert [image["sort_order"] for image in body["data"]] == [2, 3, 8]
    answer = Response(status=200, body=body)
    explained = [
        isinstance(bind(api, each.state, step(api, each.state, listing)[0], answer), World)
        for each in filled
    ]
    assert explained[0] and not all(explained)
    body["data"][1]["sort_order"] = 2
    worlds = [bind(api, each.state, step(api, each.state, listing)[0], answer) for each in filled]
    assert all(isinstance(each, Mismatch) for each in worlds)
