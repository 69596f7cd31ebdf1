"""A broken server in this process: it answers as the engine does, but for one fault."""

from __future__ import annotations

import random
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from contract_tests.mutants.edge import Edge, Headers
from contract_tests.mutants.fault import Fault, Memory, Mutant, Scene
from mockserver.engine.fill import Filled, fill
from mockserver.engine.makers import Chance
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.engine.transition import with_values
from mockserver.model.api import Api

RIGHT = Fault()

PACE = timedelta(milliseconds=5)
"""How long a request takes, by the clock of the server that gets it."""


def later() -> datetime:
    """Return a time at the beginning of a second when all there is was made some seconds ago."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)


class Server:
    """Answers requests by an API as a mutant of it does, beginning with a state; without a mutant
    it is right.

    `applied` counts how often the fault had its chance, `crashes` why it could not answer. What
    it makes depends on nothing but how many requests it had, and when it was `started`: its clock
    goes on with each request, however long that takes.
    """

    def __init__(
        self,
        api: Api,
        beginning: State,
        mutant: Mutant | None = None,
        started: datetime | None = None,
    ) -> None:
        self.api, self._beginning, self._mutant = api, beginning, mutant
        self.applied, self.crashes = 0, list[str]()
        self._wrong: Api | None = None
        self._started = started or later()
        self._random, self._number = random.Random(1), 0
        self.reset()

    @property
    def now(self) -> datetime:
        """The time that it is here."""
        return self._started + self._number * PACE

    def reset(self) -> None:
        """Go back to the beginning."""
        self._state, self._by = self._beginning, self.api
        self._edge = Edge(self.api)
        self._memory = Memory(former=self._beginning)

    def respond(self, request: Request) -> Response:
        """Answer a request as a client sees it: its body has gone through JSON."""
        self._number += 1
        self._random = random.Random(self._number)
        try:
            response = self._answered(request)
            headers = (*response.headers, *self._edge.headers(request, self._chance(request)))
            return replace(
                response,
                headers=self._headers(request, headers),
                body=_sent(response),
                rules=(),
                reason="",
            )
        except Exception:
            self.crashes.append(traceback.format_exc())
            body = {"error": "The server failed."}
            return Response(status=500, media_type="application/json", body=body)

    def _headers(self, request: Request, headers: Headers) -> Headers:
        mutant = self._mutant
        if mutant is None or mutant.fault.headers is None:
            return headers
        holds = mutant.condition.holds(self._scene(request))
        return mutant.fault.headers(headers) if holds else headers

    def _scene(self, request: Request) -> Scene:
        return Scene(
            api=self.api,
            state=self._state,
            operation=self.api.operations[request.operation or ""],
            request=request,
            memory=self._memory,
            carry_out_in=lambda state, each: fill(self.api, state, each, self._chance(request)),
        )

    def _answered(self, request: Request) -> Response:
        scene = self._scene(request)
        fault = self._fault(scene)
        api = self._model(fault)
        if fault.request:
            request = fault.request(scene)
        met = fault.state(scene) if fault.state else self._state
        if (
            api.resources is not self._by.resources
        ):  # with another order, for example, all indexes are others
            met = with_values(api, met, {})
        outcome = step(api, met, request)[0]
        if fault.outcome:
            outcome = fault.outcome(scene, outcome)
        filled = fill(api, met, outcome, self._chance(request))
        if fault.answered:
            filled = fault.answered(scene, filled)
        if filled.state is not met:
            self._state, self._by = filled.state, api
        self._remember(scene, filled)
        return filled.response

    def _fault(self, scene: Scene) -> Fault:
        mutant = self._mutant
        if mutant is None or not mutant.fault.concerns(scene.operation):
            return RIGHT
        if not mutant.condition.holds(scene):
            return RIGHT
        self.applied += 1
        return mutant.fault

    def _model(self, fault: Fault) -> Api:
        if fault.model is None:
            return self.api
        if self._wrong is None:
            self._wrong = fault.model()
        return self._wrong

    def _remember(self, scene: Scene, filled: Filled) -> None:
        memory, operation = self._memory, scene.operation
        if filled.response.status >= 400:
            return
        memory.counts[operation.id] = memory.counts.get(operation.id, 0) + 1
        memory.last[operation.id] = (scene.request, filled.response)
        if operation.action == "delete":
            memory.deletions += 1
        if self._state is not scene.state and operation.method not in {"GET", "HEAD"}:
            memory.former = scene.state

    def _chance(self, request: Request) -> Chance:
        origin = f"http://{request.headers.get('host', 'localhost')}/{self.api.name}"
        return Chance(random=self._random, now=self.now, origin=origin)


def _sent(response: Response) -> Any:
    body = response.body
    if body is None or "json" not in (response.media_type or ""):
        return body
    return orjson.loads(orjson.dumps(body, default=str))  # what is wrong may have no JSON form
