"""One Connexion application per API, built whole at start so that its errors show at start."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal

from mockserver.server.fetching import Fetcher
from mockserver.server.foundation import (
    ConnexionMiddleware,
    ContextMiddleware,
    ExceptionMiddleware,
    HTTPException,
    LifespanMiddleware,
    ProblemException,
    RequestValidationMiddleware,
    ResponseValidationMiddleware,
    RoutingMiddleware,
    SecurityMiddleware,
    ServerErrorMiddleware,
)
from mockserver.server.interface import UserInterface
from mockserver.server.plain import Remainder, on_error, security_map
from mockserver.server.projection import OperationKeys, project
from mockserver.server.slots import (
    Admission,
    Faults,
    RequestValidation,
    Routing,
    Security,
    perform,
)

if TYPE_CHECKING:
    from mockserver.standin import StandIn

Kind = Literal["fast", "plain"]

FAST = [Faults, UserInterface, Admission, Routing, Security, RequestValidation]
PLAIN = [
    ServerErrorMiddleware,
    ExceptionMiddleware,
    UserInterface,
    Admission,
    RoutingMiddleware,
    SecurityMiddleware,
    RequestValidationMiddleware,
    ResponseValidationMiddleware,
    LifespanMiddleware,
    ContextMiddleware,
]


def build(
    standin: StandIn, kind: Kind = "fast", fetcher: Fetcher | None = None
) -> ConnexionMiddleware:
    """The ASGI application of one API; expects an exchange in the scope's extensions.

    `fast` fills Connexion's slots with our own, `plain` leaves Connexion's where they are. With a
    `fetcher`, pictures at addresses are fetched.
    """
    if kind == "plain":
        app = _connexion(Remainder(standin, fetcher), PLAIN, security_map=security_map(standin))
        for error in (Exception, HTTPException, ProblemException):
            app.add_error_handler(error, on_error)
        # Connexion warns of every refusal, and of every request with several media types.
        logging.getLogger("connexion").setLevel(logging.ERROR)
        document = standin.document.content
    else:
        app = _connexion(perform, FAST)
        document = project(standin.api)
    app.add_api(
        document,
        base_path=standin.api.server_path,
        resolver=OperationKeys(standin.api.operations.values()),
        standin=standin,
        fetcher=fetcher,
    )
    app.app, app.middleware_stack = app._build_middleware_stack()
    return app


def _connexion(app: Any, slots: list[Any], **options: Any) -> ConnexionMiddleware:
    return ConnexionMiddleware(app, import_name="mockserver", middlewares=[*slots], **options)
