"""Whose fault a finding likelier is: what is always so is likelier written wrong."""

from __future__ import annotations

import time

import pytest

from contract_tests.examiner import Examiner
from contract_tests.finding import blamed
from contract_tests.report import Exchange, Finding
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS
from tests.serving import serving_app
from tests.strangers import closient


@pytest.mark.parametrize(
    ("fault", "operation", "blame"),
    [
        ("upload-200", "uploadProductImage", "document"),
        ("demotion-forgotten", "listProductImages", "server"),
    ],
)
def test_what_every_answer_has_is_likelier_written_wrong(
    fault: str, operation: str, blame: str
) -> None:
    standin = open_standin(bundled()["closient"])
    with serving_app(closient.app(frozenset({fault}))) as url:
        target = target_of(url, closient.FIXTURES, standin.api)
        budget = Budget(calls=2500, deadline=time.monotonic() + 30)
        examiner = Examiner(standin.document, standin.api, target, budget, Plan(seed=1))
        report = examiner.examine()
    found = [each for each in report.broken if each.operation == operation]
    assert found
    assert {each.blame for each in found} == {blame}


def finding(status: int, body: bytes, *, certain: bool) -> Finding:
    exchange = Exchange(
        step=0,
        operation="listProductImages",
        method="GET",
        url="http://127.0.0.1/",
        status=status,
        response_headers=(("Content-Type", "application/json"),),
        response_body=body,
    )
    return Finding(
        rules=(),
        certain=certain,
        operation="listProductImages",
        where="body",
        expected=1,
        seen=2,
        script=(),
        exchanges=(exchange,),
    )


LISTED = (
    b'{"data": [], "pagination": {"page": 1, "page_size": 25, "total_count": 0, "total_pages": 0, '
)
LISTED += b'"has_next": false, "has_previous": false}}'


@pytest.mark.parametrize(
    ("status", "body", "certain", "times", "answers", "blame"),
    [
        (200, LISTED, True, 5, 5, "document"),
        (200, LISTED, True, 9, 10, "document"),
        (200, LISTED, True, 4, 4, "server"),
        (200, LISTED, True, 5, 10, "server"),
        (200, LISTED, False, 1, 10, "document"),
        (200, b"[]", False, 1, 10, "server"),
        (418, LISTED, False, 1, 10, "server"),
    ],
)
def test_the_schema_speaks_for_a_server_that_breaks_only_what_we_read(
    status: int, body: bytes, certain: bool, times: int, answers: int, blame: str
) -> None:
    found = finding(status, body, certain=certain)
    assert blamed(APIS["closient"], found, times, answers) == blame
