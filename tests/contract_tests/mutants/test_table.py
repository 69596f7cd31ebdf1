"""The tables: what was killed of each kind, and why the rest survived."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.mutants.explanations import explained
from contract_tests.mutants.fault import Fault, Mutant
from contract_tests.mutants.kill import Result, suspicion
from contract_tests.mutants.shadow import Difference
from contract_tests.mutants.table import (
    EXPLAINED,
    UNCERTAIN,
    UNSEEN,
    UNSENT,
    aligned,
    as_json,
    group_of,
    kill_table,
    share,
    survivors,
)
from contract_tests.report import Finding
from mockserver.model.rule import Inferred

FINDING = Finding(
    rules=("A-1",),
    certain=True,
    operation="list",
    where="body.0",
    expected=1,
    seen=2,
    script=(),
    phase="directed",
)
DIFFERENCE = Difference(asked="GET /things", right=200, wrong=404, says="404 instead of 200")


def result(kind: str = "order.sorted", way: str = "w", beyond: int = 0, **values: object) -> Result:
    mutant = Mutant(
        api="a",
        kind=kind,
        rules=("A-1",),
        way=way,
        at="Thing",
        says="It fails",
        fault=Fault(),
        beyond=beyond,
    )
    made = Result(mutant=mutant, finding=None, calls=10, seconds=0.5, chances=3)
    return replace(made, **values)  # type: ignore[arg-type]


def test_kinds_have_a_row_each_and_all_have_the_last() -> None:
    table = kill_table(
        [
            result(finding=FINDING, calls=10),
            result(finding=FINDING, calls=30),
            result(),
            result("page.cut", finding=replace(FINDING, phase="explored", rules=())),
            result("capacity.full", beyond=1000),
        ]
    ).splitlines()
    cells = [line.split("  ") for line in table]
    rows = {row[0]: [cell.strip() for cell in row[1:] if cell.strip()] for row in cells}
    assert rows["order"] == ["3", "2 (66 %)", "0", "2", "20", "directed 2"]
    assert rows["page"] == ["1", "1 (100 %)", "0", "0", "10", "explored 1"]
    assert rows["capacity"] == ["1", "0 (0 %)", "1", "0"]
    assert rows["all"][:3] == ["5", "3 (60 %)", "1"]


def test_survivors_stand_by_why() -> None:
    suspected = replace(FINDING, certain=False)
    cases = {
        UNSENT: result(),
        UNSEEN: result(differences=(DIFFERENCE,)),
        UNCERTAIN: result(suspected=suspected, differences=(DIFFERENCE,)),
        EXPLAINED: result("capacity.full", beyond=1000),
    }
    for group, each in cases.items():
        assert group_of(each) == group
    told = survivors([*cases.values(), result(finding=FINDING)])
    assert [line for line in told.splitlines() if line.startswith("Survived")] == [
        f"{group} (1):" for group in (UNSENT, UNSEEN, UNCERTAIN, EXPLAINED)
    ]
    assert "GET /things: 404 instead of 200" in told


def test_what_is_explained_are_few_kinds() -> None:
    assert explained(result("capacity.full", beyond=1000))
    assert not explained(result("capacity.full", beyond=10))
    assert not explained(result("capacity.full", beyond=1000, differences=(DIFFERENCE,)))
    assert explained(result("view.subset"))
    assert not explained(result("view.subset", differences=(DIFFERENCE,)))
    assert not explained(result("picture.size", "any size"))
    assert not explained(result("exclusive.demotes"))


def test_what_only_inferred_rules_forbid_may_be_open() -> None:
    inferred = replace(result().mutant, rules=(Inferred("A-1"),))
    assert explained(result(mutant=inferred, differences=(DIFFERENCE,)))
    assert not explained(result(mutant=inferred)), "nothing was sent that shows it"
    assert not explained(result(mutant=inferred, differences=(DIFFERENCE,), suspected=FINDING))
    assert not explained(result(differences=(DIFFERENCE,))), "it is documented"


def test_a_keyword_may_forbid_what_is_refused_anyway() -> None:
    refused = replace(DIFFERENCE, right=404)
    assert explained(result("maxLength", differences=(refused,)))
    assert not explained(result("maxLength", differences=(refused, DIFFERENCE)))
    assert not explained(result("maxLength"))
    assert not explained(result("order.sorted", differences=(refused,)))


def test_a_result_is_a_json_value() -> None:
    killed, survived = as_json(result(finding=FINDING)), as_json(result("view.subset"))
    assert killed["killed"] is True
    assert killed["phase"] == "directed"
    assert killed["finding"]["where"] == "body.0"
    assert killed["explained"] == ""
    assert survived["finding"] is None
    assert survived["explained"]


def test_not_all_is_not_a_hundred_percent() -> None:
    assert share(199, 200) == "99 %"
    assert share(0, 0) == "0 %"


def test_columns_are_aligned() -> None:
    assert aligned([("a", "b"), ("long", "c")]) == "a     b\n----  -\nlong  c"


def test_who_may_go_unnoticed_says_why() -> None:
    survivor = result()
    assert explained(survivor) == ""
    mutant = replace(survivor.mutant, excuse="nobody looks there")
    assert explained(replace(survivor, mutant=mutant)) == "nobody looks there"


def test_what_breaks_only_what_is_inferred_about_a_rule_is_to_be_warned_of() -> None:
    mixed = replace(result().mutant, rules=("A-1", Inferred("A-2")))
    warned = replace(FINDING, certain=False, rules=(Inferred("A-2"), "A-1"))
    assert explained(result(mutant=mixed, suspected=warned))
    assert not explained(result(mutant=mixed, suspected=replace(warned, rules=("A-1",))))
    assert not explained(result(mutant=mixed, suspected=replace(warned, rules=())))
    assert not explained(result(mutant=mixed)), "nobody is warned"
    assert not explained(result(suspected=warned)), "it is about another rule"


def test_what_tells_most_of_a_survivor_is_about_an_inferred_rule_of_it() -> None:
    mixed = replace(result().mutant, rules=("A-1", Inferred("A-2")))
    first, mine = replace(FINDING, rules=("A-1",)), replace(FINDING, rules=(Inferred("A-2"), "A-1"))
    assert suspicion(mixed, [first, mine]) is mine
    assert suspicion(mixed, [first, replace(FINDING, rules=("A-3",))]) is first
    assert suspicion(mixed, []) is None
    documented = replace(FINDING, rules=("A-2",))
    assert suspicion(mixed, [documented, mine]) is mine, "the same id, but of a documented part"
