"""junit.xml: a test case for each rule, for what shows test results in CI."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contract_tests.report import Finding, Report
from contract_tests.reports.failure import Curl, failure, heading
from contract_tests.reports.plain import time, visible
from contract_tests.reports.standing import Judged, judged, untold, why_unknown


def junit(report: Report, curl: Curl) -> bytes:
    """Return a report as JUnit XML.

    Each rule is a test case: it fails when it is broken and counts, it passes with a warning in
    its output when it is broken and does not count, and it is skipped with the reason when it
    was not exercised or could not be judged. Findings that no broken rule tells of are test cases
    of their operations.
    """
    rules = judged(report)
    root = Element("testsuites", name=visible(report.title))
    suite = SubElement(root, "testsuite", name=visible(f"{report.api} rules"))
    told = SubElement(suite, "properties")
    for name, value in _properties(report):
        SubElement(told, "property", name=name, value=visible(value))
    for each in rules:
        _rule(suite, each, report, curl)
    if loose := untold(report, rules):
        suite = SubElement(root, "testsuite", name=visible(f"{report.api} operations"))
        for finding in loose:
            name = f"{finding.operation}: {finding.where}"
            _broken(_case(suite, report, name), [finding], report, curl, finding.operation)
    for suite in root:
        _count(suite)
        suite.set("timestamp", time(report.started).removesuffix("Z"))
        suite.set("time", f"{report.seconds if suite is root[0] else 0:.3f}")
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{report.seconds:.3f}")
    indent(root)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _properties(report: Report) -> list[tuple[str, str]]:
    return [
        ("url", report.url),
        ("verdict", report.verdict),
        ("seed", str(report.seed)),
        ("calls", str(report.calls)),
        ("strict", "true" if report.strict else "false"),
        *(("note", note) for note in report.notes),
    ]


def _case(suite: Element, report: Report, name: str) -> Element:
    classname = visible(suite.get("name", report.api).replace(" ", "."))
    return SubElement(suite, "testcase", classname=classname, name=visible(name))


def _rule(suite: Element, each: Judged, report: Report, curl: Curl) -> None:
    case = _case(suite, report, f"{each.rule.id} {each.rule.says}")
    if each.standing == "unknown":
        SubElement(case, "skipped", message=visible(why_unknown(each.rule)))
    elif each.standing != "conforms":
        if each.findings:
            _broken(case, each.findings, report, curl, heading(each.rule))
        else:
            _told(case, each.standing == "violates", each.rule.says, heading(each.rule))


def _broken(
    case: Element, findings: Sequence[Finding], report: Report, curl: Curl, first_line: str
) -> None:
    """Add to a test case what was found: as its failure, or as a warning when none counts."""
    counting = [each for each in findings if report.fails(each)]
    first = (counting or findings)[0]
    message = f"{first.operation}: {first.where} is not as expected"
    _told(case, bool(counting), message, failure(first_line, findings, curl))


def _told(case: Element, fails: bool, message: str, text: str) -> None:
    if fails:
        failure = SubElement(case, "failure", message=visible(message), type="violates")
        failure.text = visible(text)
    else:
        SubElement(case, "system-out").text = visible(f"WARNING: {message}\n{text}")


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
