"""Lenient servers: what they take although something in it is not as the document wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from contract_tests.oracle.reading import place
from mockserver.engine.message import File, Form, Json, Refusal, Request
from mockserver.engine.paths import value_at
from mockserver.pictures import Picture

SEEN = Picture(media_type="image/png", width=1, height=1)
"""The picture that somebody sees who does not look."""


def without_wrong(request: Request, refusal: Refusal) -> Request | None:
    """Return a request without the members of its body for which it is to be refused, as a server
    reads it that does not heed them, and with pictures instead of files that are none; None when
    anything else is wrong.
    """
    wrong = [each.field.split(".") for each in refusal.violations if each.where == "body"]
    if not wrong or len(wrong) < len(refusal.violations):
        return None
    if isinstance(request.body, Form):
        names = {name for name, _ in request.body.fields}
        if any(len(path) > 1 or path[0] not in names for path in wrong):
            return None
        return replace(request, body=Form(tuple(_rightly(request.body, {e[0] for e in wrong}))))
    return _without(request, wrong) if isinstance(request.body, Json) else None


def _rightly(form: Form, wrong: Set[str]) -> Iterator[tuple[str, str | File]]:
    """Yield the fields of a form without those that are wrong, and files as if they were right."""
    for name, value in form.fields:
        if name not in wrong:
            yield name, value
        elif isinstance(value, File):
            yield name, replace(value, media_type=SEEN.media_type, picture=SEEN, data=b"")


def _without(request: Request, paths: Iterable[Sequence[str]]) -> Request | None:
    assert isinstance(request.body, Json)
    body = request.body.value
    for path in paths:
        body = _less(body, path)
    return replace(request, body=Json(body)) if body != request.body.value else None


def _less(value: Any, path: Sequence[str]) -> Any:
    """Return a value without what is at a path through it; an element of a list that lacks what is
    there goes wholly.
    """
    name, *rest = path
    if isinstance(value, Mapping) and name in value:
        less = {key: each for key, each in value.items() if key != name}
        return {**value, name: _less(value[name], rest)} if rest else less
    number = place(name)
    if isinstance(value, list) and number is not None and number < len(value):
        inside = [_less(value[number], rest)] if rest else []
        inside = [each for each in inside if each != value[number]]
        return [*value[:number], *inside, *value[number + 1 :]]
    return value


def forbids_nothing(request: Request, refusal: Refusal) -> bool:
    """Say whether all that is wrong with a request are members that must not be there and are no
    text, or an empty one, which is to many servers as if they were not there.
    """
    body = request.body.value if isinstance(request.body, Json) else None
    return bool(refusal.violations) and all(
        each.where == "body"
        and each.keyword == "not"
        and not _is_told(value_at(body, tuple(each.field.split("."))))
        for each in refusal.violations
    )


def _is_told(value: Any) -> bool:
    return isinstance(value, str) and value != ""
