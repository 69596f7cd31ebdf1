"""What is made up is the same each time, and what was made up before a failure is kept."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from contract_tests.made_up import made_up


def given(number: int, most: int = 12) -> list[int]:
    """What a strategy gives for a number."""
    found: list[int] = []
    made_up(st.integers(), number, most, found.append)
    return found


def test_a_number_tells_what_is_made_up() -> None:
    assert given(1) == given(1)
    assert given(1) != given(2)
    assert 0 < len(given(1, most=3)) <= 3


def test_what_was_made_up_before_a_failure_is_kept() -> None:
    found: list[int] = []

    def keep(value: int) -> None:
        found.append(value)
        if len(found) >= 3:
            raise OverflowError

    with pytest.raises(OverflowError):
        made_up(st.integers(), 1, 12, keep)
    assert found[:3] == given(1)[:3]
