import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.model.sample_numbers import number
from mockserver.model.sample_patterns import matching
from mockserver.model.sample_texts import FORMATS, text

PATTERNS = [
    r"^[A-Z]{3}-\d{4}$",
    r"(00u|pca)[0-9a-zA-Z]+",
    r"^\+?[1-9]\d{1,14}$",
    r"^(?:[a-z]+\.)*[a-z]{2,}$",
    r"^[^@\s]+@[^@\s]+$",
    r"^(?<year>\d{4})-(?:0[1-9]|1[0-2])$",
    r"^([a-f])\1$",
    r"\/api\/\w+",
    r"^.*$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_a_text_matches_its_pattern(pattern: str, seed: int) -> None:
    made = matching(pattern, random.Random(seed))
    assert made is not None
    assert re.search(pattern.replace("(?<", "(?P<"), made)


@given(length=st.integers(4, 40), seed=st.integers(0, 99))
def test_a_text_of_a_pattern_has_its_length(length: int, seed: int) -> None:
    made = matching("^(00u|pca)[0-9a-z]+$", random.Random(seed), length, length)
    assert made is not None
    assert len(made) == length


@pytest.mark.parametrize("pattern", ["[a-", "(?!x)x", r"\p{Script=Greek}["])
def test_what_nothing_matches_has_no_text(pattern: str) -> None:
    assert matching(pattern, random.Random(1)) is None


def test_letters_of_any_script_are_letters() -> None:
    assert re.fullmatch("[a-zA-Z]+", matching(r"^\p{L}+$", random.Random(1)) or "")


@given(
    name=st.sampled_from(["", "email", "createdAt", "first_name", "id", "whatever"]),
    format=st.sampled_from(["", *FORMATS]),
    least=st.integers(0, 30),
    more=st.integers(0, 30) | st.none(),
    seed=st.integers(0, 99),
)
def test_a_text_keeps_its_length(
    name: str, format: str, least: int, more: int | None, seed: int
) -> None:
    most = None if more is None else least + more
    made = text(name, random.Random(seed), format=format, least=least, most=most)
    assert len(made) >= least
    assert most is None or len(made) <= most


@given(
    low=st.integers(-1000, 1000),
    width=st.integers(0, 1000),
    exclusive=st.booleans(),
    whole=st.booleans(),
    seed=st.integers(0, 99),
)
def test_a_number_keeps_its_limits(
    low: int, width: int, exclusive: bool, whole: bool, seed: int
) -> None:
    node = {"minimum": low, "maximum": low + width + 1, "exclusiveMinimum": exclusive}
    made = number([node], "size", random.Random(seed), whole=whole)
    assert low <= made <= low + width + 1
    assert not (exclusive and made == low)
    assert isinstance(made, int) or not whole


@given(step=st.sampled_from([1, 5, 7, 0.5, 0.25, 100]), low=st.integers(-500, 500))
def test_a_number_is_a_multiple(step: float, low: int) -> None:
    made = number([{"multipleOf": step, "minimum": low}], "", random.Random(1), whole=False)
    assert made % step == 0
    assert made >= low
