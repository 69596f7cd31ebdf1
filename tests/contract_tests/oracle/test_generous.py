"""A server that does what it should refuse, not minding what is wrong with it, is understood."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

NEW = {"name": "Jug", "type": "physical", "weight": 1, "price": 2}


@pytest.mark.parametrize("wrong", [{"is_visible": "perhaps"}, {"images": ["x"]}])
def test_it_is_known_what_became_of_what_was_taken_without_what_is_wrong(wrong: Any) -> None:
    walk = Walk("bigcommerce")
    worlds, twin = Worlds(walk.api, walk.state), Walk("bigcommerce")
    done = answered(twin, request(twin, "createProduct", {}, body=NEW))
    found = worlds.judge(request(walk, "createProduct", {}, body={**NEW, **wrong}), done)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, False)
    key = done.body["data"]["id"]
    sent = request(walk, "getProduct", {"product_id": key})
    assert worlds.judge(sent, answered(twin, sent)).verdict == "conforms"


def test_what_lacked_is_as_the_answer_shows_it() -> None:
    walk = Walk("bigcommerce")
    worlds, twin = Worlds(walk.api, walk.state), Walk("bigcommerce")
    done = answered(twin, request(twin, "createProduct", {}, body={**NEW, "weight": 0}))
    lacking = {name: each for name, each in NEW.items() if name != "weight"}
    found = worlds.judge(request(walk, "createProduct", {}, body=lacking), done)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, False)
    again = request(walk, "createProduct", {}, body=NEW)
    assert worlds.judge(again, answered(twin, again)).verdict == "conforms", "the name is taken"


def test_nobody_knows_what_became_of_what_is_shown_in_another_way() -> None:
    walk = Walk("bigcommerce")
    worlds, twin = Worlds(walk.api, walk.state), Walk("bigcommerce")
    done = answered(twin, request(twin, "createProduct", {}, body=NEW))
    shown = otherwise(done, "data", "is_visible", value=False)
    sent = request(walk, "createProduct", {}, body={**NEW, "is_visible": "no"})
    found = worlds.judge(sent, shown)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, True)


def test_who_was_not_to_be_let_in_has_perhaps_changed_anything() -> None:
    walk = Walk("bigcommerce")
    worlds, twin = Worlds(walk.api, walk.state), Walk("bigcommerce")
    for name in ("Jug", "Cup"):
        done = answered(twin, request(twin, "createProduct", {}, body={**NEW, "name": name}))
    sent = request(walk, "createProduct", {}, body={**NEW, "weight": None, "price": None})
    assert worlds.judge(sent, done).lost
