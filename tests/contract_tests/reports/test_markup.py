"""Nothing from outside becomes markup."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.reports.markup import anchor, counted, link, pointer, text
from contract_tests.reports.plain import visible


@given(st.text())
def test_a_text_is_shown_and_is_no_markup(value: str) -> None:
    made = text(value)
    assert not set(made) & set("<>\"'")
    assert unescape(made) == visible(value)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil",
        "http:",
        "https://a b/",
        " https://a/",
        "",
    ],
)
def test_only_pages_of_the_web_are_links(address: str) -> None:
    assert "<a" not in link(address)


def test_a_link_shows_its_host() -> None:
    made = link('https://www.a.example/docs?x="&y#z')
    assert made.startswith('<a href="https://www.a.example/docs?x=&quot;&amp;y#z"')
    assert made.endswith(">a.example</a>")
    assert "<a" not in link("https://good.example@evil.example/")


@given(st.text())
def test_a_pointer_leads_to_its_anchor(name: str) -> None:
    assert f'href="#{anchor("rule", name)}"' in pointer("rule", name, name)


def test_numbers_have_their_nouns() -> None:
    assert [counted(number, "rule") for number in (0, 1, 1200)] == [
        "0 rules",
        "1 rule",
        "1,200 rules",
    ]
