"""What an examination is to do, what it has seen, and the report of both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from contract_tests.report import Exchange, Finding, Report, RuleResult
from contract_tests.reproduction.case import Case
from mockserver.model.api import Api
from mockserver.model.rule import Rule

REMEMBERED = 2000
"""How many of the last exchanges a report has."""


LIMITS = {"limits.refused"}
"""What is about requests beyond a limit only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an examination may do: `read_only` sends nothing that writes; `rules` are those that
    count (none for all); `strict` lets inferred rules fail the run, too. `earlier` are the cases of
    earlier findings, which are sent first. One that is to `keep_going` does so when the examiner
    itself fails.
    """

    seed: int = 0
    read_only: bool = False
    strict: bool = False
    rules: frozenset[str] = frozenset()
    earlier: tuple[Case, ...] = ()
    keep_going: bool = False

    def counts(self, finding: Finding) -> bool:
        """Return whether a finding is about what counts: by the rule that it likeliest breaks."""
        return not self.rules or bool(self.rules.intersection(finding.rules[:1]))


@dataclass(slots=True)
class Seen:
    """What an examination has seen so far: how often each rule was exercised, how often each
    operation gave each status, the requests by phase, the findings by their key; `times`
    counts the answers by operation and status, and those of them that are wrong also by the place
    where they are. `phase` is what is done now, `wider` are the keys of findings of which fewer
    rules were left when they were cut down.
    """

    phase: str = "survey"
    exercised: Counter[str] = field(default_factory=Counter)
    reached: dict[str, Counter[str]] = field(default_factory=dict)
    phases: Counter[str] = field(default_factory=Counter)
    findings: dict[tuple[Any, ...], Finding] = field(default_factory=dict)
    times: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    exchanges: list[Exchange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    wider: set[tuple[Any, ...]] = field(default_factory=set)

    def knows(self, finding: Finding) -> bool:
        """Say whether a finding with the same cause was found before."""
        return finding.key in self.findings or finding.key in self.wider

    def cut_down(self, finding: Finding, short: Finding) -> None:
        """Put a shorter finding in the place of one that has the same cause."""
        if short.key == finding.key:
            self.findings[short.key] = short
            return
        del self.findings[finding.key]
        self.wider.add(finding.key)
        self.findings.setdefault(short.key, short)

    def keep(self, exchange: Exchange) -> None:
        """Remember an exchange as one of the last."""
        self.exchanges.append(exchange)
        if len(self.exchanges) > 2 * REMEMBERED:
            del self.exchanges[:REMEMBERED]


def report_of(
    api: Api, url: str, seen: Seen, plan: Plan, *, started: float, seconds: float, calls: int
) -> Report:
    """Return the report of an examination, of nothing but the rules that count."""
    findings = tuple(each for each in seen.findings.values() if plan.counts(each))
    notes = dict.fromkeys(seen.notes)
    if other := len(seen.findings) - len(findings):
        what = "one finding is" if other == 1 else f"{other} findings are"
        notes[f"Left out: {what} about something else than what --rules names."] = None
    return Report(
        api=api.name,
        title=api.title,
        url=url,
        started=started,
        seconds=seconds,
        seed=plan.seed,
        calls=calls,
        rules=tuple(
            _result(api, seen, id_) for id_ in api.rules if id_ in (plan.rules or api.rules)
        ),
        findings=findings,
        phases=dict(seen.phases),
        reached={name: dict(each) for name, each in seen.reached.items()},
        unreached={
            each.id: tuple(one for one in each.statuses if one not in seen.reached.get(each.id, {}))
            for each in api.operations.values()
        },
        exchanges=tuple(seen.exchanges[-REMEMBERED:]),
        notes=tuple(notes),
        strict=plan.strict,
    )


def _result(api: Api, seen: Seen, id_: str) -> RuleResult:
    rule, times = api.rules[id_], seen.exercised[id_]
    broken = any(id_ in each.rules[:1] for each in seen.findings.values())
    return RuleResult(
        id=id_,
        says=rule.says,
        source=rule.source,
        see=rule.see,
        exercised=times,
        verdict="violates" if broken else "conforms" if times else "unknown",
        excluded="" if times else _excluded(rule),
    )


def _excluded(rule: Rule) -> str:
    """Return why a rule cannot be exercised, "" when it could have been."""
    clauses = {*rule.documented, *rule.inferred}
    return "limits on requests are not exceeded on purpose" if clauses == LIMITS else ""
