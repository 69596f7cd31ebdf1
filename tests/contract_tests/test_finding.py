"""Whose fault a finding likelier is: what is always so is likelier written wrong."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from contract_tests.examiner import Examiner
from contract_tests.finding import blamed, is_narrower
from contract_tests.report import Exchange, Finding
from contract_tests.seen import Plan, Seen
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


def found(*rules: str, where: str = "body.0", certain: bool = True) -> Finding:
    return Finding(
        rules=rules,
        certain=certain,
        operation="list",
        where=where,
        expected=1,
        seen=2,
        script=(),
    )


def test_fewer_rules_at_the_same_place_are_the_same_finding_cut_down() -> None:
    wide = found("A", "B", "C")
    assert is_narrower(found("B", where="body.7"), wide)
    for other in (found(), found("D"), found("B", where="status"), found("B", certain=False)):
        assert not is_narrower(other, wide)


def test_a_finding_that_was_cut_down_is_known_by_both_names() -> None:
    seen, wide, short = Seen(), found("A", "B"), found("B")
    seen.findings[wide.key] = wide
    assert not seen.knows(short)
    seen.cut_down(wide, short)
    assert [*seen.findings.values()] == [short]
    assert seen.knows(wide) and seen.knows(short)
    seen.cut_down(short, replace(short, seen=3))
    assert [each.seen for each in seen.findings.values()] == [3]
