"""What we build on from Connexion and Starlette, imported once and without their noise."""

from __future__ import annotations

import warnings

# Importing Connexion warns about things that only its authors can change (a deprecated test
# client, a deprecated resolver); a user of ours can do nothing about them.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion.exceptions import ProblemException
    from connexion.lifecycle import ConnexionRequest, ConnexionResponse
    from connexion.middleware.abstract import (
        ROUTING_CONTEXT,
        AbstractRoutingAPI,
        RoutedMiddleware,
        SpecMiddleware,
    )
    from connexion.middleware.context import ContextMiddleware
    from connexion.middleware.exceptions import ExceptionMiddleware
    from connexion.middleware.lifespan import LifespanMiddleware
    from connexion.middleware.main import ConnexionMiddleware
    from connexion.middleware.request_validation import (
        RequestValidationAPI,
        RequestValidationMiddleware,
    )
    from connexion.middleware.response_validation import ResponseValidationMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.middleware.security import SecurityAPI, SecurityMiddleware
    from connexion.middleware.server_error import ServerErrorMiddleware
    from connexion.middleware.swagger_ui import SwaggerUIAPI, SwaggerUIMiddleware
    from connexion.operations.abstract import AbstractOperation
    from connexion.options import SwaggerUIOptions
    from connexion.resolver import Resolution, Resolver
    from connexion.spec import Specification

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = [
    "ROUTING_CONTEXT",
    "ASGIApp",
    "AbstractOperation",
    "AbstractRoutingAPI",
    "ConnexionMiddleware",
    "ConnexionRequest",
    "ConnexionResponse",
    "ContextMiddleware",
    "ExceptionMiddleware",
    "HTTPException",
    "LifespanMiddleware",
    "Message",
    "ProblemException",
    "Receive",
    "RequestValidationAPI",
    "RequestValidationMiddleware",
    "Resolution",
    "Resolver",
    "ResponseValidationMiddleware",
    "RoutedMiddleware",
    "RoutingMiddleware",
    "Scope",
    "SecurityAPI",
    "SecurityMiddleware",
    "Send",
    "ServerErrorMiddleware",
    "SpecMiddleware",
    "Specification",
    "SwaggerUIAPI",
    "SwaggerUIMiddleware",
    "SwaggerUIOptions",
]
