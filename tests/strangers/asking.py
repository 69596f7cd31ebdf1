"""Requests as values, what a stranger answers to them, and what of that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from starlette.applications import Starlette

TOKENS = re.compile(
    r"(?P<uuid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
    r"|(?P<time>\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)"
    r"|(?P<short>\b[2-9A-HJ-NP-Za-km-z]{22}\b)"
    r"|(?P<hash>\b[0-9a-f]{32}\b)"
)
TIMED = {"ratelimit-reset", "x-ratelimit-reset", "retry-after", "content-length"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request; `{2.image.id}` in its path or body stands for what the third answer said."""

    method: str
    path: str
    role: str = "full"
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)

    def after(self, answers: Sequence[httpx.Response]) -> Ask:
        """Return the request with what earlier answers said."""

        def said(match: re.Match[str]) -> str:
            value: Any = answers[int(match[1])].json()
            for name in match[2].strip(".").split("."):
                value = value[int(name)] if name.isdigit() else value[name]
            return str(value)

        def filled(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: filled(each) for name, each in value.items()}
            if isinstance(value, list):
                return [filled(each) for each in value]
            return re.sub(r"\{(\d+)([.\w]+)\}", said, value) if isinstance(value, str) else value

        return replace(self, path=filled(self.path), body=filled(self.body))


async def answers(
    app: Starlette, credentials: dict[str, dict[str, str]], asks: Sequence[Ask]
) -> list[httpx.Response]:
    """Return the answers of a server to requests, one after the other."""
    transport, got = httpx.ASGITransport(app=app), list[httpx.Response]()
    async with httpx.AsyncClient(transport=transport, base_url="http://vendor.example") as client:
        for ask in asks:
            now = ask.after(got)
            sent: dict[str, Any] = {"params": now.query, "headers": credentials.get(now.role, {})}
            if isinstance(now.body, bytes):
                sent["content"] = now.body
            elif now.body is not None:
                sent["json"] = now.body
            if now.files or now.form:
                sent |= {"data": now.form, "files": now.files or {"nothing": b""}}
            got.append(await client.request(now.method, now.path, **sent))
    return got


def trace(got: Sequence[httpx.Response]) -> list[tuple[Any, ...]]:
    """Return answers in a form in which those of equal servers are equal: ids and times are
    numbered as they come, each with its form.
    """
    seen: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        number = seen.setdefault(match[0].lower(), len(seen))
        shape = re.sub(r"[0-9a-z]", "0", match[0]) if match.lastgroup != "short" else "0"
        shape = re.sub(r"[A-Z]", "A", shape) if match.lastgroup == "uuid" else shape
        return f"<{match.lastgroup} {shape[-16:].replace('A0', '0A')} #{number}>"

    def plain(text: str) -> str:
        return TOKENS.sub(numbered, text)

    def headers(answer: httpx.Response) -> Iterator[tuple[str, str]]:
        for name, value in answer.headers.items():
            yield name, "" if name in TIMED else plain(value)

    return [(each.status_code, tuple(sorted(headers(each))), plain(each.text)) for each in got]
