"""Requests as values, what a stranger answers to them, and what of that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import shortuuid
from starlette.applications import Starlette

TOKENS = re.compile(
    r"(?P<uuid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
    r"|(?P<time>\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)"
    r"|(?P<short>\b[2-9A-HJ-NP-Za-km-z]{22}\b)"
    r"|(?P<hash>\b[0-9a-f]{32}\b)"
    r"|(?P<stamp>\b1[5-9]\d{11}\b)"
)
TIMED = {"ratelimit-reset", "x-ratelimit-reset", "retry-after", "content-length"}
TIMED |= {"x-retry-after", "x-rate-limit-time-reset-ms"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request; `{2.image.id}` in it stands for what the third answer said, `{2.id!uuid}` for
    the UUID of a shortuuid in it, and a text `{2.object.version!+1}` for a number and one more.
    """

    method: str
    path: str
    role: str = "full"
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)

    def after(self, answers: Sequence[httpx.Response]) -> Ask:
        """Return the request with what earlier answers said."""

        def said(match: re.Match[str]) -> str:
            value = named(match[1], match[2])
            return str(shortuuid.decode(value)) if match[3] else str(value)

        def named(number: str, path: str) -> Any:
            value: Any = answers[int(number)].json()
            for name in path.strip(".").split("."):
                value = value[int(name)] if name.isdigit() else value[name]
            return value

        def filled(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: filled(each) for name, each in value.items()}
            if isinstance(value, list):
                return [filled(each) for each in value]
            if isinstance(value, tuple):
                return tuple(filled(each) for each in value)
            if isinstance(value, bytes) and b"{" in value and value.isascii():
                return filled(value.decode()).encode()
            if not isinstance(value, str):
                return value
            if number := re.fullmatch(r"\{(\d+)([.\w]+)!([+-]\d+)\}", value):
                return named(number[1], number[2]) + int(number[3])
            return re.sub(r"\{(\d+)([.\w]+)(!uuid)?\}", said, value)

        parts = {name: filled(getattr(self, name)) for name in ("path", "query", "body", "files")}
        return replace(self, **parts)


async def answers(
    app: Starlette, credentials: dict[str, dict[str, str]], asks: Sequence[Ask]
) -> list[httpx.Response]:
    """Return the answers of a server to requests, one after the other."""
    transport, got = httpx.ASGITransport(app=app), list[httpx.Response]()
    async with httpx.AsyncClient(
        transport=transport, base_url="http://vendor.example", trust_env=False
    ) as client:
        for ask in asks:
            now = ask.after(got)
            headers = credentials.get(now.role, {}) | now.headers
            sent: dict[str, Any] = {"params": now.query, "headers": headers}
            if isinstance(now.body, bytes):
                sent["content"] = now.body
            elif now.body is not None:
                sent["json"] = now.body
            if now.files or now.form:
                sent |= {
                    "data": now.form,
                    "files": now.files or {"nothing": ("", b"", "text/plain")},
                }
            got.append(await client.request(now.method, now.path, **sent))
    return got


def instant(text: str) -> datetime:
    """Return the time that a text says; without a zone it is taken as UTC."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def trace(got: Sequence[httpx.Response]) -> list[tuple[Any, ...]]:
    """Return answers in a form in which those of equal servers are equal: ids and times are
    numbered, ids as they come and times and stamps in milliseconds as they follow, each with its
    form.
    """
    seen: dict[str, int] = {}
    times = sorted(
        {instant(m["time"]) for each in got for m in TOKENS.finditer(each.text) if m["time"]}
    )
    stamps = sorted({m["stamp"] for a in got for m in TOKENS.finditer(a.text) if m["stamp"]})

    def numbered(match: re.Match[str]) -> str:
        if match["time"]:
            return f"<{re.sub('[0-9]', '0', match[0])} #{times.index(instant(match[0]))}>"
        if match["stamp"]:
            return f"<stamp #{stamps.index(match[0])}>"
        number = seen.setdefault(match[0].lower(), len(seen))
        capital = match.lastgroup == "uuid" and match[0] == match[0].upper()
        return f"<{match.lastgroup} {'capital ' * capital}#{number}>"

    def plain(text: str) -> str:
        return TOKENS.sub(numbered, text)

    def headers(answer: httpx.Response) -> Iterator[tuple[str, str]]:
        for name, value in answer.headers.items():
            yield name, "" if name in TIMED else plain(value)

    return [(each.status_code, tuple(sorted(headers(each))), plain(each.text)) for each in got]
