"""A script as a test file for pytest that needs nothing but httpx, and no part of this project."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contract_tests.reproduction.parts import (
    Carried,
    Piece,
    address,
    content,
    content_type,
    credentials,
    encodable,
    headers,
    is_json,
    line,
    text,
)
from contract_tests.script import Script, Step, Taken, Upload, bursts, unpadded
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING

WIDTH = 88

BREAK = f"\n{' ' * 12}+ "

FUNCTIONS = {"address": "in_address", "text": "as_text", "json": "json.dumps"}
"""What makes the forms of a value in the test file."""

THREADS = ", ThreadPoolExecutor() as threads"

IN_ADDRESS = '''

def in_address(value: object) -> str:
    """Return a value as it stands in an address."""
    return quote(as_text(value), safe="")'''
AS_TEXT = '''

def as_text(value: object) -> str:
    """Return a value as it stands where there are only texts."""
    return value if isinstance(value, str) else json.dumps(value)'''


def pytest_file(
    api: Api,
    script: Script,
    base_url: str,
    claim: str,
    where: str,
    expected: Any,
    tokens: Mapping[str, str] = NOTHING,
) -> str:
    """Return a test file that sends a script and asserts that the place `where` of the last
    answer (`status`, `headers.etag`, `body.data.0.is_primary`) is what is expected.

    A list of statuses expects one of them. Server and credentials come from the environment as
    in `curl`. Raises ValueError for an empty script or another place, KeyError for an operation
    that is not there.
    """
    if not script:
        raise ValueError("a test needs a request")
    steps = [each for several in bursts(script) for each in _steps(api, script, several, tokens)]
    last = [*bursts(script)][-1]
    body = "\n".join([*steps, *_assertion(last, where, expected)])
    beside = any(each.together for each in script[:-1])
    needed = sorted(
        variable
        for step in script
        for _, variable in credentials(api, api.operations[step.operation], step.role, tokens)
    )
    needs = ", ".join(dict.fromkeys(needed))
    in_address, as_text = "in_address(" in body, "as_text(" in body or "in_address(" in body
    return "\n".join(
        [
            f'"""{_documentation(claim or api.title)}',
            "",
            "Needs pytest and httpx. BASE_URL names another server than the one below.",
            *([f"To be set: {needs}."] if needs else []),
            '"""',
            "",
            *(["import base64"] if "base64." in body else []),
            *(["import json"] if as_text or "json.dumps(" in body else []),
            "import os",
            *(["from concurrent.futures import ThreadPoolExecutor"] if beside else []),
            *(["from urllib.parse import quote"] if in_address else []),
            "",
            "import httpx",
            "",
            f'BASE_URL = os.environ.get("BASE_URL", {_quoted(base_url.rstrip("/"))})',
            *([IN_ADDRESS] if in_address else []),
            *([AS_TEXT] if as_text else []),
            "",
            "",
            "def test_reproduction() -> None:",
            f"    with httpx.Client(timeout=60) as client{THREADS if beside else ''}:",
            body,
            "",
        ]
    )


def _steps(
    api: Api, script: Script, several: tuple[int, ...], tokens: Mapping[str, str]
) -> Iterable[str]:
    """Yield the lines that send one step, or several at the same time."""
    for number in several:
        yield from _step(api, script, number, tokens, beside=len(several) > 1)
    if len(several) > 1:
        yield from (f"        answer_{each + 1} = sent_{each + 1}.result()" for each in several)


def _step(
    api: Api, script: Script, number: int, tokens: Mapping[str, str], *, beside: bool
) -> Iterable[str]:
    """Yield the lines that send one step, `beside` others without waiting for the answer."""
    step = script[number]
    operation = api.operations[step.operation]
    sent, found = _body(step)
    found = [(name, _text(value)) for name, value in headers(api, operation, step, tokens)] + found
    yield f"        # {number + 1}. {line(step.operation)}: {operation.status} if carried out"
    if beside:
        yield f"        sent_{number + 1} = threads.submit("
        yield "            client.request,"
    else:
        yield f"        answer_{number + 1} = client.request("
    yield f"            {_quoted(operation.method.upper())},"
    pieces = ["BASE_URL", *map(_piece, address(operation, step))]
    whole = " + ".join(pieces)
    yield f"            {whole if len(whole) < WIDTH - 12 else BREAK.join(pieces)},"
    if found:
        pairs = [f"({_quoted(name)}, {value})" for name, value in found]
        yield f"            headers={_list(pairs)},"
    if sent:
        yield f"            {sent},"
    yield "        )"


def _body(step: Step) -> tuple[str, list[tuple[str, str]]]:
    """Return the argument that sends the body, and the headers that this needs."""
    if not step.media_type and step.body is None:
        return "", []
    if step.media_type.startswith("multipart/"):
        if step.body:
            fields = [f"({_quoted(name)}, {_field(value)})" for name, value in step.body]
            return f"files={_list(fields)}", []
        return 'content=b"--none--"', [
            ("Content-Type", _quoted(f"{step.media_type}; boundary=none"))
        ]
    kind = content_type(step)
    typed = [("Content-Type", _quoted(kind))] if kind else []
    if is_json(step):
        if kind == "application/json" and step.body is not None and _is_usual(step.body):
            return f"json={_literal(step.body, 12)}", []
        return f"content=json.dumps({_literal(step.body, 12)}).encode()", typed
    sent = content(step)
    if isinstance(sent, bytes):
        return f"content={_bytes(sent, 12)}", typed
    return f"content=({_text(sent)}).encode()", typed


def _is_usual(value: Any) -> bool:
    """Say whether httpx makes JSON of a value by itself."""
    if isinstance(value, Mapping):
        return all(_is_usual(each) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple):
        return all(map(_is_usual, value))
    return encodable(value) if isinstance(value, str) else not _is_odd(value)


def _is_odd(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _field(value: Any) -> str:
    """Return one field of a form as httpx takes it."""
    if isinstance(value, Upload):
        kind = f", {_quoted(value.media_type)}" if value.media_type else ""
        return f"({_quoted(value.name)}, {_bytes(value.content, 16)}{kind})"
    pieces = text(value)
    if all(not isinstance(each, str) or encodable(each) for each in pieces):
        return f"(None, {_text(pieces)})"
    return f'(None, ({_text(pieces)}).encode("utf-8", "surrogatepass"))'


def _text(pieces: Iterable[Piece]) -> str:
    """Return an expression for a text."""
    return " + ".join(map(_piece, pieces)) or '""'


def _piece(piece: Piece) -> str:
    if isinstance(piece, str):
        return _quoted(piece)
    if isinstance(piece, Carried):
        return f"{FUNCTIONS[piece.form]}({_literal(piece.taken, 0)})"
    return f'os.environ["{piece.name}"]'


def _bytes(content: bytes, indent: int) -> str:
    """Return an expression for bytes; many of them in lines, and many zeros as their number."""
    if len(content) <= WIDTH // 3:
        return repr(content)
    kept, padding = unpadded(content)
    written, across = b64encode(kept).decode(), WIDTH - 20
    lines = [written[start : start + across] for start in range(0, len(written), across)]
    inner, end = "\n" + " " * (indent + 4), "\n" + " " * indent
    whole = f"base64.b64decode({''.join(f'{inner}{_quoted(each)}' for each in lines)}{end})"
    return f"{whole} + bytes({padding})" if padding else whole


def _quoted(text: str) -> str:
    """Return a text as Python writes it, in double quotes where that needs no more escapes."""
    written = repr(text)
    if written.startswith("'") and '"' not in text and "'" not in text:
        return f'"{written[1:-1]}"'
    return written


def _list(items: Sequence[str]) -> str:
    """Return a list of expressions, as an argument of a call."""
    written = f"[{', '.join(items)}]"
    if len(written) <= WIDTH - 24:
        return written
    return "[" + "".join(f"\n{' ' * 16}{each}," for each in items) + f"\n{' ' * 12}]"


def _literal(value: Any, indent: int) -> str:
    """Return an expression for a JSON value, with values of answers in it; in lines if long."""
    if isinstance(value, Taken):
        path = "".join(f"[{_literal(part, 0)}]" for part in value.path)
        return f"answer_{value.step + 1}.json(){path}"
    if isinstance(value, Mapping):
        parts = [f"{_quoted(name)}: {_literal(each, indent + 4)}" for name, each in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, list | tuple):
        parts = [_literal(each, indent + 4) for each in value]
        opening, closing = "[", "]"
    else:
        if isinstance(value, str):
            return _quoted(value)
        return f'float("{value}")' if _is_odd(value) else repr(value)
    written = ", ".join(parts)
    if len(written) + indent <= WIDTH - 8 and "\n" not in written:
        return f"{opening}{written}{closing}"
    lines = "".join(f"\n{' ' * (indent + 4)}{part}," for part in parts)
    return f"{opening}{lines}\n{' ' * indent}{closing}"


def _assertion(last: tuple[int, ...], where: str, expected: Any) -> list[str]:
    """Return the lines that look at the place in the last answer; of several at the same time, at
    the statuses of all: nobody knows which comes first.
    """
    answer, (kind, _, place) = f"answer_{last[-1] + 1}", where.partition(".")
    one_of = where == "status" and isinstance(expected, list)
    if len(last) > 1:
        if where != "status":
            raise ValueError(f"{where!r} could be in any of the answers")
        statuses = ", ".join(f"answer_{each + 1}.status_code" for each in last)
        wanted = ", ".join(map(repr, expected if one_of else [expected]))
        return [f"    assert {{{statuses}}} & {{{wanted}}}"]
    if where == "status":
        seen = f"{answer}.status_code"
    elif kind == "headers" and place:
        seen = f"{answer}.headers.get({_quoted(place)})"
    elif kind == "body":
        parts = [int(part) if part.isdecimal() else part for part in place.split(".") if part]
        seen = f"{answer}.json(){''.join(f'[{_literal(part, 0)}]' for part in parts)}"
    else:
        raise ValueError(f"{where!r} is no place in an answer")
    sign = "in" if one_of else "is" if expected is None or isinstance(expected, bool) else "=="
    return [f"    assert {seen} {sign} {_literal(expected, 4)}"]


def _documentation(text: str) -> str:
    """Return a text for the one line of a docstring."""
    return line(text).replace("\\", "\\\\").replace('"', '\\"')
