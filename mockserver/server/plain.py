"""Connexion's own slots, unmodified, around the same stand-in: the second opinion.

Connexion routes, asks for credentials and validates with its own code; its errors are told in the
vendor's shape. Known differences to the fast stack are listed in `tests/server/test_parity.py`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockserver.engine.message import Refusal, RefusalKind, Request, Violation
from mockserver.engine.violation import LONGEST
from mockserver.server.exchange import encoded, exchange_of
from mockserver.server.fetching import Fetcher, validated
from mockserver.server.foundation import (
    ROUTING_CONTEXT,
    ConnexionRequest,
    ConnexionResponse,
    Receive,
    Scope,
    Send,
)
from mockserver.server.wire import media_type_of, query_pairs, read_body

if TYPE_CHECKING:
    from mockserver.standin import StandIn

logger = logging.getLogger("understudy")

SCHEME_TYPES = ("apiKey", "basic", "bearer", "oauth2", "openIdConnect", "mutualTLS")
_KINDS: dict[int, RefusalKind] = {
    400: "invalid",
    401: "unauthenticated",
    403: "forbidden",
    404: "no-operation",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
}


class Unauthenticated(Exception):
    """Raised through Connexion's security slot; carries what the stand-in said."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.kind)
        self.refusal = refusal
        # Connexion shows the exception with the lowest status when several schemes refuse.
        self.status_code = 403 if refusal.kind == "forbidden" else 401


def security_map(standin: StandIn) -> dict[str, Any]:
    """Connexion security handlers that accept what the stand-in accepts, for every scheme."""

    class Handler:
        def get_fn(
            self, _scheme: dict[str, Any], _scopes: list[str]
        ) -> Callable[[ConnexionRequest], dict[str, str]]:
            return check

    def check(request: ConnexionRequest) -> dict[str, str]:
        principal = standin.authenticate(_request(request.scope, standin))
        if isinstance(principal, Refusal):
            raise Unauthenticated(principal)
        return {"sub": "client"}

    return dict.fromkeys(SCHEME_TYPES, Handler)


class Remainder:
    """The application inside Connexion's slots: reads the body again, and answers."""

    def __init__(self, standin: StandIn, fetcher: Fetcher | None = None) -> None:
        self.standin, self.fetcher = standin, fetcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge what Connexion let pass once more, carry it out and answer."""
        exchange = exchange_of(scope)
        request = _request(scope, self.standin)
        if request.operation is None:
            await exchange.refuse(send, Refusal(kind="no-operation"), request)
            return
        body = await read_body(receive, exchange.headers, self.standin.api.max_body)
        request = replace(request, body=body)
        principal = self.standin.authenticate(request)
        call = (
            principal
            if isinstance(principal, Refusal)
            else await validated(self.standin, request, principal, self.fetcher)
        )
        if isinstance(call, Refusal):
            await exchange.refuse(send, call, request)
        else:
            await exchange.answer(send, self.standin.perform(call))


def _request(scope: Scope, standin: StandIn) -> Request:
    exchange = exchange_of(scope)
    routing = scope["extensions"].get(ROUTING_CONTEXT, {})
    operation = standin.api.operations.get(routing.get("operation_id"))
    found = scope.get("path_params", {})
    return Request(
        operation=operation.id if operation else None,
        method=exchange.method,
        target=exchange.target,
        # Connexion turns `my-id` into `my_id`, and numbers into numbers.
        path={
            parameter.name: str(found[parameter.name.replace("-", "_")])
            for parameter in (operation.parameters if operation else ())
            if parameter.where == "path"
        },
        query=query_pairs(scope["query_string"]),
        headers=exchange.headers,
        media_type=media_type_of(exchange.headers),
    )


async def on_error(request: ConnexionRequest, error: Exception) -> ConnexionResponse:
    """Tell an error of Connexion's in the vendor's shape."""
    exchange = exchange_of(request.scope)
    refusal = error.refusal if isinstance(error, Unauthenticated) else _refusal(error)
    if refusal.kind == "internal":
        logger.error("%s %s failed", exchange.method, exchange.target, exc_info=error)
    asked = replace(exchange.unrouted(), allowed=_allowed(error))
    response = exchange.standin.refuse(asked, refusal)
    exchange.rules, exchange.reason = response.rules, response.reason
    everywhere = (*exchange.limits, *exchange.standin.response_headers())
    return ConnexionResponse(  # type: ignore[no-untyped-call]
        status_code=response.status,
        mimetype=response.media_type,
        body=encoded(response),
        headers=dict((*response.headers, *everywhere)),
    )


def _refusal(error: Exception) -> Refusal:
    status = getattr(error, "status_code", 500)
    if status == 400 and isinstance(error.__context__, json.JSONDecodeError):
        return Refusal(kind="malformed")
    kind = _KINDS.get(status, "internal")
    if kind != "invalid":
        return Refusal(kind=kind)
    # Connexion says neither where a fault is nor in which field, and adds the whole schema.
    words = (str(getattr(error, "detail", "")).splitlines() or [""])[0][:LONGEST]
    return Refusal(kind=kind, violations=(Violation(where="", field="", message=words),))


def _allowed(error: Exception) -> tuple[str, ...]:
    headers = getattr(error, "headers", None) or {}
    return tuple(method.strip() for method in headers.get("Allow", "").split(",") if method)
