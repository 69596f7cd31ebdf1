"""Voided: the groups of a batch that a server has not carried out, for reasons of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from contract_tests.oracle.nearness import longer
from contract_tests.oracle.reading import read, telling
from mockserver.engine.bind import World, bind
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Json, Refusal, Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.state import State
from mockserver.engine.step import admitted, perform
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.template import EACH

MOST = 6
"""Of how many groups it is looked which of them were carried out."""


def voids_some(api: Api, request: Request, response: Response) -> bool:
    """Return whether the answer to a batch tells errors of parts of it: they may be its own."""
    operation = api.operations.get(request.operation or "")
    return operation is not None and bool(operation.batch) and tells_errors(operation, response)


def as_carried_out(api: Api, request: Request, response: Response) -> Response:
    """Return the answer to a batch that is refused and yet shows things of it as one that tells
    what was carried out: with which status a server tells that some was and some was not is open.
    """
    operation = api.operations.get(request.operation or "")
    if operation is None or not operation.batch or not 400 <= response.status < 500:
        return response
    partly = tells_errors(operation, response) and read(operation, response.body).items
    return replace(response, status=operation.status) if partly else response


def is_silent_on_some(
    api: Api, state: State, request: Request, response: Response, mismatch: Mismatch
) -> bool:
    """Say whether the answer to a batch shows just what comes of some of its groups, and does not
    tell why the others are not there.
    """
    operation = api.operations.get(request.operation or "")
    if operation is None or not operation.batch or operation.action != "upsert":
        return False
    fewer = str(mismatch.expected).endswith(" elements") and (longer(mismatch) or 0) < 0
    return fewer and next(without_voided(api, state, request, response), None) is not None


def tells_errors(operation: Operation, response: Response) -> bool:
    """Return whether an answer has errors where an operation tells those of parts."""
    if not isinstance(response.body, Mapping):
        return False
    return any(response.body.get(name) for name in telling(operation, "errors"))


def each_alone(api: Api, state: State, request: Request) -> Iterator[Outcome]:
    """Yield what has to become of each group of a batch if it is the only one."""
    call = admitted(api, request)
    if not isinstance(call, Refusal):
        for group in call.groups:
            yield perform(api, state, replace(call, groups=(group,)))[0]


def without_bad(api: Api, state: State, request: Request) -> Request:
    """Return a request for a batch with those of its groups alone that have to be carried out."""
    operation = api.operations.get(request.operation or "")
    path = operation.item_path if operation else ()
    if not isinstance(request.body, Json) or not (operation and operation.batch):
        return request
    if EACH not in path[:-1]:
        return request
    place = path[: path.index(EACH)]
    groups = value_at(request.body.value, place)
    alone = [*each_alone(api, state, request)]
    if not isinstance(groups, list) or len(groups) != len(alone):
        return request
    good = [group for group, each in zip(groups, alone, strict=True) if each.refusal is None]
    return replace(request, body=Json(with_value(request.body.value, place, good)))


def without_voided(api: Api, state: State, request: Request, response: Response) -> Iterator[State]:
    """Yield the states after a batch of which just those groups were carried out whose objects the
    answer shows.
    """
    call = admitted(api, request)
    if isinstance(call, Refusal) or len(call.groups) > MOST:
        return
    for number in reversed(range(len(call.groups))):
        for groups in combinations(call.groups, number):
            for outcome in perform(api, state, replace(call, groups=groups, every=True)):
                done = outcome.refusal is None and outcome.repeats is None
                bound = bind(api, state, outcome, response) if done else None
                if isinstance(bound, World):
                    yield bound.state
