"""report.json: everything of a report, for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from contract_tests.report import Exchange, Finding, Report
from contract_tests.reports.plain import block, body, cut, encoded, line, time
from contract_tests.reports.standing import ORDER, Judged, judged
from contract_tests.script import to_plain

FORMAT = 1
"""The number of the form; a reader can rely on all members as long as it is the same."""


def json_report(report: Report, curl: Callable[[Finding], str]) -> bytes:
    """Return a report as JSON, its members always in the same order, and every exchange on one
    line. Findings have numbers from 1, by which rules name them.
    """
    rules = judged(report)
    counts = Counter(each.standing for each in rules)
    numbers = {id(each): number for number, each in enumerate(report.findings, 1)}
    head = {
        "format": FORMAT,
        "api": report.api,
        "title": report.title,
        "url": report.url,
        "verdict": report.verdict,
        "strict": report.strict,
        "started": time(report.started),
        "seconds": report.seconds,
        "seed": report.seed,
        "calls": report.calls,
        "phases": dict(report.phases),
        "coverage": {
            "rules": len(rules),
            "exercised": report.exercised,
            **{str(standing): counts[standing] for standing in ORDER},
        },
        "rules": [_rule(each, numbers) for each in rules],
        "findings": [
            _finding(number, each, report, curl) for number, each in enumerate(report.findings, 1)
        ],
        "reached": {
            name: dict(sorted(report.reached[name].items())) for name in sorted(report.reached)
        },
        "unreached": {name: list(report.unreached[name]) for name in sorted(report.unreached)},
        "notes": list(report.notes),
    }
    # Indented JSON is made by slow code: there may be many thousands of exchanges.
    exchanges = ",\n    ".join(line(_exchange(each)) for each in report.exchanges)
    listed = f"[\n    {exchanges}\n  ]" if exchanges else "[]"
    return encoded(f'{block(head)[:-2]},\n  "exchanges": {listed}\n}}\n')


def _rule(each: Judged, numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "id": each.rule.id,
        "says": each.rule.says,
        "source": each.rule.source,
        "see": each.rule.see,
        "exercised": each.rule.exercised,
        "verdict": each.rule.verdict,
        "fails": each.standing == "violates",
        "excluded": each.rule.excluded,
        "findings": [numbers[id(finding)] for finding in each.findings],
    }


def _finding(
    number: int, finding: Finding, report: Report, curl: Callable[[Finding], str]
) -> dict[str, Any]:
    return {
        "number": number,
        "rules": list(finding.rules),
        "certain": finding.certain,
        "fails": report.fails(finding),
        "operation": finding.operation,
        "where": finding.where,
        "expected": finding.expected,
        "seen": finding.seen,
        "blame": finding.blame,
        "phase": finding.phase,
        "seed": finding.seed,
        "script": to_plain(finding.script),
        "curl": curl(finding),
        "exchanges": [_exchange(each) for each in finding.exchanges],
    }


def _exchange(each: Exchange) -> dict[str, Any]:
    return {
        "step": each.step,
        "operation": each.operation,
        "started": time(each.started),
        "seconds": each.seconds,
        "error": each.error,
        "rules": list(each.rules),
        "request": {
            "method": each.method,
            "url": each.url,
            "headers": each.request_headers,
            **_body(each.request_body),
        },
        "response": {
            "status": each.status,
            "headers": each.response_headers,
            **_body(each.response_body),
        },
    }


def _body(content: bytes) -> dict[str, str]:
    text, encoding = body(content)
    return {encoding or "text": text} | ({"cut": how} if (how := cut(content)) else {})
