"""Scalars that do not fit miss the form by little, too."""

from __future__ import annotations

import re

import pytest

from contract_tests.arguments.scalars import nearly

DIGITS = "^([0-9]{8}|[0-9]{12}|[0-9]{13}|[0-9]{14})$"


def test_a_length_that_no_form_has_is_tried() -> None:
    texts = nearly(DIGITS)
    assert texts
    assert all(re.fullmatch("[0-9]{9,11}", each) for each in texts)


@pytest.mark.parametrize("pattern", ["^[0-9]{8}$", "^.{200,300}$", "^(a$"])
def test_where_there_is_no_length_between_nothing_is_tried(pattern: str) -> None:
    assert nearly(pattern) == []
