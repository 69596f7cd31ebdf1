"""Compiling how an operation tells: samples, refusals, media types, and what makes answers fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.document import below
from mockserver.model.amends import amending
from mockserver.model.answers import Answers
from mockserver.model.compile_answers import Success
from mockserver.model.compile_schema import SchemaCompiler
from mockserver.model.failures import failures_of
from mockserver.model.renditions import Renditions, renditions_of
from mockserver.model.sample import Sample
from mockserver.model.sampler import Sampler


@dataclass(frozen=True, slots=True)
class Telling:
    """One operation (a node at a location): what it does, the documented answer of its success, the
    status that it has, and the media type in which it shows what is kept, "" where it does not.
    """

    id: str
    method: str
    action: str
    node: Mapping[str, Any]
    at: str
    found: Success
    status: int
    kept: str


def telling(
    schemas: SchemaCompiler, sampler: Sampler, told: Telling, *, formless: bool
) -> dict[str, Any]:
    """Return the fields of an Operation that tell how it is answered; with `formless` no words say
    how all operations tell refusals.
    """
    document = schemas.document
    answers = Answers(
        document=document,
        sampler=sampler,
        id=told.id,
        method=told.method,
        responses={str(key): each for key, each in told.node.get("responses", {}).items()},
        at=below(told.at, "responses"),
    )
    success = replace(told.found, status=told.status)
    shown = Renditions(answers=answers, success=success, kept=told.kept, failures=formless)
    return {
        "sample": _sample(sampler, told, foreign=document.foreign),
        "failure": failures_of(answers) if formless else None,
        "amend": _amend(schemas, sampler, told) if document.foreign else None,
        "renditions": renditions_of(shown),
    }


def _sample(sampler: Sampler, told: Telling, *, foreign: bool) -> Callable[[], Sample] | None:
    """Return what makes the answer where no words say what it is; where they do, what makes the
    headers that it must have.
    """
    if not told.kept:
        if not foreign and told.action:
            return None
        return sampler.sampler(told.id, told.method, told.found)
    if foreign and told.found.response.get("headers"):
        return sampler.sampler(told.id, told.method, replace(told.found, media_type=None))
    return None


def _amend(schemas: SchemaCompiler, sampler: Sampler, told: Telling) -> Callable[[Any], Any] | None:
    """Return what makes an answer that shows what is kept fit its schema, None where there is no
    schema.
    """
    media = told.found.response.get("content", {}).get(told.kept)
    if media is None or "schema" not in media or "json" not in told.kept:
        return None
    at = below(told.found.at, "content", told.kept, "schema")
    sample = sampler.sampler(told.id, told.method, told.found)
    return amending(schemas.validator(at, "response"), lambda: sample().body)
