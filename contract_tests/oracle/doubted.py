"""Doubted: states that an answer does not fit, but only by what no document tells for certain."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.oracle.blame import blame, documented
from contract_tests.oracle.nearness import Found, Missed
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api

MOST = 4
"""How many of them are kept: what they may lead to multiplies."""


def doubted(
    api: Api, found: Sequence[Found], missed: Sequence[Missed], request: Request, response: Response
) -> tuple[State, ...]:
    """Return states that an answer which changes nothing does not fit, while it fits others, by
    inferred rules alone, or by what no rule is about: who does not keep one of those may well be in
    such a state.
    """
    if not found or any(outcome.changes or outcome.refusal for _, outcome in found):
        return ()
    states = list[State]()
    for mismatch, outcome, state in missed:
        if len(states) == MOST:
            break
        if outcome.refusal or any(state is each for each in states):
            continue
        wrong = blame(api, state, outcome, request, response, mismatch)
        rules = wrong.mismatch.rules
        if not wrong.certain and (
            not documented(rules) if rules else wrong.mismatch.about == "open"
        ):
            states.append(state)
    return tuple(states)
