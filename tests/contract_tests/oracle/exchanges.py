"""Exchanges with a server: what is sent to a walk, and what it answers, as it comes over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.message import Form, Json, Request, Response
from tests.walks import FILE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}
UPLOAD: dict[str, Any] = {"form": {"image": FILE}}


def request(
    walk: Walk,
    operation: str,
    path: Mapping[str, Any],
    *,
    body: Any = None,
    form: Mapping[str, Any] | None = None,
    **query: str,
) -> Request:
    """Return a request with the first credential."""
    sent = Form(tuple(form.items())) if form is not None else Json(body) if body else None
    media = "multipart/form-data" if form is not None else "application/json"
    return Request(
        operation=operation,
        method=walk.api.operations[operation].method,
        path={name: str(value) for name, value in path.items()},
        query=tuple(query.items()),
        headers=walk.api.credentials[0].headers,
        media_type=media if sent else None,
        body=sent,
    )


def answered(walk: Walk, sent: Request) -> Response:
    """Return the answer to a request, as it is read from the wire."""
    response = walk.send(sent).response
    return replace(response, body=json.loads(json.dumps(response.body)))


def otherwise(response: Response, *path: Any, value: Any) -> Response:
    """Return an answer that shows something else at a place in its body."""
    body = json.loads(json.dumps(response.body))
    if not path:
        return replace(response, body=value)
    owner = body
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = value
    return replace(response, body=body)
