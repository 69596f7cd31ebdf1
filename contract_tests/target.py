"""Targets: the server that is examined, what is known of it, and whose credentials are used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.model.api import Api, Credential

FULL = "full"
"""The role of who may do everything, unless a fixtures file says otherwise."""


class WrongFixtures(Exception):
    """Why the facts in a fixtures file cannot be used, in one plain sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A server under a base URL.

    `url` has no slash at its end and what stands before the paths of the document. `credentials`
    maps roles to the headers that are sent for them. `known` are maps of path parameters that
    address something. `reset` is a method and a whole URL that takes the server back to its
    beginning, None when there is none.
    """

    url: str
    credentials: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known: tuple[Mapping[str, Any], ...] = ()
    reset: tuple[str, str] | None = None


def target_of(url: str, facts: Mapping[str, Any], api: Api) -> Target:
    """Return the target at a URL of which a fixtures file tells these facts.

    A URL with a path of its own is the base of the document's paths; else the facts' `base-path`
    is, and without that the path of the document's server.

    Raises WrongFixtures.
    """
    url = url.rstrip("/")
    root, path = _split(url)
    base = path or str(facts.get("base-path", api.server_path)).rstrip("/")
    credentials = facts.get("credentials", {})
    if not isinstance(credentials, Mapping) or not all(
        isinstance(each, Mapping) for each in credentials.values()
    ):
        raise WrongFixtures("`credentials` must map roles to headers")
    return Target(
        url=root + base,
        credentials={
            str(role): {str(name): str(value) for name, value in headers.items()}
            for role, headers in credentials.items()
        },
        known=tuple(_known(facts.get("known") or {})),
        reset=_reset(root, facts.get("reset")),
    )


def adjusted(api: Api, target: Target) -> Api:
    """Return the API as its credentials are at a target: those of the document stand for the
    target's roles, members of what is known there. Where the document has none, the target's own
    may do everything.
    """
    roles = list(target.credentials)
    own = {each.role: each for each in api.credentials}
    if not own:
        return replace(api, credentials=tuple(_able(api, target)))
    if not roles:
        return api
    first = next(iter(own.values()))
    without = unused(api, roles)
    usable = [role for role in roles if role not in without] or roles[:1]
    found = [_member(replace(own.get(each, first), role=each), target, first) for each in usable]
    return replace(api, credentials=tuple(found))


def unused(api: Api, roles: Iterable[str]) -> list[str]:
    """Return those of a fixtures file's roles that a document does not have, as nobody knows what
    such a credential may do; a document without any has all.
    """
    own = {each.role for each in api.credentials}
    return [each for each in roles if own and each not in {*own, FULL}]


def _able(api: Api, target: Target) -> Iterator[Credential]:
    """Yield the target's credentials for the security schemes that the document has."""
    every = (each.requires for each in api.operations.values())
    grants = frozenset(grant for several in every for grant in several)
    for role, given in target.credentials.items():
        headers = {name.lower(): value for name, value in given.items()}
        schemes = {each.name for each in api.schemes.values() if each.header in headers}
        if schemes or api.unheard:
            schemes |= api.unheard.keys()
            yield Credential(role=role, headers=headers, schemes=frozenset(schemes), grants=grants)


def _member(credential: Credential, target: Target, first: Credential) -> Credential:
    """Return a credential that is a member of what is known if it is of what the first is; what
    else it is a member of at this target, nobody knows.
    """
    member_of = {
        name: frozenset(each[name] for each in target.known if name in each)
        if values == first.member_of.get(name)
        else frozenset()
        for name, values in credential.member_of.items()
    }
    return replace(credential, member_of=member_of)


def _split(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", slash + path


def _known(value: Any) -> list[Mapping[str, Any]]:
    """Return the maps of identifiers, whatever labels they stand below."""
    several = value.values() if isinstance(value, Mapping) else [value]
    found: list[Mapping[str, Any]] = []
    for each in several:
        for one in each if isinstance(each, list) else [each]:
            if not isinstance(one, Mapping):
                raise WrongFixtures(f"`known` must list maps of identifiers, not {one!r}")
            found.append(one)
    return found


def _reset(root: str, value: Any) -> tuple[str, str] | None:
    if not value:
        return None
    method, _, address = str(value).rpartition(" ")
    return method or "POST", address if "://" in address else root + address
