"""index.html: the whole report as one page that asks nothing of a network or of its reader."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files

from contract_tests.report import Finding, Report
from contract_tests.reports.html_findings import findings
from contract_tests.reports.html_rules import outcomes, rules
from contract_tests.reports.markup import counted, facts, section, text
from contract_tests.reports.plain import time
from contract_tests.reports.standing import ORDER, Judged, Standing, judged, untold

_STYLE = files(__package__).joinpath("page.css").read_text("utf-8")
_SCRIPT = files(__package__).joinpath("page.js").read_text("utf-8")

_HEADINGS = {
    "violates": "Does not conform",
    "conforms": "Conforms, as far as examined",
    "unknown": "Nothing can be said",
}

_LEGEND: dict[Standing, str] = {
    "violates": "violated",
    "warning": "violated, warning only",
    "conforms": "kept",
    "unknown": "not judged",
}


def page(report: Report, curl: Callable[[Finding], str]) -> bytes:
    """Return a report as an HTML page.

    The page loads nothing, and its policy lets nothing run but its own script; without that, only
    the filters are missing. Bodies are cut at 4000 bytes; report.json and traffic.har have them
    whole.
    """
    every = judged(report)
    numbers = {id(each): number for number, each in enumerate(report.findings, 1)}
    body = (
        '<a class="skip" href="#main">Skip to the report</a>'
        f"{_header(report, every)}{_navigation(report)}"
        f'<main id="main">{findings(report, curl)}{rules(every, numbers)}{outcomes(report)}'
        f"{_notes(report)}</main><footer>"
        '<p>The same for programs: <a href="report.json">report.json</a>, '
        '<a href="junit.xml">junit.xml</a>, and every request and answer in '
        '<a href="traffic.har">traffic.har</a>. No file contains a credential.</p></footer>'
    )
    title = text(f"{report.title}: {_HEADINGS[report.verdict].lower()}")
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f'<link rel="icon" href="data:,"><title>{title}</title><style>{_STYLE}</style>'
    )
    script = f"<script>{_SCRIPT}</script>"
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}</head>\n'
        f"<body>{body}{script}</body></html>\n"
    ).encode()


def _policy() -> str:
    """Return what the page may load: its own style and script, known by their hashes."""
    style, script = (
        b64encode(sha256(each.encode()).digest()).decode() for each in (_STYLE, _SCRIPT)
    )
    own = f"style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _header(report: Report, every: tuple[Judged, ...]) -> str:
    counts = Counter(each.standing for each in every)
    told = (
        ("Server", f"<code>{text(report.url)}</code>"),
        ("Examined", f'<time datetime="{time(report.started)}">{_moment(report.started)}</time>'),
        ("Took", _duration(report.seconds)),
        ("Calls", f"{report.calls:,}"),
        ("Seed", str(report.seed)),
        ("Held to", "all rules, inferred ones too" if report.strict else "documented rules"),
    )
    return (
        f'<header><p class="kicker">Examination of {text(report.title)}</p>'
        f'<div class="judged {report.verdict}"><h1>{_HEADINGS[report.verdict]}</h1>'
        f"<p>{_sentences(report, every, counts)}</p></div>{facts(told, 'facts')}"
        f"{_coverage(len(every), report.exercised, counts)}</header>"
    )


def _sentences(report: Report, every: tuple[Judged, ...], counts: Counter[Standing]) -> str:
    """Return the verdict in words."""
    said: list[str] = []
    loose = sum(report.fails(each) for each in untold(report, every))
    are = "is" if counts["violates"] == 1 else "are"
    if counts["violates"]:
        said.append(f"{counts['violates']} of {counted(len(every), 'rule')} {are} broken.")
    if loose:
        answers = "One answer is" if loose == 1 else f"{loose} answers are"
        said.append(f"{answers} not as the document describes.")
    if report.verdict == "conforms":
        said.append(f"None of the {counted(report.exercised, 'rule')} exercised is broken.")
    if report.verdict == "unknown":
        said.append("No rule could be exercised, so the server was not shown to keep any.")
    if counts["warning"]:
        not_kept = "is not kept" if counts["warning"] == 1 else "are not kept"
        said.append(f"{counted(counts['warning'], 'inferred rule')} {not_kept}: a warning only.")
    if counts["unknown"] and report.verdict != "unknown":
        said.append(f"{counted(counts['unknown'], 'rule')} could not be judged.")
    return " ".join(said)


def _coverage(total: int, exercised: int, counts: Counter[Standing]) -> str:
    """Return how much was examined as a bar with a legend."""
    bars, at = "", 0.0
    for standing in ORDER:
        width = 100 * counts[standing] / max(total, 1)
        bars += f'<rect class="{standing}" x="{at:.3f}%" width="{width:.3f}%" height="100%"/>'
        at += width
    items = "".join(
        '<li><svg aria-hidden="true" viewBox="0 0 10 10">'
        f'<rect class="{standing}" width="10" height="10"/></svg>'
        f"<b>{counts[standing]}</b> {_LEGEND[standing]}</li>"
        for standing in ORDER
    )
    label = f"{exercised} of {counted(total, 'rule')} exercised"
    return (
        f'<div class="coverage"><p><b>{label}</b></p>'
        f'<svg role="img" aria-label="{label}">{bars}</svg><ul class="legend">{items}</ul></div>'
    )


def _navigation(report: Report) -> str:
    broken = len(report.broken)
    parts = (
        ("findings", "Findings", broken),
        ("warnings", "Warnings", len(report.findings) - broken),
        ("rules", "Rules", len(report.rules)),
        ("outcomes", "Outcomes", None),
        ("notes", "Notes", len(report.notes)),
    )
    items = "".join(
        f'<li><a href="#{name}">{word}'
        + ("" if count is None else f'<span class="count">{count:,}</span>')
        + "</a></li>"
        for name, word, count in parts
        if count is None or count or name in ("findings", "rules")
    )
    return f'<nav aria-label="Parts of the report"><ul>{items}</ul></nav>'


def _notes(report: Report) -> str:
    if not report.notes:
        return ""
    items = "".join(f"<li>{text(each)}</li>" for each in report.notes)
    lead = "What was not or could not be done."
    return section("notes", "Notes", lead, f'<ul class="notes">{items}</ul>')


def _moment(seconds: float) -> str:
    found = time(seconds)
    return f"{found[:10]} {found[11:19]} UTC"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
