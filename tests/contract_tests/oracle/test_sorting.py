"""A list is judged by the order that it asks for itself, where a server changed what orders it."""

from __future__ import annotations

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, otherwise, request
from tests.walks import Walk

LIST = "listProductImages"


@pytest.mark.parametrize(
    ("priorities", "order", "about", "certain"),
    [
        ((0, 0, 0), (2, 0, 1), "order", True),
        ((7, 0, 0), (1, 2, 0), "open", False),
        ((7, 0, 0), (2, 1, 0), "order", True),
        ((7, 0, 0), (0, 1, 2), "open", False),
    ],
)
def test_the_values_that_a_list_shows_tell_its_order(
    priorities: tuple[int, ...], order: tuple[int, ...], about: str, certain: bool
) -> None:
    """What a server makes of a priority later no document tells, but lower ones come first."""
    walk = Walk("closient")
    for _ in priorities:
        walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    sent = request(walk, LIST, PRODUCT)
    right = answered(walk, sent)
    images = [
        {**each, "priority": priority}
        for each, priority in zip(right.body["data"], priorities, strict=True)
    ]
    seen = otherwise(right, "data", value=[images[place] for place in order])
    found = Worlds(walk.api, walk.state).judge(sent, seen)
    assert found.verdict == "violates"
    assert found.mismatch is not None
    assert (found.mismatch.about, found.certain) == (about, certain)
