"""Scalars that do not fit miss the form by little, too."""

from __future__ import annotations

import re

import pytest

from contract_tests.arguments.scalars import nearly, wrong
from contract_tests.arguments.shapes import Shape

DIGITS = "^([0-9]{8}|[0-9]{12}|[0-9]{13}|[0-9]{14})$"


def test_a_length_that_no_form_has_is_tried() -> None:
    texts = nearly(DIGITS)
    assert texts
    assert all(re.fullmatch("[0-9]{9,11}", each) for each in texts)


@pytest.mark.parametrize("pattern", ["^[0-9]{8}$", "^.{200,300}$", "^(a$"])
def test_where_there_is_no_length_between_nothing_is_tried(pattern: str) -> None:
    assert nearly(pattern) == []


@pytest.mark.parametrize(
    ("keywords", "form"),
    [
        ({"format": "uuid"}, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ({"pattern": DIGITS}, DIGITS),
    ],
)
def test_a_text_of_which_only_one_letter_is_wrong_is_tried(
    keywords: dict[str, str], form: str
) -> None:
    def fits(text: object) -> bool:
        return isinstance(text, str) and re.fullmatch(form, text) is not None

    found = wrong(Shape(types=("string",), keywords=keywords), fits, address=False)
    near = [each for each in found if isinstance(each, str) and fits(each[:-1] + "1")]
    assert near
    assert not any(map(fits, found))
