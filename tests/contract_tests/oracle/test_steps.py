"""By how much those move who make room is a server's choice; that they keep their order is not."""

from __future__ import annotations

import pytest

from contract_tests.oracle import Judgement, Worlds
from mockserver.engine.message import Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

ADDRESS = {"image_url": "https://cdn.example.com/1.png"}


def judged(*numbers: int) -> Judgement:
    """Judge a list with these numbers, when of four images with 0 to 3 the first has got 2."""
    walk = Walk("bigcommerce")
    images = [
        walk.ask("createProductImage", {"product_id": 1}, body={**ADDRESS, "sort_order": each})[
            "data"
        ]
        for each in range(4)
    ]
    worlds = Worlds(walk.api, walk.state)
    path = {"product_id": images[0]["product_id"], "image_id": images[0]["id"]}
    change = request(walk, "updateProductImage", path, body={"sort_order": 2})
    assert worlds.judge(change, answered(walk, change)).verdict == "conforms"
    sent = request(walk, "listProductImages", {"product_id": path["product_id"]})
    shown = answered(walk, sent)
    for place, number in enumerate(numbers):
        shown = otherwise(shown, "data", place, "sort_order", value=number)
    return worlds.judge(sent, shown)


@pytest.mark.parametrize("last", [(3, 4), (12, 13), (4, 9), (3, 100)])
def test_they_may_move_by_any_step(last: tuple[int, int]) -> None:
    assert judged(1, 2, *last).verdict == "conforms"


@pytest.mark.parametrize("all_", [(1, 2, 2, 3), (1, 2, 2, 4), (1, 2, 13, 12), (2, 2, 3, 4)])
def test_they_leave_the_number_and_keep_their_order_and_nobody_below_moves(
    all_: tuple[int, ...],
) -> None:
    found = judged(*all_)
    assert (found.verdict, found.certain) == ("violates", True)


@pytest.mark.parametrize("flag", [{}, {"is_thumbnail": True}])
@pytest.mark.parametrize(("other", "certain"), [(2**31 - 1, False), (7, True)])
def test_who_cannot_make_room_may_be_a_reason_to_refuse(
    other: int, certain: bool, flag: dict[str, bool]
) -> None:
    walk = Walk("bigcommerce")
    product = {"product_id": 1}
    made = [
        walk.ask("createProductImage", product, body={**ADDRESS, "sort_order": each, **more})[
            "data"
        ]
        for each, more in ((0, {}), (other, flag))
    ]
    worlds = Worlds(walk.api, walk.state)
    path = {**product, "image_id": made[0]["id"]}
    for number in (1, 5):
        sent = request(walk, "updateProductImage", path, body={"sort_order": number, **flag})
        answer = answered(walk, sent) if number == 1 else Response(status=409)
        found = worlds.judge(sent, answer)
    assert (found.verdict, found.certain) == ("violates", certain)
