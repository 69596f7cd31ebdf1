"""Scripts are values: saved, cut and filled in without losing what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.script import (
    Step,
    Taken,
    Upload,
    at_once,
    bursts,
    from_plain,
    renamed,
    to_plain,
    without,
)

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=3)
    | st.builds(
        Taken, st.integers(0, 3), st.lists(st.just("id") | st.just(0), max_size=2).map(tuple)
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab"), inner, max_size=2),
    max_leaves=4,
)
ZEROS = st.sampled_from([0, 1, 1000, 1001, 3 * 2**20])
FILES = st.builds(
    Upload,
    name=st.text("ab"),
    media_type=st.just("image/png"),
    content=st.builds(lambda begun, zeros: begun + bytes(zeros), st.binary(), ZEROS),
)
STEPS = st.builds(
    Step,
    operation=st.sampled_from(["create", "read"]),
    role=st.sampled_from(["", "full"]),
    path=st.dictionaries(st.text("ab"), LEAVES, max_size=2),
    query=st.lists(st.tuples(st.text("ab"), LEAVES), max_size=2).map(tuple),
    headers=st.dictionaries(st.text("ab"), st.text(max_size=2), max_size=2),
    media_type=st.just("application/json"),
    body=VALUES | FILES,
    together=st.booleans(),
)


@given(st.lists(STEPS, max_size=4).map(tuple))
def test_a_script_is_the_same_after_it_was_saved(script: tuple[Step, ...]) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(script)))) == script


def test_what_fills_a_file_up_is_saved_as_a_number() -> None:
    file = Upload(name="a.png", media_type="image/png", content=b"png" + bytes(10**7))
    (saved,) = to_plain((Step(operation="create", body=[("file", file)]),))
    ((_, written),) = saved["body"]
    assert written == {
        "$file": {"name": "a.png", "type": "image/png", "base64": "cG5n", "zeros": 10**7}
    }


@pytest.mark.parametrize(
    ("saved", "wrong"),
    [
        ({}, "a script is a list of steps"),
        ([{"operation": "read"}, {"path": {}}], "step 1 names no operation"),
        ([{"operation": "read", "query": ["x"]}], "step 0 is not as scripts are saved"),
        (
            [{"operation": "read", "body": {"$file": {"name": 1}}}],
            "step 0 is not as scripts are saved",
        ),
    ],
)
def test_what_is_no_script_is_refused_by_the_number_of_the_step(saved: Any, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        from_plain(saved)


def test_what_takes_from_a_step_goes_with_it_and_the_others_are_renumbered() -> None:
    create, other = Step(operation="create"), Step(operation="list")
    read = Step(operation="read", path={"id": Taken(1, ("id",))})
    assert without((other, create, read), [1]) == (other,)
    assert without((other, create, read), [0]) == (
        create,
        Step(operation="read", path={"id": Taken(0, ("id",))}),
    )


def test_a_step_gets_its_values_from_earlier_answers_or_is_none() -> None:
    step = Step(operation="read", path={"id": Taken(0, ("data", 0, "id"))}, body=[Taken(0, ())])
    answer = {"data": [{"id": 7}]}
    assert step.resolved({0: answer}) == Step(operation="read", path={"id": 7}, body=[answer])
    assert step.resolved({0: {"data": []}}) is None
    assert step.resolved({}) is None


def test_a_mark_is_replaced_wherever_it_stands() -> None:
    step = Step(operation="x", headers={"key": "k-1a-3"}, body=[("request", '{"key": "k-1a-4"}')])
    assert renamed(step, "-1a", "-2b") == Step(
        operation="x", headers={"key": "k-2b-3"}, body=[("request", '{"key": "k-2b-4"}')]
    )


def burst(*names: str) -> tuple[Step, ...]:
    return at_once([Step(operation=name) for name in names])


def test_steps_that_are_sent_at_the_same_time_stay_so_when_others_go() -> None:
    script = (*burst("a"), *burst("b", "c", "d"), *burst("e", "f"))
    assert [*bursts(script)] == [(0,), (1, 2, 3), (4, 5)]
    assert without(script, [0, 2]) == (*burst("b", "d"), *burst("e", "f"))
    assert without(script, [3, 5]) == (*burst("a"), *burst("b", "c"), *burst("e"))
    assert without(script, [1, 2, 3]) == (*burst("a"), *burst("e", "f"))


@given(st.lists(STEPS, max_size=6).map(tuple), st.sets(st.integers(0, 5)))
def test_no_steps_are_brought_together_by_what_goes(
    script: tuple[Step, ...], dropped: set[int]
) -> None:
    alone = tuple(Step(operation=str(n), together=each.together) for n, each in enumerate(script))
    before = [{alone[number].operation for number in several} for several in bursts(alone)]
    left = without(alone, sorted(dropped))
    for several in bursts(left):
        assert any({left[number].operation for number in several} <= each for each in before)
