"""Compiling answers: which success is told, and what its body may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.document import Document, below
from mockserver.model.compile_schema import SchemaCompiler
from mockserver.model.media import essence
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Validator
from mockserver.model.property import Property
from mockserver.model.words import KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """The documented answer to a request that is carried out: its status, the best of its media
    types (None for no body), and the response object with its location.
    """

    status: int
    media_type: str | None = None
    response: Mapping[str, Any] = NOTHING
    at: str = "#"

    @property
    def told(self) -> tuple[int, str | None]:
        """The status and the media type."""
        return self.status, self.media_type


def answered(success: Success, action: str) -> tuple[int, str | None]:
    """Return the status and the media type with which an operation of a foreign document tells
    what it did: one that acts on what is kept succeeds even where only failures are documented,
    and shows it where the document leaves the body open.
    """
    if not action:
        return success.told
    status, media_type = (200, None) if success.status >= 300 else success.told
    if media_type is None and status not in (204, 205) and action not in ("delete", "count"):
        media_type = "application/json"
    return status, media_type


def success(
    document: Document, node: Mapping[str, Any], at: str, others: Collection[int] = ()
) -> Success:
    """Return the first documented success of the operation at `at` that is none of those that
    `others` may give.

    A range stands for its first status, `default` for 200. Where only redirections, or only
    refusals, are documented the first of them is what is answered; 200 where it is only failures
    of the server.
    """
    told = {str(status) for status in others}
    responses = {key: each for key, each in node.get("responses", {}).items() if key not in told}
    for status in sorted(responses, key=_rank):
        if _rank(status)[0] == UNUSABLE:
            break
        response, where = document.follow(responses[status], below(at, "responses", status))
        code = int(status) if status.isdigit() else RANGES.get(status.upper(), 200)
        return Success(status=code, media_type=best_of(response), response=response, at=where)
    return Success(status=200)


def best_of(response: Mapping[str, Any]) -> str | None:
    """Return the media type of a response that clients can read best, None for no body."""
    return next(iter(readable_first(response)), None)


def readable_first(response: Mapping[str, Any]) -> list[str]:
    """Return the media types of a response, first those that clients can read best."""
    return sorted(response.get("content", {}), key=_readability)


def key_of(responses: Mapping[str, Any], status: int) -> str:
    """Return the key of the response that tells a status, "" if none does."""
    if str(status) in responses:
        return str(status)
    ranges = (key for key in responses if key.upper() == f"{status // 100}XX")
    return next(ranges, "default" if "default" in responses else "")


RANGES = {"2XX": 200, "3XX": 302, "4XX": 400, "5XX": 500}
UNUSABLE = 9


def _rank(status: str) -> tuple[int, str]:
    """Return how good a status is as the answer to a request with which nothing is wrong."""
    if status == "default":
        return 2, status
    if status.upper() in RANGES:
        return {"2": 1, "3": 3, "4": 4}.get(status[0], UNUSABLE), status
    if not (status.isdigit() and len(status) == 3 and status[0] in "234"):
        return UNUSABLE, status
    return {"2": 0, "3": 3}.get(status[0], 4), status


def _readability(media_type: str) -> int:
    """Return how well clients can read a media type, the best first."""
    kind = essence(media_type)
    if kind == "application/json":
        return 0
    return 1 if "json" in kind else 2 if "*" in kind else 3


def shape_of(schemas: SchemaCompiler, node: Mapping[str, Any], at: str) -> Property | None:
    """Return the schema of the answer's body if versions of the API differ in it."""
    if "versions" not in schemas.book.words.get(f"#/{KEY}", {}):
        return None
    for status, response in node.get("responses", {}).items():
        response, where = schemas.document.follow(response, below(at, "responses", status))
        for name, each in response.get("content", {}).items():
            if status.startswith("2") and "json" in name and "schema" in each:
                schema_at = below(where, "content", name, "schema")
                shape = schemas.property(each["schema"], schema_at, name="")
                return shape if shape.dated else None
    return None


def statuses_of(
    schemas: SchemaCompiler, node: Mapping[str, Any], at: str
) -> dict[str, Validator | None]:
    """Return for each documented status who judges its JSON body, None for nobody."""
    found: dict[str, Validator | None] = {}
    for status, response in node.get("responses", {}).items():
        where = below(at, "responses", status)
        response, where = schemas.document.follow(response, where)
        found[status] = None
        for name, each in response.get("content", {}).items():
            if "json" in name and "schema" in each:
                schema_at = below(where, "content", name, "schema")
                found[status] = schemas.validator(schema_at, "response")
    return found
