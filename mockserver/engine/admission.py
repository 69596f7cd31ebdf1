"""Admission: who sends a request, and whether they may."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.engine.call import ANYBODY, Call, member_named
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Request
from mockserver.engine.styles import cookie
from mockserver.model.api import Api, Credential, SecurityScheme
from mockserver.model.operation import Operation


@keeps("credentials.missing", "credentials.lacking")
def authenticated(api: Api, operation: Operation, request: Request) -> Credential | Refusal:
    """Return whose credential the request carries, or why it is refused.

    Of several security alternatives one must be met. A document that declares no credentials
    accepts any value, but not none.
    """
    if operation.public:
        return sender(api, request.headers) or ANYBODY
    known = sender(api, request.headers)
    if known is None and api.credentials:
        return Refusal(kind="unauthenticated", rules=_cited(api, "credentials.missing"))
    if known is None:
        carried = {
            name for name, scheme in api.schemes.items() if request.headers.get(scheme.header)
        }
        carried |= {name for name, each in api.unheard.items() if _carries(request, each)}
        met = any(alternative <= carried for alternative in operation.schemes)
        return ANYBODY if met else Refusal(kind="unauthenticated")
    if known.refused or not known.satisfies(operation.schemes):
        return Refusal(
            kind="unauthenticated",
            message=known.refused,
            rules=_cited(api, "credentials.missing"),
        )
    if not operation.requires <= known.grants:
        rules = _cited(api, "credentials.lacking")
        return Refusal(kind="forbidden", rules=(*rules, *operation.rules.get("requires", ())))
    return known


def sender(api: Api, headers: Mapping[str, str]) -> Credential | None:
    """Return the credential that the headers carry completely, None when it is not known."""
    for header, known in api.senders.items():
        credential = known.get(headers.get(header, ""))
        if credential and credential.headers.items() <= headers.items():
            return credential
    return None


def _carries(request: Request, scheme: SecurityScheme) -> bool:
    """Return whether a request has something where a scheme has its credential."""
    if scheme.where == "query":
        return any(name == scheme.header and value for name, value in request.query)
    if scheme.where == "cookie":
        return bool(cookie(request.headers.get("cookie", ""), scheme.header))
    return True


@keeps("credentials.outsider")
def membership(api: Api, call: Call) -> Refusal | None:
    """Refuse a caller who is no member of what the request names.

    A body that names nothing (null or absent) asks for no membership.
    """
    if call.principal is ANYBODY:
        return None
    named = member_named(call)
    known = call.principal.member_of.get(call.operation.member, frozenset())
    if named is None or (isinstance(named, str | int) and named in known):
        return None
    return Refusal(kind="forbidden", rules=_cited(api, "credentials.outsider"))


def _cited(api: Api, clause: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*api.clauses.get(clause, ()), *api.clauses.get("errors.form", ()))))
