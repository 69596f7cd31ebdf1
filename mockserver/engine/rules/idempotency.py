"""Idempotency: a request with a key is carried out once, however often it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.model.operation import Idempotency


def key_of(call: Call) -> tuple[str, str] | None:
    """Return under which key a request is remembered: the operation's and the client's."""
    word: Idempotency | None = call.operation.idempotency
    if word is None:
        return None
    value: Any = call.request.headers.get(word.header) if word.header else call.body
    for name in word.key:
        value = value.get(name) if isinstance(value, Mapping) else None
    return (call.operation.id, value) if isinstance(value, str) and value else None


@keeps("idempotency.repeat", "idempotency.differs")
def repeated(state: State, call: Call, key: tuple[str, str]) -> Outcome | Refusal | None:
    """Return what a request with a known key leads to: the first answer again, or a refusal
    when it is another request. None when the key is new.

    Two requests are the same when their paths and bodies are; uploaded files are not compared.
    """
    known = state.answers.get(key)
    if known is None:
        return None
    rules = call.operation.rules
    if known.request != _request_of(call):
        return Refusal(kind="reused", rules=rules.get("idempotency.differs", ()))
    return Outcome(
        status=known.response.status,
        repeats=known.response,
        rules=rules.get("idempotency.repeat", ()),
        serial=state.serial,
    )


@keeps("idempotency.fresh")
def remembered(call: Call, key: tuple[str, str], outcome: Outcome) -> Outcome:
    """Return the outcome with the note that its answer is to be kept, unless it is a refusal:
    what was refused may be tried again.
    """
    if outcome.refusal is not None:
        return outcome
    rules = (*outcome.rules, *call.operation.rules.get("idempotency.fresh", ()))
    return replace(outcome, remember=(key, _request_of(call)), rules=rules)


def _request_of(call: Call) -> Any:
    """Return what makes two requests the same."""
    return dict(call.path), call.body
