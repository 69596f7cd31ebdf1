"""The command `understudy mutate`: is every way of breaking our own engine noticed?

0 all mutants are killed or explained; 1 one survives unexplained, or the right engine is accused;
2 wrong usage.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from contract_tests.examination import stopping
from contract_tests.mutants.catalogue import catalogue, sampled
from contract_tests.mutants.explanations import explained
from contract_tests.mutants.fault import Fault, Mutant
from contract_tests.mutants.jobs import shared
from contract_tests.mutants.kill import Ground, Result, examined, ground_of
from contract_tests.mutants.table import as_json, kill_table, share, survivors, way_table
from contract_tests.mutants.weakening import Pace, Weakened, ways_of, weakened, weakened_table
from contract_tests.progress import Progress
from contract_tests.session import Budget
from mockserver.standin import StandIn

KILLED, SURVIVED, WRONG_USAGE = range(3)
SECONDS, CALLS = 16.0, 20_000
"""What one mutant may take: seconds of processor time, and requests."""

TRIES, LONGER = 3, 3
"""How often a mutant is tried, and how many times the seconds it has each time but the first."""

ASKED = 500
"""So many characters of a request are told."""

CONTROL = 300
"""How many requests the right engine is asked, to see that nobody is killed for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is to be tried: a `sample` of so many mutants (0 for all), until `max_time` seconds are
    over (0 for any time), each mutant for so many `seconds` and `calls`, in so many processes at
    once as there are `jobs`.
    """

    sample: int = 0
    seed: int = 0
    max_time: float = 0.0
    report: Path | None = None
    documents: bool = False
    jobs: int = 1
    seconds: float = SECONDS
    calls: int = CALLS


class Mutating(Progress):
    """Tells how many mutants were tried and killed."""

    def __init__(self, budget: Budget, number: int) -> None:
        super().__init__(budget, ())
        self._number, self.budget, self.results = number, budget, dict[int, Result]()

    def line(self) -> str:
        """Return how far it is."""
        killed = sum(each.killed for each in list(self.results.values()))
        left = f", {self._budget.left:.0f} s left" if self._budget.left < FOREVER / 2 else ""
        return f"{len(self.results)}/{self._number} mutants tried, {killed} killed{left}"


FOREVER = 10.0**7


def mutate(standins: Sequence[StandIn], wishes: Wishes) -> int:
    """Try the mutants of several APIs, print what became of them, and return the exit code."""
    grounds = {each.api.name: ground_of(each) for each in standins}
    every = [each for g in grounds.values() for each in catalogue(g.document, g.api)]
    chosen = sampled(every, wishes.sample, wishes.seed) if wishes.sample else every
    click.echo(f"{len(every)} mutants of {len(grounds)} APIs, {len(chosen)} of them are tried.")
    budget = Budget(calls=1, deadline=time.monotonic() + (wishes.max_time or FOREVER))
    progress = Mutating(budget, len(chosen))
    with stopping(budget):
        accused = [said for g in grounds.values() if (said := _control(g, wishes, budget))]
        results = _tried_all(grounds, chosen, wishes, progress)
        if len(results) < len(chosen):
            click.echo(f"Time was up: {len(chosen) - len(results)} were not tried.")
        accused += [_wronged(each) for each in results if each.wronged]
        _tell(results)
        missed = _documents(grounds, every, wishes, budget) if wishes.documents else {}
    if wishes.report is not None:
        report = {
            "seed": wishes.seed,
            "accused": accused,
            "mutants": [as_json(each) for each in results],
            "documents": missed,
        }
        wishes.report.write_text(json.dumps(report, indent=1), "utf-8")
    for said in accused:
        click.echo(said)
    left = [each for each in results if not each.killed and not explained(each)]
    return SURVIVED if left or accused else KILLED


def _tried_all(
    grounds: Mapping[str, Ground], mutants: Sequence[Mutant], wishes: Wishes, progress: Mutating
) -> list[Result]:
    """Return what becomes of mutants, in their order, as far as there is time."""
    budget, results = progress.budget, progress.results

    def attempt(number: int) -> Result:
        mutant = mutants[number]
        result = _tried_often(grounds[mutant.api], mutant, wishes, budget)
        return result.told

    with shared(attempt, len(mutants), wishes.jobs, budget) as done, progress:
        for number, result in done:
            if budget.left <= 0 and not result.killed:
                break  # it was cut off: nobody knows
            results[number] = replace(result, mutant=mutants[number])
    return [results[each] for each in sorted(results)]


def _tried(ground: Ground, mutant: Mutant, wishes: Wishes, budget: Budget) -> Result:
    return examined(
        ground,
        mutant,
        seconds=wishes.seconds,
        calls=wishes.calls,
        seed=wishes.seed,
        until=budget.deadline,
        watched=True,
    )


def _tried_often(ground: Ground, mutant: Mutant, wishes: Wishes, budget: Budget) -> Result:
    """Try a mutant; again, for longer and with other seeds, while it survives unexplained: what is
    sent is chance in part, and one that is missed now and then is not what survives.
    """
    result = _tried(ground, mutant, wishes, budget)
    for tries in range(2, TRIES + 1):
        if result.killed or result.wronged or explained(result) or budget.left <= 0:
            break
        seed = wishes.seed + tries - 1
        longer = replace(wishes, seconds=wishes.seconds * LONGER, seed=seed)
        again = _tried(ground, mutant, longer, budget)
        calls, seconds = result.calls + again.calls, result.seconds + again.seconds
        result = replace(again, calls=calls, seconds=seconds, tries=tries)
    return result


def _control(ground: Ground, wishes: Wishes, budget: Budget) -> str:
    """Examine the right engine as a mutant is; return what it is accused of, "" for nothing."""
    right = Mutant(
        api=ground.api.name,
        kind="",
        rules=(),
        way="none",
        at="",
        says="nothing is broken",
        fault=Fault(),
    )
    return _wronged(_tried(ground, right, replace(wishes, calls=CONTROL), budget).told)


def _wronged(result: Result) -> str:
    """Return what a right server is accused of, "" for nothing."""
    found = result.finding
    if found is None:
        return ""
    asked = "".join(
        f"{each.method} {each.url} {each.request_body[:ASKED].decode(errors='replace')}"
        for each in found.exchanges[-1:]
    )
    return (
        f"The right engine of {result.mutant.api} is accused: {found.operation}, {found.where}, "
        f"expected {found.expected}, seen {str(found.seen)[:80]} ({', '.join(found.rules)}); "
        f"asked last, with {result.mutant.id} and seed {found.seed}: {asked}"
    )


def _tell(results: Sequence[Result]) -> None:
    if not results:
        return
    killed = sum(each.killed for each in results)
    known = sum(not each.killed and bool(explained(each)) for each in results)
    click.echo(f"\n{kill_table(results)}\n\n{way_table(results)}\n")
    if told := survivors(results):
        click.echo(f"{told}\n")
    late = sum(each.killed and each.tries > 1 for each in results)
    click.echo(
        f"{killed} of {len(results)} mutants are killed ({share(killed, len(results))}), {late} of "
        f"them when they were tried again; {known} of the survivors are explained."
    )


def _documents(
    grounds: Mapping[str, Ground], every: Sequence[Mutant], wishes: Wishes, budget: Budget
) -> dict[str, list[str]]:
    """Weaken each document one rule at a time, until time is up, and tell what was noticed; return
    by API the rules that nobody misses.
    """
    rules = [(name, rule) for name, ground in grounds.items() for rule in ground.api.rules]
    ways, found = ways_of(every), dict[int, Weakened]()
    pace = Pace(seconds=wishes.seconds, calls=wishes.calls, seed=wishes.seed, until=budget.deadline)

    def weaken(number: int) -> Weakened:
        name, rule = rules[number]
        return weakened(grounds[name], rule, ways.get((name, rule), ()), pace)

    with shared(weaken, len(rules), wishes.jobs, budget) as done:
        for number, each in done:
            if budget.left <= 0 and not each.noticed:
                break  # it was cut off: nobody knows
            found[number] = each
    missed = dict[str, list[str]]()
    for name in grounds:
        own = [found[each] for each, (api, _) in enumerate(rules) if api == name and each in found]
        if own:
            click.echo(f"\n{name}\n{weakened_table(own)}")
            missed[name] = [each.rule for each in own if not each.noticed]
    return missed
