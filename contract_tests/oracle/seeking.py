"""Seeking: what is asked for in such a way that servers differ in what they show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from contract_tests.oracle.asked import asked
from contract_tests.oracle.reading import all_values, key_of, read
from mockserver.engine.instant import instant
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.rules.compare import fits
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.canonical import canonical_number
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path

MANY = 100
"""A page or a list of more than these may be too large for a server that documents no limit."""

FAR = 10_000
"""Pages behind these, and lists longer than that, some servers do not count."""

NO_PAGE = 10**9
"""No page has so many: who takes it as a size has no limit."""


def asks_oddly(api: Api, request: Request) -> bool:
    """Say whether a request asks oddly for what it wants to see: by a parameter that is empty, or
    an element of a list that is, one that is sent twice, a page of an unheard-of size or number, a
    version that is no date, words, or an empty text, by a flag of which only its name tells what it
    means, or wants members shown that there are not.
    """
    operation = api.operations.get(request.operation or "")
    texts = [each for _, value in request.query for each in value.split(",")]
    if not all(each.strip() for each in texts) or _is_undated(api, request):
        return True
    if operation is None:
        return False
    if _has_empty_text(operation, request) or _repeats(operation, request):
        return True
    if _is_beyond(operation, request):
        return True
    flags = {each.parameter for each in operation.filters if each.wanted is not ABSENT}
    if any(name in flags for name, _ in request.query):
        return True
    return _seeks_words(operation, request) or _names_no_member(api, operation, request)


def is_found_by_time(api: Api, state: State, outcome: Outcome, response: Response) -> bool:
    """Say whether a list that is narrowed by times shows more than was expected, all of which the
    times say that it shows itself: of when a write has changed what is beside it, documents hardly
    tell.
    """
    shown = outcome.shown
    later = [(each, v) for each, v in shown.filters if each.by == "later"] if shown else []
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or not later:
        return False
    items = {key_of(resource, each): each for each in read(shown.operation, response.body).items}
    expected = {each.key for each in page_shown(state, shown)[0]}
    more = [each for key, each in items.items() if key not in expected]
    held = expected <= items.keys() and all(state.get(resource.name, key) for key in items)
    return held and bool(more) and all(fits(one, *pair) for one in more for pair in later)


def seeks_a_part(api: Api, states: Iterable[State], request: Request, response: Response) -> bool:
    """Say whether a list is narrowed by a text that is a part of a stored one, or the same in other
    letters, or by a beginning that one of its later words has, and shows nothing without it: some
    servers find that, too, and some do not, and documents hardly tell.
    """
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    if operation is None or resource is None:
        return False
    sought = [
        (path, value, each.by)
        for each in operation.filters
        if each.by in ("equal", "part", "prefix") and each.wanted is ABSENT and not each.of
        for value in _sought(each.parameter, request)
        for path in each.paths or ((each.field,),)
    ]
    items = read(operation, response.body).items
    if not sought or not all(any(_has(each, *one) for one in sought) for each in items):
        return False
    return any(
        isinstance(text := value_at(entity.fields, path), str)
        and _has(entity.fields, path, value, by)
        and not (text.startswith(value) if by == "prefix" else value == text)
        for state in states
        for (kind, _), entity in state.entities.items()
        if kind == resource.name
        for path, value, by in sought
    )


def _has(item: Any, path: Path, value: str, by: str) -> bool:
    """Say whether a text is in another one, or one of its words begins so."""
    text, part = str(value_at(item, path)).casefold(), value.casefold()
    words = [text, *re.split(r"\W+", text)]
    return any(each.startswith(part) for each in words) if by == "prefix" else part in text


def _sought(parameter: str, request: Request) -> list[str]:
    """Return the texts that a request has for a parameter, which may be a place in its body."""
    several = (value for name, value in request.query if name == parameter)
    found = (*several, asked(request, parameter))
    return [each for each in dict.fromkeys(found) if isinstance(each, str) and each]


def _is_undated(api: Api, request: Request) -> bool:
    version = request.headers.get(api.version_header, "") if api.version_header else ""
    return bool(version) and instant(f"{version}T00:00:00Z") is None


def _names_no_member(api: Api, operation: Operation, request: Request) -> bool:
    """Say whether something is to be shown, or left out, that is no member of what is shown, or
    both at once: that may be refused, or heeded, or not.
    """
    show, resource = operation.show, api.resources.get(operation.resource)
    if show is None or resource is None:
        return False
    named = {
        name: {each.strip() for each in value.split(",")}
        for name, value in request.query
        if name in {show.include, show.only, show.excluded}
    }
    wanted = named.get(show.include, set()) | named.get(show.only, set())
    left_out = named.get(show.excluded, set())
    known = {*resource.properties, *show.on_demand}
    return not wanted | left_out <= known or not wanted.isdisjoint(left_out)


def _is_beyond(operation: Operation, request: Request) -> bool:
    """Say whether a page of an unheard-of size is asked for, or one so far behind the first that a
    server need not count so far.
    """
    page = operation.page
    if page is None:
        return False
    if any((_asked(name, request) or 0) > FAR for name in (page.number, page.offset)):
        return True
    number = _asked(page.size, request)
    if number is None or 1 <= number <= MANY or page.most:
        return False
    known = {each.name: each.validator for each in operation.parameters}
    if page.size not in known:
        return True
    # What the schema refuses is to be refused, and where it has a limit all below that is taken.
    return known[page.size].is_valid(number) and known[page.size].is_valid(NO_PAGE)


def _asked(name: str, request: Request) -> int | float | None:
    """Return the number that a parameter, or a member of a body, asks for, None without one."""
    return canonical_number(str(asked(request, name)))


def _repeats(operation: Operation, request: Request) -> bool:
    """Say whether a parameter that a document wants once is sent several times."""
    lists = [each for each in operation.parameters if not each.separator]
    several = {each.name for each in lists if "array" in each.schema.types}
    names = [name for name, _ in request.query if name not in several]
    return len(names) > len(set(names))


def _has_empty_text(operation: Operation, request: Request) -> bool:
    """Say whether a body that only asks for something has an empty text, which may be what is
    without a text, or nothing, or no text at all.
    """
    if operation.action not in ("list", "read") or not isinstance(request.body, Json):
        return False
    return "" in all_values(request.body.value)


def _seeks_words(operation: Operation, request: Request) -> bool:
    """Say whether words are sought, which each server cuts in its own way from texts of its own
    choice.
    """
    if not isinstance(request.body, Json):
        return False
    places = [each.parameter.split(".") for each in operation.filters if each.by == "words"]
    sought = [value_at(request.body.value, tuple(p[1:])) for p in places if p[0] == "body"]
    return any(isinstance(each, str) for found in sought for each in all_values(found))
