"""The compiled API: everything that the engine and the edge need, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.document.place import Problem
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Operation
from mockserver.model.property import NO_CLAUSES
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses, Rule
from mockserver.model.template import Render


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorForm:
    """How one kind of refusal is answered; `body` renders it, and `wording` with `Wording`s in it;
    `message` is its own text.

    `codes` are the codes of single violations by the keyword or clause that was violated.
    """

    status: int
    code: str = ""
    codes: Mapping[str, str] = NOTHING
    message: str = ""
    media_type: str = "application/json"
    body: Render = field(compare=False)
    wording: Render = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """One way to send a credential: the lower-cased header that carries it, how the document
    spells that header, and what stands before the credential in it. `where` it is no header,
    `header` is the name of a query parameter or cookie; "" is a way that requests do not show.
    """

    name: str
    header: str
    spelled: str
    prefix: str = ""
    where: str = "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A credential that works out of the box.

    `headers` maps lower-cased header names to complete values, `shown` the names as the document
    spells them. `member_of` maps names of path
    parameters to the canonical values that its bearer is a member of. `refused` is what a
    known but inactive credential is told, "" for one that works.
    """

    role: str
    headers: Mapping[str, str]
    shown: Mapping[str, str] = NOTHING
    schemes: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()
    member_of: Mapping[str, frozenset[str]] = NOTHING
    refused: str = ""
    note: str = ""

    def satisfies(self, alternatives: tuple[frozenset[str], ...]) -> bool:
        """Return whether one of the security alternatives is met."""
        return self.schemes in alternatives or any(each <= self.schemes for each in alternatives)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The documented rate limits: fixed windows as (requests, seconds), or a leaky bucket of a
    size that loses so many requests a second. `policy` says the windows as headers do.
    """

    windows: tuple[tuple[int, int], ...] = ()
    bucket: tuple[int, float] | None = None
    headers: Mapping[str, str] = NOTHING
    refused_headers: Mapping[str, str] = NOTHING
    policy: str = field(init=False)

    def __post_init__(self) -> None:
        policy = ", ".join(f"{requests};w={seconds}" for requests, seconds in self.windows)
        object.__setattr__(self, "policy", policy)  # frozen: only here, from the other fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """What is there before the first client comes: a request that is carried out, or one of a
    `resource` that is put under a `parent`, and `also` under others, without one.
    """

    operation: str = ""
    path: Mapping[str, str] = NOTHING
    body: Any = None
    role: str = ""
    resource: str = ""
    parent: str | int | None = None
    also: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One API, compiled from its document. It never changes.

    `name` is the document's file name without its ending, as an address can have it;
    `server_path` is the path of the document's first server ("" for the root), `title` its
    own; under each of `bases`, which may have placeholders, operations are found, too. `senders`
    finds a credential by its first header and the value there. `schemes` travel in headers,
    `unheard` are the security schemes that do not. `warnings` tell what cannot be served as the
    document has it; more are met when schemas are first used. A `foreign` one has a document that
    was written for others, which leaves more open.
    """

    name: str
    title: str
    server_path: str = ""
    bases: tuple[str, ...] = ()
    operations: Mapping[str, Operation]
    resources: Mapping[str, Resource]
    errors: Mapping[str, ErrorForm]
    schemes: Mapping[str, SecurityScheme] = NOTHING
    unheard: Mapping[str, SecurityScheme] = NOTHING
    credentials: tuple[Credential, ...] = ()
    limits: Limits | None = None
    headers: Mapping[str, str] = NOTHING
    version_header: str = ""
    fixtures: tuple[Fixture, ...] = ()
    rules: Mapping[str, Rule] = NOTHING
    clauses: Clauses = NO_CLAUSES
    max_body: int = 32 * 1024 * 1024
    foreign: bool = False
    warnings: Sequence[Problem] = field(default=(), compare=False)
    senders: Mapping[str, Mapping[str, Credential]] = field(init=False)

    def __post_init__(self) -> None:
        senders: dict[str, dict[str, Credential]] = {}
        for each in reversed(self.credentials):
            for header, value in [*each.headers.items()][:1]:
                senders.setdefault(header, {})[value] = each
        object.__setattr__(self, "senders", senders)  # frozen: only here, from the other fields
