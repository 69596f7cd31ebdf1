"""Parts: JSON values that stand in the parts of a form."""

from __future__ import annotations

from typing import Any

import orjson

from mockserver.engine.message import File

DEEPEST = 128
"""How deep a value may nest that comes from a client: orjson reads 1,024 levels and writes 254,
and what is stored must fit into answers.
"""


class NoJson(Exception):
    """Why a part is no JSON value, in one plain sentence."""


def json_of(sent: str | File) -> Any:
    """Return the JSON value of a part, whether it was sent with a file name or without.

    Raises NoJson.
    """
    data = sent.data if isinstance(sent, File) else sent.encode("utf-8", "replace")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NoJson(f"Must be JSON: {error.msg} ({place}).") from None
    if data.count(b"{") + data.count(b"[") > DEEPEST and is_deep(value):
        raise NoJson(f"Nests more than {DEEPEST} levels deep.")
    return value


def is_deep(value: Any) -> bool:
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
