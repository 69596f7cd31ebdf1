from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.report import Finding
from contract_tests.reproduction import Case, from_yaml, to_yaml
from contract_tests.script import TAKEN, Step, Taken, Upload

TEXTS = (
    st.text(max_size=8)
    | st.text(st.characters(), max_size=3)
    | st.sampled_from(["00012345678905", "1e3", "0o7", "1_0", "yes", "null", "~", "=", "<<", "*a"])
    | st.sampled_from(["2026-01-01", "12:30:45", "&a", "!!int 3", "- a", "a: b", "# c", " ", "\0"])
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            TEXTS.filter(lambda name: name not in {TAKEN, "$file"}), inner, max_size=3
        )
    ),
    max_leaves=6,
)
TAKEN_VALUES = st.builds(
    Taken, st.integers(0, 3), st.lists(TEXTS | st.integers(0, 9), max_size=3).map(tuple)
)
FILES = st.builds(Upload, name=TEXTS, media_type=TEXTS, content=st.binary(max_size=200))
NAMES = TEXTS.filter(bool)
STEPS = st.builds(
    Step,
    operation=TEXTS,
    role=TEXTS,
    path=st.dictionaries(
        NAMES.filter(lambda name: name not in {TAKEN, "$file"}), SCALARS | TAKEN_VALUES
    ),
    query=st.lists(st.tuples(TEXTS, VALUES | TAKEN_VALUES), max_size=3).map(tuple),
    headers=st.dictionaries(
        NAMES.filter(lambda name: name not in {TAKEN, "$file"}), TEXTS | TAKEN_VALUES, max_size=2
    ),
    media_type=NAMES,
    body=VALUES | TAKEN_VALUES | st.lists(st.tuples(TEXTS, TEXTS | FILES).map(list), max_size=3),
)
CASES = st.builds(
    Case,
    api=TEXTS,
    script=st.lists(STEPS, max_size=3).map(tuple),
    rules=st.lists(TEXTS, max_size=3).map(tuple),
    seed=st.integers(),
    where=TEXTS,
    expected=VALUES,
    seen=VALUES,
)


@given(CASES)
def test_what_is_saved_is_read_as_it_was(case: Case) -> None:
    assert from_yaml(to_yaml(case)) == case


def test_a_case_keeps_what_was_found() -> None:
    script = (Step(operation="listProducts", role="full"),)
    finding = Finding(
        rules=("A-1", "A-2"),
        certain=True,
        operation="listProducts",
        where="body.data.0.is_primary",
        expected=False,
        seen=True,
        script=script,
        seed=7,
    )
    assert Case.of("shop", finding) == Case(
        api="shop",
        script=script,
        rules=("A-1", "A-2"),
        seed=7,
        where="body.data.0.is_primary",
        expected=False,
        seen=True,
    )


def test_people_can_read_it() -> None:
    path = {"gtin": "00012345678905"}
    script = (Step(operation="listImages", path=path), Step(operation="getImage", path=path))
    assert to_yaml(Case(api="shop", script=script, rules=("A-1",))).splitlines()[1:] == [
        "api: shop",
        "rules:",
        "- A-1",
        "seed: 0",
        "where: ''",
        "expected: null",
        "seen: null",
        "steps:",
        "- operation: listImages",
        "  path:",
        "    gtin: '00012345678905'",
        "- operation: getImage",
        "  path:",
        "    gtin: '00012345678905'",
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a: [", "YAML"),
        ("- a", "API"),
        ("api: 3", "API"),
        ("api: a", "list of steps"),
        ("{api: a, steps: [{}]}", "step 0"),
        ("{api: a, steps: [], rules: A-1}", "rules"),
        ("{api: a, steps: [], seed: x}", "seed"),
        ("{api: a, steps: [{operation: b, query: [1]}]}", "step 0"),
        ("!!python/object:os.system {}", "YAML"),
    ],
)
def test_what_is_no_case_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        from_yaml(text)
