"""What a request asks under the name of a parameter, in its query or in its body."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.oracle.asked import asked
from mockserver.engine.message import Json, Request

BODY = Json({"limit": 3, "filter": {"name": "red", "none": None, "empty": []}})


def _request(query: tuple[tuple[str, str], ...] = (), body: Json | None = None) -> Request:
    return Request(operation="search", method="POST", query=query, body=body)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("body.limit", 3),
        ("body.filter.name", "red"),
        ("body.filter.none", None),
        ("body.filter.empty", []),
        ("body.filter.other", None),
        ("body.limit.deeper", None),
        ("limit", None),
    ],
)
def test_a_member_of_the_body_is_found_behind_its_prefix(name: str, value: Any) -> None:
    assert asked(_request(body=BODY), name) == value


@given(st.text(min_size=1).filter(lambda name: not name.startswith("body.")), st.text())
def test_a_query_is_read_as_the_text_that_is_sent(name: str, text: str) -> None:
    assert asked(_request(((name, text),), BODY), name) == text
    assert asked(_request(((f"{name}.", text),), BODY), name) is None


def test_without_a_body_nothing_is_asked_in_it() -> None:
    assert asked(_request((("body.limit", "3"),)), "body.limit") is None
