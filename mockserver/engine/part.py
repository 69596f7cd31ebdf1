"""Parts: JSON values that are sent, as a body or as a part of a form."""

from __future__ import annotations

from typing import Any

import orjson

from mockserver.engine.message import File

DEEPEST = 128
"""How deep a value may nest that comes from a client: orjson reads 1,024 levels and writes 254,
and what is stored must fit into answers.
"""


class NoJson(Exception):
    """Why a text is no JSON value that can be kept, in one plain sentence without its subject."""


def json_of(sent: str | File) -> Any:
    """Return the JSON value of a part, whether it was sent with a file name or without.

    Raises NoJson.
    """
    return read_json(sent.data if isinstance(sent, File) else sent.encode("utf-8", "replace"))


def read_json(data: bytes) -> Any:
    """Return the value of a JSON text (RFC 8259, strictly: no NaN, nothing after the value), if
    it is not too deep.

    Raises NoJson.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        try:
            data.decode()
        except UnicodeDecodeError as undecodable:
            raise NoJson(f"is not UTF-8 text (byte {undecodable.start + 1}).") from None
        place = f"line {error.lineno}, column {error.colno}"
        raise NoJson(f"is not valid JSON: {error.msg} ({place}).") from None
    if data.count(b"{") + data.count(b"[") > DEEPEST and _is_deep(value):
        raise NoJson(f"nests more than {DEEPEST} levels deep.")
    return value


def _is_deep(value: Any) -> bool:
    """Return whether a JSON value nests deeper than what can be kept."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return any(isinstance(each, dict | list) for each in level)
