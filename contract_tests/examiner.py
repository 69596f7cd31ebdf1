"""The examiner: sends what a document invites to send, and judges every answer by its rules."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain, repeat

from contract_tests.cleaning import left_behind
from contract_tests.conversation import Connect, Conversation, Refused
from contract_tests.cuts import Cuts
from contract_tests.earlier import is_sendable, key_of, told
from contract_tests.finding import blamed, finding_of, place_of
from contract_tests.mishaps import survived
from contract_tests.oracle import Judgement
from contract_tests.reachable import Reachable
from contract_tests.report import Exchange, Report
from contract_tests.reproduction.case import Case
from contract_tests.script import Script, Step
from contract_tests.seen import Plan, Seen, report_of
from contract_tests.session import Budget, OutOfBudget, Session
from contract_tests.symbols import Symbols
from contract_tests.target import Target, adjusted
from contract_tests.walks import (
    Asked,
    Walk,
    concurrent,
    directed,
    examples,
    explored,
    generated,
    made_in,
    next_of,
    telling_apart,
    unfilled,
)
from mockserver.document import Document
from mockserver.model.api import Api

__all__ = ["Examiner", "Refused"]

CHANCES = 25
"""How many walks by chance there are between two rounds of directed ones."""

MOST_KEPT = 300
"""When more was made on a server that cannot be reset, it is cleaned up in between."""

GRACE, MORE_CALLS = 0.5, 20
"""How many seconds and requests beyond the budget may be used to clean up."""

FEW = 4
"""In more worlds nothing is sent at the same time to a server that cannot be reset: that may leave
open what came first, and it stays so."""

JOINED = 5
"""So many directed walks are one from their second round on: some faults need what came before."""

GENERATED, SHARE = 0.15, 0.1
"""The part of the requests for what Schemathesis makes up, and for the longest question."""

ATTEMPTS, FEW_ATTEMPTS = 20, 4
"""How often is sent again what fails now and then: for itself, and before anything else."""


class Examiner:
    """Examines one server. `progress` is told of the phase after each answer, `connect` opens the
    session: over HTTP, unless told.

    A server that can be reset is taken back to its beginning before each script, and before each
    replay of one; of any other it is remembered what has become of it, and nothing is written
    there that names something which is neither given nor made by the examiner.
    """

    def __init__(
        self,
        document: Document,
        api: Api,
        target: Target,
        budget: Budget,
        plan: Plan,
        progress: Callable[[str, Examiner], None] = lambda phase, examiner: None,
        connect: Connect = Session,
    ) -> None:
        self.api = adjusted(api, target)
        self.target, self.budget, self.plan = target, budget, plan
        self._document = document
        self.seen, self._progress = Seen(), progress
        self._end = budget.deadline
        self._talk = Conversation(
            document, self.api, target, budget, plan, self.seen, self._observe, connect
        )
        self.scene = self._talk.scene
        self._cuts = Cuts(self._talk, budget, plan)
        self._reachable = Reachable(self.scene)
        self._survived = partial(survived, self._talk, self.seen, keep_going=plan.keep_going)

    def examine(self) -> Report:
        """Examine until the budget is spent.

        Raises Refused when it cannot begin.
        """
        started, begun = time.time(), time.monotonic()
        try:
            with suppress(OutOfBudget), self._survived():
                self._talk.begin()
                with self._survived():
                    self._look_back()
                with self._survived():
                    self._replay_earlier()
                self.scene.affordable = int(SHARE * self.budget.affordable)
                self.seen.notes += unfilled(self.api, self.scene.affordable)
                for phase, walk in self._phases():
                    with self._survived():
                        self._follow(phase, walk)
            with self._survived():
                self._clean()
            self._conclude()
        finally:
            with suppress(OutOfBudget):  # whose time is up may be told so just now
                self._talk.close()
        return report_of(
            self.api,
            self.target.url,
            self.seen,
            self.plan,
            started=started,
            seconds=time.monotonic() - begun,
            calls=self.budget.spent,
        )

    def replay(self, script: Script) -> list[tuple[Exchange, Judgement]]:
        """Read what is there, and send a script up to the first answer that is wrong; one with
        steps at the same time again and again, until there is such an answer.

        Raises Refused and OutOfBudget.
        """
        try:
            self._talk.begin()
            played = self._until_wrong(script, ATTEMPTS)
            return [(exchange, judgement) for exchange, _, judgement in played]
        finally:
            self._talk.close()

    def _conclude(self) -> None:
        """Say of each finding whether the server or the document is likelier wrong, and by all that
        is known of the server whether it is certain.
        """
        times = self.seen.times
        for key, each in self.seen.findings.items():
            answer = each.operation, each.exchanges[-1].status if each.exchanges else 0
            met, answers = times[*answer, place_of(each.where)], times[answer]
            blame = blamed(self.api, each, met, answers)
            certain = each.certain and not self.scene.worlds.leave_open(each.operation)
            self.seen.findings[key] = replace(each, blame=blame, certain=certain)

    def _look_back(self) -> None:
        """Judge what was read at the beginning."""
        for step, asked in self._talk.look_back():
            if asked[2].verdict == "violates":
                self._cuts.find((step,), asked[2], [asked[0]])

    def _clean(self) -> None:
        """Delete what was made, within what is left of the time, also when somebody has ended it
        before; a few requests more than were allowed may be sent for it.
        """
        talk, budget = self._talk, self.budget
        if talk.ours:
            budget.deadline = max(self._end, budget.clock() + GRACE)
            budget.calls = max(budget.calls, budget.spent + len(talk.ours) + MORE_CALLS)
            with suppress(OutOfBudget):
                talk.clean()
            self.seen.notes += left_behind(self.api, talk.ours)

    def _replay_earlier(self) -> None:
        """Send the cases of earlier findings; what is found again is not cut down again."""
        self.seen.phase, counts = "replayed", Counter[str]()
        try:
            for case in self.plan.earlier:
                sendable = is_sendable(self.api, self.target, case)
                counts[self._replayed(case) if sendable else "unsent"] += 1
        finally:
            self.seen.notes += told(counts["again"], counts["gone"], counts["unsent"])

    def _replayed(self, case: Case) -> str:
        """Send the case of an earlier finding, and say whether it is found "again" or "gone"; it
        is "unsent" when it could not be sent to its end, or was not answered.
        """
        played = self._until_wrong(case.script, FEW_ATTEMPTS)
        if not played or played[-1][2].verdict != "violates":
            whole = len(played) == len(case.script) and all(each[1] for each in played)
            return "gone" if whole else "unsent"
        exchanges = [exchange for exchange, _, _ in played]
        script = case.script[: len(played)]
        found = finding_of(script, played[-1][2], exchanges, "replayed", case.seed)
        self.seen.findings.setdefault(found.key, found)
        return "again" if found.key == key_of(case) else "gone"

    def _until_wrong(self, script: Script, attempts: int) -> list[Asked]:
        """Return what came of a script up to the first answer that is wrong; one with steps at
        the same time is sent so many times at most, until there is such an answer.
        """
        played: list[Asked] = []
        for _ in range(attempts if any(each.together for each in script) else 1):
            played = [asked for _, asked in self._talk.played(script)]
            if played and played[-1][2].verdict == "violates":
                break
        return played

    def _phases(self) -> Iterator[tuple[str, Walk]]:
        """Yield walks with the names of their phases, until time is up: first what the document
        shows, then what each kind of rule asks for, what is sent at the same time, what chance
        brings, and now and then all but the first again, with several things done in one walk.
        """
        scene, budget = self.scene, self.budget
        yield from self._made("examples", examples(scene))
        generating, late = GENERATED * budget.left, budget.left / 2
        for joined in chain((1,), repeat(JOINED)):
            together = self._made("concurrent", self._together())
            for each in self._made("directed", directed(scene, joined)):
                yield each
                if joined == 1 and budget.left < late:
                    yield from together  # a slow server leaves no time for it at the end
            most = budget.spent + GENERATED * (budget.calls - budget.spent)
            cases = generated(scene, self._document, generating, budget.clock)
            for each in self._made("schemathesis", cases):
                if budget.spent > most:
                    break
                yield each
            generating = 0.0
            yield from together
            yield from self._made("explored", (explored(scene) for _ in range(CHANCES)))
            if not budget.left:
                break  # though nothing may have been sent: nobody else would see it then

    def _made(self, phase: str, walks: Iterable[Walk]) -> Iterator[tuple[str, Walk]]:
        """Yield walks of a phase, until the examiner fails to make one up."""
        with self._survived():
            for walk in walks:
                yield phase, walk

    def _together(self) -> Iterator[Walk]:
        """Yield what is sent at the same time, as long as what becomes of it can be told."""
        for walk in concurrent(self.scene):
            if self.target.reset is None and len(self.scene.worlds.states) > FEW:
                break
            yield walk

    def _follow(self, phase: str, walk: Walk) -> None:
        """Send what a walk asks for, one step after the other, until something is found."""
        talk = self._talk
        self.seen.phase = phase
        self._cuts.go_on()
        talk.afresh()
        if talk.deletable_count > MOST_KEPT:
            talk.clean()
        walk = telling_apart(self.scene, walk)
        symbols, exchanges = Symbols(), list[Exchange]()
        asked: Asked | None = None
        while True:
            given = next_of(walk, asked)
            self._note_doubts(asked, exchanges, symbols)
            if given is None:
                break
            asked = None
            steps = (given,) if isinstance(given, Step) else given
            steps = tuple(map(self._reachable.instead, steps))
            if not steps or not all(talk.may(each) for each in steps):
                continue
            said = talk.ask(len(exchanges), steps)
            exchanges += [each[0] for _, each in said]
            made = [(step, each[1], made_in(self.api, step, each)) for step, each in said]
            symbols.note_together(made)
            asked = said[-1][1]
            if asked[2].verdict == "violates":
                self._cuts.find(symbols.script(), asked[2], exchanges)
            if talk.lost:
                break

    def _note_doubts(
        self, asked: Asked | None, exchanges: list[Exchange], symbols: Symbols
    ) -> None:
        """Note what a walk finds wrong itself. It is only cut down to its last step, where that
        needs no other: nobody else can say whether a shorter script fails like this one.
        """
        script = symbols.script()
        for doubt in self.scene.doubts if asked else ():
            alone = not any(True for _ in script[-1].taken())
            few, sent = (script[-1:], exchanges[-1:]) if alone else (script, exchanges)
            found = finding_of(few, doubt, sent, self.seen.phase, self.plan.seed)
            self.seen.findings.setdefault(found.key, found)
        self.scene.doubts.clear()

    def _observe(self, exchange: Exchange) -> None:
        self._progress(self.seen.phase, self)
        self.seen.keep(exchange)
