"""Media types apart from their parameters, and what ranges of them stand for."""

from fnmatch import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.model.media import MEANT, essence, meant


@given(st.text(), st.text())
def test_neither_parameters_nor_case_nor_blanks_matter(name: str, parameters: str) -> None:
    bare = essence(name)
    assert essence(bare) == bare
    assert essence(f" {bare} ;{parameters}") == bare


@pytest.mark.parametrize("range_", MEANT)
def test_a_range_stands_for_types_in_it(range_: str) -> None:
    several = meant(f"{range_.upper()}; q=1")
    assert several == MEANT[range_]
    assert several
    assert all(fnmatch(each, range_) and "*" not in each for each in several)


def test_what_is_no_range_stands_for_itself() -> None:
    assert meant("Text/CSV; header=present") == ("Text/CSV; header=present",)
