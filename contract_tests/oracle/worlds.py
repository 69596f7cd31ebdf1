"""Worlds: all states that explain what a server has answered so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from contract_tests.oracle.adoption import taken_over
from contract_tests.oracle.blame import Blame, blame
from contract_tests.oracle.leave import Leave
from contract_tests.oracle.orders import orders
from contract_tests.oracle.reading import read
from contract_tests.oracle.ties import reordered
from contract_tests.oracle.unnamed import named
from mockserver.engine.bind import World, bind
from mockserver.engine.difference import Mismatch
from mockserver.engine.hole import Hole
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.precedence import refusals
from mockserver.engine.state import Entity, State
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from mockserver.model.api import Api

MOST = 64
"""How many worlds are kept at a time."""

UNFIT = frozenset({400, 413, 415, 422})
"""The statuses of a request that is not as a server wants it."""

Missed = tuple[Mismatch, Outcome, State]
"""Why an outcome in a state does not explain an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an answer means.

    `conforms`: some legal outcome explains it; `rules` shaped that. `violates`: none does;
    `mismatch` says how the likeliest one differs, `rules` are those that are broken, the
    documented ones first, and `certain` says that there is one, or that no document allows such
    an answer. `unknown`: it cannot be told. `made` are the values that the server chose. `lost`
    says that nobody knows what has become of the server.
    """

    verdict: Literal["conforms", "violates", "unknown"]
    rules: tuple[str, ...] = ()
    mismatch: Mismatch | None = None
    certain: bool = False
    made: tuple[Any, ...] = ()
    lost: bool = False


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
        self._placed: set[tuple[str, Any]] = set()

    def judge(self, request: Request, response: Response) -> Judgement:
        """Hold an answer against all that may have happened; keep what explains it.

        After a violation the worlds stay as they were.
        """
        others = [each for state in self.states for each in named(self.api, state, request)]
        found, missed = self._explained((*self.states, *others), request, response)
        if not found and (states := tuple(self._reordered(missed, response))):
            found, _ = self._explained(states, request, response)
        if not found and all(outcome.refusal for _, outcome, _ in missed):
            return self._refused_otherwise(request, response, missed)
        if not found and self._untold(request):
            return Judgement(verdict="unknown", lost=True)
        if not found:
            return self._violated(missed, request, response)
        self._keep(world.state for world, _ in found)
        self._place(found[0][1], response)
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

        If no order explains all, an order that explains most says what violates; what is behind
        an answer after which nobody knows what has become of the server is unknown.
        """
        tried = [
            (_misfit(judged), judged, worlds)
            for order in orders(len(requests), before)
            for judged, worlds in [self._judged_in(order, requests, responses)]
        ]
        best = min(each[0] for each in tried)
        if not best[0]:
            fitting = [worlds for misfit, _, worlds in tried if misfit[:3] == best[:3]]
            self.capped = self.capped or any(each.capped for each in fitting)
            self._keep(state for each in fitting for state in each.states)
        found = next(judged for misfit, judged, _ in tried if misfit == best)
        unknown = Judgement(verdict="unknown")
        return tuple(found.get(number, unknown) for number in range(len(requests)))

    def _judged_in(
        self,
        order: Sequence[int],
        requests: Sequence[Request],
        responses: Sequence[Response | None],
    ) -> tuple[dict[int, Judgement], Worlds]:
        """Return the judgements of answers in this order, up to the first after which nobody
        knows what has become of the server, and the worlds that they leave.
        """
        worlds = Worlds(self.api, self.states[0], self._most, self._leave)
        worlds.states, worlds.capped, found = self.states, self.capped, dict[int, Judgement]()
        for number in order:
            response = responses[number]
            if response is None:
                worlds.unanswered(requests[number])
                found[number] = Judgement(verdict="unknown")
                continue
            found[number] = worlds.judge(requests[number], response)
            if found[number].verdict == "violates" and found[number].lost:
                break
        return found, worlds

    def _explained(
        self, states: Iterable[State], request: Request, response: Response
    ) -> tuple[list[tuple[World, Outcome]], list[Missed]]:
        """Return what explains an answer, and what does not."""
        found: list[tuple[World, Outcome]] = []
        missed: list[Missed] = []
        for state in states:
            for outcome in step(self.api, state, request):
                bound = bind(self.api, state, outcome, response)
                if isinstance(bound, World):
                    found.append((bound, outcome))
                else:
                    missed.append((bound, outcome, state))
        return found, missed

    def _reordered(self, missed: list[Missed], response: Response) -> Iterator[State]:
        """Yield the states in which a list stands as the answer shows it, if it may."""
        for mismatch, outcome, state in missed:
            if mismatch.path.startswith("body"):
                other = reordered(self.api, state, outcome, response.body, self._placed)
                if other is not None:
                    yield other

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
        judgement = self._violated(missed, request, response)
        if judgement.certain and 400 <= response.status < 500:
            doubt = any(
                not blame(self.api, outcome, request, response, mismatch).certain
                for mismatch, outcome, _ in others
            )
            return replace(judgement, certain=not doubt)
        return judgement

    def _refusals(self, request: Request) -> Iterator[tuple[State, Outcome]]:
        """Yield all refusals that a request deserves, whichever fault is looked at first."""
        for state in self.states:
            for outcome in refusals(self.api, state, request):
                yield state, outcome
            for api in self._leave.checks:
                for outcome in step(api, state, request):
                    if outcome.refusal is not None:
                        yield state, outcome

    def _untold(self, request: Request) -> bool:
        """Say whether an answer depends on a time or a version that no answer has told yet."""
        operation = self.api.operations.get(request.operation or "")
        if operation is None:
            return False
        later = {each.field for each in operation.filters if each.by == "later"}
        writes = operation.action in {"update", "upsert"}
        sent = f"{request.path} {request.body}" if writes else ""
        return any(
            isinstance(entity.fields.get(name), Hole)
            for state in self.states
            for every in (state.entities, state.dead)
            for entity in every.values()
            for name in (*later, *self._version_of(entity, sent))
        )

    def _version_of(self, entity: Entity, sent: str) -> tuple[str, ...]:
        """Return the version's name of an entity that a request names, () of another one."""
        version = self.api.resources[entity.resource].version
        return (version.field,) if version and str(entity.key) in sent else ()

    def _place(self, outcome: Outcome, response: Response) -> None:
        """Note of what an answer has told the place in its list; a write may move all of them."""
        if outcome.changes:
            self._placed.clear()
        shown = outcome.shown
        if shown is None or shown.operation.action != "list":
            return
        resource = self.api.resources[shown.operation.resource]
        for item in read(shown.operation, response.body).items:
            key = item.get(resource.identifier)
            if isinstance(key, str | int):
                self._placed.add((resource.name, key))

    def _keep(self, states: Iterable[State]) -> None:
        kept: list[State] = []
        for state in states:
            if not any(state is each or state == each for each in kept):
                kept.append(state)
        self.capped = self.capped or len(kept) > self._most
        self.states = tuple(kept[: self._most])

    def _violated(self, missed: list[Missed], request: Request, response: Response) -> Judgement:
        mismatch, outcome, state = min(missed, key=lambda each: _distance(each[0]))
        found = blame(self.api, outcome, request, response, mismatch)
        if mismatch.about == "status" and outcome.refusal is None:
            found = self._unless_it_lacks_something(found, request, response)
        return Judgement(
            verdict="violates",
            rules=found.rules,
            mismatch=found.mismatch,
            certain=found.certain and not self.capped,
            lost=not self._follows(found, outcome, state, response),
        )

    def _unless_it_lacks_something(
        self, found: Blame, request: Request, response: Response
    ) -> Blame:
        """Return the blame for a refusal, without certainty where the request may lack, or combine,
        something that no document tells.
        """
        if response.status not in UNFIT or self._leave.accepted.covers(request):
            return found
        return replace(found, certain=False)

    def _follows(self, found: Blame, outcome: Outcome, state: State, response: Response) -> bool:
        """Say whether we know what has become of the server although its answer is not right:
        when it has refused, or shows something else than what no document tells for certain.
        """
        if 400 <= response.status < 500:
            return not found.certain
        if found.certain or response.status != outcome.status or outcome.refusal:
            return False
        self._keep([taken_over(self.api, state, outcome, response.body)])
        return True


def _misfit(judged: Mapping[int, Judgement]) -> tuple[bool, int, int, bool, int]:
    """Return how far an order is from explaining answers: one that loses sight of the server is
    farthest, the earlier the farther.
    """
    missed = [each for each in judged.values() if each.mismatch is not None]
    nearest = min(
        (_distance(each.mismatch) for each in missed if each.mismatch), default=(False, 0)
    )
    return any(each.lost for each in missed), -len(judged), len(missed), *nearest


def _distance(mismatch: Mismatch) -> tuple[bool, int]:
    """Return how far an outcome is from explaining an answer; one with its status is nearer, and
    one that differs further inside it.
    """
    return mismatch.path == "status", -mismatch.path.count(".")
