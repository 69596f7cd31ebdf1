"""What a request is made of, in texts and the values between them that earlier answers give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from contract_tests.script import Step, Taken, Upload
from mockserver.model.api import Api, SecurityScheme
from mockserver.model.operation import Operation

Form = Literal["address", "text", "json"]


@dataclass(frozen=True, slots=True)
class Carried:
    """A value of an earlier answer as it stands in an address, in a text, or in JSON."""

    taken: Taken
    form: Form


@dataclass(frozen=True, slots=True)
class Variable:
    """What an environment variable has, a credential for example."""

    name: str


Piece = str | Carried | Variable
Pieces = tuple[Piece, ...]
"""A text in pieces, to be written one after the other; no two texts stand side by side."""


def address(operation: Operation, step: Step) -> Pieces:
    """Return path and query of a request, percent-encoded, to be put behind a base URL."""
    pieces: list[Piece] = []
    for number, part in enumerate(re.split(r"\{([^{}]*)\}", operation.path)):
        if number % 2 == 0:
            pieces.append(quote(part, safe="/:@!$&'()*+,;=~%"))
        else:
            value = step.path.get(part, f"{{{part}}}")
            # Clients leave out segments that are nothing but dots, unless they are encoded.
            pieces += [value.replace(".", "%2E")] if value in (".", "..") else _encoded(value)
    sign = "?"
    for name, value in _pairs(operation, step.query):
        pieces += [f"{sign}{_quoted(name)}=", *_encoded(value)]
        sign = "&"
    return joined(pieces)


def headers(
    api: Api, operation: Operation, step: Step, tokens: Mapping[str, str]
) -> list[tuple[str, Pieces]]:
    """Return the headers of a request but those that its body brings with it; `tokens` are the
    environment variables of roles, where they are not called TOKEN_<ROLE>.
    """
    own = {name.lower() for name in step.headers}
    found = [
        (scheme.spelled, joined([scheme.prefix, Variable(variable)]))
        for scheme, variable in credentials(api, operation, step.role, tokens)
        if scheme.header not in own
    ]
    return found + [(name, text(value)) for name, value in step.headers.items()]


def credentials(
    api: Api, operation: Operation, role: str, tokens: Mapping[str, str]
) -> list[tuple[SecurityScheme, str]]:
    """Return the security schemes that a role's credential is sent by, each with the environment
    variable that has its value, without what the scheme puts before it.
    """
    if not role:
        return []
    known = [each.schemes for each in api.credentials if each.role == role]
    asked = [each for each in operation.schemes if each]
    names = sorted((known or asked or [frozenset(list(api.schemes)[:1])])[0])
    variable = tokens.get(role) or f"TOKEN_{re.sub('[^A-Z0-9]+', '_', role.upper())}"
    found = [api.schemes[name] for name in names if name in api.schemes]
    return [
        (scheme, f"{variable}_{number}" if number > 1 else variable)
        for number, scheme in enumerate(found, 1)
    ]


def text(value: Any) -> Pieces:
    """Return how a value is written where there are only texts: in a header, in a form."""
    if isinstance(value, Taken):
        return (Carried(value, "text"),)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else joined(_json(value))


def is_json(step: Step) -> bool:
    """Say whether a body that is no form is sent as JSON."""
    other = isinstance(step.body, str) and "json" not in step.media_type
    return not (other or step.is_form or isinstance(step.body, Upload | bytes))


def content(step: Step) -> Pieces | bytes:
    """Return a body that has no parts: bytes where it is a file or cannot be a text."""
    if isinstance(step.body, Upload):
        return step.body.content
    if isinstance(step.body, bytes):
        return step.body
    if is_json(step):
        return joined(_json(step.body))
    if step.is_form:
        return _urlencoded([(name, value) for name, value in step.body or ()])
    unfit = "\0" in step.body or not encodable(step.body)
    return step.body.encode("utf-8", "surrogatepass") if unfit else (step.body,)


def content_type(step: Step) -> str:
    """Return the Content-Type of a body that has no parts, "" when the step's headers say it."""
    return "" if "content-type" in {name.lower() for name in step.headers} else step.media_type


def all_pieces(api: Api, step: Step) -> Iterator[Piece]:
    """Yield all of which a request is made but its credential and its files."""
    yield from address(api.operations[step.operation], step)
    for value in step.headers.values():
        yield from text(value)
    if step.media_type.startswith("multipart/"):
        for _, value in step.body or ():
            yield from () if isinstance(value, Upload) else text(value)
    elif step.media_type or step.body is not None:
        sent = content(step)
        yield from () if isinstance(sent, bytes) else sent


def encodable(text: str) -> bool:
    """Say whether a text can be written as UTF-8: half of a pair of surrogates cannot."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def line(text: str) -> str:
    """Return a text that fits on the one line of a comment and ends nothing there."""
    shown = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(shown.split())


def _pairs(operation: Operation, query: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the pairs of a query with lists as the operation wants them: repeated, or as one."""
    lists = {each.name: each.separator for each in operation.parameters if each.where == "query"}
    found: list[tuple[str, Any]] = []
    for name, value in query:
        if not isinstance(value, list | tuple):
            found.append((name, value))
        elif separator := lists.get(name):
            found.append((name, _Separated(tuple(value), separator)))
        else:
            found += [(name, each) for each in value]
    return found


@dataclass(frozen=True, slots=True)
class _Separated:
    """The elements of a list that are one text, and what stands between them."""

    elements: tuple[Any, ...]
    separator: str


def _encoded(value: Any) -> Pieces:
    """Return a value percent-encoded."""
    if isinstance(value, _Separated):
        pieces: list[Piece] = []
        for number, each in enumerate(value.elements):
            pieces += [_quoted(value.separator) if number else "", *_encoded(each)]
        return tuple(pieces)
    if isinstance(value, Taken):
        return (Carried(value, "address"),)
    return tuple(_quoted(each) if isinstance(each, str) else each for each in text(value))


def _urlencoded(pairs: Iterable[tuple[str, Any]]) -> Pieces:
    """Return a form of texts as application/x-www-form-urlencoded has it."""
    pieces: list[Piece] = []
    for name, value in pairs:
        pieces += ["&" if pieces else "", f"{_quoted(name)}=", *_encoded(value)]
    return joined(pieces)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _json(value: Any) -> Iterable[Piece]:
    if isinstance(value, Taken):
        yield Carried(value, "json")
    elif isinstance(value, Mapping):
        for number, (name, each) in enumerate(value.items()):
            yield f"{', ' if number else '{'}{_json_text(name)}: "
            yield from _json(each)
        yield "}" if value else "{}"
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield ", " if number else "["
            yield from _json(each)
        yield "]" if value else "[]"
    else:
        yield _json_text(value)


def _json_text(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if encodable(written) else json.dumps(value)


def joined(pieces: Iterable[Piece]) -> Pieces:
    """Return pieces with neighbouring texts made one, and without empty ones."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)
