"""Credentials are taken out of everything, and nothing else is."""

from __future__ import annotations

import json
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from contract_tests.redaction import MARK, redacted, secrets
from contract_tests.report import Exchange
from contract_tests.target import Target
from tests.conftest import APIS


def target(**headers: str) -> Target:
    credentials = {"full": {name.replace("_", "-"): each for name, each in headers.items()}}
    return Target(url="http://h", credentials=credentials)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8))
def test_a_credential_is_found_in_all_the_forms_in_which_servers_repeat_it(token: str) -> None:
    hidden = secrets(APIS["square"], target(Authorization=f"Bearer {token}"))
    exchange = Exchange(
        step=0,
        operation="x",
        method="GET",
        url=f"http://h/?t={quote(token, safe='')}",
        response_headers=(("x-token", token),),
        response_body=json.dumps({"seen": f"Bearer {token}"}).encode(),
    )
    cleaned = redacted(exchange, hidden)
    assert quote(token, safe="") not in cleaned.url
    assert cleaned.response_headers == (("x-token", MARK),)
    assert json.dumps(token)[1:-1].encode() not in cleaned.response_body


def test_headers_that_are_no_secret_stay() -> None:
    hidden = secrets(APIS["square"], target(Square_Version="2024-01-18", Accept="*/*"))
    assert hidden == ()


def test_what_has_a_telling_name_is_a_secret() -> None:
    assert "abcdef" in secrets(APIS["square"], target(X_Shop_Token="abcdef"))
    assert "session=abcdef" in secrets(APIS["square"], target(Cookie="session=abcdef"))


@given(st.recursive(st.none() | st.integers() | st.text() | st.binary(), st.lists))
def test_nothing_else_changes(value: object) -> None:
    assert redacted(value, ["\x00\x01\x02 never"]) == value
