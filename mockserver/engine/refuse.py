"""Refusals: a request that is not carried out changes nothing and is told why."""

from __future__ import annotations

from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.model.api import Api, ErrorForm


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


def form_of(api: Api, refusal: Refusal) -> ErrorForm:
    """Return the error form of a refusal: that of where the fault lies, else of its kind."""
    if refusal.violations:
        narrow = f"{refusal.kind}.{refusal.violations[0].where}"
        if narrow in api.errors:
            return api.errors[narrow]
    return api.errors[refusal.kind]


@keeps("errors.form", "status")
def error_body(api: Api, refusal: Refusal) -> tuple[ErrorForm, Any]:
    """Return the form and the body of a refusal. The status in a body is the HTTP status."""
    form = form_of(api, refusal)
    rows = [
        {
            "field": each.field,
            "message": each.message,
            "where": each.where,
            "code": form.codes.get(each.keyword, form.code),
        }
        for each in refusal.violations
    ]
    message = refusal.message or form.message
    scope = {
        "status": form.status,
        "code": form.code,
        "message": message,
        "first": rows[0]["message"] if rows else message,
        "details": "; ".join(dict.fromkeys(row["message"] for row in rows)) or message,
        "violations": rows,
    }
    return form, form.body(scope)


def reason(api: Api, refusal: Refusal) -> str:
    """Return in plain words why a request was refused."""
    told = "; ".join(
        f"{each.where} {each.field}: {each.message}" if each.field else each.message
        for each in refusal.violations
    )
    return told or refusal.message or form_of(api, refusal).message
