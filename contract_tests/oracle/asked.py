"""Asked: what a request says under the name of a parameter, as it is sent."""

from __future__ import annotations

from typing import Any

from mockserver.engine.message import Json, Request
from mockserver.engine.paths import value_at
from mockserver.model.operation import IN_BODY
from mockserver.model.property import ABSENT


def asked(request: Request, name: str) -> Any:
    """Return the text of a query parameter, or the value of a member of the body where the name
    says that it is one; None when it is not sent.
    """
    if not name.startswith(IN_BODY):
        return dict(request.query).get(name)
    body = request.body.value if isinstance(request.body, Json) else None
    value = value_at(body, tuple(name.removeprefix(IN_BODY).split(".")))
    return None if value is ABSENT else value
