"""The step: what may legally happen when a request meets a state. Pure and total.

The stand-in fills the holes of the first outcome, the examiner binds those of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockserver.engine.actions import ACTIONS
from mockserver.engine.admission import authenticated, membership
from mockserver.engine.batches import BATCHES, overfull, upsert
from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.creation import Outcomes
from mockserver.engine.message import Refusal, Request
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.refuse import as_told, refused
from mockserver.engine.replacing import replace_all
from mockserver.engine.rules.dated import dated, version_of
from mockserver.engine.rules.idempotency import key_of, remembered, repeated
from mockserver.engine.rules.sent import asks_for
from mockserver.engine.rules.show import barred, hidden
from mockserver.engine.state import State
from mockserver.engine.updating import update
from mockserver.engine.validity import validated
from mockserver.model.api import Api
from mockserver.model.operation import Operation

ALONE = {**ACTIONS, "update": update, "upsert": upsert, "replace-all": replace_all}
"""What the operations on one thing, or on all children of one, do."""


def step(api: Api, state: State, request: Request) -> Outcomes:
    """Return the legal outcomes of a request, the preferred one first; never none.

    Neither argument is changed, equal arguments give equal outcomes, and no request raises.
    """
    call = admitted(api, request)
    if isinstance(call, Refusal):
        operation = api.operations.get(request.operation or "")
        return as_told(operation, refused(api, state, call))
    return perform(api, state, replace(call, every=True))


def admitted(api: Api, request: Request) -> Call | Refusal:
    """Return the call that a request makes, or why it is refused whatever the state is."""
    operation = api.operations.get(request.operation or "")
    if operation is None:
        return unrouted(request)
    principal = authenticated(api, operation, request)
    if isinstance(principal, Refusal):
        return principal
    return validated(operation, request, principal)


def unrouted(request: Request) -> Refusal:
    """Return the refusal of a request for which the document has no operation."""
    if request.allowed:
        message = f"{request.method} is not allowed here; allowed: {', '.join(request.allowed)}."
        return Refusal(kind="method-not-allowed", message=message)
    return Refusal(kind="no-operation")


def perform(api: Api, state: State, call: Call) -> Outcomes:
    """Return the legal outcomes of a request that was let in, the preferred one first; it may be
    the only one where not every one is asked for.
    """
    return as_told(call.operation, _performed(api, state, call))


def _performed(api: Api, state: State, call: Call) -> Outcomes:
    if call.operation.member and (outsider := membership(api, call)):
        return refused(api, state, outsider)
    if not call.operation.elaborate:
        return _acted(api, state, call)
    key = key_of(call) if call.operation.idempotency else None
    before = repeated(state, call, key) if key else None
    if before is not None:
        return refused(api, state, before) if isinstance(before, Refusal) else (before,)
    outcomes = _acted(api, state, call)
    if call.operation.related and asks_for(call, call.operation.related):
        depths = ("nested", "own") if call.every else ("nested",)  # vendors do not say how deep
        outcomes = tuple(
            each
            for depth in depths
            for each in _showing(outcomes, call.operation, "related.exact", related=depth)
        )
    if call.operation.show:
        outcomes = _chosen(api, call, outcomes)
    if call.operation.shape:
        outcomes = dated(call.operation.shape, version_of(api, call), outcomes)
    if key:
        outcomes = tuple(remembered(call, key, each) for each in outcomes)
    if not call.every:
        return outcomes
    if call.operation.may_answer:
        outcomes = (*outcomes, *_told_otherwise(call.operation, outcomes))
    if call.operation.otherwise:
        outcomes = (*outcomes, *_shown_otherwise(call.operation, outcomes))
    if call.operation.one_at_a_time:
        outcomes = (*outcomes, *_crossed(api, state, call))
    return outcomes


@keeps("one-at-a-time.refused")
def _crossed(api: Api, state: State, call: Call) -> Outcomes:
    """Return what becomes of a write that another one of the same caller overlaps: nothing."""
    rules = call.operation.rules.get("one-at-a-time.refused", ())
    return refused(api, state, Refusal(kind="rate-limited", rules=rules))


def _acted(api: Api, state: State, call: Call) -> Outcomes:
    operation = call.operation
    action = (BATCHES if operation.batch else ALONE).get(operation.action)
    if action is None:
        shown = Shown(operation=operation)
        return (Outcome(status=operation.status, shown=shown, serial=state.serial),)
    if operation.batch and (full := overfull(call)):
        return refused(api, state, full)
    return action(api, state, call)


def _chosen(api: Api, call: Call, outcomes: Outcomes) -> Outcomes:
    """Return the outcomes showing no more than the call asks to see."""
    left = hidden(call, api.resources[call.operation.resource])
    named = {"hidden": left, "barred": barred(call, left)}
    return _showing(outcomes, call.operation, "show.chosen", "show.embedded", **named)


def _showing(outcomes: Outcomes, operation: Operation, *clauses: str, **changes: Any) -> Outcomes:
    """Return the outcomes showing something else than they would, because of these clauses."""
    rules = tuple(id_ for each in clauses for id_ in operation.rules.get(each, ()))
    return tuple(
        replace(each, shown=replace(each.shown, **changes), rules=(*each.rules, *rules))
        if each.shown
        else each
        for each in outcomes
    )


def _shown_otherwise(operation: Operation, outcomes: Outcomes) -> Iterator[Outcome]:
    """Yield the successes with the other bodies that a server may show."""
    for other in operation.otherwise:
        for each in outcomes:
            if each.shown is not None:
                yield replace(each, shown=replace(each.shown, operation=other))


def _told_otherwise(operation: Operation, outcomes: Outcomes) -> Iterator[Outcome]:
    """Yield the successes with the other statuses that a server may give them."""
    for status in operation.may_answer:
        for each in outcomes:
            if each.refusal is None:
                yield replace(each, status=status)
