"""The findings of the page: what is broken, how that was seen, and how to see it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contract_tests.report import Exchange, Finding, Report, RuleResult
from contract_tests.reports.markup import anchor, counted, link, mark, pointer, section, text
from contract_tests.reports.plain import block, excerpt, line, shortened

Numbered = tuple[int, Finding]


def findings(report: Report, curl: Callable[[Finding], str]) -> str:
    """Return what fails the run and, if there is any, what is a warning only."""
    rules = {each.id: each for each in report.rules}
    numbered = list(enumerate(report.findings, 1))
    broken = [each for each in numbered if report.fails(each[1])]
    warnings = [each for each in numbered if each not in broken]

    def articles(several: Sequence[Numbered], fails: bool) -> str:
        return "".join(
            _article(number, each, fails, rules, curl(each), report.url) for number, each in several
        )

    lead = "Each with the shortest sequence of calls that is known to show it."
    nothing = "<p>Nothing was found that breaks a rule.</p>"
    made = section(
        "findings", "Findings", lead if broken else "", articles(broken, True) or nothing
    )
    if warnings:
        lead = "What these break is inferred, or not certain. They do not fail the run."
        made += section("warnings", "Warnings", lead, articles(warnings, False))
    return made


def _article(
    number: int,
    finding: Finding,
    fails: bool,
    rules: Mapping[str, RuleResult],
    lines: str,
    url: str,
) -> str:
    rule = rules.get(finding.rules[0]) if finding.rules else None
    name = anchor("finding", number)
    again = (
        f'<div class="lines"><h4>Reproduce it</h4><pre tabindex="0">{text(lines)}</pre></div>'
        if lines
        else ""
    )
    return (
        f'<article id="{name}" aria-labelledby="{name}-heading"><header>'
        f'<p class="marks">{mark("violates" if fails else "warning")}'
        f'<span class="dim">Finding {number}</span>{_names(finding, rules)}</p>'
        f'<h3 id="{name}-heading">{text(_heading(finding, rule))}</h3>'
        f'<p class="dim">{_source(finding, rule)}</p>{_others(finding, rules)}</header>'
        f"<p>{_place(finding)}</p>"
        f'<div class="both"><div class="expected"><h4>Expected</h4>'
        f'<pre tabindex="0">{_value(finding.expected)}</pre></div>'
        f'<div class="seen"><h4>Seen</h4>'
        f'<pre tabindex="0">{_value(finding.seen)}</pre></div></div>'
        f"{again}{_exchanges(finding.exchanges, url)}</article>"
    )


def _value(value: Any) -> str:
    """Return a value as JSON, on one line when it fits there."""
    short = line(value)
    return text(shortened(short if len(short) <= 56 else block(value)))


def _names(finding: Finding, rules: Mapping[str, RuleResult]) -> str:
    return "".join(f'<span class="id">{_name(each, rules)}</span>' for each in finding.rules)


def _name(rule: str, rules: Mapping[str, RuleResult]) -> str:
    """Return the id of a rule with a link to it; one that the report does not have stands alone."""
    return pointer("rule", rule, rule) if rule in rules else text(rule)


def _heading(finding: Finding, rule: RuleResult | None) -> str:
    if rule is not None:
        return rule.says
    if finding.rules:
        return f"The rule {finding.rules[0]} is broken."
    if finding.where == "status":
        return f"{finding.operation} was answered {finding.seen}."
    return f"The answer to {finding.operation} is not as the document describes it."


def _source(finding: Finding, rule: RuleResult | None) -> str:
    found = f"Found in the phase {text(finding.phase)}, " if finding.phase else "Found "
    parts = [f"{found}with seed {finding.seed}."]
    blame = "The document is likelier wrong than the server."
    parts += [blame] if finding.blame == "document" else []
    if rule is None:
        return " ".join(["Documented by the schema of the answer.", *parts])
    source = text(rule.source[:1].upper() + rule.source[1:])
    see = f", see {link(rule.see)}" if rule.see else ""
    return " ".join([f"{source}{see}.", *parts])


def _others(finding: Finding, rules: Mapping[str, RuleResult]) -> str:
    """Return the other rules that the same answer may break; several of them folded."""
    several = [
        f"{_name(each, rules)} {text(rules[each].says) if each in rules else ''}"
        for each in finding.rules[1:]
    ]
    if len(several) < 2:
        return "".join(f"<p>Possibly another rule: {each}</p>" for each in several)
    heading = f"Possibly one of {len(several)} other rules"
    listed = "".join(f"<li>{each}</li>" for each in several)
    return f"<details><summary>{heading}</summary><ul>{listed}</ul></details>"


def _place(finding: Finding) -> str:
    where = "the status" if finding.where == "status" else f"<code>{text(finding.where)}</code>"
    return f"In the answer to <code>{text(finding.operation)}</code>: {where}"


def _exchanges(exchanges: Sequence[Exchange], url: str) -> str:
    if not exchanges:
        return ""
    heading = counted(len(exchanges), "request and its answer", "requests and their answers")
    return f"<h4>{heading}</h4>" + "".join(_exchange(each, url) for each in exchanges)


def _exchange(each: Exchange, url: str) -> str:
    status = str(each.status) if each.status else "no answer"
    near = each.url.removeprefix(url.rstrip("/")) or each.url
    asked = f"{each.method} {each.url}\n{_headers(each.request_headers)}"
    answer = f"{status}\n{_headers(each.response_headers)}"
    if each.error:
        answer = f"{answer}{each.error}"
    return (
        f'<details><summary><span class="dim">{each.step + 1}</span> '
        f"<code>{text(each.method)} {text(shortened(near, 160))}</code> "
        f'<span class="status">→ <b>{status}</b> '
        f'<span class="dim">{each.seconds * 1000:,.0f} ms</span></span></summary>'
        f"<div>{_side('Request', asked, each.request_body)}"
        f"{_side('Answer', answer, each.response_body)}</div></details>"
    )


def _side(heading: str, told: str, body: bytes) -> str:
    shown = f'<pre tabindex="0">{text(excerpt(body))}</pre>' if body else ""
    return f'<div><h4>{heading}</h4><pre tabindex="0">{text(told.rstrip())}</pre>{shown}</div>'


def _headers(headers: Sequence[tuple[str, str]]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in headers)
