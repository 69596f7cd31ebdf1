"""Renditions: the media types in which a document tells an answer, and what is written in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from mockserver.model.answers import Answers
from mockserver.model.compile_answers import Success, key_of, readable_first
from mockserver.model.sample import Rendition, Sample
from mockserver.model.sampler import BODILESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Renditions:
    """The renditions of the answers of one operation.

    `success` is its answer to a request that is carried out; it shows what is kept in `kept`, a
    media type, and is a sample where that is "". With `failures` refusals are told by the document.
    """

    answers: Answers
    success: Success
    kept: str
    failures: bool

    def __call__(self, status: int) -> tuple[Rendition, ...]:
        """Return in what an answer with this status can be written, first what is preferred; none
        where the document leaves no choice.
        """
        if status in BODILESS or (status >= 400 and not self.failures):
            return ()
        responses = self.answers.responses
        found = self.answers.response(key_of(responses, status))
        if found is None:
            return ()
        response, at = found
        told = Success(status=status, response=response, at=at)
        names = readable_first(response)
        shows = self.kept if status == self.success.status else ""
        if len(names) < 2 and "406" not in responses and (not shows or "json" in shows):
            return ()
        sampled = status == self.success.status and not shows
        return tuple(self._rendition(replace(told, media_type=each), sampled) for each in names)

    def _rendition(self, told: Success, sampled: bool) -> Rendition:
        answers = self.answers
        make = partial(answers.sampler.rendered, answers.id, answers.method, told)
        known: dict[str, Sample] = {}

        def sample(media_type: str, value: Any) -> Sample:
            if media_type not in known:  # there are as many as can be written, see `acceptance`
                known[media_type] = make(media_type)
            return known[media_type]

        def shown(media_type: str, value: Any) -> Sample:
            return make(media_type, [value])

        return Rendition(media_type=told.media_type or "", write=sample if sampled else shown)


def renditions_of(told: Renditions) -> Callable[[int], tuple[Rendition, ...]] | None:
    """Return the same, worked out when first asked; None where nothing can be chosen at all."""
    if told.answers.method == "head" or not any(map(told, _statuses(told))):
        return None
    return cache(told)


def _statuses(told: Renditions) -> set[int]:
    """Return a status for each documented answer."""
    ranges = {"DEFAULT": 599}
    found = {told.success.status}
    for key in told.answers.responses:
        digits = key.upper().replace("X", "0")
        found.add(int(digits) if digits.isdigit() else ranges.get(digits, 599))
    return found
