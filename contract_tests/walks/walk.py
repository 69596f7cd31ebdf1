"""What a walk is, and what it knows of the server that it walks on."""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract_tests.arguments import Arguments
from contract_tests.oracle import Judgement, Worlds
from contract_tests.oracle.accepted import Accepted
from contract_tests.oracle.reading import read
from contract_tests.report import Exchange
from contract_tests.script import Step
from mockserver.engine.message import Response
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation

Asked = tuple[Exchange, Response | None, Judgement]
"""A request that was sent, what came back, and what it means."""

Said = tuple[Step, Asked]
"""A step that was sent, and what came of it."""

Burst = tuple[Step, ...]
"""Steps to be sent at the same time."""

Walk = Generator[Step | Burst, Asked | None, None]
"""Yields the steps to send, one after the other, and is told of each what came of it, of several
at the same time what came of the last; None of what may not be sent to this server. It ends when
it has nothing more to ask.
"""


@dataclass(slots=True, kw_only=True)
class Scene:
    """What walks know: the API, what makes the arguments of requests, the worlds in which the
    server may be, the requests that it has `accepted`, what was there at the `beginning`, the
    `roles` there are, the preferred one first, and the only source of chance. `operations` are
    those that may be sent. `affordable` is how many requests a walk may spend on one question.
    `doubts` are what a walk itself finds wrong with the answer that it was told of last.
    """

    api: Api
    arguments: Arguments
    random: random.Random
    worlds: Worlds
    accepted: Accepted
    beginning: State
    roles: Sequence[str]
    operations: Sequence[Operation]
    affordable: int = 0
    doubts: list[Judgement] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The likeliest state of the server."""
        return self.worlds.states[0]

    def leave_out(self, role: str) -> None:
        """Send nothing any more in a role."""
        self.roles = [each for each in self.roles if each != role]
        self.arguments.leave_out(role)


def next_of(walk: Walk, asked: Asked | None) -> Step | Burst | None:
    """Return the next step of a walk that is told what came of the last, None at its end."""
    try:
        return walk.send(asked)
    except StopIteration:
        return None


def made_in(api: Api, step: Step, asked: Asked) -> tuple[Any, ...]:
    """Return what an answer shows that the server made: new identifiers, and the cursor."""
    _, response, judgement = asked
    operation = api.operations[step.operation]
    cursor = read(operation, response.body).cursor if response else ""
    return (*judgement.made, cursor) if cursor else judgement.made
