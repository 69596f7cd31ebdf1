"""The examiner kills what is broken, and leaves the right engine alone."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache

import pytest

from contract_tests.mutants.catalogue import catalogue
from contract_tests.mutants.fault import Fault, Mutant, Scene
from contract_tests.mutants.kill import Ground, Result, counts, examined, ground_of
from contract_tests.mutants.shadow import Difference
from contract_tests.report import Finding
from contract_tests.script import Step
from mockserver.engine.outcome import Outcome
from mockserver.model.rule import Inferred
from mockserver.standin import bundled, open_standin
from tests.conftest import NAMES

SECONDS, CALLS = 10.0, 4000

KILLED = [
    "akinon/BatchRequest/states.start/at fail/always",
    "akinon/BatchRequest/tracked.busy/for anybody/always",
    "bigcommerce/ProductImage/exclusive.at-most-one/of all parents/third",
    "bigcommerce/ProductImage.id/made-by.rising/the first free number/always",
    "closient/Product/identifier.taken/created again/always",
    "closient/ProductImage/parent.own-list/another parent's by listProductImages/always",
    "closient/deleteProductImage/delete.gone/again/always",
    "shoplazza/ProductImage/position.move/not at all/always",
    "shoplazza/ProductImage/position.sorted/backwards/always",
    "square/CatalogObject.version/made-by.grows/smaller/again",
    "square/ListCatalog/page.cut/without the last/always",
]
"""Some of several kinds, ways and conditions that do not take long."""


@cache
def ground(name: str) -> Ground:
    return ground_of(open_standin(bundled()[name], seed=1))


@cache
def mutants(name: str) -> dict[str, Mutant]:
    return {each.id: each for each in catalogue(ground(name).document, ground(name).api)}


def tried(id_: str, *, calls: int = CALLS, watched: bool = False) -> Result:
    name = id_.partition("/")[0]
    return examined(
        ground(name),
        mutants(name)[id_],
        seconds=SECONDS,
        calls=calls,
        seed=7,
        watched=watched,
    )


@pytest.mark.parametrize("id_", KILLED)
def test_a_mutant_is_killed(id_: str) -> None:
    result = tried(id_)
    assert result.killed
    assert result.finding is not None
    assert result.finding.phase
    assert 0 < result.calls <= CALLS
    assert result.chances > 0
    assert not result.crash


@pytest.mark.parametrize("name", NAMES)
def test_the_right_engine_is_not_accused(name: str) -> None:
    right = Mutant(api=name, kind="", rules=(), way="", at="", says="", fault=Fault())
    result = examined(ground(name), right, seconds=SECONDS, calls=600, seed=1)
    assert result.finding is None
    assert result.suspected is None


def test_nothing_is_found_without_asking() -> None:
    result = tried(KILLED[0], calls=3)
    assert not result.killed
    assert result.calls == 3


def test_who_never_answers_is_broken_off() -> None:
    def endless(scene: Scene, right: Outcome) -> Outcome:
        while True:
            pass

    fault = Fault(outcome=endless)
    hanging = Mutant(api="closient", kind="", rules=(), way="", at="", says="", fault=fault)
    result = examined(ground("closient"), hanging, seconds=0.1, calls=5, seed=1)
    assert result.calls <= 1


def test_a_shadow_tells_what_the_fault_showed() -> None:
    result = tried("shoplazza/ProductImage/position.sorted/backwards/always", watched=True)
    assert result.differences
    first = result.differences[0]
    assert "body" in first.says


def test_only_what_is_documented_kills_what_is_documented() -> None:
    def mutant(*rules: str) -> Mutant:
        return Mutant(api="a", kind="k", rules=rules, way="", at="", says="", fault=Fault())

    def finding(certain: bool) -> Finding:
        return Finding(
            rules=("A",),
            certain=certain,
            operation="o",
            where="status",
            expected=1,
            seen=2,
            script=(),
        )

    documented, inferred = mutant("A", Inferred("B")), mutant(Inferred("B"))
    assert counts(documented, finding(certain=True))
    assert not counts(documented, finding(certain=False))
    assert counts(inferred, finding(certain=False))
    assert counts(mutant(), finding(certain=False))
    deed = replace(documented, kind="(create)")
    assert counts(deed, finding(certain=False)), "no rule is broken but what everybody expects"


def test_who_is_accused_with_right_answers_was_not_killed() -> None:
    found = Finding(
        rules=("A",),
        certain=True,
        operation="o",
        where="status",
        expected=1,
        seen=2,
        script=(),
    )
    right = Mutant(api="a", kind="", rules=(), way="", at="", says="", fault=Fault())
    made = Result(mutant=right, finding=found, calls=1, seconds=0.1, chances=0)
    assert made.killed, "nobody has looked whether its answers differ"
    assert not made.wronged
    watched = replace(made, watched=True)
    assert watched.wronged
    assert not watched.killed
    difference = Difference(asked="GET /things", right=200, wrong=404, says="404 instead of 200")
    assert replace(watched, differences=(difference,)).killed


class Odd(str):
    """A text as strategies make them, which cannot be pickled."""

    def __new__(cls, text: str, more: str) -> Odd:
        return super().__new__(cls, text + more)


def test_what_is_told_can_be_pickled() -> None:
    result = tried("shoplazza/ProductImage/position.sorted/backwards/always", watched=True)
    assert result.finding is not None
    step = Step(operation="o", path={"id": Odd("a", "b")})
    odd = replace(result.finding, expected=Odd("a", "b"), seen=[Odd("c", "d")], script=(step,))
    made = replace(result, finding=odd, suspected=odd)
    told = pickle.loads(pickle.dumps(made.told))
    assert (told.finding.expected, told.finding.seen) == ("'ab'", "['cd']")
    assert told.finding.rules == odd.rules
    assert told.differences == result.differences
    assert told.mutant.sentence == result.mutant.sentence
