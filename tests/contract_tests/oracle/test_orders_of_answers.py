"""Orders agree with all that is known of who comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contract_tests.oracle.orders import in_order, orders


def test_who_is_over_before_another_begins_comes_first() -> None:
    assert orders(2, [(), ()]) == [(0, 1), (1, 0)]
    assert orders(2, [(1,), ()]) == [(1, 0)]
    assert orders(2, [(1,), (0,)]) == [(0, 1), (1, 0)]


@given(st.permutations(range(8)), st.lists(st.sets(st.integers(0, 7)), max_size=5))
def test_lists_that_agree_are_parts_of_one_order(order: list[int], parts: list[set[int]]) -> None:
    lists = [[each for each in order if each in part] for part in parts]
    found = in_order(range(8), lists)
    assert found is not None
    assert sorted(found) == list(range(8))
    for each in lists:
        assert [key for key in found if key in each] == each
    assert in_order(range(8), [order]) == order


def test_what_is_not_told_stays_and_what_contradicts_is_nothing() -> None:
    assert in_order("abcd", ["db"]) == ["a", "c", "d", "b"]
    assert in_order("abc", ["ab", "bc", "ca"]) is None
