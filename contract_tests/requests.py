"""Requests: steps of a script as the engine reads them, without a wire between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from contract_tests.script import Step, Upload
from mockserver.engine.message import Body, File, Form, Json, Malformed, Raw, Request
from mockserver.model.api import Api
from mockserver.model.media import essence
from mockserver.model.operation import Operation
from mockserver.pictures import Picture, recognise


def request_of(api: Api, step: Step, headers: Mapping[str, str]) -> Request:
    """Return the request that a step without a `Taken` is; `headers` are those of its role.

    Raises KeyError if the API has no such operation.
    """
    operation = api.operations[step.operation]
    own = {name.lower(): text_of(value) for name, value in step.headers.items()}
    return Request(
        operation=operation.id,
        method=operation.method,
        target=api.server_path + path_and_query(operation, step),
        path={name: text_of(value) for name, value in step.path.items()},
        query=tuple((name, text_of(value)) for name, value in step.query),
        headers={**{name.lower(): value for name, value in headers.items()}, **own},
        media_type=essence(step.media_type) or None,
        body=body_of(step),
    )


def path_and_query(operation: Operation, step: Step) -> str:
    """Return the path and the query of a step, percent-encoded, below the server's own path."""
    path = operation.path
    for name, value in step.path.items():
        path = path.replace("{" + name + "}", quote(text_of(value), safe=""))
    query = urlencode([(name, text_of(value)) for name, value in step.query])
    return f"{path}?{query}" if query else path


def body_of(step: Step) -> Body:
    """Return the body of a step as the engine reads it; what has no bytes is none."""
    if not step.media_type or _is_empty(step):
        return None
    if step.is_form:
        return Form(
            tuple(
                (name, _file(value) if isinstance(value, Upload) else text_of(value))
                for name, value in step.body or ()
            )
        )
    if isinstance(step.body, Upload):
        return _json(step.body.content) if "json" in step.media_type else Raw(step.body.content)
    if "json" in step.media_type:
        return Json(step.body)
    return Raw(text_of(step.body).encode())


def _is_empty(step: Step) -> bool:
    """Return whether nothing is sent for a body: JSON has a text for nothing, forms in parts have
    their boundaries.
    """
    if "json" in step.media_type or step.media_type.startswith("multipart/"):
        return False
    return step.body in ("", [], (), None)


def _json(content: bytes) -> Json | Malformed:
    try:
        return Json(orjson.loads(content))
    except orjson.JSONDecodeError:
        return Malformed("The body is no JSON.")


def text_of(value: Any) -> str:
    """Return the text that stands for a value in a path, a query, a header or a form."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _file(upload: Upload) -> File:
    return File(
        name=upload.name,
        media_type=upload.media_type,
        data=upload.content,
        picture=_seen(upload.content),
    )


@lru_cache(maxsize=256)  # the same few files are sent again and again
def _seen(content: bytes) -> Picture | None:
    return recognise(content)
