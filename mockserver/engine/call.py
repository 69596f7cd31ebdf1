"""Calls: requests that were let in, their values in canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.message import File, Request
from mockserver.model.api import Credential
from mockserver.model.frozen import frozen
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Operation

ANYBODY = Credential(role="anybody", headers={})
"""Who sends a request for which no credential is needed."""


@frozen()
class Call:
    """A request whose credential, parameters and body are as the document wants them.

    `path` and `query` hold the parameters' values, defaults included. `body` is the
    whole body, `item` the representation in it; both without files, which are in `files`. A
    request on many has `groups` of representations or of identifiers. `every` says that all
    legal outcomes are asked for, and not only the preferred one.
    """

    operation: Operation
    request: Request
    principal: Credential = ANYBODY
    path: Mapping[str, Any] = NOTHING
    query: Mapping[str, Any] = NOTHING
    body: Any = None
    item: Mapping[str, Any] = NOTHING
    groups: tuple[list[Any], ...] = ()
    files: Mapping[str, File] = NOTHING
    every: bool = False


def member_named(call: Call) -> Any:
    """Return what the caller must be a member of, as the path or the body names it."""
    name = call.operation.member
    named = call.path.get(name)
    if named is None and isinstance(call.body, Mapping):
        named = call.body.get(name)
    return named
