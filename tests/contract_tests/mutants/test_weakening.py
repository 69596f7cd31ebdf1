"""A rule that is taken out of the judging model is missed."""

from __future__ import annotations

from contract_tests.mutants.catalogue import catalogue
from contract_tests.mutants.kill import ground_of
from contract_tests.mutants.weakening import Pace, Weakened, ways_of, weakened, weakened_table
from mockserver.standin import bundled, open_standin


def test_rules_are_missed_by_accusing_or_by_telling_apart() -> None:
    ground = ground_of(open_standin(bundled()["closient"], seed=1))
    ways = ways_of(catalogue(ground.document, ground.api))
    pace = Pace(seconds=5.0, calls=1500, seed=1)

    def taken_out(rule: str) -> Weakened:
        return weakened(ground, rule, ways.get(("closient", rule), ()), pace)

    assert taken_out("CL-21").accused
    assert taken_out("CL-17").noticed
    assert weakened(ground, "CL-30", (), pace) == Weakened(rule="CL-30", ways=0)


def test_the_table_says_how_each_was_noticed() -> None:
    told = weakened_table(
        [
            Weakened(rule="A", ways=2, accused="list: status"),
            Weakened(rule="B", ways=1, told_apart=True),
            Weakened(rule="C", ways=3),
            Weakened(rule="D", ways=0),
        ]
    ).splitlines()
    assert told[2].split()[:3] == ["A", "2", "accused"]
    assert "told apart" in told[3]
    assert told[4].split() == ["C", "3", "no"]
    assert "not tried" in told[5]
    assert told[-1] == "2 of 4 rules are missed when they are taken out."
