"""One form for all accepted ones."""

from __future__ import annotations

from uuid import UUID

import pytest
import shortuuid
from hypothesis import given
from hypothesis import strategies as st

from mockserver.model.canonical import canonical_form

ALPHABET = shortuuid.get_alphabet()


@given(st.uuids())
def test_both_forms_of_an_id_are_the_same_shortuuid(uuid: UUID) -> None:
    form = canonical_form("shortuuid")
    short = shortuuid.encode(uuid)
    assert form(short) == form(str(uuid)) == form(str(uuid).upper()) == short


@given(st.text(ALPHABET, min_size=22, max_size=22))
def test_a_text_that_denotes_no_uuid_has_no_form(text: str) -> None:
    denotes = shortuuid.get_alphabet() and _number(text) < 2**128
    assert canonical_form("shortuuid")(text) == (text if denotes else None)


def _number(text: str) -> int:
    number = 0
    for letter in text:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


@given(st.uuids())
def test_uuids_are_hyphenated_and_lower_case(uuid: UUID) -> None:
    form = canonical_form("uuid")
    assert {form(str(uuid)), form(str(uuid).upper()), form(uuid.hex)} == {str(uuid)}


@given(st.integers(0, 10**14 - 1), st.integers(0, 6))
def test_digits_are_padded(number: int, zeros: int) -> None:
    form = canonical_form({"digits": 14})
    text = "0" * zeros + str(number)
    assert form(text) == (f"{number:014d}" if len(text) <= 14 else text)


@pytest.mark.parametrize("text", ["", "x", "12a", "١٢٣", "-1", "1.0", "²"])
def test_what_is_no_number_has_no_form(text: str) -> None:
    assert canonical_form({"digits": 14})(text) is None
    assert canonical_form("uuid")(text) is None
    assert canonical_form("shortuuid")(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("10.00", 10), ("0.5", 0.5), ("007", 7), (".5", 0.5), ("-3", -3), ("+2.50", 2.5), ("0", 0)],
)
def test_a_text_of_digits_is_a_number(text: str, number: float) -> None:
    found = canonical_form("number")(text)
    assert found == number
    assert isinstance(found, int) is (number == int(number))


@pytest.mark.parametrize(
    "text", ["", "x", "1e3", "1,5", "1.2.3", "\u0661", " 1", ".", "inf", "nan"]
)
def test_other_texts_are_no_numbers(text: str) -> None:
    assert canonical_form("number")(text) is None
