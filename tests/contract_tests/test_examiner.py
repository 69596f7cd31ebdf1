"""The examiner accuses nobody who keeps the rules, and finds out who does not."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from contract_tests.examiner import Examiner, Refused
from contract_tests.report import Report
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from mockserver.standin import bundled, open_standin
from tests.conftest import NAMES
from tests.serving import serving, serving_app
from tests.strangers import closient, shoplazza

CALLS = 1500


def examined(
    name: str, url: str, facts: dict[str, object], *, calls: int = CALLS, seed: int = 1
) -> Report:
    standin = open_standin(bundled()[name])
    target = target_of(url, facts, standin.api)
    budget = Budget(calls=calls, deadline=time.monotonic() + 60)
    plan = Plan(seed=seed)
    return Examiner(standin.document, standin.api, target, budget, plan).examine()


@pytest.mark.parametrize("name", NAMES)
def test_a_stand_in_keeps_its_own_rules(name: str) -> None:
    standin = open_standin(bundled()[name], seed=1)
    with serving(standin) as served:
        report = examined(name, served.url, standin.fixtures())
    assert report.findings == ()
    assert report.verdict == "conforms"
    assert report.exercised >= 0.7 * len(report.rules)


STRANGERS = {"closient": closient, "shoplazza": shoplazza}
CLEAR = [
    ("closient", "extra-members"),
    ("closient", "reversed-keys"),
    ("closient", "numbers-with-fractions"),
    ("closient", "own-texts"),
    ("closient", "empty-details"),
    ("closient", "times-with-offset"),
    ("shoplazza", "extra-members"),
    ("shoplazza", "more-headers"),
    ("shoplazza", "numbers-with-fractions"),
]


@pytest.mark.parametrize(("name", "variant"), [("closient", ""), ("shoplazza", ""), *CLEAR])
def test_who_keeps_the_documented_rules_in_another_way_is_not_accused(
    name: str, variant: str
) -> None:
    stranger = STRANGERS[name]
    with serving_app(stranger.app(variants=frozenset({variant} - {""}))) as url:
        report = examined(name, url, stranger.FIXTURES)
    assert report.broken == ()
    assert report.verdict == "conforms"


@pytest.mark.parametrize(
    ("name", "fault", "rule"),
    [
        ("closient", "demotion-forgotten-from-three", "CL-1"),
        ("closient", "page-gap", "CL-6"),
    ],
)
def test_a_fault_is_found_and_cut_down(name: str, fault: str, rule: str) -> None:
    stranger = STRANGERS[name]
    with serving_app(stranger.app(frozenset({fault}))) as url:
        report = examined(name, url, stranger.FIXTURES, calls=6000)
    assert report.verdict == "violates"
    found = [each for each in report.broken if rule in each.rules]
    assert found, [each.rules for each in report.broken]
    assert min(len(each.script) for each in found) <= 5


@pytest.mark.parametrize("fault", ["primary-not-first", "retry-after-always", "error-bare"])
def test_what_is_read_at_the_beginning_is_judged_too(fault: str) -> None:
    """None of the refusals is, as there are none."""
    with serving_app(closient.app(frozenset({fault}))) as url:
        report = examined("closient", url, closient.FIXTURES, calls=20)
    found = [each for each in report.broken if each.phase == "survey"]
    assert bool(found) is (fault != "error-bare")
    assert all(len(each.script) == 1 for each in found)


def test_nobody_there_is_said_before_anything_else() -> None:
    with pytest.raises(Refused, match="does not answer"):
        examined("shoplazza", "http://127.0.0.1:9", {"known": {}})


def test_a_slow_server_is_asked_several_things_at_once_too() -> None:
    standin = open_standin(bundled()["closient"], seed=1)
    app, phases = closient.app(frozenset()), list[str]()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.02)
        await app(scope, receive, send)

    with serving_app(slow) as url:
        target = target_of(url, closient.FIXTURES, standin.api)
        budget = Budget(calls=10_000, deadline=time.monotonic() + 8)
        Examiner(
            standin.document,
            standin.api,
            target,
            budget,
            Plan(seed=1),
            lambda phase, _: phases.append(phase),
        ).examine()
    assert "concurrent" in phases
    assert "schemathesis" not in phases, "or it was not too slow for what comes first"
