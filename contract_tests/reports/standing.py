"""How a rule stands after an examination, and which findings are told with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from contract_tests.report import Finding, Report, RuleResult

Standing = Literal["violates", "warning", "conforms", "unknown"]
"""A verdict as readers meet it: a warning is broken, and does not fail the run."""

ORDER: tuple[Standing, ...] = ("violates", "warning", "conforms", "unknown")


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule, how it stands, and the findings that name it."""

    rule: RuleResult
    standing: Standing
    findings: tuple[Finding, ...]


def judged(report: Report) -> tuple[Judged, ...]:
    """Return every rule of a report in its order, with its standing and its findings.

    A broken rule fails the run when a finding does that it is likeliest broken by; without such a
    finding it does when something of it is documented, or when inferred rules count. What was never
    exercised is unknown, whatever else is said of it, and so is what could not be judged.
    """
    return tuple(_judged(report, rule) for rule in report.rules)


def _judged(report: Report, rule: RuleResult) -> Judged:
    findings = tuple(each for each in report.findings if rule.id in each.rules)
    standing: Standing = rule.verdict
    if rule.verdict == "violates":
        documented = "documented" in rule.source or report.strict
        of_it = [each for each in findings if rule.id in each.rules[:1]]
        fails = any(report.fails(each) for each in of_it) if of_it else documented
        standing = "violates" if fails else "warning"
    elif not rule.exercised:
        standing = "unknown"
    return Judged(rule, standing, findings)


def untold(report: Report, rules: Sequence[Judged]) -> tuple[Finding, ...]:
    """Return the findings that no broken rule tells of: those without rules above all."""
    broken = {each.rule.id for each in rules if each.standing in ("violates", "warning")}
    return tuple(each for each in report.findings if broken.isdisjoint(each.rules))


def why_unknown(rule: RuleResult) -> str:
    """Return in words why nothing is known of a rule."""
    if rule.excluded:
        return rule.excluded
    if not rule.exercised:
        return "not exercised"
    times = "once" if rule.exercised == 1 else f"{rule.exercised} times"
    return f"exercised {times}, but could not be judged"
