"""A rule stands as its verdict and its findings say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from contract_tests.report import Report, RuleResult
from contract_tests.reports.standing import judged, untold, why_unknown
from tests.contract_tests.reports.examined import findings, report
from tests.contract_tests.reports.hostile import REPORTS, UNHURRIED


def standings(report: Report) -> dict[str, str]:
    return {each.rule.id: each.standing for each in judged(report)}


def test_documented_rules_are_violated_and_inferred_ones_are_warnings() -> None:
    found = standings(report())
    assert {name: found[name] for name in ("GA-1", "GA-2", "GA-3", "GA-6", "GA-20", "GA-16")} == {
        "GA-1": "conforms",
        "GA-2": "violates",
        "GA-3": "warning",
        "GA-6": "violates",
        "GA-20": "warning",
        "GA-16": "unknown",
    }


def test_no_warning_is_left_when_inferred_rules_count() -> None:
    found = standings(report(strict=True))
    assert found["GA-3"] == found["GA-20"] == "violates"
    assert "warning" not in found.values()


@pytest.mark.parametrize(
    ("source", "strict", "standing"),
    [
        ("documented", False, "violates"),
        ("documented, partly inferred", False, "violates"),
        ("inferred", False, "warning"),
        ("inferred", True, "violates"),
    ],
)
def test_a_broken_rule_without_a_finding_stands_by_its_source(
    source: str, strict: bool, standing: str
) -> None:
    rule = RuleResult(id="R", says="It is so.", source=source, exercised=1, verdict="violates")
    assert standings(report(rules=(rule,), findings=(), strict=strict)) == {"R": standing}


def test_an_inferred_part_of_a_documented_rule_is_a_warning() -> None:
    source = "documented, partly inferred"
    rule = RuleResult(id="R", says="It is so.", source=source, exercised=1, verdict="violates")
    finding = replace(findings()[0], rules=("R",), certain=False)
    assert standings(report(rules=(rule,), findings=(finding,))) == {"R": "warning"}


def test_what_may_also_be_broken_by_a_finding_stands_by_its_own() -> None:
    rules = [
        RuleResult(id=id_, says="It is so.", source="documented", exercised=1, verdict="violates")
        for id_ in ("R", "S")
    ]
    both = replace(findings()[0], rules=("R", "S"), certain=True)
    own = replace(both, rules=("S",), certain=False)
    found = standings(report(rules=tuple(rules), findings=(both, own)))
    assert found == {"R": "violates", "S": "warning"}


def test_what_was_never_exercised_does_not_conform() -> None:
    rule = RuleResult(id="R", says="It is so.", source="documented", verdict="conforms")
    assert standings(report(rules=(rule,), findings=())) == {"R": "unknown"}
    assert why_unknown(rule) == "not exercised"
    assert why_unknown(replace(rule, exercised=1)) == "exercised once, but could not be judged"
    assert why_unknown(replace(rule, excluded="no such operation")) == "no such operation"


@UNHURRIED
@given(REPORTS)
def test_every_finding_is_told_somewhere(report: Report) -> None:
    rules = judged(report)
    broken = [each for each in rules if each.standing in ("violates", "warning")]
    told = [finding for each in broken for finding in each.findings]
    assert all(each in told or each in untold(report, rules) for each in report.findings)
    assert not any(each in untold(report, rules) for each in told)
