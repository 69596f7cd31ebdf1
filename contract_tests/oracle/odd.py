"""Oddities: requests that a server may refuse, or take, though no document says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.instant import instant
from mockserver.engine.message import File, Form, Json, Request
from mockserver.engine.paths import value_at
from mockserver.model.api import Api
from mockserver.model.canonical import canonical_number
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.pictures import media_type_of

MANY = 100
"""A page of more than these may be too large for a server that documents no limit."""

NO_PAGE = 10**9
"""No page has so many: who takes it as a size has no limit."""

LARGEST, LONGEST = 2**31, 1000
"""Numbers and texts beyond these may be too much for a server that documents no limit."""


STRANGE = re.compile(r"//|(?!https?:)[a-z]+://")
"""An address without its scheme, or of another one than the web's."""


def is_extreme(api: Api, request: Request) -> bool:
    """Say whether something in a request is so large that a server might refuse it for that;
    versions are large numbers that it has told itself.
    """
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    version = resource.version.field if resource and resource.version else ""
    return any(_is_extreme(each) for each in _values(request, version))


def is_odd(api: Api, request: Request) -> bool:
    """Say whether something in a request is such that servers differ in what they make of it:
    an empty parameter, an address without its scheme, a text with spaces around it, a whole
    number written as a fraction, a file that is not what it says or one of two, one thing named
    twice.
    """
    if any(value == "" for _, value in request.query) or _is_beyond(api, request):
        return True
    if _repeats(api, request):
        return True
    if _seeks_phrases(api, request):
        return True
    fields = request.body.fields if isinstance(request.body, Form) else ()
    files = [name for name, value in fields if isinstance(value, File)]
    if len(files) > len(set(files)):
        return True
    if any(_is_disguised(each) for _, each in fields if isinstance(each, File)):
        return True
    return any(_is_odd(each) for each in _values(request)) or _names_twice(api, request)


def _is_beyond(api: Api, request: Request) -> bool:
    """Say whether a page of an unheard-of size is asked for, or a version that is no date."""
    version = request.headers.get(api.version_header, "") if api.version_header else ""
    if version and instant(f"{version}T00:00:00Z") is None:
        return True
    operation = api.operations.get(request.operation or "")
    page = operation.page if operation else None
    if page is None or not page.size:
        return False
    sent = dict(request.query).get(page.size)
    if sent is None and isinstance(request.body, Json) and isinstance(request.body.value, Mapping):
        sent = request.body.value.get(page.size.removeprefix("body."))
    number = canonical_number(str(sent))
    if number is None or 1 <= number <= MANY or page.most:
        return False
    known = {each.name: each.validator for each in operation.parameters} if operation else {}
    if page.size not in known:
        return True
    # What the schema refuses is to be refused, and where it has a limit all below that is taken.
    return known[page.size].is_valid(number) and known[page.size].is_valid(NO_PAGE)


def _repeats(api: Api, request: Request) -> bool:
    """Say whether a parameter that a document wants once is sent several times."""
    operation = api.operations.get(request.operation or "")
    several = (
        {each.name for each in operation.parameters if not each.separator} if operation else ()
    )
    names = [name for name, _ in request.query if name not in several]
    return len(names) > len(set(names))


def _seeks_phrases(api: Api, request: Request) -> bool:
    """Say whether a text of several words is sought, which servers take apart or do not."""
    operation = api.operations.get(request.operation or "")
    if operation is None or not isinstance(request.body, Json):
        return False
    for each in operation.filters:
        if each.by == "words" and each.parameter.startswith("body."):
            found = value_at(request.body.value, tuple(each.parameter.split(".")[1:]))
            texts = found if isinstance(found, list) else [found]
            if any(isinstance(text, str) and " " in text for text in texts):
                return True
    return False


def _names_twice(api: Api, request: Request) -> bool:
    """Say whether several objects in a body have the same identifier, or one that is there is sent
    as deleted.
    """
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
            if _is_to_be_dead(resource, each, operation.temporary if operation else ""):
                return True
            left += each.values()
        elif isinstance(each, list):
            left += each
    named = [each for each in found if isinstance(each, str | int)]
    return len(named) > len(set(named)) or _replaces_twice(operation, request.body.value)


def _replaces_twice(operation: Operation | None, body: Any) -> bool:
    """Say whether a replacement has two elements that are matched by the same value."""
    word = operation.replacement if operation else None
    sent = body.get(word.list) if word and isinstance(body, Mapping) else None
    if word is None or not isinstance(sent, list):
        return False
    values = [each.get(word.by) for each in sent if isinstance(each, Mapping)]
    return any(each in values[:place] for place, each in enumerate(values))


def _is_to_be_dead(resource: Resource, sent: Mapping[str, Any], temporary: str) -> bool:
    """Say whether what is there is sent with the flag of what is deleted."""
    dead = resource.tombstones is not None and sent.get(resource.tombstones.flag) is True
    key = sent.get(resource.identifier)
    return dead and not (temporary and isinstance(key, str) and key.startswith(temporary))


def _values(request: Request, but: str = "") -> Iterator[Any]:
    """Yield the plain values that are sent, however deep inside the body, those of members named
    `but` left out; numbers in a query or a form as such.
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
            left += (value for name, value in each.items() if name != but)
        elif isinstance(each, list):
            left += each
        else:
            yield each


def _is_extreme(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) > LONGEST
    return isinstance(value, int | float) and abs(value) > LARGEST


def _is_odd(value: Any) -> bool:
    if isinstance(value, str):
        foreign = bool(STRANGE.match(value)) or (value.startswith("http") and not value.isascii())
        return foreign or value != value.strip()
    return isinstance(value, float) and value.is_integer()


def _is_disguised(file: File) -> bool:
    """Say whether a picture is broken or none, or is sent as what it is not."""
    if file.picture is None:
        return file.media_type.startswith("image/")
    return not file.media_type == file.picture.media_type == media_type_of(file.name)
