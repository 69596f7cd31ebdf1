"""Redaction: what leaves an examination has no credential in it, even where a server echoes one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

from contract_tests.target import Target
from mockserver.model.api import Api

T = TypeVar("T")

MARK = "[credential]"
SHORTEST = 4
"""What is shorter is in every text, and secret to nobody."""

TELLING = re.compile(r"auth|token|key|secret|cookie|session|password|signature", re.IGNORECASE)
LONG = 16
"""A header without a telling name has a secret if it is as long as this: a version is not."""

PUBLIC = frozenset({"accept", "accept-encoding", "accept-language", "content-type", "user-agent"})
"""The headers that have none, however long they are."""


def secrets(api: Api, target: Target) -> tuple[str, ...]:
    """Return what no output may have, the longest first: the credentials of a target, whole, and
    without what stands before them.
    """
    schemes = {each.header: each for each in api.schemes.values()}
    found: set[str] = set()
    for headers in target.credentials.values():
        for name, value in headers.items():
            scheme = schemes.get(name.lower())
            telling = bool(scheme or TELLING.search(name))
            if not telling and (name.lower() in PUBLIC or len(value) < LONG):
                continue
            prefix = scheme.prefix if scheme else ""
            bare = value[len(prefix) :] if value.startswith(prefix) else value
            for each in (value, bare, *([value.rpartition(" ")[2]] if telling else ())):
                found |= {each, quote(each, safe=""), quote_plus(each), json.dumps(each)[1:-1]}
    return tuple(sorted((each for each in found if len(each) >= SHORTEST), key=len, reverse=True))


def redacted(value: T, hidden: Iterable[str]) -> T:
    """Return a value with every secret in its texts and bytes replaced by a mark."""
    pairs = [(each, each.encode()) for each in hidden]
    cleaned: T = _cleaned(value, pairs)
    return cleaned


def _cleaned(value: Any, hidden: list[tuple[str, bytes]]) -> Any:
    if isinstance(value, str):
        for text, _ in hidden:
            value = value.replace(text, MARK) if text in value else value
        return value
    if isinstance(value, bytes):
        for _, data in hidden:
            value = value.replace(data, MARK.encode()) if data in value else value
        return value
    if isinstance(value, Mapping):
        return {_cleaned(name, hidden): _cleaned(each, hidden) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_cleaned(each, hidden) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {each.name: _cleaned(getattr(value, each.name), hidden) for each in fields(value)}
        return replace(value, **changes)
    return value
