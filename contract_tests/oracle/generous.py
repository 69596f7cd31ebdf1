"""Generous: what a server has done that carried out what was to be refused, at least in part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.oracle.lenient import without_wrong
from contract_tests.oracle.reading import read
from contract_tests.oracle.voided import voids_some, without_voided
from mockserver.engine.bind import World, bind
from mockserver.engine.message import Json, Refusal, Request, Response
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
    be without what is wrong with it, with what the answer shows where something lacks, or without
    one of the `checks`. There is none for an answer that does not show just that.
    """
    refusal = outcome.refusal
    if refusal is None:
        several = (without_voided(api, state, request, response) for state in states)
        return [each for found in several for each in found]
    if voids_some(api, request, response):
        return []
    filled, left = _filled(request, refusal, _shown(api, request, response))
    less = without_wrong(filled, left) if left.violations else filled
    tried = [(api, less)] if less is not None and refusal.violations else []
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


def _shown(api: Api, request: Request, response: Response) -> Mapping[str, Any]:
    """Return the one item that an answer shows, {} for none."""
    operation = api.operations.get(request.operation or "")
    items = read(operation, response.body).items if operation else ()
    return items[0] if len(items) == 1 else {}


def _filled(
    request: Request, refusal: Refusal, shown: Mapping[str, Any]
) -> tuple[Request, Refusal]:
    """Return a request with what its body lacks as it is `shown`, and what is wrong with that."""
    body = request.body.value if isinstance(request.body, Json) else None
    lacks = [
        each
        for each in refusal.violations
        if each.where == "body" and each.keyword == "required" and each.field in shown
    ]
    if not lacks or not isinstance(body, Mapping):
        return request, refusal
    left = tuple(each for each in refusal.violations if each not in lacks)
    whole = {**body, **{each.field: shown[each.field] for each in lacks}}
    return replace(request, body=Json(whole)), replace(refusal, violations=left)
