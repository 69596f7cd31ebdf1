"""The way to a server as it was typed: address, headers and fixtures made one target."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contract_tests import access
from contract_tests.access import WrongUsage
from contract_tests.fixtures import facts_in
from contract_tests.redaction import secrets
from contract_tests.target import FULL, Target, WrongFixtures, target_of, unused
from mockserver.model.api import Api

PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a server is reached, as it was typed: `fixtures` is a path, or "-" for standard input."""

    url: str
    headers: tuple[str, ...] = ()
    auth_from_env: str = ""
    fixtures: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A target with what may not be told, the variables that have credentials by role, and the
    roles that were given and are `unused`, as the document does not have them.
    """

    target: Target
    secrets: tuple[str, ...]
    unused: tuple[str, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)


def opened_by(api: Api, way: Access) -> Opened:
    """Return the target that was typed. Raises WrongUsage, WrongFixtures or Unreadable."""
    url, facts, tokens = access.address(way.url), dict[str, Any](), dict[str, str]()
    if way.fixtures:
        text = sys.stdin.read() if way.fixtures == "-" else _read(way.fixtures)
        facts = facts_in(text, way.fixtures, api)
    headers = access.headers(way.headers)
    if way.auth_from_env:
        own, bare = access.from_environment(api, way.auth_from_env, os.environ)
        headers = access.merged(headers, own)
        if bare and re.fullmatch(r"[A-Za-z_]\w*", way.auth_from_env, re.ASCII):
            tokens[FULL] = way.auth_from_env
    if headers:
        credentials = dict(facts.get("credentials") or {})
        full = access.merged(credentials.pop(FULL, {}), headers)
        facts["credentials"] = {FULL: full, **credentials}
    target = target_of(url, {name: each for name, each in facts.items() if each is not None}, api)
    if target.reset and urlsplit(target.reset[1]).netloc != urlsplit(url).netloc:
        raise WrongFixtures("`reset` names another server than --url; expected METHOD /PATH")
    hidden, without = secrets(api, target), tuple(unused(api, target.credentials))
    usable = {role: each for role, each in target.credentials.items() if role not in without}
    target = replace(target, credentials=usable)
    return Opened(target=target, secrets=hidden, unused=without, tokens=tokens)


def _read(path: str) -> str:
    """Return the text of a fixtures file, which may be what a shell's <(command) gives."""
    try:
        return Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongFixtures(f"--fixtures: {path} is no UTF-8; expected a YAML text") from None
    except OSError as error:
        raise WrongFixtures(f"--fixtures: {path}: {error.strerror}") from None


def reach(target: Target) -> None:
    """Raise WrongUsage if nobody listens where a target is. Nothing is sent."""
    parts = urlsplit(target.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), PATIENCE_SECONDS).close()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WrongUsage(f"nothing listens at {target.url} ({reason})") from None
