"""Worlds: all states that explain what a server has answered so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from contract_tests.oracle.adoption import shows_others, taken_over
from contract_tests.oracle.beside import bound_freely
from contract_tests.oracle.blame import Blame, blame, refuses
from contract_tests.oracle.demands import may_demand_more
from contract_tests.oracle.doubted import doubted
from contract_tests.oracle.echo import echoed, made_by_server, new_between
from contract_tests.oracle.generous import carried_out
from contract_tests.oracle.judgement import Judgement, with_echo
from contract_tests.oracle.leave import Leave
from contract_tests.oracle.nearness import TOO_MANY, Found, Missed, alike, listed_otherwise, nearest
from contract_tests.oracle.odd import is_ahead, is_extreme, is_odd
from contract_tests.oracle.seeking import seeks_a_part
from contract_tests.oracle.sizes import led_on
from contract_tests.oracle.ties import as_page
from contract_tests.oracle.told import Told
from contract_tests.oracle.tracking import drives, is_plain_move
from contract_tests.oracle.uniqueness import may_be_taken
from contract_tests.oracle.unnamed import are_mixed_up, is_among_unnamed, named, with_named
from contract_tests.oracle.untold import (
    admitted,
    is_in_part,
    left_open,
    may_be_stale,
    may_void,
    untold,
)
from contract_tests.oracle.voided import as_carried_out, voids_some, without_bad
from mockserver.engine.bind import World, bind
from mockserver.engine.fill import kept
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.precedence import refusals
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from mockserver.model.api import Api

MOST = 64
"""How many worlds are kept at a time."""

MISFITS = frozenset({"invalid", "malformed", "unsupported-media-type", "too-large"})
"""The kinds of refusals of a request that is not as a server wants it."""


class Worlds:
    """The possible states of one server, as far as its answers tell.

    `capped` says that there were more than are kept, so that a violation may have been none.
    """

    def __init__(
        self, api: Api, state: State, most: int = MOST, leave: Leave | None = None
    ) -> None:
        self.api, self.capped, self._leave = api, False, leave or Leave(api)
        self.states: tuple[State, ...] = (state,)
        self._most = most
        self._told = Told()

    def judge(self, request: Request, response: Response) -> Judgement:
        """Hold an answer against all that may have happened; keep what explains it.

        After a violation the worlds stay as they were, unless it is none for certain: then what
        the answer shows is believed.
        """
        if is_in_part(self.api, request, response):
            return Judgement(verdict="unknown", lost=True)
        response = as_carried_out(self.api, request, response)
        others = [each for state in self.states for each in named(self.api, state, request)]
        found, missed = self._explained(self.states, request, response)
        if others:
            found, missed = with_named(found, missed, self._explained(others, request, response))
        unfit = missed
        if missed and (states := tuple(self._leave.others(missed, response, self._told))):
            more, left = self._explained(states, request, response)
            found, missed = [*found, *more], missed if found else left
        if not found and response.status == TOO_MANY:
            return Judgement(verdict="unknown")
        if not found and all(outcome.refusal for _, outcome, _ in missed):
            return self._refused_otherwise(request, response, missed)
        if not found and untold(self.api, self.states, request, response):
            return Judgement(verdict="unknown", lost=not refuses(response))
        if not found:
            return self._violated(missed, request, response)
        self._leave.steps.note(self.states[0], found[0][1], response.body)
        self._leave.note(self.states[0], found[0][1])
        excused = len(self.states) > 1 and self._is_excused(request, response)
        also = self.states if excused else doubted(self.api, found, unfit, request, response)
        self._keep((*(world.state for world, _ in found), *also))
        self._told.note(self.api, found[0][1], response)
        values = found[0][0].values
        made = made_by_server(values)
        rules = tuple(dict.fromkeys(id_ for _, outcome in found for id_ in outcome.rules))
        if wrong := echoed(values, request):
            return with_echo(wrong, made)
        open_ = bool(found[0][1].changes) and is_ahead(self.api, request)
        return Judgement(verdict="conforms", rules=rules, made=made, lost=open_)

    def leave_open(self, operation: str) -> bool:
        """Say whether nobody knows any more what an operation may answer, as is known by now."""
        return self._leave.renewed.concerns(self.api.operations[operation])

    def fork(self) -> Worlds:
        """Return the same worlds, to see what would become of them."""
        other = Worlds(self.api, self.states[0], self._most, self._leave)
        other.states, other.capped = self.states, self.capped
        other._told = self._told.copy()
        return other

    def become(self, several: Sequence[Worlds]) -> None:
        """Be all that several forks may have become."""
        self.capped = self.capped or any(each.capped for each in several)
        self._told = Told.by_all([each._told for each in several])
        self._keep(state for each in several for state in each.states)

    def _explained(
        self, states: Iterable[State], request: Request, response: Response
    ) -> tuple[list[Found], list[Missed]]:
        """Return what explains an answer, and of states that nothing explains what does not."""
        found: list[Found] = []
        missed: list[Missed] = []
        for state in states:
            before, left = len(found), list[Missed]()
            for each in step(self.api, state, request):
                outcome = led_on(each, response.body)
                bound = bind(self.api, state, outcome, response)
                if not isinstance(bound, World):
                    freely = (state, outcome, request, response, self._leave.naming)
                    bound = bound_freely(self.api, *freely) or bound
                if isinstance(bound, World):
                    found.append((bound, outcome))
                else:
                    left.append((bound, outcome, state))
            missed += left if len(found) == before else []
        return found, missed

    def unanswered(self, request: Request) -> None:
        """Keep both what is so if the request was carried out, and what is so if it was not."""
        after = [
            applied(self.api, state, outcome.changes, outcome.serial)
            for state in self.states
            for outcome in step(self.api, state, request)
            if outcome.changes
        ]
        self._keep((*self.states, *after))

    def _refused_otherwise(
        self, request: Request, response: Response, missed: list[Missed]
    ) -> Judgement:
        """Judge an answer to what has to be refused: it may be refused for any of its faults."""
        others: list[Missed] = []
        for state, outcome in self._refusals(request):
            bound = bind(self.api, state, outcome, response)
            if isinstance(bound, World):
                return Judgement(verdict="conforms", rules=tuple(dict.fromkeys(outcome.rules)))
            others.append((bound, outcome, state))
        wanted = [outcome.refusal for _, outcome, _ in missed if outcome.refusal]
        if left_open(self.api, wanted, request, response):
            if not refuses(response) and (known := admitted(self.api, request)):
                return self.judge(known, response)  # its credential is taken for a good one
            return Judgement(verdict="conforms")
        judgement = self._violated(missed, request, response)
        if not judgement.certain or not refuses(response):
            return judgement
        misfit = any(each.refusal and each.refusal.kind in MISFITS for _, each, _ in missed)
        doubt = (self._leave.accepted.is_unheard_of(request, response) and not misfit) or any(
            not blame(self.api, state, outcome, request, response, mismatch).certain
            for mismatch, outcome, state in others
        )
        return replace(judgement, certain=not doubt, lost=not doubt)

    def _is_excused(self, request: Request, response: Response) -> bool:
        """Say whether a server may have a reason of its own to refuse a request."""
        if not refuses(response):
            return False
        operation = self.api.operations.get(request.operation or "")
        batch = operation is not None and bool(operation.batch) and operation.action == "upsert"
        kinds = (request, without_bad(self.api, self.states[0], request))
        return (
            all(self._leave.accepted.is_unheard_of(each, response, batch=batch) for each in kinds)
            or self._leave.keys.is_taken(request)
            or may_be_taken(self.api, self.states, request, response)
            or any(
                may_be_stale(self.api, state, request, response, self._told.shown)
                for state in self.states
            )
        )

    def _refusals(self, request: Request) -> Iterator[tuple[State, Outcome]]:
        """Yield all refusals that a request deserves, whichever fault is looked at first."""
        for state in self.states:
            for outcome in refusals(self.api, state, request):
                yield state, outcome
            for api in self._leave.checks:
                for outcome in step(api, state, request):
                    if outcome.refusal is not None:
                        yield state, outcome

    def _keep(self, states: Iterable[State]) -> None:
        several: list[State] = []
        for state in states:
            if not any(state is each or state == each for each in several):
                several.append(state)
        self.capped = self.capped or len(several) > self._most
        self.states = tuple(several[: self._most])

    def _violated(self, missed: list[Missed], request: Request, response: Response) -> Judgement:
        near = nearest(missed, partial(listed_otherwise, self.api, response.body))
        blames = [
            blame(self.api, state, outcome, request, response, mismatch)
            for mismatch, outcome, state in near
        ]
        # What one of the worlds may excuse is not certain.
        chosen = next((n for n, each in enumerate(blames) if not each.certain), 0)
        found, (_, outcome, state) = blames[chosen], near[chosen]
        plain = outcome.refusal or is_plain_move(self.api, state, outcome, request)
        if not plain and self._is_excused(request, response):
            found = replace(found, certain=False)
        if (
            self._leave.excuses(found, outcome, state, request, response)
            or (refuses(response) and may_demand_more(self.api, state, outcome, request))
            or seeks_a_part(self.api, self.states, request, response)
        ):
            found = replace(found, certain=False)
        found = as_page(self.api, state, outcome, response.body, self._told, found)
        lost = not self._follows(found, request, response, near[chosen], near)
        if not refuses(response) and (outcome.changes or not lost):
            self._leave.note(state, outcome)
        doubt = is_odd(self.api, request) or is_extreme(self.api, request)
        doubt = doubt or may_void(self.api, self.states, request, response, self._told.shown)
        if outcome.refusal and not refuses(response):
            self._told = Told()  # what has been done may have changed all of it
        elif not refuses(response) and (outcome.changes or not lost):
            self._told.note(self.api, outcome, response)
        if doubt and not found.certain:
            lost = lost or (not refuses(response) and is_ahead(self.api, request))
            return Judgement(verdict="unknown", lost=lost)
        return Judgement(
            verdict="violates",
            rules=found.rules,
            mismatch=found.mismatch,
            certain=found.certain and not self.capped,
            made=new_between(state, self.states[0]) if outcome.changes and not lost else (),
            lost=lost,
        )

    def _follows(
        self,
        found: Blame,
        request: Request,
        response: Response,
        chosen: Missed,
        near: list[Missed],
    ) -> bool:
        """Say whether we know what has become of the server although its answer is not right: when
        it has refused, has not minded what is wrong in a request, or shows something else than what
        no document tells for certain. What has been done then is as open as after an answer that
        differs nowhere: each of those near from which it differs in the same places as from the
        chosen one.
        """
        _, outcome, state = chosen
        if refuses(response):
            return not found.certain
        if found.certain or (response.status != outcome.status and not outcome.refusal):
            return False
        if outcome.refusal or voids_some(self.api, request, response):
            checks = self._leave.checks
            left = carried_out(self.api, checks, self.states, outcome, request, response)
            for each in left[:1]:
                self._leave.compare(state, each)
            self._keep(left or self.states)
            return bool(left)
        if drives(self.api, outcome, found.mismatch):
            return False
        if is_among_unnamed(self.api, state, outcome, found.mismatch, response.body):
            return False
        if are_mixed_up(self.api, state, outcome, found.mismatch):
            return False
        after = [
            (taken_over(self.api, before, each, response.body), each)
            for _, each, before in alike(near, chosen)
            if each.status == response.status and each.refusal is None
        ]
        if any(shows_others(self.api, one, each, response.body) for one, each in after):
            return False
        self._keep(kept(one, each, response) for one, each in after)
        self._leave.steps.note(state, outcome, response.body)
        return True
