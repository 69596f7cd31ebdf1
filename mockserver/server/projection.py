"""What Connexion needs to know of a document to route it: paths, path parameters, security.

The schemas stay with the stand-in, which has them compiled. Connexion would copy the document
three times and check it in pure Python at start; and it knows OpenAPI 3.0 only, while the
projection of a 3.1 document is a 3.0 one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mockserver.server.foundation import AbstractOperation, Resolution, Resolver

if TYPE_CHECKING:
    from mockserver.model.api import Api
    from mockserver.model.operation import Operation


PLAIN = re.compile(r"/(?:[\w.~:@!$&'()*+,;=/-]|\{[A-Za-z_]\w*\})*", re.ASCII)
MANY = 300
NEW = "QUERY"
"""The method that OpenAPI has since 3.2, which Connexion does not know."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def project(api: Api) -> dict[str, Any]:
    """A minimal, always valid OpenAPI 3.0.3 document with the API's operations.

    Paths that Connexion would not take are called after their number, and all of them where
    there are so many that it takes its time: the routing slot takes those of the compiled API.
    """
    paths: dict[str, dict[str, Any]] = {}
    for path, operation in _by_path(api):
        method = "post" if operation.method == NEW else operation.method.lower()
        paths.setdefault(path, {})[method] = {
            "operationId": operation.id,
            "parameters": [_path_parameter(name) for name in PLACEHOLDER.findall(path)],
            "responses": {"default": {"description": "As the document says."}},
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": api.title, "version": "projection"},
        "servers": [{"url": "/"}],
        "paths": paths,
    }


def _by_path(api: Api) -> Iterator[tuple[str, Operation]]:
    """Yield each operation with a path that is its own and that Connexion takes."""
    known: dict[str, str] = {}
    few = len(api.operations) <= MANY
    for operation in api.operations.values():
        path = f"{NEW} {operation.path}" if operation.method == NEW else operation.path
        if path not in known:
            names = PLACEHOLDER.findall(path)
            usual = PLAIN.fullmatch(path) and len(set(names)) == len(names) and few
            known[path] = path if usual else f"/-{len(known)}"
        yield known[path], operation


def routes_of(api: Api, operation: Operation) -> tuple[str, ...]:
    """Return the path templates under which an operation is found, the usual one first.

    What stands behind `?` or `#` is no part of a path.
    """
    path = re.split("[?#]", operation.path, maxsplit=1)[0]
    path = path if path.startswith("/") else f"/{path}"
    return tuple(
        dict.fromkeys(base + path for base in (api.server_path, *api.bases, *operation.bases))
    )


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
        key = (operation.method, operation.path)
        return Resolution(_dispatched, self._ids.get(key) or operation.operation_id)  # type: ignore[no-untyped-call]


def _dispatched() -> None:
    """Stand where Connexion expects an operation's function."""
