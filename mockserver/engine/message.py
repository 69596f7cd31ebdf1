"""Requests and responses as plain values: what the edge reads, what the engine answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from mockserver.model.frozen import frozen
from mockserver.model.nothing import NOTHING
from mockserver.pictures import Picture


@frozen()
class File:
    """One uploaded file.

    `media_type` is what the client declared (maybe ""); `picture` is what the bytes are, None
    when they are no picture that we know.
    """

    name: str
    media_type: str
    data: bytes
    picture: Picture | None = None


@frozen(kw_only=False)
class Json:
    """A body that was parsed as JSON: dict, list, str, int, float, bool or None."""

    value: Any


@frozen(kw_only=False)
class Form:
    """A multipart or urlencoded body: its fields in the order sent, names may repeat."""

    fields: tuple[tuple[str, str | File], ...]


@frozen(kw_only=False)
class Raw:
    """A body of any other media type, as it came."""

    data: bytes


@frozen(kw_only=False)
class Malformed:
    """A body that could not be parsed; `reason` says why and where, in one plain sentence."""

    reason: str


@frozen(kw_only=False)
class TooLarge:
    """A body that was not read because it exceeds `limit` bytes."""

    limit: int


Body = Json | Form | Raw | Malformed | TooLarge | None


@frozen()
class Request:
    """One HTTP request, routed but not judged.

    `operation` is the operationId, None when the document has no such path or method (then
    `allowed` lists the methods the path has, empty for an unknown path). `path` maps the path
    parameters' names to percent-decoded texts, `query` holds the pairs as sent, `headers` the
    lower-cased names. `media_type` is the Content-Type without its parameters, lower-cased,
    None when absent. `body` is None when no body came. `fetched` is what stands behind addresses
    in the body, or why nothing does; empty where nothing was fetched.
    """

    operation: str | None
    method: str = "GET"
    target: str = ""
    path: Mapping[str, str] = NOTHING
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = NOTHING
    media_type: str | None = None
    body: Body = None
    fetched: Mapping[str, File | str] = NOTHING
    allowed: tuple[str, ...] = ()


RefusalKind = Literal[
    "no-operation",
    "method-not-allowed",
    "unauthenticated",
    "forbidden",
    "malformed",
    "unsupported-media-type",
    "not-acceptable",
    "too-large",
    "invalid",
    "unreachable",
    "not-found",
    "conflict",
    "full",
    "stale",
    "reused",
    "rate-limited",
    "internal",
]


@frozen()
class Violation:
    """One thing that is wrong with a request: where (`path`, `query`, `header`, `body`), which
    field (dotted), what is wrong in the vendor's words, the keyword or clause that is violated,
    and the rules that say so.
    """

    where: str
    field: str
    message: str
    keyword: str = ""
    rules: tuple[str, ...] = ()


@frozen()
class Refusal:
    """Why a request is not carried out. A refused request changes nothing.

    `kind` names the form in the document's `errors`; `message` replaces the form's own message
    when not empty. `gone` says that what is not found was there once.
    """

    kind: RefusalKind
    message: str = ""
    violations: tuple[Violation, ...] = ()
    rules: tuple[str, ...] = ()
    gone: bool = False


@frozen()
class Response:
    """One HTTP response.

    `body` is a JSON value when `media_type` is JSON, else text or bytes; `media_type` None
    means no body. `rules` are the ids that shaped it and `reason` says in plain words why a
    request was refused ("" when it was not); neither is sent.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None
    body: Any = None
    rules: tuple[str, ...] = field(default=(), compare=False)
    reason: str = field(default="", compare=False)
