"""The catalogue has all that can be broken, each once, and a sample takes some of each kind."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from contract_tests.mutants.catalogue import catalogue, sampled
from contract_tests.mutants.fault import Mutant
from contract_tests.mutants.ways import BREAKERS
from mockserver.document import load
from mockserver.engine.clause import KEPT
from mockserver.standin import bundled
from tests.conftest import APIS, NAMES

MUTANTS: dict[str, list[Mutant]] = {
    name: catalogue(load(bundled()[name]), APIS[name]) for name in NAMES
}
EVERY = [each for several in MUTANTS.values() for each in several]

OUT_OF_REACH = {
    "limits.refused",
    "one-at-a-time.refused",
    "fetched.refused",
}
"""What no server in one process without a wire keeps: limits, overlaps, downloads."""


IDLE = {"type", "image_file.type"}
"""That a body is an object its parts say, too; a file has no other type."""


def test_there_are_enough_over_all_apis() -> None:
    assert len(EVERY) >= 500
    assert all(len(several) >= 50 for several in MUTANTS.values())


def test_no_two_have_one_name() -> None:
    twice = [id_ for id_, number in Counter(each.id for each in EVERY).items() if number > 1]
    assert twice == []


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_broken_that_can_be(name: str) -> None:
    api = APIS[name]
    broken = {str(rule) for each in MUTANTS[name] for rule in each.rules}
    assert broken <= set(api.rules)
    for id_, rule in api.rules.items():
        clauses = {".".join(each.split(".")[-2:]) for each in (*rule.documented, *rule.inferred)}
        unseen = clauses == {"parent.cascade"} and not api.resources["Product"].is_tree
        unseen = unseen or clauses <= OUT_OF_REACH or clauses <= IDLE
        assert id_ in broken or unseen, (id_, clauses)


def test_what_is_broken_are_clauses_that_the_engine_keeps() -> None:
    assert set(BREAKERS) <= set(KEPT)


def test_each_kind_of_rule_among_siblings_is_broken_in_three_ways() -> None:
    ways: dict[str, set[str]] = {}
    for each in EVERY:
        ways.setdefault(each.kind.partition(".")[0], set()).add(f"{each.way} {each.condition.name}")
    for word in ("exclusive", "order", "position", "sort-order", "page", "references", "tracked"):
        assert len(ways[word]) >= 3, word


def test_a_sample_has_of_each_kind_one_before_any_has_two() -> None:
    kinds = {each.kind for each in EVERY}
    sample = sampled(EVERY, len(kinds), 1)
    assert {each.kind for each in sample} == kinds
    counts = Counter(each.kind for each in sampled(EVERY, 3 * len(kinds), 1))
    assert all(number >= 1 for number in counts.values())


def test_a_sample_comes_again_with_its_seed() -> None:
    first, again, other = (sampled(EVERY, 20, seed) for seed in (1, 1, 2))
    assert [each.id for each in first] == [each.id for each in again]
    assert [each.id for each in first] != [each.id for each in other]


def test_a_sample_of_more_than_there_are_is_all() -> None:
    few = EVERY[:7]
    assert {each.id for each in sampled(few, 100, 1)} == {each.id for each in few}
    sizes = [len(sampled(EVERY, number, 1)) for number in (1, 10, 50)]
    assert all(a < b for a, b in pairwise(sizes))


@pytest.mark.parametrize(
    ("id_", "there"),
    [
        ("akinon/listMedia/(list)/without product/always", True),
        ("akinon/listMedia/(list)/without hash/always", False),  # no answer shows it
        ("akinon/listProductImages/(list)/stale/always", True),
        ("akinon/listProducts/(list)/stale/always", False),  # no request changes a product
        ("bigcommerce/listProducts/(list)/stale/always", True),
        ("shoplazza/Length/minimum/minimum: no limit/always", True),
        ("shoplazza/Position/minimum/minimum: no limit/always", False),  # none is stored either
        ("shoplazza/Address/minLength/minLength: one more/always", False),  # its form is longer
    ],
)
def test_what_nobody_could_notice_is_not_broken(id_: str, there: bool) -> None:
    assert (id_ in {each.id for each in EVERY}) is there
