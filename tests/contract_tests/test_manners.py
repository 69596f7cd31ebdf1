"""What others have on a server that cannot be reset stays as it is."""

from __future__ import annotations

import time
from typing import Any

import pytest
from rpds import HashTrieMap

from contract_tests.examiner import Examiner
from contract_tests.manners import foreign, touches
from contract_tests.script import Step
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import Target, target_of
from mockserver.engine.state import Entity, State
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS
from tests.serving import serving
from tests.walks import BEGINNINGS


def test_what_was_given_or_made_is_ours_with_all_below_it() -> None:
    api, state = APIS["shoplazza"], BEGINNINGS["shoplazza"]
    products = [key for name, key in state.entities if name == "Product"]
    variants = {
        str(key): str(each.parent)
        for (name, key), each in state.entities.items()
        if name == "Variant"
    }
    given, made = products[0], products[1]
    assert foreign(api, state, Target(url=""), set()) >= {str(given), str(made), *variants}
    target = Target(url="", known=({"product_id": given},))
    left = foreign(api, state, target, set())
    assert str(given) not in left
    assert str(made) in left
    assert {key for key in variants if key in left} == {
        key for key, parent in variants.items() if parent != str(given)
    }
    assert str(made) not in foreign(api, state, target, {made})


@pytest.mark.parametrize(("given", "ours"), [("a", False), ("b", False), ("ab", True), ("p", True)])
def test_what_is_shared_is_ours_only_where_all_that_it_is_under_is(given: str, ours: bool) -> None:
    there = [
        *(Entity(resource="Channel", key=key, parent=None, ordinal=1, fields={}) for key in "ab"),
        Entity(resource="Product", key="p", parent="a", also=("b",), ordinal=2, fields={}),
    ]
    state = State(entities=HashTrieMap({(each.resource, each.key): each for each in there}))
    target = Target(url="", known=tuple({"channel_id": key} for key in given))
    assert ("p" not in foreign(APIS["akinon"], state, target, set())) is ours


def test_identifiers_are_seen_in_paths_bodies_and_parts_of_forms() -> None:
    operation = APIS["shoplazza"].operations["deleteProduct"]
    uuid = "e3e70682-c209-4cac-a29f-6fbed82c07cd"
    theirs = frozenset({"A1", "7", uuid})

    def named(**parts: Any) -> bool:
        return touches(operation, Step(operation="deleteProduct", **parts), theirs)

    assert named(path={"id": 7})
    assert named(path={"product_id": uuid.upper()})
    assert named(body={"ids": ["b", "A1"]})
    assert named(body=[("request", '{"object_id": "A1"}')])
    assert not named(path={"id": 77}, body=["A10"])


def test_without_a_reset_nothing_that_was_there_changes() -> None:
    for name in ("shoplazza", "square", "bigcommerce"):
        standin = open_standin(bundled()[name], seed=1)
        facts = {each: standin.fixtures()[each] for each in ("base-path", "credentials")}
        with serving(standin) as served:
            beginning = standin.snapshot()
            target = target_of(served.url, facts, standin.api)
            budget = Budget(calls=800, deadline=time.monotonic() + 60)
            report = Examiner(standin.document, standin.api, target, budget, Plan(seed=3)).examine()
        end, before = standin.snapshot(), beginning.entities
        assert end.serial > beginning.serial, "something was created"
        assert {place: end.entities.get(place) for place in before} == dict(before.items()), name
        assert report.findings == ()
