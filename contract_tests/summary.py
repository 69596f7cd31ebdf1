"""What a command says: before anything is sent, what it will do; at the end, what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import indent

from contract_tests.report import Finding, Report, RuleResult
from contract_tests.reports.plain import short, visible
from contract_tests.script import SAFE
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import Target
from mockserver.model.api import Api

LONGEST_SCRIPT = 40
"""How many shell lines are shown where the whole can be read in a file."""

FEW = 3
"""So many rules are named that may be broken instead."""


def announcement(api: Api, target: Target, plan: Plan, budget: Budget, seconds: float) -> str:
    """Return what an examination will do, in plain words."""
    reads = [each.id for each in api.operations.values() if each.method in SAFE]
    writes = [each for each in api.operations.values() if each.method not in SAFE]
    methods = ", ".join(sorted({each.method for each in writes}))
    rate = f", {budget.rate:g} a second" if budget.rate else ""
    told = [
        f"Examining {api.title} ({api.name}) at {target.url}",
        f"  reads   {', '.join(reads) or 'nothing'}",
    ]
    if plan.read_only:
        told.append("  writes  nothing, as --read-only says")
    else:
        told.append(f"  writes  {', '.join(each.id for each in writes) or 'nothing'} ({methods})")
        told.append(f"  under   {_under(target)}")
    if target.reset:
        told.append(f"  resets  the server with {' '.join(target.reset)}, again and again")
    told += [
        f"  as      {', '.join(target.credentials) or 'nobody: no credential was given'}",
        f"  sends   at most {budget.calls:,} requests in {seconds:g} s{rate}",
        f"  seed    {plan.seed}",
    ]
    if plan.rules:
        told.append(f"  rules   {', '.join(sorted(plan.rules))} only")
    return "\n".join(told)


def _under(target: Target) -> str:
    """Return in words what writes are done to."""
    names = sorted({name for each in target.known for name in each})
    given = f"the {len(target.known)} known addresses of the fixtures ({', '.join(names)}), "
    if target.reset is None:
        return (
            f"{given if target.known else ''}what it lets be created, and deletes that at the end"
        )
    seen = "what the server lists, and what it lets be created"
    return f"{given if target.known else ''}{seen}: all of it goes back to its beginning"


def verdict(report: Report, least: float = 0.0) -> tuple[int, str]:
    """Return the exit code of an examination and its sentence; `least` is the percentage of the
    rules that must be exercised.
    """
    total, exercised = len(report.rules), report.exercised
    percentage = 100 * exercised / max(total, 1)
    if report.verdict == "violates":
        several = len(report.broken)
        what = f"{several} finding{'' if several == 1 else 's'}"
        held = "all rules" if report.strict else "what is documented"
        return 1, f"Does not conform: {what} against {held}."
    if not exercised:
        return 3, "Nothing can be said: no rule was exercised."
    if percentage < least:
        return 3, (
            f"Too little can be said: nothing is broken, but only {percentage:.0f} % of the rules "
            f"were exercised; {least:g} % were asked for."
        )
    return 0, f"Conforms, as far as examined: none of the {exercised} rules exercised is broken."


def summary(
    report: Report,
    sentence: str,
    curl: Callable[[Finding], str],
    saved: Callable[[Finding], str] = lambda finding: "",
) -> str:
    """Return what was found. `curl` gives shell lines; `saved` the file that has them, too, "" for
    none.
    """
    rules = {each.id: each for each in report.rules}
    told = counts(report, sentence)
    for number, each in enumerate(report.broken, 1):
        told += ["", *_finding(number, each, rules), *_lines(curl(each), saved(each))]
    return "\n".join([*told, *_apart(warnings(report)), *_apart(notes(report))])


def _apart(lines: Sequence[str]) -> list[str]:
    return ["", *lines] if lines else []


def counts(report: Report, sentence: str) -> list[str]:
    """Return the lines that tell how an examination ended, and what it could not exercise."""
    idle = [each.id for each in report.rules if not each.exercised]
    told = [
        sentence,
        f"{report.exercised} of {len(report.rules)} rules exercised, {report.calls:,} calls "
        f"in {report.seconds:.1f} s, seed {report.seed}",
    ]
    return told + ([f"not exercised: {', '.join(idle)}"] if idle else [])


def warnings(report: Report) -> list[str]:
    """Return the lines on findings that do not fail the run, with a first line of their own."""
    rules = {each.id: each for each in report.rules}
    told = [_warning(each, rules) for each in report.findings if each not in report.broken]
    first = "Warnings, inferred or not certain: they fail the run only with --strict"
    return [first, *told] if told else []


def notes(report: Report) -> list[str]:
    """Return the lines on what was not or could not be done."""
    return [f"Note: {each}" for each in report.notes]


def _finding(number: int, finding: Finding, rules: dict[str, RuleResult]) -> list[str]:
    rule = rules.get(finding.rules[0]) if finding.rules else None
    others = ", ".join(finding.rules[1 : 1 + FEW])
    more = ", ..." if len(finding.rules) > 1 + FEW else ""
    others = f" (or {others}{more})" if others else ""
    source = f"{rule.source}{', see ' if rule.see else ''}{rule.see}" if rule else "the schema"
    steps = f"{len(finding.script)} step{'' if len(finding.script) == 1 else 's'}"
    blame = "; the document is likelier wrong" if finding.blame == "document" else ""
    return [
        f"{number}. {finding.rules[0] if finding.rules else finding.operation}{others}: "
        f"{_says(finding, rule)}",
        f"   source    {source}{blame}",
        f"   where     {visible(finding.where)}, in the answer to {finding.operation}",
        f"   expected  {short(finding.expected)}",
        f"   seen      {short(finding.seen)}",
        f"   after     {steps}, found in the phase {finding.phase or '?'}",
    ]


def _says(finding: Finding, rule: RuleResult | None) -> str:
    if rule is not None:
        return rule.says
    return f"The answer to {finding.operation} is not as the document describes it."


def _lines(script: str, path: str) -> Sequence[str]:
    """Return shell lines, shown whole unless a file has them and they are many."""
    lines = script.rstrip("\n").splitlines()
    if path and len(lines) > LONGEST_SCRIPT:
        left = len(lines) - LONGEST_SCRIPT
        lines = [*lines[:LONGEST_SCRIPT], f"# ... {left} more lines in {path}"]
    return [indent("\n".join(lines), "   | ", lambda each: True)] if lines else []


def _warning(finding: Finding, rules: dict[str, RuleResult]) -> str:
    rule = rules.get(finding.rules[0]) if finding.rules else None
    name = finding.rules[0] if finding.rules else finding.operation
    return (
        f"- {name}: {_says(finding, rule)} {visible(finding.where)} of {finding.operation}: "
        f"expected {short(finding.expected)}, seen {short(finding.seen)}"
    )
