"""Worlds: all states that explain what a server has answered so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Literal

from mockserver.engine.bind import World, bind
from mockserver.engine.difference import Mismatch
from mockserver.engine.hole import Hole
from mockserver.engine.message import File, Form, Json, Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.precedence import refusals
from mockserver.engine.state import Entity, State
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.rule import Inferred

MOST = 64
"""How many worlds are kept at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an answer means.

    `conforms`: some legal outcome explains it; `rules` shaped that. `violates`: none does;
    `mismatch` says how the likeliest one differs, `rules` are those that are broken, the
    documented ones first, and `certain` says that there is one, or that no document allows such
    an answer. `unknown`: it cannot be told. `made` are the values that the server chose.
    """

    verdict: Literal["conforms", "violates", "unknown"]
    rules: tuple[str, ...] = ()
    mismatch: Mismatch | None = None
    certain: bool = False
    made: tuple[Any, ...] = ()


class Worlds:
    """The possible states of one server, as far as its answers tell.

    `capped` says that there were more than are kept, so that a violation may have been none.
    """

    def __init__(self, api: Api, state: State, most: int = MOST) -> None:
        self.api, self.capped = api, False
        self.states: tuple[State, ...] = (state,)
        self._most = most

    def judge(self, request: Request, response: Response) -> Judgement:
        """Hold an answer against all that may have happened; keep what explains it.

        After a violation the worlds stay as they were.
        """
        found: list[tuple[World, Outcome]] = []
        missed: list[tuple[Mismatch, Outcome]] = []
        for state in self.states:
            for outcome in step(self.api, state, request):
                bound = bind(self.api, state, outcome, response)
                if isinstance(bound, World):
                    found.append((bound, outcome))
                else:
                    missed.append((bound, outcome))
        if not found and self._is_refused_otherwise(request, response, missed):
            return Judgement(verdict="conforms")
        if not found and self._untold(request):
            return Judgement(verdict="unknown")
        if not found:
            return self._violated(missed, request, response)
        self._keep(world.state for world, _ in found)
        made = [
            value
            for hole, value in found[0][0].values.items()
            if hole.property.made_by in {"uuid", "shortuuid", "token", "integer"}
        ]
        rules = dict.fromkeys(id_ for _, outcome in found for id_ in outcome.rules)
        return Judgement(verdict="conforms", rules=tuple(rules), made=tuple(made))

    def judge_together(
        self,
        requests: Sequence[Request],
        responses: Sequence[Response | None],
        before: Sequence[Collection[int]] = (),
    ) -> tuple[Judgement, ...]:
        """Hold the answers to requests that were sent at the same time, None for one that did not
        come, against all orders in which they may have been carried out. `before` has for each
        request the numbers of those that were answered before it was sent. Keep all that any
        order explains, and return a judgement for each answer.

        If no order explains all, one violates: the one at which it ends for an order that explains
        most. Behind that one all are unknown.
        """
        explained: list[State] = []
        found: list[tuple[Any, dict[int, Judgement]]] = []
        for order in _orders(len(requests), before):
            judged, worlds = self._judged_in(order, requests, responses)
            missed = next((each.mismatch for each in judged.values() if each.mismatch), None)
            found.append(((missed is not None, -len(judged), *_nearness(missed)), judged))
            if missed is None:
                explained += worlds.states
                self.capped = self.capped or worlds.capped
        if explained:
            self._keep(explained)
        best, unknown = min(found, key=lambda each: each[0])[1], Judgement(verdict="unknown")
        return tuple(best.get(number, unknown) for number in range(len(requests)))

    def _judged_in(
        self,
        order: Sequence[int],
        requests: Sequence[Request],
        responses: Sequence[Response | None],
    ) -> tuple[dict[int, Judgement], Worlds]:
        """Return the judgements of answers in this order, up to the first that violates, and the
        worlds that they leave.
        """
        worlds, found = Worlds(self.api, self.states[0], self._most), dict[int, Judgement]()
        worlds.states, worlds.capped = self.states, self.capped
        for number in order:
            response = responses[number]
            if response is None:
                worlds.unanswered(requests[number])
                found[number] = Judgement(verdict="unknown")
                continue
            found[number] = worlds.judge(requests[number], response)
            if found[number].verdict == "violates":
                break
        return found, worlds

    def unanswered(self, request: Request) -> None:
        """Keep both what is so if the request was carried out, and what is so if it was not."""
        after = [
            applied(self.api, state, outcome.changes, outcome.serial)
            for state in self.states
            for outcome in step(self.api, state, request)
            if outcome.changes
        ]
        self._keep((*self.states, *after))

    def _is_refused_otherwise(
        self, request: Request, response: Response, missed: list[tuple[Mismatch, Outcome]]
    ) -> bool:
        """Say whether an answer refuses what has to be refused for another of its faults."""
        if any(outcome.refusal is None for _, outcome in missed):
            return False
        return any(
            isinstance(bind(self.api, state, outcome, response), World)
            for state in self.states
            for outcome in refusals(self.api, state, request)
        )

    def _untold(self, request: Request) -> bool:
        """Say whether an answer depends on a time or a version that no answer has told yet."""
        operation = self.api.operations.get(request.operation or "")
        if operation is None:
            return False
        later = any(each.by == "later" for each in operation.filters)
        sent = f"{request.path} {request.body}"
        return any(
            isinstance(value, Hole)
            for state in self.states
            for every in (state.entities, state.dead)
            for entity in every.values()
            if later or self._is_versioned(entity, sent)
            for value in entity.fields.values()
        )

    def _is_versioned(self, entity: Entity, sent: str) -> bool:
        """Say whether a request names an entity that has to be written with its version."""
        return bool(self.api.resources[entity.resource].version) and str(entity.key) in sent

    def _keep(self, states: Iterable[State]) -> None:
        kept: list[State] = []
        for state in states:
            if not any(state is each or state == each for each in kept):
                kept.append(state)
        self.capped = self.capped or len(kept) > self._most
        self.states = tuple(kept[: self._most])

    def _violated(
        self, missed: list[tuple[Mismatch, Outcome]], request: Request, response: Response
    ) -> Judgement:
        mismatch, outcome = min(missed, key=lambda each: _distance(each[0]))
        rules = sorted(
            dict.fromkeys((*mismatch.rules, *outcome.rules)),
            key=lambda id_: (id_ not in mismatch.rules, isinstance(id_, Inferred)),
        )
        blamed = mismatch.rules or outcome.rules
        documented = any(not isinstance(id_, Inferred) for id_ in blamed)
        certain = not self.capped and (documented or response.status >= 500)
        refused = 400 <= response.status < 500
        if outcome.refusal is None and refused and is_extreme(request):
            certain = False
        if outcome.refusal is not None and not refused and is_broken(request):
            certain = False
        return Judgement(verdict="violates", rules=tuple(rules), mismatch=mismatch, certain=certain)


def _orders(count: int, before: Sequence[Collection[int]]) -> list[tuple[int, ...]]:
    """Return the orders of so many in which each comes behind those that are `before` it; all,
    if a clock that was set in between leaves none.
    """
    every = list(permutations(range(count)))
    return [
        order
        for order in every
        if not any(
            order.index(other) > order.index(each)
            for each, others in enumerate(before)
            for other in others
        )
    ] or every


def _nearness(missed: Mismatch | None) -> tuple[bool, int]:
    return _distance(missed) if missed else (False, 0)


def _distance(mismatch: Mismatch) -> tuple[bool, int]:
    """Return how far an outcome is from explaining an answer; one with its status is nearer, and
    one that differs further inside it.
    """
    return mismatch.path == "status", -mismatch.path.count(".")


LARGEST, LONGEST = 2**31, 1000
"""Numbers and texts beyond these may be too much for a server that documents no limit."""


def is_extreme(request: Request) -> bool:
    """Say whether something in a request is so large that a server might refuse it for that."""
    sent: list[Any] = [value for _, value in request.query]
    if isinstance(request.body, Json):
        sent.append(request.body.value)
    elif isinstance(request.body, Form):
        sent += (value for _, value in request.body.fields if isinstance(value, str))
    for each in sent:  # it grows while it is walked
        if isinstance(each, Mapping):
            sent += each.values()
        elif isinstance(each, list):
            sent += each
        elif isinstance(each, str) and (len(each) > LONGEST or len(each.lstrip("-")) > 9):
            if len(each) > LONGEST or each.lstrip("-").replace(".", "").isdigit():
                return True
        elif isinstance(each, int | float) and abs(each) > LARGEST:
            return True
    return False


def is_broken(request: Request) -> bool:
    """Say whether a file is sent as a picture that is broken or none: few documents tell how
    closely a server looks.
    """
    fields = request.body.fields if isinstance(request.body, Form) else ()
    return any(
        isinstance(each, File) and each.picture is None and each.media_type.startswith("image/")
        for _, each in fields
    )
