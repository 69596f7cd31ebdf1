"""The text of a failed test: what is broken, how it shows, and the shell lines that show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contract_tests.report import Finding, RuleResult
from contract_tests.reports.plain import block, shortened

Curl = Callable[[Finding], str]


def heading(rule: RuleResult) -> str:
    """Return a rule in one line: its sentence, its source, and where that was read."""
    return f"{rule.says} ({rule.source}){f' See {rule.see}' if rule.see else ''}"


def failure(first: str, findings: Sequence[Finding], curl: Curl) -> str:
    """Return a text that begins with a line and has each finding after it."""
    return "\n\n".join([first, *(_finding(each, curl) for each in findings)])


def _finding(finding: Finding, curl: Curl) -> str:
    lines = [
        f"operation: {finding.operation}",
        f"where: {finding.where}",
        f"expected: {shortened(block(finding.expected))}",
        f"seen: {shortened(block(finding.seen))}",
        f"likelier wrong: the {finding.blame}",
        f"found in: {finding.phase or 'no phase'}, seed {finding.seed}",
        "",
        curl(finding),
    ]
    return "\n".join(lines)
