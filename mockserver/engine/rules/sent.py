"""What a request sends under a name: in its query, or in its body behind `body.`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Call
from mockserver.model.operation import IN_BODY


def sent(call: Call, name: str) -> Any:
    """Return the value of a query parameter, or of a member of the body; None when not sent."""
    if not name.startswith(IN_BODY):
        return call.query.get(name)
    value = call.body
    for part in name.removeprefix(IN_BODY).split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def asks_for(call: Call, name: str) -> bool:
    """Return whether the query or the body says `true` under a name."""
    body = call.body if isinstance(call.body, Mapping) else {}
    return call.query.get(name) is True or body.get(name) is True


def place_of(name: str) -> tuple[str, str]:
    """Return where a name stands, and the field as a refusal names it."""
    return ("body", name.removeprefix(IN_BODY)) if name.startswith(IN_BODY) else ("query", name)
