"""Accepted: what a server has taken before, so that we know what it does not mind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from math import inf
from typing import Any

import orjson

from contract_tests.oracle.reading import all_objects, all_values
from mockserver.engine.instant import instant
from mockserver.engine.message import File, Form, Json, Request, Response
from mockserver.model.api import Api
from mockserver.model.canonical import canonical_number

MOST = 400
"""How many kinds of requests are remembered for each operation."""

UNFIT = frozenset({400, 413, 415, 422})
"""The statuses of a request that is not as a server wants it."""

MIXED = frozenset({404, 409})
"""The statuses that a part of a batch may have told beside an unfit one."""

ABOUT_OTHERS = 409
"""The status of a request that names what there is not, or not any more."""

NAMING = re.compile(r".*(_ids?|[a-z]Ids?)$")
"""How the members are called that name something else, if they are no lists of whole numbers."""

WORD = re.compile(r"[A-Z_]{1,30}|[a-z_]{0,20}")
"""A text that may be one of a few: which one it is may matter."""

CHECKED = re.compile(r"[0-9]{8,18}")
"""A number of which the last digit may be worked out from the others."""

HOST = re.compile(r"(?i)https?://([^/?#]*)")
"""How an address begins."""

MADE_UP = re.compile(r"(?i)https?://([a-z0-9-]+\.)*example\.(com|net|org)(/[^?]*)?")
"""An address that is made up, and may as well be another one."""

RESERVED = re.compile(
    r"(?i)https?://([a-z0-9-]+\.)*(example\.(com|net|org)|[a-z0-9-]+\.invalid)([/?].*)?"
)
"""An address that nobody has."""

Traits = frozenset[str]


class Accepted:
    """The kinds of requests that a server has carried out, by operation."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, dict[Traits, None]] = {}
        self._named: dict[str, set[tuple[str, Any]]] = {}
        self._least: dict[str, float] = {}
        self._least_refused: dict[str, float] = {}
        self._taken, self._reached, self._left = set[str](), set[str](), set[str]()

    def note(self, request: Request) -> None:
        """Remember a request that was carried out."""
        name, found = request.operation or "", self._traits(request)
        known = self._known.setdefault(name, {})
        if len(known) < MOST:
            known[found] = None
        self._least[name] = min(self._least.get(name, inf), len(found))
        self._named.setdefault(name, set()).update(_named(request))
        self._taken |= {name} if _is_made_up(request) else set()
        self._reached |= {name} if _leads_somewhere(request) else set()

    def note_refused(self, request: Request, response: Response) -> None:
        """Remember a request that is refused as unfit, and of which we know no fault."""
        if response.status in UNFIT:
            name, size = request.operation or "", len(self._traits(request))
            self._least_refused[name] = min(self._least_refused.get(name, inf), size)
            self._left |= {name} if _is_made_up(request) else set()

    def wants_more(self, operation: str) -> bool:
        """Say whether no request was carried out that says as little as one that was refused: the
        server may want what no document requires.
        """
        return self._least_refused.get(operation, inf) < self._least.get(operation, inf)

    def minds_addresses(self, operation: str) -> bool:
        """Say whether requests were refused that had an address that is made up, and none taken."""
        return operation in self._left - self._taken

    def reached(self, operation: str) -> bool:
        """Say whether a request was carried out that had an address which leads somewhere."""
        return operation in self._reached

    def is_unheard_of(self, request: Request, response: Response, *, batch: bool = False) -> bool:
        """Say whether a request is refused as unfit of whose kind none was ever taken: it may lack,
        or combine, or name, something that no document tells. Of a `batch` of things one may be
        unfit, and another one tell the status.
        """
        unfit = response.status in UNFIT or (batch and response.status in MIXED)
        if response.status == ABOUT_OTHERS and (named := _named(request)):
            known = self._named.get(request.operation or "", set())
            return not known.issuperset(named) or not self.covers(request)
        return unfit and (_leads_somewhere(request) or not self.covers(request))

    def covers(self, request: Request) -> bool:
        """Say whether a request of the same kind was carried out: then this one is not refused for
        something that it has or lacks, or that goes ill together.
        """
        return self._traits(request) in self._known.get(request.operation or "", ())

    def _traits(self, request: Request) -> Traits:
        """Return the traits of a request, but what its key of idempotency is like: that means
        nothing, and one that the document allows is as good as another.
        """
        operation = self._api.operations.get(request.operation or "")
        word, found = operation.idempotency if operation else None, traits(request)
        if word is None or not word.key:
            return found
        key = ".".join(word.key)
        return frozenset(
            each for each in found if not each.lstrip(".").startswith((f"{key}=", f"{key} "))
        )


def _addresses(request: Request) -> Iterator[str]:
    body = request.body.value if isinstance(request.body, Json) else None
    if isinstance(request.body, Form):
        body = [each for _, each in request.body.fields if isinstance(each, str)]
    values = (each for each in all_values(body) if isinstance(each, str))
    return (each for each in values if HOST.match(each))


def _is_made_up(request: Request) -> bool:
    """Say whether a request has an address that may as well be another one."""
    return any(MADE_UP.fullmatch(each) for each in _addresses(request))


def _leads_somewhere(request: Request) -> bool:
    """Say whether a request has an address that somebody may have."""
    return not all(RESERVED.fullmatch(each) for each in _addresses(request))


def _named(request: Request) -> set[tuple[str, Any]]:
    """Return what a body names beside what it is about, with the members that do so."""
    body = request.body.value if isinstance(request.body, Json) else None
    members = [member for each in all_objects(body) for member in each.items()]
    return {
        (name, each if isinstance(each, int | str) else repr(each))
        for name, value in members
        if value and (NAMING.fullmatch(name) or _are_numbers(value))
        for each in (value if isinstance(value, list) else [value])
    }


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(each) is int for each in value)


def traits(request: Request) -> Traits:
    """Return what a server may mind in a request: which members it has, and of those that are
    empty, a choice, or no positive number, their values; of texts whether they say a number or a
    time; and of long numbers whether they have the check digit of an article number. Of lists it is
    told what is in them, each by itself.
    """
    found = {f"?{name}={_kind(value)}" for name, value in request.query}
    found.add(str(request.media_type))
    if isinstance(request.body, Json):
        found.update(_traits(request.body.value, ""))
    elif isinstance(request.body, Form):
        for name, value in told(request.body):
            found.update([name] if isinstance(value, File) else _traits(value, name))
    return frozenset(found)


def told(form: Form) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a form with their names: files, the JSON objects that parts may be, and
    texts.
    """
    for name, part in form.fields:
        is_file = isinstance(part, File) and "json" not in part.media_type
        yield name, part if is_file else _read(part)


def _read(part: str | File) -> Any:
    """Return the JSON object that a part of a form may be, else its text."""
    text = part.data.decode(errors="replace") if isinstance(part, File) else part
    if text.startswith("{"):
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(text)
    return text


def _kind(text: str) -> str:
    """Return what a server may mind in a text of a query: of choices which they are, of numbers
    only that they are some, of anything else the text itself.
    """
    parts = text.split(",")
    if all(WORD.fullmatch(each) for each in parts):
        return ",".join(sorted(set(parts)))
    return "number" if all(canonical_number(each) is not None for each in parts) else text


def _traits(value: Any, path: str) -> Iterator[str]:
    kind = type(value).__name__
    yield f"{path}:{'number' if kind in {'int', 'float'} else kind}"
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _traits(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield f"{path}.[{' '.join(sorted(_traits(each, '')))}]"
        if not value:
            yield f"{path}=[]"
    elif isinstance(value, bool) or value is None:
        yield f"{path}={value}"
    elif isinstance(value, str):
        if WORD.fullmatch(value):
            yield f"{path}={value}"
        elif (host := HOST.match(value)) and not RESERVED.fullmatch(value):
            yield f"{path} at {host[1]}"
        elif not value[0].isalnum():
            yield f"{path} begins with {value[0]}"  # what is new may be marked so
        elif CHECKED.fullmatch(value):
            yield f"{path} is {'' if _has_check_digit(value) else 'not '}checked"
        elif canonical_number(value) is not None or instant(value) is not None:
            yield f"{path} is a number or a time"  # who reads it as one may want it to be one
    elif value <= 0:
        yield f"{path}={'0' if value == 0 else '-'}"


def _has_check_digit(number: str) -> bool:
    """Say whether the digits of a number add up, every second one thrice, to a multiple of ten."""
    weighed = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[::-1]))
    return sum(weighed) % 10 == 0
