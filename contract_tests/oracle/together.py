"""Together: answers to requests that were sent at the same time, in any order that explains."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from contract_tests.oracle.judgement import Judgement
from contract_tests.oracle.nearness import distance
from contract_tests.oracle.orders import orders
from contract_tests.oracle.worlds import Worlds
from mockserver.engine.message import Request, Response


def judged_together(
    worlds: Worlds,
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
        (_misfit(judged), judged, after)
        for order in orders(len(requests), before)
        for judged, after in [_judged_in(worlds, order, requests, responses)]
    ]
    best = min(each[0] for each in tried)
    if not best[0]:
        # If no order explains all, something is done that no document tells, in any of them.
        kept = 4 if not best[3] else 3
        worlds.become([after for misfit, _, after in tried if misfit[:kept] == best[:kept]])
    found = next(judged for misfit, judged, _ in tried if misfit == best)
    deletes = {number for number, each in enumerate(requests) if _deletes(worlds, each)}
    for number, judgement in found.items():
        over = before[number] if before else ()
        if deletes - {number, *over} and _is_carried_out(judgement):
            found[number] = replace(judgement, certain=False)
    unknown = Judgement(verdict="unknown")
    return tuple(found.get(number, unknown) for number in range(len(requests)))


def _deletes(worlds: Worlds, request: Request) -> bool:
    operation = worlds.api.operations.get(request.operation or "")
    return operation is not None and operation.action == "delete"


def _is_carried_out(judgement: Judgement) -> bool:
    """Say whether something was done with what was to be gone: where that was deleted at the same
    time, it was still there when this began.
    """
    wrong = judgement.mismatch
    return wrong is not None and wrong.about == "status" and wrong.expected == 404


def _judged_in(
    worlds: Worlds,
    order: Sequence[int],
    requests: Sequence[Request],
    responses: Sequence[Response | None],
) -> tuple[dict[int, Judgement], Worlds]:
    """Return the judgements of answers in this order, up to the first after which nobody
    knows what has become of the server, and the worlds that they leave.
    """
    after, found = worlds.fork(), dict[int, Judgement]()
    for number in order:
        response = responses[number]
        if response is None:
            after.unanswered(requests[number])
            found[number] = Judgement(verdict="unknown")
            continue
        found[number] = after.judge(requests[number], response)
        if found[number].verdict == "violates" and found[number].lost:
            break
    return found, after


def _misfit(judged: Mapping[int, Judgement]) -> tuple[bool, int, bool, int, bool, int]:
    """Return how far an order is from explaining answers: one that loses sight of the server is
    farthest, the earlier the farther, and then one by which an answer is certainly wrong.
    """
    missed = [each for each in judged.values() if each.mismatch is not None]
    nearest = min((distance(each.mismatch) for each in missed if each.mismatch), default=(False, 0))
    lost, wrong = any(each.lost for each in missed), any(each.certain for each in missed)
    return lost, -len(judged), wrong, len(missed), *nearest
