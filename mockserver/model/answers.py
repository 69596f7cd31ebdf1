"""Answers: all that a document tells of how one of its operations is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.document import Document, DocumentError, below
from mockserver.model.sampler import Sampler


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The documented answers of one operation, by their statuses as they are written: `responses`
    at the location `at`; the sampler makes samples of them.
    """

    document: Document
    sampler: Sampler
    id: str
    method: str
    responses: Mapping[str, Any]
    at: str

    def response(self, key: str) -> tuple[Mapping[str, Any], str] | None:
        """Return the response behind a key with its location, None if there is none."""
        try:
            return self.document.follow(self.responses[key], below(self.at, key))
        except (DocumentError, LookupError):
            return None
