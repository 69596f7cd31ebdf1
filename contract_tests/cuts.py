"""Cuts: findings are cut down to the shortest script that shows them, the certain ones at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from contract_tests.conversation import Conversation
from contract_tests.finding import finding_of, is_narrower
from contract_tests.oracle import Judgement
from contract_tests.report import Exchange, Finding
from contract_tests.script import SAFE, Script
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.shrinking import shrunk

SHRINKING, LITTLE = 150, 30
"""How many requests may be spent on a finding to find a shorter script, and on a doubtful one."""

SHARE = 0.1
"""The part of all requests that may be spent on doubtful findings while there is more to find."""

CHANCES = 4
"""How often is sent again what fails now and then."""


class Cuts:
    """Notes what is found, and cuts it down: what is doubtful only as far as that does not take
    the requests that would find more.
    """

    def __init__(self, talk: Conversation, budget: Budget, plan: Plan) -> None:
        self._talk, self._budget, self._plan = talk, budget, plan
        self._waiting = deque[tuple[Finding, Script]]()
        self._spent = 0

    def find(self, script: Script, judgement: Judgement, exchanges: Sequence[Exchange]) -> None:
        """Note a finding if its cause is new, and look for a shorter script that shows it."""
        seen = self._talk.seen
        finding = finding_of(script, judgement, exchanges, seen.phase, self._plan.seed)
        if seen.knows(finding):
            return
        seen.findings[finding.key] = finding
        if not self._plan.counts(finding):
            return
        if finding.certain:
            self._cut(finding, script, SHRINKING)
        else:
            self._waiting.append((finding, script))

    def go_on(self) -> None:
        """Cut down doubtful findings that wait for it, as far as their share goes."""
        while self._waiting and self._spent <= SHARE * self._budget.spent:
            before = self._budget.spent
            self._cut(*self._waiting.popleft(), LITTLE)
            self._spent += self._budget.spent - before

    def _cut(self, finding: Finding, script: Script, most: int) -> None:
        talk, seen = self._talk, self._talk.seen
        phase, seen.phase = seen.phase, "shrinking"
        idle = [each.id for each in talk.api.operations.values() if each.method in SAFE]
        short = shrunk(script, lambda each: bool(self._again(each, finding)), most, idle=idle)
        if short != script and (again := self._again(short, finding)):
            seen.cut_down(finding, replace(again, phase=finding.phase, seed=self._plan.seed))
        seen.phase = phase

    def _again(self, script: Script, finding: Finding) -> Finding | None:
        """Return the finding that a script leads to if it is the same, and not before its last
        step; None if it is not. What is sent at the same time has more than one chance.
        """
        for _ in range(CHANCES if any(each.together for each in script) else 1):
            played = [asked for _, asked in self._talk.played(script)]
            if len(played) != len(script) or played[-1][2].verdict != "violates":
                continue
            exchanges = [exchange for exchange, _, _ in played]
            again = finding_of(script, played[-1][2], exchanges)
            if again.key == finding.key or is_narrower(again, finding):
                return again
        return None
