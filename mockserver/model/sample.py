"""What makes answers as a document allows them, for what it says no more of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An answer as the document allows it: a JSON value, a text or bytes, None for no body."""

    media_type: str | None = None
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """An answer in one media type: `write` makes it in a type that `media_type` means from the
    JSON value that is told.
    """

    media_type: str
    write: Callable[[str, Any], Sample] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How an operation tells a refusal: its status, and what makes the answer from a message and
    the name of the field that is wrong ("" for none), None where the document leaves it open;
    the answer has the `headers` then, too.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    sample: Callable[[str, str], Sample] | None = field(default=None, compare=False)
