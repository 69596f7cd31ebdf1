"""Weakening: each rule is taken out of the model that judges, to see whether it is missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import inf

from contract_tests.mutants.fault import ALWAYS, Fault, Mutant
from contract_tests.mutants.kill import Ground, examined
from contract_tests.mutants.table import aligned

RIGHT = "the right engine"

MOST_WAYS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakened:
    """What became of a rule whose document says something else: `accused` is the place at which
    the right engine was accused by the weaker document, `told_apart` says that requests were sent
    which a server without the rule answers otherwise, `ways` how many weaker ones were tried.
    """

    rule: str
    ways: int
    accused: str = ""
    told_apart: bool = False

    @property
    def noticed(self) -> bool:
        """Whether the rule is missed when it is not there."""
        return bool(self.accused or self.told_apart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a weaker document is tried: so many `seconds` of processor time and requests, with a
    seed, and not after `until` of the monotonic clock.
    """

    seconds: float
    calls: int
    seed: int
    until: float = inf


def ways_of(mutants: Iterable[Mutant]) -> Mapping[tuple[str, str], Sequence[Mutant]]:
    """Return by API and rule the mutants that show always, which are ways to take it out."""
    found: dict[tuple[str, str], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        if mutant.condition is ALWAYS:
            for rule in mutant.rules:
                found[mutant.api, str(rule)].append(mutant)
    return found


def weakened(ground: Ground, rule: str, ways: Sequence[Mutant], pace: Pace) -> Weakened:
    """Return whether a rule of an API is missed, trying ways to take it out until it is.

    A mutant that is another model takes the judge's place, and the right engine is judged by it;
    of any other it is asked whether the examiner's requests tell it from the right engine.
    """
    models = [each for each in ways if each.fault.model and not each.fault.told]
    others = [each for each in ways if each not in models]
    tried = [*models, *others][:MOST_WAYS]
    for mutant in tried:
        if mutant in models:
            where = _accused(ground, mutant, pace)
            if where:
                return Weakened(rule=rule, ways=len(tried), accused=where)
        else:
            result = examined(ground, mutant, **asdict(pace), watched=True)
            if result.killed or result.differences:
                return Weakened(rule=rule, ways=len(tried), told_apart=True)
    return Weakened(rule=rule, ways=len(tried))


def _accused(ground: Ground, mutant: Mutant, pace: Pace) -> str:
    """Return where the right engine is accused by a mutant's model, "" for nowhere."""
    assert mutant.fault.model is not None
    right = Mutant(
        api=mutant.api, kind=mutant.kind, rules=(), way="", at="", says=RIGHT, fault=Fault()
    )
    result = examined(ground, right, **asdict(pace), judged_by=mutant.fault.model())
    found = result.finding
    return f"{found.operation}: {found.where}" if found else ""


def weakened_table(found: Sequence[Weakened]) -> str:
    """Return the table of rules that were taken out, one row each."""
    rows = [
        (
            each.rule,
            str(each.ways),
            "accused" if each.accused else "told apart" if each.told_apart else _why(each),
            each.accused,
        )
        for each in found
    ]
    missed = sum(each.noticed for each in found)
    text = aligned([("rule", "ways", "noticed", "where"), *rows])
    return f"{text}\n{missed} of {len(found)} rules are missed when they are taken out."


def _why(each: Weakened) -> str:
    return "no" if each.ways else "not tried: nothing in this process keeps it"
