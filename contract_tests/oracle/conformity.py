"""Conformity: an answer has a status of the document, and JSON in it fits its schema."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from functools import reduce
from typing import Any

from contract_tests.oracle.blame import USUAL, documented, refuses
from contract_tests.oracle.judgement import Judgement
from contract_tests.oracle.reading import inside
from mockserver.engine.difference import NOTHING, Mismatch
from mockserver.engine.message import Response
from mockserver.model.api import Api
from mockserver.model.operation import Operation, Validator

WANTED = "what fits the document's schema"

LONGEST = 200
"""So many characters of what is wrong are told."""


def malformed(api: Api, operation: Operation, response: Response) -> Judgement | None:
    """Return how an answer breaks the document's own schema, None when it does not.

    What is refused rightly may be refused with a status that no document tells, and in another
    form unless a rule is about that. Where no refusal is told at all, any usual one is right,
    as it is where a document was written for others; where that tells of no success, any is right.
    """
    status = str(response.status)
    if is_usual(operation, response.status):
        return None
    if status not in operation.statuses and "default" not in operation.statuses:
        if api.foreign and (response.status in USUAL or not _tells_success(operation)):
            return None
        wanted = f"a documented status ({', '.join(operation.statuses)})"
        seen = response.status
        mismatch = Mismatch(path="status", expected=wanted, seen=seen, about="status")
        return _broken(mismatch, response, ())
    judge = operation.statuses.get(status, operation.statuses.get("default"))
    is_json = "json" in (response.media_type or "")
    if judge is not None and is_json and not _fits(judge, response):
        rules = api.clauses.get("errors.form", ()) if refuses(response) else ()
        if isinstance(response.body, bytes):
            mismatch = Mismatch(path="body", expected=WANTED, seen=response.body)
            return _broken(mismatch, response, rules)
        broken = _broken(_unfit(judge, response.body), response, rules)
        if broken.certain:
            left = _without_nothings(judge, response.body)
            return replace(broken, certain=documented(rules) or not judge.is_valid(left))
        return broken
    return None


def _unfit(judge: Validator, body: Any) -> Mismatch:
    """Return the first place of a body that does not fit its schema, if there is one that has
    something, with what is wrong there.
    """
    errors = [(error, _at(body, _parts(error))) for error in judge.iter_errors(body)]
    error, seen = next((each for each in errors if each[1] not in NOTHING), errors[0])
    path = ".".join(["body", *_parts(error)])
    return Mismatch(path=path, expected=f"{WANTED}: {error.message[:LONGEST]}", seen=seen)


def _without_nothings(judge: Validator, value: Any) -> Any:
    """Return a value without what is wrong there and null or empty, if nothing else is; else
    without all that is.
    """
    places = [_parts(error) for error in judge.iter_errors(value)]
    if not all(each and _at(value, each) in NOTHING for each in places):
        return _thinned(value)
    changed = deepcopy(value)
    for *above, name in places:
        holder = _at(changed, above)
        if isinstance(holder, dict):
            holder.pop(name, None)
    return changed


def _parts(error: Any) -> list[str]:
    """Return where an error is; a member may be called 7, which is told as a number."""
    return [str(each) for each in error.instance_path]


def _at(value: Any, path: Sequence[str]) -> Any:
    return reduce(inside, path, value)


def _thinned(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if each not in NOTHING}
        return {name: _thinned(each) for name, each in kept.items()}
    return [_thinned(each) for each in value] if isinstance(value, list) else value


def _fits(judge: Validator, response: Response) -> bool:
    """Say whether a body fits its schema. Bytes are JSON that cannot be read, or a stream of it, of
    which a schema says nothing.
    """
    if isinstance(response.body, bytes):
        kind = response.media_type or ""
        return not (kind == "application/json" or kind.endswith("+json"))
    return judge.is_valid(response.body)


def is_usual(operation: Operation, status: int) -> bool:
    """Say whether a status is that of a usual refusal where the document tells of no refusal."""
    return status in USUAL and not any(each.startswith("4") for each in operation.statuses)


def _tells_success(operation: Operation) -> bool:
    """Say whether a document has anything but refusals and failures for an operation."""
    return any(each[:1] in "123" for each in operation.statuses)


def _broken(mismatch: Mismatch, response: Response, rules: tuple[str, ...]) -> Judgement:
    certain = not refuses(response) or documented(rules)
    return Judgement(verdict="violates", rules=rules, mismatch=mismatch, certain=certain)
