"""Access to a server as a command line gives it: its address, and the headers that open it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from mockserver.model.api import Api

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What HTTP allows as the name of a header."""


class WrongUsage(ValueError):
    """Why a command cannot begin as it was given, in plain sentences without any credential."""


def address(url: str) -> str:
    """Return the address of a server, checked. Raises WrongUsage, which tells no credential."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WrongUsage("--url is no address; expected http://HOST[:PORT][/PATH]") from None
    if parts.username is not None or parts.password is not None:
        raise WrongUsage("--url has a credential in it; give it with --header or --auth-from-env")
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        raise WrongUsage(f"--url is {url!r}; expected http://HOST[:PORT][/PATH], or https://")
    if parts.query or parts.fragment or not url.isprintable() or " " in url:
        raise WrongUsage("--url has more than a path behind the host; expected no ? and no #")
    return url.rstrip("/")


def headers(several: Sequence[str]) -> dict[str, str]:
    """Return the headers that texts such as `Name: value` are. Raises WrongUsage."""
    found: dict[str, str] = {}
    for number, each in enumerate(several, 1):
        name, colon, value = each.partition(":")
        if not colon or not NAME.fullmatch(name.strip()):
            raise WrongUsage(
                f"--header number {number} has {'no name' if colon else 'no colon'} "
                "(it is not shown, as it may be a credential); expected 'Name: value'"
            )
        found[name.strip()] = sendable(f"--header {name.strip()!r}", value.strip())
    return found


def from_environment(
    api: Api, variable: str, environment: Mapping[str, str]
) -> tuple[dict[str, str], bool]:
    """Return the header of the API's first security scheme with the credential that a variable
    has, and whether the variable has it without what the scheme puts before it.

    Raises WrongUsage.
    """
    scheme = next(iter(api.schemes.values()), None)
    if scheme is None:
        raise WrongUsage("--auth-from-env: the document has no security scheme that is a header")
    value = environment.get(variable, "").strip()
    if not value:
        raise WrongUsage(f"--auth-from-env: the environment has no {variable}, or it is empty")
    sendable(f"--auth-from-env: what {variable} has", value)
    bare = not scheme.prefix or not value.lower().startswith(scheme.prefix.lower())
    return {scheme.spelled: f"{scheme.prefix}{value}" if bare else value}, bare


def sendable(what: str, value: str) -> str:
    """Return the value of a header if it can be sent. Raises WrongUsage, without the value."""
    if not value:
        raise WrongUsage(f"{what} is empty; expected a value")
    if not value.isprintable() or not value.isascii():
        raise WrongUsage(f"{what} has characters that no header can have; expected ASCII")
    return value


def merged(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return headers with others laid over them, whatever the case of their names."""
    over = {name.lower() for name in second}
    return {**{name: value for name, value in first.items() if name.lower() not in over}, **second}
