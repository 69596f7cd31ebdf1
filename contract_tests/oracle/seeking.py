"""Seeking: what is asked for in such a way that servers differ in what they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.engine.instant import instant
from mockserver.engine.message import Json, Request
from mockserver.engine.paths import value_at
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.canonical import canonical_number
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT

MANY = 100
"""A page or a list of more than these may be too large for a server that documents no limit."""

NO_PAGE = 10**9
"""No page has so many: who takes it as a size has no limit."""

TEXTS = frozenset({"same-text", "part", "prefix", "words"})
"""How a list is narrowed by a text."""


def asks_oddly(api: Api, request: Request) -> bool:
    """Say whether a request asks oddly for what it wants to see: by an empty parameter, one that is
    sent twice, a page of an unheard-of size, a version that is no date, words, or an empty text, by
    a flag of which only its name tells what it means, or wants members shown that there are not.
    """
    operation = api.operations.get(request.operation or "")
    if any(value == "" for _, value in request.query) or _is_undated(api, request):
        return True
    if operation is None:
        return False
    if _repeats(operation, request) or _is_beyond(operation, request):
        return True
    flags = {each.parameter for each in operation.filters if each.wanted is not ABSENT}
    if any(name in flags for name, _ in request.query):
        return True
    return _seeks_words(operation, request) or _names_no_member(api, operation, request)


def seeks_a_part(api: Api, states: Iterable[State], request: Request) -> bool:
    """Say whether a list is narrowed by a text that is a part of a stored one, or the same in other
    letters: some servers find that, too, and some do not, and documents hardly tell.
    """
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    if operation is None or resource is None:
        return False
    sought = [
        (path, value)
        for each in operation.filters
        if each.by in ("equal", "part") and each.wanted is ABSENT and not each.of
        for value in _sought(each.parameter, request)
        for path in each.paths or ((each.field,),)
    ]
    return bool(sought) and any(
        isinstance(text := value_at(entity.fields, path), str)
        and value.casefold() in text.casefold()
        and value != text
        for state in states
        for (kind, _), entity in state.entities.items()
        if kind == resource.name
        for path, value in sought
    )


def _sought(parameter: str, request: Request) -> list[str]:
    """Return the texts that a request has for a parameter, which may be a place in its body."""
    found: list[Any] = [value for name, value in request.query if name == parameter]
    if parameter.startswith("body.") and isinstance(request.body, Json):
        found.append(value_at(request.body.value, tuple(parameter.split(".")[1:])))
    return [each for each in found if isinstance(each, str) and each]


def _is_undated(api: Api, request: Request) -> bool:
    version = request.headers.get(api.version_header, "") if api.version_header else ""
    return bool(version) and instant(f"{version}T00:00:00Z") is None


def _names_no_member(api: Api, operation: Operation, request: Request) -> bool:
    """Say whether something is to be shown, or left out, that is no member of what is shown: that
    may be refused, or heeded, or not.
    """
    show, resource = operation.show, api.resources.get(operation.resource)
    if show is None or resource is None:
        return False
    choosing = {show.include, show.only, show.excluded}
    sent = [value for name, value in request.query if name in choosing]
    named = {each.strip() for value in sent for each in value.split(",")}
    return not named <= {*resource.properties, *show.on_demand}


def _is_beyond(operation: Operation, request: Request) -> bool:
    """Say whether a page of an unheard-of size is asked for."""
    page = operation.page
    if page is None or not page.size:
        return False
    sent = dict(request.query).get(page.size)
    if sent is None and isinstance(request.body, Json) and isinstance(request.body.value, Mapping):
        sent = request.body.value.get(page.size.removeprefix("body."))
    number = canonical_number(str(sent))
    if number is None or 1 <= number <= MANY or page.most:
        return False
    known = {each.name: each.validator for each in operation.parameters}
    if page.size not in known:
        return True
    # What the schema refuses is to be refused, and where it has a limit all below that is taken.
    return known[page.size].is_valid(number) and known[page.size].is_valid(NO_PAGE)


def _repeats(operation: Operation, request: Request) -> bool:
    """Say whether a parameter that a document wants once is sent several times."""
    lists = [each for each in operation.parameters if not each.separator]
    several = {each.name for each in lists if "array" in each.schema.types}
    names = [name for name, _ in request.query if name not in several]
    return len(names) > len(set(names))


def _seeks_words(operation: Operation, request: Request) -> bool:
    """Say whether words are sought, which each server cuts in its own way from texts of its own
    choice, or an empty text, which may be what is without a text or may not.
    """
    if not isinstance(request.body, Json):
        return False
    for each in operation.filters:
        if each.by in TEXTS and each.parameter.startswith("body."):
            found = value_at(request.body.value, tuple(each.parameter.split(".")[1:]))
            several = found if isinstance(found, list) else [found]
            texts = [text for text in several if isinstance(text, str)]
            if "" in texts or (each.by == "words" and texts):
                return True
    return False
