"""What Schemathesis makes up is sent through our manners and judged by us."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from contract_tests.examiner import Examiner
from contract_tests.report import Report
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from contract_tests.walks import Walk, generated
from contract_tests.walks.generated import sent_headers
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS, NAMES
from tests.serving import serving, serving_app
from tests.strangers import closient

SECONDS = 5


class Generated(Examiner):
    """Examines by what Schemathesis makes up only."""

    def _phases(self) -> Any:
        walks: Any = generated(self.scene, self._document, SECONDS)
        yield from (("schemathesis", each) for each in walks)


def examined(name: str, url: str, facts: Any, plan: Plan) -> Report:
    standin = open_standin(bundled()[name])
    target = target_of(url, facts, standin.api)
    if plan.read_only:
        target = replace(target, reset=None)
    budget = Budget(calls=10_000, deadline=time.monotonic() + 60)
    return Generated(standin.document, standin.api, target, budget, plan).examine()


@pytest.mark.parametrize("name", NAMES)
def test_a_stand_in_keeps_its_rules_whatever_is_made_up(name: str) -> None:
    standin = open_standin(bundled()[name], seed=1)
    with serving(standin) as served:
        begun = time.monotonic()
        report = examined(name, served.url, standin.fixtures(), Plan(seed=1))
        assert time.monotonic() - begun < SECONDS + 10
    assert report.findings == ()
    assert report.phases["schemathesis"] > 40


def test_who_may_only_read_sends_nothing_that_writes() -> None:
    standin = open_standin(bundled()["shoplazza"], seed=1)
    with serving(standin) as served:
        before = standin.snapshot()
        report = examined("shoplazza", served.url, standin.fixtures(), Plan(read_only=True))
        assert standin.snapshot() == before
    assert report.phases["schemathesis"] > 10


def test_a_fault_is_found() -> None:
    with serving_app(closient.app(frozenset({"page-zero-accepted"}))) as url:
        report = examined("closient", url, closient.FIXTURES, Plan(seed=1))
    assert "listProductImages" in {each.operation for each in report.broken}


def another_type(app: Starlette) -> Any:
    """An application whose answers are of a type that is not documented."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        async def told(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = [each for each in message["headers"] if each[0] != b"content-type"]
                kind = (b"content-type", b"application/problem+json")
                message = {**message, "headers": [*headers, kind]}
            await send(message)

        await app(scope, receive, told)

    return answer


def test_what_only_its_checks_see_is_a_warning() -> None:
    with serving_app(another_type(closient.app())) as url:
        report = examined("closient", url, closient.FIXTURES, Plan(seed=1))
    doubts = [each for each in report.findings if each.where == "headers.content-type"]
    assert doubts
    assert not any(each.certain for each in doubts)


def test_for_less_time_than_it_is_worth_nothing_is_made_up() -> None:
    standin = open_standin(bundled()["closient"])
    target = target_of("http://127.0.0.1:9", {}, standin.api)
    budget = Budget(calls=1, deadline=time.monotonic() + 1)
    scene = Examiner(standin.document, standin.api, target, budget, Plan()).scene
    none: list[Walk] = list(generated(scene, standin.document, 0.9))
    assert none == []


def test_no_header_is_made_up_that_is_about_the_connection() -> None:
    made = {"X-Any": 1, "Transfer-Encoding": "x", "te": "x", "Host": "h", "X-API-Key": "k"}
    assert sent_headers(APIS["closient"], made) == {"X-Any": "1"}
