"""Values and bodies survive being written, and can be looked at."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.reports.plain import (
    DEEPEST,
    body,
    encoded,
    excerpt,
    line,
    plain,
    shortened,
    visible,
)
from contract_tests.script import Taken
from tests.contract_tests.reports.examined import PICTURE
from tests.contract_tests.reports.hostile import BODIES, TEXTS, VALUES


@given(VALUES)
def test_a_JSON_value_stays_what_it_is(value: Any) -> None:
    assert plain(value) == value
    assert json.loads(encoded(line(value))) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"\xff", Taken(1, ("id",)), {1, 2}])
def test_what_JSON_cannot_say_is_a_text(value: Any) -> None:
    assert plain({"a": [value]}) == {"a": [str(value)]}


def test_what_is_nested_without_end_is_cut() -> None:
    value: Any = "core"
    for _ in range(5000):
        value = [value]
    text = line(value)
    assert text.count("[") == DEEPEST
    assert "nested deeper" in text


@given(BODIES)
def test_a_body_is_kept_whole(content: bytes) -> None:
    text, encoding = body(content)
    assert (b64decode(text) if encoding else text.encode()) == content


def test_only_what_is_no_text_is_in_base64() -> None:
    assert body("é\r\n\t".encode()) == ("é\r\n\t", "")
    assert body(PICTURE)[1] == "base64"
    assert body(b"a\0b")[1] == "base64"


@given(st.text())
def test_nothing_is_hidden_in_a_visible_text(text: str) -> None:
    shown = visible(text)
    assert not set(shown) & set("\0\x1b\u200b\u202e\u2066\ufeff\ud800")
    if text.isascii() and text.isprintable():
        assert shown == text


def test_the_direction_of_reading_cannot_be_turned() -> None:
    assert visible("a\u202eb\0") == "a\\u202eb\\u0000"


@given(BODIES, st.integers(1, 60))
def test_an_excerpt_says_how_much_is_missing(content: bytes, limit: int) -> None:
    said = re.search(r"\n\.\.\. ([\d,]+) more bytes$", excerpt(content, limit))
    if len(content) <= limit:
        assert said is None or b"more bytes" in content
    else:
        assert said is not None
        assert 0 <= limit - (len(content) - int(said[1].replace(",", ""))) <= 3


@given(st.dictionaries(TEXTS, VALUES) | st.lists(VALUES), st.integers(1, 200))
def test_indenting_moves_tokens_and_reads_none(value: Any, limit: int) -> None:
    content = json.dumps(value).encode()
    assert json.loads(excerpt(content, len(content))) == value
    shown = excerpt(content, limit).partition("\n... ")[0]
    assert "".join(shown.split()) == "".join(content[:limit].decode().split())


def test_what_was_sent_is_seen_as_it_was_written() -> None:
    assert excerpt(b'{"a":1e2,"a":1.0,"b":{}}') == '{\n  "a": 1e2,\n  "a": 1.0,\n  "b": {}\n}'
    assert excerpt(b"[info] two  spaces") == "[info] two  spaces"


def test_a_picture_in_a_form_is_its_length() -> None:
    shown = excerpt(b'--x\r\nname="image"\r\n\r\n' + PICTURE + b"\r\n--x\r\nis_primary=true--x--")
    assert 'name="image"' in shown
    assert "is_primary=true" in shown
    assert re.search(r"‹\d+ bytes›", shown)
    assert "IHDR" not in shown


def test_a_letter_is_not_cut_in_two() -> None:
    assert excerpt("aéé".encode(), 2) == "a\n... 4 more bytes"
    assert shortened("aéé", 2) == "a\n... 4 more bytes"
    assert shortened("aéé", 5) == "aéé"
