"""junit.xml can be read by what reads JUnit, and fails what fails the run."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given

from contract_tests.report import Report
from contract_tests.reports.junit import junit
from contract_tests.reports.standing import judged, untold
from tests.contract_tests.reports.examined import curl, report
from tests.contract_tests.reports.hostile import REPORTS, UNHURRIED


def case(root: Element, begins: str) -> Element:
    (found,) = [each for each in root.iter("testcase") if each.get("name", "").startswith(begins)]
    return found


@UNHURRIED
@given(REPORTS)
def test_it_parses_and_its_counts_are_right(report: Report) -> None:
    root = fromstring(junit(report, curl))
    for suite in (root, *root.findall("testsuite")):
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            assert int(suite.get(name, "-1")) == len(list(suite.iter(tag)))
        assert suite.get("errors") == "0"
    rules = judged(report)
    assert root.get("tests") == str(len(rules) + len(untold(report, rules)))
    if report.broken:
        assert root.get("failures") != "0"


def test_a_broken_documented_rule_fails_with_all_there_is_to_know() -> None:
    failure = case(fromstring(junit(report(), curl)), "GA-2 ").find("failure")
    assert failure is not None
    text = failure.text or ""
    for each in ("takes the flag", "documented", "/docs/", "body.data.1.is_primary", "curl -sS"):
        assert each in text
    assert failure.get("message") == "listImages: body.data.1.is_primary is not as expected"


def test_a_broken_inferred_rule_is_a_warning_unless_it_counts() -> None:
    warned = case(fromstring(junit(report(), curl)), "GA-20 ")
    assert [each.tag for each in warned] == ["system-out"]
    assert (warned[0].text or "").startswith("WARNING: listImages: ")
    failed = case(fromstring(junit(report(strict=True), curl)), "GA-20 ")
    assert [each.tag for each in failed] == ["failure"]


def test_what_is_unknown_is_skipped_with_the_reason() -> None:
    root = fromstring(junit(report(), curl))
    reasons = {
        each.get("name", "").split()[0]: skipped.get("message")
        for each in root.iter("testcase")
        for skipped in each.findall("skipped")
    }
    assert len(reasons) == 7
    assert reasons["GA-36"] == "a day would have to pass"
    assert reasons["GA-15"] == "not exercised"
    assert reasons["GA-16"] == "exercised 54 times, but could not be judged"


def test_a_rule_that_is_kept_just_passes() -> None:
    assert len(case(fromstring(junit(report(), curl)), "GA-1 ")) == 0


def test_a_finding_without_a_rule_is_a_case_of_its_operation() -> None:
    root = fromstring(junit(report(), curl))
    (rules, operations) = root.findall("testsuite")
    assert (rules.get("tests"), operations.get("tests")) == ("40", "1")
    failure = case(operations, "createProduct: status").find("failure")
    assert failure is not None
    assert "expected: [\n  201" in (failure.text or "")


def test_a_long_value_is_cut() -> None:
    whole = report()
    finding = whole.findings[0]
    text = junit(report(findings=(replace(finding, seen="x" * 90_000),)), curl)
    assert b"... 86,002 more bytes" in text
    assert len(text) < 30_000
