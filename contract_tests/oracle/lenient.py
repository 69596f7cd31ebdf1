"""Lenient servers: what they take although something in it is not as the document wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from copy import deepcopy
from dataclasses import replace

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


def _without(request: Request, paths: Iterable[list[str]]) -> Request | None:
    assert isinstance(request.body, Json)
    body = deepcopy(request.body.value)
    for *above, name in paths:
        around = value_at(body, tuple(above))
        if not isinstance(around, dict) or name not in around:
            return None
        del around[name]
    return replace(request, body=Json(body)) if isinstance(body, Mapping) else None
