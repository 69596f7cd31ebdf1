"""What is sent at the same time shows races, and nothing where there are none."""

from __future__ import annotations

import time
from typing import Any

import pytest

from contract_tests.examiner import Examiner
from contract_tests.report import Report
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from contract_tests.walks import Walk, concurrent
from mockserver.standin import bundled, open_standin
from tests.conftest import NAMES
from tests.serving import serving, serving_app
from tests.strangers import closient


class Concurrent(Examiner):
    """Examines by what is sent at the same time only, once."""

    def _phases(self) -> Any:
        walks: list[tuple[str, Walk]] = [("concurrent", each) for each in concurrent(self.scene)]
        yield from walks


def examined(name: str, url: str, facts: Any, *, seconds: float = 60) -> Report:
    standin = open_standin(bundled()[name])
    target = target_of(url, facts, standin.api)
    budget = Budget(calls=4000, deadline=time.monotonic() + seconds)
    return Concurrent(standin.document, standin.api, target, budget, Plan(seed=1)).examine()


@pytest.mark.parametrize("name", NAMES)
def test_a_stand_in_answers_as_if_one_came_after_the_other(name: str) -> None:
    standin = open_standin(bundled()[name], seed=1)
    with serving(standin) as served:
        report = examined(name, served.url, standin.fixtures())
    assert report.findings == ()
    assert report.phases["concurrent"] >= 20


@pytest.mark.parametrize(
    ("race", "rule", "operations"),
    [
        ("race-two-primaries", "CL-1", ["uploadProductImage"] * 2 + ["listProductImages"]),
        ("race-gtin-taken", "CL-31", ["createProduct"] * 2),
    ],
)
def test_a_race_is_found_and_cut_down(race: str, rule: str, operations: list[str]) -> None:
    with serving_app(closient.app(frozenset({race}))) as url:
        report = examined("closient", url, closient.FIXTURES)
    found = next(each for each in report.broken if rule in each.rules)
    assert [each.operation for each in found.script] == operations
    assert [each.together for each in found.script] == [True, False, False][: len(operations)]


def test_without_a_race_none_is_found() -> None:
    with serving_app(closient.app()) as url:
        assert examined("closient", url, closient.FIXTURES).broken == ()
