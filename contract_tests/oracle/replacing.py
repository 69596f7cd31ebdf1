"""Replacing: what the answer to a replacement tells of what was taken, and of what was there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.oracle.reading import all_objects, objects
from mockserver.engine.message import Json, Refusal, Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.engine.transition import applied
from mockserver.model.api import Api


def taken_in_part(
    api: Api, request: Request, response: Response, refusal: Refusal | None
) -> tuple[str, ...]:
    """Return the rules that a server breaks when it has taken a replacement that is to be refused
    for some of its elements, and shows others but not those; () when it is not so.
    """
    operation = api.operations.get(request.operation or "")
    word = operation.replacement if operation else None
    body = request.body.value if isinstance(request.body, Json) else None
    sent = body.get(word.list) if word and isinstance(body, Mapping) else None
    if operation is None or word is None or refusal is None or not isinstance(sent, list):
        return ()
    wrong = {each.field.split(".")[1] for each in refusal.violations if "." in each.field}
    values = [each.get(word.by) if isinstance(each, Mapping) else None for each in sent]
    bad = {str(value) for place, value in enumerate(values) if str(place) in wrong}
    shown = {str(each[word.by]) for each in all_objects(response.body) if word.by in each}
    good = {str(value) for place, value in enumerate(values) if str(place) not in wrong}
    torn = bool(bad) and bool(shown & good) and not shown & bad
    return operation.rules.get("replace-all.all-or-nothing", ()) if torn else ()


def tells_all(api: Api, state: State, outcome: Outcome, seen: Any) -> bool:
    """Say whether the answer to a replacement lists all that is there after it, each once, in the
    place of what it has added: which of them count as added, few documents tell.
    """
    shown = outcome.shown
    word = shown.operation.replacement if shown else None
    if shown is None or word is None:
        return False
    after, resource = applied(api, state, outcome.changes, outcome.serial), shown.operation.resource
    items = after.children(resource, shown.parent)
    there = [str(after.child(resource, each).fields.get(word.by)) for each in items]
    return sorted(there) == sorted(str(each.get(word.by)) for each in objects(seen))
