"""Pieces of HTML: everything that comes from outside goes through `text` or `link`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from contract_tests.reports.plain import visible
from contract_tests.reports.standing import Standing

WORDS: dict[Standing, str] = {
    "violates": "Violates",
    "warning": "Warning",
    "conforms": "Conforms",
    "unknown": "Unknown",
}
_SIGNS: dict[Standing, str] = {
    "violates": "✕",
    "warning": "!",
    "conforms": "✓",
    "unknown": "?",
}


def text(value: str) -> str:
    """Return a text for use between tags and in quoted attributes, with nothing hidden in it."""
    return escape(visible(value))


def mark(standing: Standing) -> str:
    """Return a verdict as a coloured word, with a sign for who does not see the colour."""
    sign = f'<span aria-hidden="true">{_SIGNS[standing]}</span>'
    return f'<span class="mark {standing}">{sign} {WORDS[standing]}</span>'


def link(address: str) -> str:
    """Return a link to a page, shown as its host; any other scheme than HTTP is only shown."""
    found = re.match(r"https?://([^/?#\\@\s]+)(?=[/?#]|$)", address)
    if found is None:
        return f"<code>{text(address)}</code>"
    host = text(found[1].removeprefix("www."))
    return f'<a href="{text(address)}" rel="noreferrer noopener">{host}</a>'


def anchor(kind: str, name: object) -> str:
    """Return the id of an element."""
    return f"{kind}-{re.sub(r'[^A-Za-z0-9_.-]', '_', str(name))}"


def pointer(kind: str, name: object, shown: str) -> str:
    """Return a link to an element of the page."""
    return f'<a href="#{quote(anchor(kind, name))}">{text(shown)}</a>'


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 rule", "1,200 rules"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def facts(pairs: Iterable[tuple[str, str]], name: str) -> str:
    """Return names and values, which are HTML, as a list of descriptions."""
    rows = "".join(f"<div><dt>{text(key)}</dt><dd>{value}</dd></div>" for key, value in pairs)
    return f'<dl class="{name}">{rows}</dl>'


def section(kind: str, heading: str, lead: str, content: str) -> str:
    """Return a part of the page with its heading; `lead` and `content` are HTML."""
    begun = f'<section id="{kind}" aria-labelledby="{kind}-heading">'
    introduced = f'<p class="lead">{lead}</p>' if lead else ""
    return f'{begun}<h2 id="{kind}-heading">{heading}</h2>{introduced}{content}</section>'
