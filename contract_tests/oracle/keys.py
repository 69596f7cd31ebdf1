"""Keys: by which requests are known again, and which others have been sent with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.oracle.accepted import told
from mockserver.engine.message import File, Form, Json, Request
from mockserver.engine.paths import value_at
from mockserver.model.api import Api


class Keys:
    """The keys of idempotency that were sent: whether one holds for all operations, and also for
    what was refused, is each server's own choice.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._sent: dict[str, list[Any]] = {}

    def note(self, request: Request) -> None:
        """Remember with what a key was sent."""
        if key := self._key_of(request):
            self._sent.setdefault(key, []).append(_gist(request))

    def is_taken(self, request: Request) -> bool:
        """Say whether another request was sent with the key of this one."""
        key = self._key_of(request)
        return any(each != _gist(request) for each in self._sent.get(key, ()))

    def forget(self) -> None:
        """Forget all keys: what is sent next is sent to a server that knows none."""
        self._sent.clear()

    def _key_of(self, request: Request) -> str:
        operation = self._api.operations.get(request.operation or "")
        word = operation.idempotency if operation else None
        if word is None:
            return ""
        body = dict(_parts(request)) if word.key else {}
        value = value_at(body, word.key) if word.key else request.headers.get(word.header)
        return value if isinstance(value, str) else ""


def _gist(request: Request) -> Any:
    return request.operation, dict(request.path), list(_parts(request))


def _parts(request: Request) -> Iterator[tuple[str, Any]]:
    """Yield the members of a body, of files only how many bytes they have."""
    if isinstance(request.body, Json) and isinstance(request.body.value, Mapping):
        yield from request.body.value.items()
    elif isinstance(request.body, Form):
        for name, value in told(request.body):
            yield name, len(value.data) if isinstance(value, File) else value
