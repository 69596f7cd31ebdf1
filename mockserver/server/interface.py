"""Swagger UI and the document itself, in Connexion's slot for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.server.exchange import KEY, Exchange, exchange_of, watched
from mockserver.server.foundation import (
    Receive,
    Scope,
    Send,
    Specification,
    SwaggerUIMiddleware,
    SwaggerUIOptions,
)
from mockserver.server.replies import send_bytes

if TYPE_CHECKING:
    from mockserver.standin import StandIn

OPTIONS = SwaggerUIOptions(
    serve_spec=False,
    swagger_ui_config={"tryItOutEnabled": True, "persistAuthorization": True},
)

DOCUMENTS = ("/openapi.json", "/openapi.yaml")


class UserInterface(SwaggerUIMiddleware):
    """Connexion's Swagger UI at `<prefix>/ui/`, whatever path the document's own server has.

    The document is served as it was loaded, its behaviour words included, with `servers` pointed
    at this server; Connexion would copy and check it again for every reader. Requests for
    anything else pass by without Connexion's router.
    """

    standin: StandIn

    def add_api(
        self,
        specification: Specification,
        base_path: str | None = None,
        arguments: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Add the interface at the root of the prefix."""
        self.standin = options["standin"]
        options["swagger_ui_options"] = OPTIONS
        super().add_api(specification, base_path="", arguments=arguments, **options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the interface or the document; anything else goes to the next slot."""
        exchange: Exchange = scope["extensions"][KEY]
        path = exchange.path
        if path in DOCUMENTS:
            await self._document(scope, watched(exchange, send), path)
        elif is_page(path):
            await super().__call__(scope, receive, watched(exchange, send))
        else:
            await self.app(scope, receive, send)

    async def _document(self, scope: Scope, send: Send, path: str) -> None:
        server = base_url(scope) + self.standin.api.server_path
        document = {**self.standin.document.content, "servers": [{"url": server}]}
        try:
            text = orjson.dumps(document)
        except TypeError:  # an example may have a number that is too large for it
            text = json.dumps(document).encode()
        if path.endswith(".json"):
            await send_bytes(send, 200, "application/json", text)
        else:
            await send_bytes(send, 200, "application/yaml", _yaml(text))


def is_page(path: str) -> bool:
    """Return whether a path below the prefix is that of the interface or of the document."""
    return path in DOCUMENTS or path == "/ui" or path.startswith("/ui/")


def base_url(scope: Scope) -> str:
    """The URL of the API's prefix as this client spells it."""
    exchange = exchange_of(scope)
    host = exchange.headers.get("host", "127.0.0.1")
    return f"{scope['scheme']}://{host}{scope.get('root_path', '')}"


def _yaml(text: bytes) -> bytes:
    import yaml

    dumped: bytes = yaml.dump(
        json.loads(text), sort_keys=False, allow_unicode=True, encoding="utf-8", width=100
    )
    return dumped
