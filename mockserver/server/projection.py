"""What Connexion needs to know of a document to route it: paths, path parameters, security.

The schemas stay with the stand-in, which has them compiled. Connexion would copy the document
three times and check it in pure Python at start; and it knows OpenAPI 3.0 only, while the
projection of a 3.1 document is a 3.0 one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mockserver.server.foundation import AbstractOperation, Resolution, Resolver

if TYPE_CHECKING:
    from mockserver.model.api import Api
    from mockserver.model.operation import Operation


def project(api: Api) -> dict[str, Any]:
    """A minimal, always valid OpenAPI 3.0.3 document with the API's operations."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in api.operations.values():
        paths.setdefault(operation.path, {})[operation.method.lower()] = {
            "operationId": operation.id,
            "parameters": [
                _path_parameter(parameter.name)
                for parameter in operation.parameters
                if parameter.where == "path"
            ],
            "responses": {"default": {"description": "As the document says."}},
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": api.title, "version": "projection"},
        "servers": [{"url": api.server_path or "/"}],
        "paths": paths,
    }


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


class OperationKeys(Resolver):
    """Gives every operation its own key, the id it has in the compiled API.

    Connexion resolves each operation once per slot, and operations with equal keys take each
    other's place; so the answer depends on nothing but method and path.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        super().__init__()
        self._ids = {(each.method.lower(), each.path): each.id for each in operations}

    def resolve(self, operation: AbstractOperation) -> Resolution:
        """Return the key; there is no function, since the application dispatches by itself."""
        return Resolution(_dispatched, self._ids[operation.method, operation.path])  # type: ignore[no-untyped-call]


def _dispatched() -> None:
    """Stand where Connexion expects an operation's function."""
