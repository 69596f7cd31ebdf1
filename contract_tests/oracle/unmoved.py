"""Unmoved: what is refused changes nothing, as is seen when the same is read before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.oracle.blame import documented
from contract_tests.oracle.judgement import Judgement
from contract_tests.oracle.reading import key_of, read
from contract_tests.script import SAFE
from mockserver.engine.difference import Mismatch
from mockserver.engine.instant import instant
from mockserver.engine.message import Request, Response
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

READ = frozenset({"list", "read"})
"""What shows things and changes none."""

CALM = 2
"""What was shown alike so many times does not change by itself."""


@dataclass(slots=True)
class _Seen:
    """What a request was answered, how often, how many were refused before the last time, and
    whether it was as it had to be.
    """

    body: Any
    times: int = 0
    refused: int = 0
    right: bool = True


class Unmoved:
    """What was read since something was changed for the last time, as far as is known, and what
    was refused since.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self.forget()

    def forget(self) -> None:
        """Forget all: something may have been changed."""
        self._seen = dict[str, _Seen]()
        self._refused = list[tuple[str, ...]]()

    def judge(self, request: Request, response: Response, found: Judgement) -> Judgement | None:
        """Return what an answer shows that refusals have changed, None if it shows nothing of the
        kind; `found` is what it means otherwise.

        Whoever reads the same again, and with it gets what was shown several times already, sees
        what has become of it; where there was nothing in between but refusals, it is they that
        have changed it, unless only now it is as it has to be: some servers are late. Times and
        the tails of addresses may change by themselves, and so may which things stand on one page
        of many.
        """
        operation = self._api.operations.get(request.operation or "")
        if operation is None:
            return None
        if operation.action not in READ:
            if _is_refused_wholly(operation, response):
                self._refused.append(tuple(id_ for id_ in found.rules if documented([id_])))
            elif operation.method not in SAFE:
                self.forget()
            return None
        resource = self._api.resources.get(operation.resource)
        if response.status != 200 or resource is None or _is_a_part(operation, request, response):
            return None
        if resource.states:  # a server may move such a thing on by itself
            return None
        seen = self._seen.setdefault(_same(request), _Seen(response.body))
        moved = next(_moved(operation, resource, seen.body, response.body), None)
        rules = self._refused[seen.refused :]
        calm, late = seen.times >= CALM, not seen.right and found.verdict == "conforms"
        seen.times = 1 if moved else seen.times + 1
        seen.body, seen.refused = response.body, len(self._refused)
        seen.right = found.verdict == "conforms"
        if moved is None or not rules or not calm or late:
            return None
        broken = tuple(dict.fromkeys(id_ for each in rules for id_ in each))
        path, before, after = moved
        mismatch = Mismatch(path=path, expected=before, seen=after, rules=broken)
        return Judgement(verdict="violates", rules=broken, mismatch=mismatch, certain=True)


def _is_refused_wholly(operation: Operation, response: Response) -> bool:
    """Say whether an answer refuses all of a request: a batch may be carried out in part, unless it
    is refused for who sends it.
    """
    return 400 <= response.status < 500 and (not operation.batch or response.status in (401, 403))


def _same(request: Request) -> str:
    """Return what requests have in common that ask for the same."""
    asked = sorted(request.path.items()), sorted(request.headers.items()), request.body
    return repr((request.operation, request.query, *asked))


def _is_a_part(operation: Operation, request: Request, response: Response) -> bool:
    """Say whether an answer shows one page of several, or may do so."""
    page, sent = operation.page, dict(request.query)
    if operation.action != "list" or page is None:
        return False
    found, asked = read(operation, response.body), sent.get(page.size, "")
    size = int(asked) if asked.isdecimal() else page.otherwise
    behind = sent.keys() & {page.number, page.offset, page.cursor, page.back}
    return bool(found.cursor or behind) or 0 < size <= len(found.items)


def _moved(
    operation: Operation, resource: Resource, before: Any, after: Any
) -> Iterator[tuple[str, Any, Any]]:
    """Yield where two answers differ in the things that they show, and what both show there."""
    items, others = read(operation, before).items, read(operation, after).items
    keys, found = _keys(resource, items), _keys(resource, others)
    if None in keys or None in found:
        return
    if set(keys) != set(found):
        yield "body", sorted(map(str, keys)), sorted(map(str, found))
        return
    known = dict(zip(keys, items, strict=True))
    for key, item in zip(found, others, strict=True):
        for inside, one, other in _changed(known[key], item, ""):
            yield (_place(after, item, "body") or "body") + inside, one, other


def _keys(resource: Resource, items: tuple[Mapping[str, Any], ...]) -> list[Any]:
    return [key_of(resource, each) for each in items]


def _place(value: Any, item: Mapping[str, Any], path: str) -> str:
    """Return the path to an item in a body, "" where it does not stand there as it is."""
    if value is item:
        return path
    members = value.items() if isinstance(value, Mapping) else ()
    several = enumerate(value) if isinstance(value, list) else members
    return next((way for n, each in several if (way := _place(each, item, f"{path}.{n}"))), "")


def _changed(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield where a value differs from what it was, but for what changes by itself."""
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before.keys() == after.keys():
        for name, each in before.items():
            yield from _changed(each, after[name], f"{path}.{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _changed(one, other, f"{path}.{number}")
    elif _lasting(before) != _lasting(after):
        yield path, before, after


def _lasting(value: Any) -> Any:
    """Return what a value says for good: of addresses their beginning, of times no more."""
    if not isinstance(value, str):
        return value
    return "a time" if instant(value) is not None else value.partition("?")[0]
