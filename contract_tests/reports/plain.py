"""Values as JSON, whatever a server put into them, and texts that can be looked at."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

DEEPEST = 100
"""How far lists and objects are followed: a deeper answer would exhaust the stack."""

LONGEST = 2**18
"""Bodies of more bytes are cut in files for programs: uploads that try limits have millions."""

_UNSEEN = re.compile(
    "[\0-\b\v\f\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BINARY = "[\udc80-\udcff\0-\b\v\f\x0e-\x1f\x7f]"
_RUN = re.compile(f"{_BINARY}(?:.{{0,15}}{_BINARY})*", re.DOTALL)
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"?|\{\s*\}|\[\s*\]|[{}\[\],:]|\s+|[^"{}\[\],:\s]+', re.DOTALL)


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value that JSON can say: what it has no word for becomes a text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if depth == DEEPEST:
        return "... nested deeper"
    if isinstance(value, Mapping):
        return {str(name): plain(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each, depth + 1) for each in value]
    return str(value)


def line(value: Any) -> str:
    """Return a value as JSON in one line."""
    return json.dumps(plain(value), ensure_ascii=False)


def block(value: Any) -> str:
    """Return a value as indented JSON."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2)


def encoded(text: str) -> bytes:
    """Return JSON as bytes; half a surrogate pair, which UTF-8 cannot say, is escaped."""
    return text.encode("utf-8", "backslashreplace")


def time(seconds: float) -> str:
    """Return seconds since 1970 as a time in UTC, such as 2026-01-31T12:00:00.000Z."""
    found = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return found.replace("+00:00", "Z")


def header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    """Return the first value of a header, "" when there is none."""
    return next((value for each, value in headers if each.lower() == name), "")


def body(content: bytes) -> tuple[str, str]:
    """Return a body as a text and "", or in base64 and "base64" when it is no text; of one that
    has more than `LONGEST` bytes only the first.
    """
    end = _end(content, LONGEST)
    try:
        text = content[:end].decode()
    except UnicodeDecodeError:
        text = "\0"
    if re.search(_BINARY, text):
        return b64encode(content[:LONGEST]).decode(), "base64"
    return text, ""


def cut(content: bytes) -> str:
    """Return how a body was cut, "" when it is whole."""
    few = len(content) <= LONGEST
    return "" if few else f"cut: {LONGEST:,} of {len(content):,} bytes"


def _end(content: bytes, limit: int) -> int:
    """Return where a text is cut that has more bytes than the limit: between two characters."""
    end = limit if limit < len(content) else len(content)
    while 0 < end < len(content) and content[end] & 0xC0 == 0x80 and limit - end < 3:
        end -= 1
    return end


def visible(text: str) -> str:
    r"""Return a text with what nobody sees, or what turns the direction of reading, as \u200e."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def excerpt(content: bytes, limit: int = 4000) -> str:
    """Return a body to be looked at: JSON on lines of its own, other than text as its length, and
    "... N more bytes" behind the limit.
    """
    end = _end(content, limit)
    text = content[:end].decode("utf-8", "surrogateescape")
    if _is_json(content):
        text = _indented(text)
    text = visible(_RUN.sub(_length, text))
    left = len(content) - end
    return f"{text}\n... {left:,} more bytes" if left else text


def shortened(text: str, limit: int = 4000) -> str:
    """Return a text to be looked at, cut as `excerpt` cuts."""
    content = text.encode("utf-8", "surrogatepass")
    if len(content) <= limit:
        return visible(text)
    kept = content[:limit].decode("utf-8", "ignore")
    left = len(content) - len(kept.encode())
    return f"{visible(kept)}\n... {left:,} more bytes"


def short(value: Any, limit: int = 300) -> str:
    """Return a value as JSON in one line, cut if it is long."""
    return " ".join(shortened(line(value), limit).splitlines())


def _is_json(content: bytes) -> bool:
    """Say whether a body is a JSON object or list."""
    try:
        return isinstance(json.loads(content.decode()), dict | list)
    except (ValueError, RecursionError):
        return False


def _length(run: re.Match[str]) -> str:
    count = len(run[0].encode("utf-8", "surrogateescape"))
    return f"‹{count:,} byte{'' if count == 1 else 's'}›"


def _indented(text: str) -> str:
    """Return JSON, or the beginning of it, with every member on its own line.

    Tokens are moved and none is read, so that what is seen is what was sent: a member named twice,
    a number as it was written.
    """
    made: list[str] = []
    depth = 0
    for token in _TOKEN.findall(text):
        if token.isspace():
            continue
        if token in ("}", "]"):
            depth = max(depth - 1, 0)
            made.append("\n" + "  " * min(depth, 20))
        made.append(token + " " * (token == ":"))
        if token in ("{", "["):
            depth += 1
        if token in ("{", "[", ","):
            made.append("\n" + "  " * min(depth, 20))
    return "".join(made)
