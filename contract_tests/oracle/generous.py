"""Generous: what a server has done that carried out what was to be refused, at least in part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contract_tests.oracle.lenient import without_wrong
from contract_tests.oracle.reading import read
from contract_tests.oracle.voided import voids_some, without_voided
from mockserver.engine.bind import World, bind
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.model.api import Api


def carried_out(
    api: Api,
    checks: Sequence[Api],
    states: Iterable[State],
    outcome: Outcome,
    request: Request,
    response: Response,
) -> list[State]:
    """Return the states after a request that was to be refused, or of which a part was: as it would
    be without what is wrong with it, or without one of the `checks`. None of them is told of an
    answer that does not show just that.
    """
    refusal = outcome.refusal
    if refusal is None:
        several = (without_voided(api, state, request, response) for state in states)
        return [each for found in several for each in found]
    if voids_some(api, request, response):
        return []
    tried = [(api, less)] if (less := without_wrong(request, refusal)) is not None else []
    tried += [(each, request) for each in checks] if not refusal.violations else []
    return [
        after
        for state in states
        for lenient, sent in tried
        for after in _shown_after(lenient, state, sent, response)
    ]


def _shown_after(api: Api, state: State, request: Request, response: Response) -> Iterator[State]:
    """Yield the states after a request was carried out, if an answer shows what came of it."""
    for outcome in step(api, state, request):
        shown = outcome.shown
        if outcome.refusal or shown is None or not read(shown.operation, response.body).items:
            continue
        bound = bind(api, state, outcome, response)
        if isinstance(bound, World):
            yield bound.state
