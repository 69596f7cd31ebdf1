"""Accounts: whether a credential is of somebody else, who has other things and may do more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from contract_tests.oracle.reading import key_of, read
from contract_tests.report import Exchange
from contract_tests.script import Step
from contract_tests.walks import Scene
from mockserver.engine.message import Response
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation

Ask = Callable[[Step], tuple[Exchange, Response | None]]
"""Sends a step; without a response when no answer came."""


def left_out(scene: Scene, ask: Ask) -> Iterator[str]:
    """Leave out the roles that are of somebody else, but never the first; yield a note on each."""
    for role in [*_of_others(scene.api, scene.beginning, scene.roles[1:], ask)]:
        scene.leave_out(role)
        yield f"The role {role} is of somebody who has other things, and is left out."


def _of_others(api: Api, state: State, roles: Sequence[str], ask: Ask) -> Iterator[str]:
    """Yield those of the roles that are shown a list, which by the document they must not see, and
    in it nothing of what there is: they are known at another place, and nobody knows for what.
    """
    lists = [*_lists(api, state)]
    for credential in (each for each in api.credentials if each.role in roles):
        hidden = (each for each in lists if not each.requires <= credential.grants)
        for operation in islice(hidden, 1):
            resource = api.resources[operation.resource]
            _, answer = ask(Step(operation=operation.id, role=credential.role))
            if answer is not None and answer.status in {operation.status, *operation.when_empty}:
                items = read(operation, answer.body).items
                if not any(state.get(resource.name, key_of(resource, each)) for each in items):
                    yield credential.role


def _lists(api: Api, state: State) -> Iterator[Operation]:
    """Yield the operations that list things which there are, below nothing."""
    there = {name for name, _ in state.entities}
    for each in api.operations.values():
        on_path = any(one.where == "path" for one in each.parameters)
        if (each.action, each.method) == ("list", "GET") and each.resource in there and not on_path:
            yield each
