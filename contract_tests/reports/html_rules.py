"""The tables of the page: every rule, and every outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contract_tests.report import Report
from contract_tests.reports.markup import (
    WORDS,
    anchor,
    counted,
    facts,
    link,
    mark,
    pointer,
    section,
    text,
)
from contract_tests.reports.standing import ORDER, Judged, why_unknown

NO_ANSWER = "0"
"""The status that an exchange has when no answer came."""


def rules(every: Sequence[Judged], findings: dict[int, int]) -> str:
    """Return all rules as a table, with controls that only a script shows.

    `findings` are the numbers of the findings by their identity.
    """
    if not every:
        return section("rules", "Rules", "", "<p>The document states no rules.</p>")
    rows = "".join(_row(each, findings) for each in every)
    table = (
        '<table class="rules"><caption class="aside">Every rule with its verdict</caption>'
        '<thead><tr><th scope="col">Rule</th><th scope="col">What it says</th>'
        '<th scope="col">Source</th><th scope="col" class="number">Exercised</th>'
        f'<th scope="col">Verdict</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    lead = (
        "What the server is held to. Documented rules were read from the linked page; inferred "
        "ones are what the documentation suggests. Unknown is never counted as conforming."
    )
    return section("rules", "Rules", lead, _controls(every) + table)


def _controls(every: Sequence[Judged]) -> str:
    counts = Counter(each.standing for each in every)
    choices = [("", "All", len(every))]
    choices += [(each, WORDS[each], counts[each]) for each in ORDER if counts[each]]
    buttons = "".join(
        f'<button type="button" value="{value}" aria-pressed="{"false" if value else "true"}">'
        f'{word} <span class="count">{count}</span></button>'
        for value, word, count in choices
    )
    return (
        f'<div class="controls" role="group" aria-label="Which rules to show" hidden>{buttons}'
        '<label><span class="aside">Search the rules</span>'
        '<input type="search" placeholder="Search the rules" autocomplete="off"></label>'
        '<span class="aside" id="shown" role="status"></span></div>'
    )


def _row(each: Judged, findings: dict[int, int]) -> str:
    rule = each.rule
    told: list[str] = []
    if each.standing == "unknown":
        told = [text(_sentence(why_unknown(rule)))]
    elif each.standing != "conforms":
        numbers = [findings[id(finding)] for finding in each.findings]
        told = [pointer("finding", number, f"Finding {number}") for number in numbers]
    why = f'<span class="why">{" ".join(told)}</span>' if told else ""
    see = f"<br>{link(rule.see)}" if rule.see else ""
    return (
        f'<tr id="{anchor("rule", rule.id)}" data-verdict="{each.standing}">'
        f'<th scope="row" class="id">{text(rule.id)}</th>'
        f'<td class="says">{text(rule.says)}{why}</td>'
        f'<td class="source">{text(rule.source)}{see}</td>'
        f'<td class="number">{rule.exercised:,}</td>'
        f'<td class="verdict">{mark(each.standing)}</td></tr>'
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def outcomes(report: Report) -> str:
    """Return which operation gave which status how often, and which it never gave."""
    operations = sorted({*report.reached, *report.unreached})
    statuses = sorted(
        {status for each in report.reached.values() for status in each}
        | {status for each in report.unreached.values() for status in each}
    )
    reached = sum(len(each) for each in report.reached.values())
    never = sum(len(each) for each in report.unreached.values())
    lead = f"{counted(reached, 'outcome was', 'outcomes were')} reached"
    if never:
        lead += f"; {never:,} more that the document describes "
        lead += "was never seen" if never == 1 else "were never seen"
    lead += "."
    head = "".join(
        f'<th scope="col">{"no answer" if status == NO_ANSWER else text(status)}</th>'
        for status in statuses
    )
    rows = "".join(
        f'<tr><th scope="row"><code>{text(name)}</code></th>'
        + "".join(_outcome(report, name, status) for status in statuses)
        + "</tr>"
        for name in operations
    )
    table = (
        '<div class="wide" tabindex="0" role="region" aria-label="Outcomes by operation">'
        '<table class="outcomes"><caption class="aside">How often each operation gave each status'
        f'</caption><thead><tr><th scope="col">Operation</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    phases = facts(((name, f"{calls:,}") for name, calls in report.phases.items()), "phases")
    by_phase = f"<h3>Calls by phase</h3>{phases}" if report.phases else ""
    return section("outcomes", "Outcomes", lead, (table if operations else "") + by_phase)


def _outcome(report: Report, operation: str, status: str) -> str:
    count = report.reached.get(operation, {}).get(status, 0)
    if count:
        odd = status == NO_ANSWER or status.startswith("5")
        return f'<td class="{"odd" if odd else "seen"}">{count:,}</td>'
    if status in report.unreached.get(operation, ()):
        return '<td class="never">never</td>'
    return "<td></td>"
