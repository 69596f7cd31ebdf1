"""What is shown in the place of another thing is not held against that."""

from __future__ import annotations

from contract_tests.oracle.instead import of_the_same
from mockserver.engine.bind import MOST
from mockserver.engine.difference import Mismatch
from mockserver.engine.step import step
from tests.contract_tests.oracle.exchanges import answered, request
from tests.walks import Walk


def left_of(walk: Walk, *paths: str, turned: bool = False) -> list[str]:
    """Return the places in a list of products that are left of those, if it is shown as it is, or
    `turned`.
    """
    sent = request(walk, "listProducts", {})
    [listed, *_] = step(walk.api, walk.state, sent)
    shown = answered(walk, sent)
    if turned:
        shown.body["products"].reverse()
    several = tuple(Mismatch(path=f"body.products.{each}", expected=1, seen=2) for each in paths)
    left = of_the_same(walk.api, walk.state, listed, shown, several)
    return [each.path.removeprefix("body.products.") for each in left]


def test_what_is_inside_of_another_thing_is_not_held_against_the_expected() -> None:
    paths = ("0.id", "0.title", "0.images.0.id", "1.images.0.id", "1.images.0.alt", "2.title")
    assert left_of(Walk("shoplazza"), *paths) == ["0.id", "1.images.0.id", "2.title"]


def test_that_it_is_another_one_need_not_be_among_many_mismatches() -> None:
    walk, many = Walk("shoplazza"), [f"0.name{n}" for n in range(MOST)]
    assert left_of(walk, "0.id", *many, "1.title") == ["0.id", "1.title"]
    assert left_of(walk, "0.id", *many, "1.title", turned=True) == ["0.id"]
    assert left_of(walk, "0.id", "1.title", turned=True) == ["0.id", "1.title"], "it is none, then"
