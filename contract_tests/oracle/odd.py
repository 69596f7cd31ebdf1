"""Oddities: requests that a server may refuse, or take, though no document says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.message import File, Form, Json, Request
from mockserver.model.api import Api
from mockserver.model.canonical import canonical_number
from mockserver.pictures import media_type_of

LARGEST, LONGEST = 2**31, 1000
"""Numbers and texts beyond these may be too much for a server that documents no limit."""


def is_extreme(request: Request) -> bool:
    """Say whether something in a request is so large that a server might refuse it for that."""
    return any(_is_extreme(each) for each in _values(request))


def is_odd(api: Api, request: Request) -> bool:
    """Say whether something in a request is such that servers differ in what they make of it:
    an empty parameter, an address without its scheme, a whole number written as a fraction, a
    file that is not what it says or one of two, one thing named twice.
    """
    if any(value == "" for _, value in request.query):
        return True
    fields = request.body.fields if isinstance(request.body, Form) else ()
    files = [name for name, value in fields if isinstance(value, File)]
    if len(files) > len(set(files)):
        return True
    if any(_is_disguised(each) for _, each in fields if isinstance(each, File)):
        return True
    return any(_is_odd(each) for each in _values(request)) or _names_twice(api, request)


def _names_twice(api: Api, request: Request) -> bool:
    """Say whether several objects in a body have the same identifier."""
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    if resource is None or not isinstance(request.body, Json):
        return False
    found: list[Any] = []
    left: list[Any] = [request.body.value]
    while left:
        each = left.pop()
        if isinstance(each, Mapping):
            found.append(each.get(resource.identifier))
            left += each.values()
        elif isinstance(each, list):
            left += each
    named = [each for each in found if isinstance(each, str | int)]
    return len(named) > len(set(named))


def _values(request: Request) -> Iterator[Any]:
    """Yield the plain values that are sent, however deep inside the body; numbers in a query or
    a form as such.
    """
    texts = [value for _, value in request.query]
    if isinstance(request.body, Form):
        texts += (value for _, value in request.body.fields if isinstance(value, str))
    left: list[Any] = [canonical_number(each) or each for each in texts]
    if isinstance(request.body, Json):
        left.append(request.body.value)
    while left:
        each = left.pop()
        if isinstance(each, Mapping):
            left += each.values()
        elif isinstance(each, list):
            left += each
        else:
            yield each


def _is_extreme(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) > LONGEST
    return isinstance(value, int | float) and abs(value) > LARGEST


def _is_odd(value: Any) -> bool:
    return (isinstance(value, str) and value[:2] == "//") or (
        isinstance(value, float) and value.is_integer()
    )


def _is_disguised(file: File) -> bool:
    """Say whether a picture is broken or none, or is sent as what it is not."""
    if file.picture is None:
        return file.media_type.startswith("image/")
    return not file.media_type == file.picture.media_type == media_type_of(file.name)
