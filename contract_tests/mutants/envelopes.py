"""Broken rules of what stands around an answer: the status, the form of errors, headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.mutants.edge import Headers
from contract_tests.mutants.fault import Fault
from contract_tests.mutants.sites import (
    Site,
)
from contract_tests.mutants.ways import Way, Ways, breaks, served_by
from contract_tests.oracle.blame import tells
from mockserver.model.api import Api, ErrorForm

REFILLED = "what may be asked for may have grown again between two requests"

KINDS = {
    "credentials.missing": "unauthenticated",
    "credentials.lacking": "forbidden",
    "credentials.outsider": "forbidden",
    "missing.refused": "not-found",
    "unique.taken": "conflict",
    "identifier.taken": "conflict",
    "version.stale": "stale",
    "idempotency.differs": "reused",
    "states.moves": "conflict",
}


"""The kind of refusal by which a clause is kept."""


@breaks(*KINDS)
def another_status(site: Site) -> Ways:
    """A refusal has another status."""
    kind = KINDS[site.clause]
    status = site.api.errors[kind].status
    other = 400 if status != 400 else 422
    yield Way(
        name=f"{other} instead of {status}",
        says=f"{kind} is answered {other} instead of {status}",
        fault=served_by(lambda: _with_forms(site.api, kind, lambda f: replace(f, status=other))),
        stateful=False,
        documented=any(tells(site.api, each, status) for each in site.rules),
    )


@breaks("errors.form")
def another_form(site: Site) -> Ways:
    """Errors lack what the document says, by kind."""
    for kind in ("not-found", "unauthenticated", "invalid"):
        if "json" not in (site.api.errors[kind].media_type or ""):
            continue  # in a plain text each server says it in its own words
        yield Way(
            name=f"nothing in {kind}",
            says=f"an error of {kind} is an empty object",
            fault=served_by(
                partial(_with_forms, site.api, kind, lambda f: replace(f, body=lambda scope: {}))
            ),
            stateful=False,
        )

        def less(form: ErrorForm) -> ErrorForm:
            return replace(form, body=lambda scope: _without_first(form.body(scope)))

        yield Way(
            name=f"less in {kind}",
            says=f"an error of {kind} lacks its first member",
            fault=served_by(partial(_with_forms, site.api, kind, less)),
            stateful=False,
        )


def _without_first(body: Any) -> Any:
    if isinstance(body, Mapping):
        first = next(iter(body), "")
        if isinstance(body.get(first), list | Mapping):
            return {**body, first: _without_first(body[first])}
        return {name: each for name, each in body.items() if name != first}
    return [_without_first(each) for each in body] if isinstance(body, list) else body


def _with_forms(api: Api, kind: str, change: Callable[[ErrorForm], ErrorForm]) -> Api:
    """Return the API with the forms of a kind of refusal, wherever its fault lies, otherwise."""
    forms = {
        name: change(form) if name.partition(".")[0] == kind else form
        for name, form in api.errors.items()
    }
    return replace(api, errors=forms)


@breaks("headers.fresh", "limits.counted")
def other_headers(site: Site) -> Ways:
    """Headers of every answer are missing, or always the same."""
    api = site.api
    told = api.limits.headers if api.limits and site.clause == "limits.counted" else {}
    names = [each.lower() for each in told or api.headers]
    fixed = {name.lower() for name, variable in told.items() if variable != "$remaining"}
    for name in names:
        without = partial(_without, name)
        same = partial(_same_again, name)
        for title, change in (("missing", without), ("always the same", same)):
            if change is same and name in fixed:
                continue  # a limit is the same each time
            yield Way(
                name=f"{name} {title}",
                says=f"the header {name} is {title}",
                fault=Fault(headers=change),
                stateful=False,
                excuse=REFILLED if change is same and told else "",
            )


def _without(name: str, headers: Headers) -> Headers:
    return tuple(pair for pair in headers if pair[0] != name)


def _same_again(name: str, headers: Headers) -> Headers:
    return tuple((each, "1000" if each == name else value) for each, value in headers)
