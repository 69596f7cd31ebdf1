import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from mockserver.engine import sequence as module
from mockserver.engine.sequence import EMPTY, Sequence

Pair = tuple[int, str]
items = st.tuples(st.integers(-3, 60), st.sampled_from("abc"))
bounds = st.integers(-250, 250)


def nodes(node: Any, height: int) -> Iterator[tuple[Any, int]]:
    yield node, height
    if height:
        for child in node[1]:
            yield from nodes(child, height - 1)


def check_structure(held: Sequence[Pair]) -> None:
    """Sizes are exact, lows divide, and nothing below the root is empty or too wide."""
    for node, height in nodes(held._root, held._height):
        width = module._width(node, height)
        assert width <= module._WIDEST
        if node is not held._root:
            assert width >= 1
        if height:
            lows, children, sizes = node
            assert len(lows) == len(children) - 1
            assert width >= 2
            for place, child in enumerate(children):
                below = [i for leaf in module._leaves(child, height - 1) for i in leaf]
                assert len(below) == sizes[place]
                assert place == 0 or below[0] >= lows[place - 1]
                assert place == len(lows) or below[-1] < lows[place]


class AgainstASortedList(RuleBasedStateMachine):
    """Every version ever made goes on saying what the sorted list said when it was made."""

    versions: Bundle[tuple[Sequence[Pair], tuple[Pair, ...]]] = Bundle("versions")

    def __init__(self) -> None:
        super().__init__()
        self.made: list[tuple[Sequence[Pair], tuple[Pair, ...]]] = []
        # Narrow nodes make high trees of few items.
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(module, "_WIDEST", 6)
        self.patch.setattr(module, "_NARROWEST", 2)

    def teardown(self) -> None:
        self.patch.undo()

    def keep(
        self, held: Sequence[Pair], model: list[Pair]
    ) -> tuple[Sequence[Pair], tuple[Pair, ...]]:
        check_structure(held)
        self.made.append((held, tuple(model)))
        return self.made[-1]

    @rule(target=versions, chosen=st.sets(items))
    def start(self, chosen: set[Pair]) -> Any:
        return self.keep(Sequence.from_sorted(sorted(chosen)), sorted(chosen))

    @rule(target=versions, version=versions, chosen=st.lists(items, min_size=1, max_size=80))
    def add(self, version: Any, chosen: list[Pair]) -> Any:
        held, model = version
        for item in chosen:
            held = held.add(item)
        return self.keep(held, sorted({*model, *chosen}))

    @rule(target=versions, version=versions, data=st.data())
    def remove(self, version: Any, data: st.DataObject) -> Any:
        held, model = version
        chosen = data.draw(st.lists(st.sampled_from(model), unique=True)) if model else []
        for item in chosen:
            held = held.remove(item)
        return self.keep(held, sorted({*model} - {*chosen}))

    @rule(version=versions, item=items)
    def ask_for_an_item(self, version: Any, item: Pair) -> None:
        held, model = version
        assert held.bisect(item) == sum(other < item for other in model)
        assert (item in held) == (item in model)
        if item in model:
            assert held.rank(item) == model.index(item)
            assert held.add(item) is held
        else:
            with pytest.raises(KeyError):
                held.rank(item)
            with pytest.raises(KeyError):
                held.remove(item)

    @rule(version=versions, start=bounds, stop=bounds)
    def ask_for_a_slice(self, version: Any, start: int, stop: int) -> None:
        held, model = version
        assert held.slice(start, stop) == model[start:stop]

    @rule(version=versions, index=bounds)
    def ask_for_an_index(self, version: Any, index: int) -> None:
        held, model = version
        if -len(model) <= index < len(model):
            assert held[index] == model[index]
        else:
            with pytest.raises(IndexError):
                held[index]

    @rule(one=versions, other=versions)
    def compare(self, one: Any, other: Any) -> None:
        assert (one[0] == other[0]) == (one[1] == other[1])
        if one[1] == other[1]:
            assert hash(one[0]) == hash(other[0])

    @invariant()
    def old_versions_are_unchanged(self) -> None:
        for held, model in self.made:
            assert tuple(held) == model
            assert len(held) == len(model)


TestAgainstASortedList = AgainstASortedList.TestCase
TestAgainstASortedList.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000), st.randoms(use_true_random=False))
def test_many_items_come_and_go(count: int, chance: random.Random) -> None:
    model = [(number,) for number in range(count)]
    arriving, leaving = list(model), list(model)
    chance.shuffle(arriving)
    chance.shuffle(leaving)
    held: Sequence[tuple[int]] = EMPTY
    for item in arriving:
        held = held.add(item)
    check_structure(held)  # type: ignore[arg-type]
    assert tuple(held) == tuple(model)
    kept = leaving[: count // 50]
    for item in leaving[count // 50 :]:
        held = held.remove(item)
    check_structure(held)  # type: ignore[arg-type]
    assert tuple(held) == tuple(sorted(kept))
    for item in kept:
        held = held.remove(item)
    assert held == EMPTY
    assert held._height == 0


def test_the_ends() -> None:
    held = Sequence.from_sorted([(1, "a"), (2, "b")])
    assert held.first() == (1, "a")
    assert held.last() == (2, "b")
    assert repr(held) == "Sequence.from_sorted([(1, 'a'), (2, 'b')])"
    assert held != [(1, "a"), (2, "b")]
    for end in (EMPTY.first, EMPTY.last):
        with pytest.raises(IndexError):
            end()


@pytest.mark.parametrize("wrong", [[(2,), (1,)], [(1,), (1,)]])
def test_from_sorted_refuses_what_does_not_ascend(wrong: list[tuple[int]]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        Sequence.from_sorted(wrong)


@pytest.mark.parametrize("order", ["ascending", "descending", "shuffled", "from_sorted"])
def test_a_change_touches_only_one_path(order: str) -> None:
    count = 100_000
    numbers = list(range(0, 2 * count, 2))
    if order == "descending":
        numbers.reverse()
    if order == "shuffled":
        random.Random(7).shuffle(numbers)
    held: Sequence[tuple[int]] = EMPTY
    if order == "from_sorted":
        held = Sequence.from_sorted((number,) for number in numbers)
    else:
        for number in numbers:
            held = held.add((number,))
    assert len(held) == count
    assert held._height <= 3
    before = {id(node) for node, _ in nodes(held._root, held._height)}
    for number in random.Random(11).sample(numbers, 20):
        for changed in (held.add((number + 1,)), held.remove((number,))):
            after = {id(node) for node, _ in nodes(changed._root, changed._height)}
            # A path, and at most one more node on each level where a node was split.
            assert len(after - before) <= 2 * (held._height + 1) + 1


def test_the_depth_falls_with_the_number_of_items() -> None:
    numbers = list(range(100_000))
    held = Sequence.from_sorted((number,) for number in numbers)
    random.Random(3).shuffle(numbers)
    for number in numbers[100:]:
        held = held.remove((number,))
    assert held._height <= 1
    assert sum(1 for _ in nodes(held._root, held._height)) <= 100 // module._NARROWEST + 2
