"""Failures: how a document tells that one of its operations refuses a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from typing import Any

from mockserver.model.answers import Answers
from mockserver.model.compile_answers import Success, best_of, key_of
from mockserver.model.sample import Failure, Sample

OTHERWISE = {
    400: (422,),
    401: (403,),
    404: (410,),
    409: (422, 400),
    413: (422, 400),
    415: (422, 400),
    422: (400,),
}
"""What else means nearly the same as a status that an operation does not know."""

SILENT = {409: 422}
"""What is told where a document knows neither: every client expects the latter."""

NAMES = {
    "message": "message msg detail details description errordescription errormessage reason "
    "usermessage developermessage",
    "title": "title error errortitle statustext",
    "field": "field fieldname param parameter property",
    "status": "status code statuscode httpstatus httpcode errorcode",
}
MEANINGS = {name: meaning for meaning, names in NAMES.items() for name in names.split()}
"""What members of errors mean, by their names in small letters."""


@dataclass(frozen=True, slots=True)
class Failures:
    """The refusals of one operation, by the status that the kind of refusal has elsewhere."""

    answers: Answers

    def __call__(self, status: int) -> Failure:
        """Return how the operation tells a refusal that usually has this status."""
        key, status = self._chosen(status)
        if not key:
            return Failure(status=SILENT.get(status, status))
        found = self.answers.response(key)
        if found is None:
            return Failure(status=status)
        response, where = found
        media_type = best_of(response)
        told = Success(status=status, media_type=media_type, response=response, at=where)
        if media_type is None or media_type.startswith("image/"):
            answers, bare = self.answers, replace(told, media_type=None)
            headers = answers.sampler.sampler(answers.id, answers.method, bare)().headers
            return Failure(status=status, headers=headers)
        return Failure(status=status, sample=self._worded(told))

    def _chosen(self, status: int) -> tuple[str, int]:
        """Return the key of the response that tells a refusal, "" for none, and its status."""
        for each in (status, *OTHERWISE.get(status, ())):
            if str(each) in self.answers.responses:
                return str(each), each
        return key_of(self.answers.responses, status), status

    def _worded(self, told: Success) -> Callable[[str, str], Sample]:
        answers = self.answers
        make = answers.sampler.worded(f"{answers.id} {told.status}", answers.method, told)
        title = HTTPStatus(told.status).phrase

        def sample(message: str, field: str) -> Sample:
            said = {"message": message, "title": title, "field": field, "status": told.status}
            return make(lambda value: reworded(value, said))

        return sample


def failures_of(answers: Answers) -> Callable[[int], Failure]:
    """Return how an operation tells refusals, worked out when first asked."""
    return cache(Failures(answers))


def reworded(value: Any, said: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the body of an error as it says what is wrong here, by the `message`, `title`, `field`
    and `status` that are `said`: the most telling one first.
    """
    if value == {}:  # nothing is told of what it is like
        yield {"title": said["title"], "status": said["status"], "detail": said["message"]}
    yield _filled(value, said, "message")
    yield _filled(value, {"message": said["message"]}, "message")
    yield _filled(value, {**said, "message": said["title"]}, "message")


def _filled(value: Any, said: Mapping[str, Any], meaning: str) -> Any:
    """Return a value with what is said in the members that mean it by their names."""
    if isinstance(value, Mapping):
        return {
            key: _filled(each, said, MEANINGS.get(_plain(key), "")) for key, each in value.items()
        }
    if isinstance(value, list):
        return [_filled(each, said, meaning) for each in value]
    told = said.get(meaning)
    return told if type(told) is type(value) else value


def _plain(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())
