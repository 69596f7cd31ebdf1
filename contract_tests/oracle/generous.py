"""Generous: what a server has done that carried out what was to be refused, at least in part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.oracle.reading import read
from contract_tests.oracle.voided import voids_some, without_voided
from mockserver.engine.bind import World, bind
from mockserver.engine.message import Form, Json, Refusal, Request, Response
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
    less = _without_wrong(request, refusal, _shown(api, request, response))
    tried = [(api, less)] if less is not None else []
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


def _without_wrong(request: Request, refusal: Refusal, shown: Mapping[str, Any]) -> Request | None:
    """Return a request without the members of its body for which it is refused, and with those that
    it lacks as they are `shown`; None where that is not all there is to it.
    """
    wrong = [each for each in refusal.violations if each.where == "body" and each.field]
    if not wrong or len(wrong) < len(refusal.violations):
        return None
    if isinstance(request.body, Form):
        names = {each.field.partition(".")[0] for each in wrong}
        fields = tuple(each for each in request.body.fields if each[0] not in names)
        return replace(request, body=Form(fields)) if fields != request.body.fields else None
    if not isinstance(request.body, Json):
        return None
    value = request.body.value
    for each in wrong:
        if each.keyword == "required" and each.field in shown and isinstance(value, Mapping):
            value = {**value, each.field: shown[each.field]}
        else:
            value = _less(value, each.field.split("."))
    return replace(request, body=Json(value)) if value != request.body.value else None


def _less(value: Any, path: Sequence[str]) -> Any:
    """Return a value without what is at a path through it."""
    name, *rest = path
    if isinstance(value, Mapping) and name in value:
        less = {key: each for key, each in value.items() if key != name}
        return {**value, name: _less(value[name], rest)} if rest else less
    if isinstance(value, list) and name.isdigit() and int(name) < len(value):
        place = int(name)
        inside = [_less(value[place], rest)] if rest else []
        return [*value[:place], *inside, *value[place + 1 :]]
    return value
