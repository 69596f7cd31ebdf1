"""Connexion's slots, filled so that nothing is rebuilt per request.

Each class stands where Connexion's own would and gets the operations from Connexion
(`add_api` with its Specification and Operation objects, looked up by its routing context); what
Connexion does anew for every request is done by the stand-in's compiled checks instead. `standin`
and `fetcher` reach the slots through `ConnexionMiddleware.add_api(..., standin=..., fetcher=...)`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockserver.engine.message import Body, Refusal, RefusalKind, Request
from mockserver.server.exchange import KEY, Exchange, exchange_of
from mockserver.server.fetching import Fetcher, validated
from mockserver.server.foundation import (
    ROUTING_CONTEXT,
    AbstractOperation,
    AbstractRoutingAPI,
    ASGIApp,
    ExceptionMiddleware,
    HTTPException,
    Receive,
    RequestValidationAPI,
    RequestValidationMiddleware,
    RoutedMiddleware,
    RoutingMiddleware,
    Scope,
    SecurityAPI,
    SecurityMiddleware,
    Send,
    Specification,
    SpecMiddleware,
)
from mockserver.server.projection import routes_of
from mockserver.server.routes import Match, Routes
from mockserver.server.wire import ClientLeft, has_body, media_type_of, query_pairs, read_body

if TYPE_CHECKING:
    from mockserver.standin import StandIn

logger = logging.getLogger("understudy")


class Faults(ExceptionMiddleware):
    """The exception slot: whatever goes wrong is logged and answered in the vendor's shape."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the inner slots work; answer for them when they raise."""
        try:
            await self.app(scope, receive, send)
        except ClientLeft:
            exchange_of(scope).reason = "the client closed the connection"
        except HTTPException as error:  # only the user interface's files raise these
            exchange = exchange_of(scope)
            if error.status_code == 404:
                await exchange.refuse(send, Refusal(kind="no-operation"))
            else:
                request = replace(exchange.unrouted(), allowed=("GET", "HEAD"))
                await exchange.refuse(send, Refusal(kind="method-not-allowed"), request)
        except Exception:
            exchange = exchange_of(scope)
            logger.exception("%s %s failed", exchange.method, exchange.target)
            if exchange.status == 0:
                await exchange.refuse(send, Refusal(kind="internal"))


class Admission(SpecMiddleware):
    """Counts the request against the API's quotas, before anything else looks at it."""

    standin: StandIn

    def __init__(self, next_app: ASGIApp) -> None:
        self.app = next_app

    def add_api(self, specification: Specification, **options: Any) -> None:
        """Remember whose quotas to count."""
        self.standin = options["standin"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what exceeds a quota; remember the quota headers for whatever answer follows."""
        exchange: Exchange = scope["extensions"][KEY]
        allowance = self.standin.allowance(exchange.headers)
        exchange.limits = allowance.headers
        if allowance.refusal is not None:
            await exchange.refuse(send, allowance.refusal)
        else:
            await self.app(scope, receive, send)


class _Collected(AbstractRoutingAPI[str]):
    """Walks Connexion's operations and puts their ids into a trie."""

    def __init__(
        self, specification: Specification, routes: Routes[str], *, standin: StandIn, **options: Any
    ) -> None:
        self.routes, self.api = routes, standin.api
        super().__init__(specification, **options)

    def make_operation(self, operation: AbstractOperation) -> str:
        """The operation is known by its id from here on."""
        return str(operation.operation_id)

    @staticmethod
    def _framework_path_and_name(operation: AbstractOperation, path: str) -> tuple[str, str]:
        return path, path

    def _add_operation_internal(
        self, method: str, path: str, operation: str, name: str | None = None
    ) -> None:
        known = self.api.operations[operation]
        for route in routes_of(self.api, known):
            self.routes.add(known.method, route, operation)


class Routing(RoutingMiddleware):
    """The routing slot: finds the operation and writes Connexion's routing context."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self.routes: Routes[str] = Routes()
        self.contexts: dict[str, dict[str, str]] = {}

    def add_api(
        self,
        specification: Specification,
        base_path: str | None = None,
        arguments: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Add the specification's operations to the trie."""
        api = _Collected(specification, self.routes, base_path=base_path, **options)
        self.contexts = {
            operation: {"api_base_path": api.base_path, "operation_id": operation}
            for operation in options["standin"].api.operations
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route the request, or refuse it for its path or its method."""
        exchange: Exchange = scope["extensions"][KEY]
        found = self.routes.find(exchange.method, exchange.path)
        if not isinstance(found, Match):
            request = Request(
                operation=None,
                method=exchange.method,
                target=exchange.target,
                headers=exchange.headers,
                allowed=found.allowed,
            )
            kind: RefusalKind = "method-not-allowed" if found.allowed else "no-operation"
            await exchange.refuse(send, Refusal(kind=kind), request)
            return
        exchange.request = Request(
            operation=found.operation,
            method=exchange.method,
            target=exchange.target,
            path=found.parameters,
            query=query_pairs(scope["query_string"]),
            headers=exchange.headers,
            media_type=media_type_of(exchange.headers),
        )
        scope["path_params"] = found.parameters
        scope["extensions"][ROUTING_CONTEXT] = self.contexts[found.operation]
        await self.app(scope, receive, send)


class _Direct(RoutedMiddleware[Any]):
    """Connexion's operations, found by one look-up; it asks the scope for its API each time."""

    served: Mapping[str | None, ASGIApp]

    def add_api(self, specification: Specification, **options: Any) -> Any:
        """Build the operations as Connexion does, and keep them."""
        api = super().add_api(specification, **options)
        self.served = api.operations
        return api

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:  # type: ignore[override]
        """Hand the request to its operation; routing has refused what has none."""
        return self.served[scope["extensions"][KEY].request.operation](scope, receive, send)


class _Authenticating:
    """One operation in the security slot."""

    def __init__(self, next_app: ASGIApp, standin: StandIn) -> None:
        self.next_app = next_app
        self.standin = standin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange: Exchange = scope["extensions"][KEY]
        principal = self.standin.authenticate(exchange.request)
        if isinstance(principal, Refusal):
            await exchange.refuse(send, principal, exchange.request)
            return
        exchange.principal = principal
        await self.next_app(scope, receive, send)


class _AuthenticatingAPI(SecurityAPI):
    def __init__(self, *args: Any, standin: StandIn, **options: Any) -> None:
        self.standin = standin
        super().__init__(*args, **options)

    def make_operation(self, operation: Any) -> Any:
        return _Authenticating(self.next_app, self.standin)


class Security(_Direct, SecurityMiddleware):
    """The security slot: the stand-in decides who is calling."""

    api_cls: type[SecurityAPI] = _AuthenticatingAPI


class _Validating:
    """One operation in the request validation slot."""

    def __init__(self, next_app: ASGIApp, standin: StandIn, fetcher: Fetcher | None) -> None:
        self.next_app = next_app
        self.standin, self.fetcher = standin, fetcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange: Exchange = scope["extensions"][KEY]
        request = exchange.request
        if has_body(exchange.headers):
            body = await read_body(receive, exchange.headers, self.standin.api.max_body)
            exchange.request = request = _with_body(request, body)
        if self.fetcher is None:
            call = self.standin.validate(request, exchange.principal)
        else:
            call = await validated(self.standin, request, exchange.principal, self.fetcher)
        if isinstance(call, Refusal):
            await exchange.refuse(send, call, request)
            return
        exchange.call = call
        await self.next_app(scope, receive, send)


def _with_body(request: Request, body: Body) -> Request:
    # What `dataclasses.replace` does, in a fraction of its time.
    return Request(
        operation=request.operation,
        method=request.method,
        target=request.target,
        path=request.path,
        query=request.query,
        headers=request.headers,
        media_type=request.media_type,
        body=body,
    )


class _ValidatingAPI(RequestValidationAPI):
    def __init__(
        self, *args: Any, standin: StandIn, fetcher: Fetcher | None, **options: Any
    ) -> None:
        self.standin, self.fetcher = standin, fetcher
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]

    def make_operation(self, operation: Any) -> Any:
        return _Validating(self.next_app, self.standin, self.fetcher)


class RequestValidation(_Direct, RequestValidationMiddleware):
    """The request validation slot: reads the body and holds it to the compiled schemas."""

    api_cls: type[RequestValidationAPI] = _ValidatingAPI


async def perform(scope: Scope, receive: Receive, send: Send) -> None:
    """The application inside the slots: carries the judged call out."""
    exchange: Exchange = scope["extensions"][KEY]
    await exchange.answer(send, exchange.standin.perform(exchange.call))
