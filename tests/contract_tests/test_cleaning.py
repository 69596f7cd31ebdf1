"""What an examination makes on a server that cannot be reset, it takes away again."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from contract_tests.cleaning import deletions, left_behind
from contract_tests.examiner import Examiner
from contract_tests.report import Report
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS
from tests.serving import serving, serving_app
from tests.strangers import closient, shoplazza
from tests.strangers.closient_facts import CHOCOLATE, OURS, SOAP


def examined(
    name: str, url: str, facts: dict[str, Any], *, calls: int = 600, seconds: float = 30.0
) -> Report:
    standin = open_standin(bundled()[name])
    target = target_of(url, {key: facts[key] for key in facts if key != "reset"}, standin.api)
    budget = Budget(calls=calls, deadline=time.monotonic() + seconds)
    return Examiner(standin.document, standin.api, target, budget, Plan(seed=2)).examine()


@pytest.mark.parametrize("name", ["shoplazza", "bigcommerce", "square"])
def test_everything_that_was_made_is_gone(name: str) -> None:
    standin = open_standin(bundled()[name], seed=1)
    facts = {each: standin.fixtures()[each] for each in ("base-path", "credentials")}
    with serving(standin) as served:
        before = standin.snapshot()
        report = examined(name, served.url, facts)
        after = standin.snapshot()
    assert after.serial > before.serial, "something was made"
    assert dict(after.entities.items()) == dict(before.entities.items())
    assert not [each for each in report.notes if "Left on the server" in each]


def galleries(url: str) -> dict[str, set[str]]:
    """The images of the products of a stranger, by GTIN."""
    headers = closient.FIXTURES["credentials"]["full"]
    found: dict[str, set[str]] = {}
    for gtin in (CHOCOLATE, SOAP):
        path = f"/dashboard/api/v1/trade-items/{OURS}/{gtin}/images"
        answer = httpx.get(url + path, headers=headers, params={"page_size": 100})
        found[gtin] = {image["id"] for image in answer.json()["data"]}
    return found


def test_only_what_cannot_be_deleted_stays_and_is_told() -> None:
    with serving_app(closient.app()) as url:
        before = galleries(url)
        report = examined("closient", url, closient.FIXTURES)
        after = galleries(url)
    assert report.reached["uploadProductImage"]["201"] > 0
    assert all(after[gtin] <= before[gtin] for gtin in before)
    [told] = [each for each in report.notes if "Left on the server" in each]
    assert "Product (" in told
    assert "the document has no operation that deletes one" in told


def test_who_ends_it_early_finds_it_clean() -> None:
    """As Ctrl-C does, which moves the deadline to now."""
    standin = open_standin(bundled()["shoplazza"], seed=1)
    facts = {each: standin.fixtures()[each] for each in ("base-path", "credentials")}
    with serving(standin) as served:
        before = standin.snapshot()
        target = target_of(served.url, facts, standin.api)
        budget = Budget(calls=100_000, deadline=time.monotonic() + 30)

        def progress(phase: str, examiner: Examiner) -> None:
            if len(standin.snapshot().entities) > len(before.entities) + 1 and phase != "cleaning":
                budget.deadline = time.monotonic()

        examiner = Examiner(standin.document, standin.api, target, budget, Plan(seed=1), progress)
        begun = time.monotonic()
        report = examiner.examine()
        assert time.monotonic() - begun < 15
        after = standin.snapshot()
    assert report.phases["cleaning"] > 0
    assert dict(after.entities.items()) == dict(before.entities.items())


def test_the_time_is_enough_for_cleaning_up() -> None:
    facts = {each: value for each, value in shoplazza.FIXTURES.items() if each != "known"}
    with serving_app(shoplazza.app()) as url:
        begun = time.monotonic()
        report = examined("shoplazza", url, facts, calls=100_000, seconds=4)
        assert time.monotonic() - begun < 5
    assert report.phases["cleaning"] > 0
    assert not [each for each in report.notes if "Left on the server" in each]


def test_children_go_before_what_they_are_below_of_and_what_is_not_ours_stays() -> None:
    standin = open_standin(bundled()["shoplazza"], seed=1)
    api, state = APIS["shoplazza"], standin.snapshot()
    variant = next(place for place in state.entities if place[0] == "Variant")
    product = ("Product", state.entities[variant].parent)
    steps = [step.operation for _, step in deletions(api, state, [product, variant])]
    assert steps == ["deleteProductVariant", "deleteProduct"]
    assert [place for place, _ in deletions(api, state, [variant])] == [variant]
    assert [*deletions(api, state, [("Product", "gone")])] == []


def test_what_stays_is_told_with_some_of_its_names() -> None:
    made = [("Product", number) for number in range(7)]
    [told] = left_behind(APIS["closient"], made)
    assert told.startswith("Left on the server: 7 Product (0, 1, 2, 3, 4, ...); ")
