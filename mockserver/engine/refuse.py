"""Refusals: a request that is not carried out changes nothing and is told why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.model.api import Api, ErrorForm
from mockserver.model.operation import Operation
from mockserver.model.sample import Failure
from mockserver.model.wording import Wording


def refused(api: Api, state: State, refusal: Refusal) -> tuple[Outcome]:
    """Return the one outcome of a request that is refused: the same state, the vendor's error."""
    return (
        Outcome(
            status=form_of(api, refusal).status,
            refusal=refusal,
            rules=refusal.rules,
            serial=state.serial,
        ),
    )


def as_told(operation: Operation | None, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Return the outcomes with all refusals among them told as the operation's document tells
    them, where it does and the API has no form of its own.
    """
    if operation is None or operation.failure is None:
        return outcomes
    return tuple([_as_told(operation.failure, each) for each in outcomes])


def _as_told(told: Callable[[int], Failure], outcome: Outcome) -> Outcome:
    if outcome.refusal is None or outcome.refusal.kind == "internal":
        return outcome
    failure = told(outcome.status)
    return replace(outcome, status=failure.status, failure=failure)


def form_of(api: Api, refusal: Refusal) -> ErrorForm:
    """Return the error form of a refusal: that of where the fault lies, else of its kind."""
    if refusal.violations:
        narrow = f"{refusal.kind}.{refusal.violations[0].where}"
        if narrow in api.errors:
            return api.errors[narrow]
    return api.errors[refusal.kind]


MOST = 100
"""How many faults are told; of more, only how many there are."""


def told_of(violations: Sequence[Violation]) -> Sequence[Violation]:
    """Return the violations that an answer names, the last of which stands for the others; what
    would be said twice of one field is said once.
    """
    if len(violations) > 1:
        violations = [*{(v.where, v.field, v.message): v for v in reversed(violations)}.values()]
        violations.reverse()
    if len(violations) <= MOST:
        return violations
    left = Violation(where=violations[0].where, field="", message=more(len(violations) - MOST))
    return (*violations[:MOST], left)


def more(count: int) -> str:
    """Return what is told instead of so many faults."""
    return f"And {count} more."


@keeps("errors.form", "status")
def error_body(api: Api, refusal: Refusal, status: int = 0) -> tuple[ErrorForm, Any]:
    """Return the form and the body of a refusal. The status in a body is the HTTP status, that of
    the form unless told.
    """
    form = form_of(api, refusal)
    return form, form.body({**_scope(form, refusal, str), "status": status or form.status})


def error_shape(api: Api, refusal: Refusal, *, free: bool = False) -> Any:
    """Return the body of a refusal with `Wording`s where servers may word it in their own way:
    in all texts, in addresses of explanations, in the names of fields, and in the codes of what is
    merely invalid, or all codes if they are `free`.
    """
    form = form_of(api, refusal)
    return _worded(form.wording(_scope(form, refusal, Wording, free=free)))


def _worded(shape: Any) -> Any:
    if isinstance(shape, Mapping):
        return {name: _worded(each) for name, each in shape.items()}
    if isinstance(shape, list):
        return [_worded(each) for each in shape]
    return Wording(shape) if isinstance(shape, str) and ADDRESS.match(shape) else shape


ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[^ ]+$")
"""An address, such as that of a page that explains an error."""

CODED_FREELY = frozenset({"invalid", "unreachable", "malformed"})
"""The kinds of refusals for which documents tell one code of many."""


def _scope(
    form: ErrorForm, refusal: Refusal, word: Callable[[str], str], *, free: bool = False
) -> dict[str, Any]:
    coded = word if free or refusal.kind in CODED_FREELY else str
    rows = [
        {
            "field": word(each.field),
            "message": word(each.message),
            "where": word(each.where),
            "code": coded(form.codes.get(each.keyword, form.code)),
        }
        for each in told_of(refusal.violations)
    ]
    message = word(refusal.message or form.message)
    return {
        "status": form.status,
        "code": coded(form.code),
        "message": message,
        "first": rows[0]["message"] if rows else message,
        "details": word("; ".join(dict.fromkeys(row["message"] for row in rows)) or message),
        "violations": rows,
    }


def reason(api: Api, refusal: Refusal) -> str:
    """Return in plain words why a request was refused."""
    told = "; ".join(
        f"{each.where} {each.field}: {each.message}" if each.field else each.message
        for each in told_of(refusal.violations)
    )
    return told or refusal.message or form_of(api, refusal).message
