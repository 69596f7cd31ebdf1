"""Acceptance: in which of the documented media types a client wants to read an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from mockserver.engine.message import Refusal, Request, Response
from mockserver.model.media import ANY, meant
from mockserver.model.operation import Operation
from mockserver.model.sample import Rendition

LONGEST = 2000
"""Longer texts of `Accept` are not read."""

PART = re.compile(r'((?:[^,"\\]|\\.|"(?:[^"\\]|\\.)*")+)')


@dataclass(frozen=True, slots=True)
class Range:
    """One of the media ranges that a client accepts, with how welcome it is."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float

    def match(self, type_: str, subtype: str, parameters: dict[str, str]) -> int:
        """Return how closely a media type is what is meant, 0 if it is not."""
        if self.type not in ("*", type_) or self.subtype not in ("*", subtype):
            return 0
        if any(parameters.get(name, value) != value for name, value in self.parameters):
            return 0
        named = sum(name in parameters for name, _ in self.parameters)
        return 1 + (self.type != "*") + (self.subtype != "*") + named


def rendered(operation: Operation | None, request: Request, response: Response) -> Response:
    """Return an answer in the media type that the client likes best of those that the document
    tells; in the preferred one if it accepts none, or says nothing.
    """
    if operation is None or operation.renditions is None or response.media_type is None:
        return response
    offers = operation.renditions(response.status)
    if not offers:
        return response
    accepted = request.headers.get("accept", ANY)
    index, name = 0, offers[0].media_type
    if accepted != ANY:
        index, name = _chosen(offers, accepted) or (index, name)
    told = index == 0 and name == offers[0].media_type
    if told and ("json" in response.media_type or isinstance(response.body, str | bytes)):
        return response
    sample = offers[index].write(name, response.body)
    return replace(response, media_type=sample.media_type, body=sample.body)


def unacceptable(operation: Operation, request: Request) -> Refusal | None:
    """Return why a request is refused whose client accepts nothing of what could be answered; None
    where something is accepted, or where the document knows no such refusal.
    """
    if operation.renditions is None or "406" not in operation.statuses:
        return None
    accepted = request.headers.get("accept", ANY)
    offers = () if accepted == ANY else operation.renditions(operation.status)
    if not offers or _chosen(offers, accepted):
        return None
    names = " or ".join(each.media_type for each in offers)
    return Refusal(kind="not-acceptable", message=f"Accept is {accepted[:100]}; there is {names}.")


def _chosen(offers: tuple[Rendition, ...], accepted: str) -> tuple[int, str] | None:
    return acceptable(tuple([each.media_type for each in offers]), accepted)


@lru_cache(maxsize=512)
def acceptable(offers: tuple[str, ...], accepted: str) -> tuple[int, str] | None:
    """Return which of the offered media types an `Accept` header likes best, and what is meant if
    it is a range; the first of equals, None if it accepts none. One that says nothing accepts all.
    """
    ranges = [*map(_range, PART.findall(accepted[:LONGEST]))]
    known = [each for each in ranges if each is not None]
    if not known:
        return 0, offers[0]
    best: tuple[float, int, str] = (0, 0, "")
    for index, offer in enumerate(offers):
        for name in meant(offer):
            quality = _quality(name, known)
            if quality > best[0]:
                best = quality, index, name
                break  # what is preferred of a range is told unless it is not accepted at all
    return (best[1], best[2]) if best[2] else None


def _quality(name: str, ranges: list[Range]) -> float:
    """Return how welcome a media type is: what the range says that names it most closely."""
    essence, parameters = _parsed(name)
    type_, _, subtype = essence.partition("/")
    matches = [(each.match(type_, subtype, dict(parameters)), each.quality) for each in ranges]
    closest = max(match for match, _ in matches)
    return max(quality for match, quality in matches if match == closest) if closest else 0


def _range(text: str) -> Range | None:
    """Return a media range, None for what is none."""
    essence, parameters = _parsed(text)
    type_, slash, subtype = essence.partition("/")
    if not (type_ and slash and subtype):
        return None
    own: list[tuple[str, str]] = []
    quality = 1.0
    for name, value in parameters:
        if name == "q":
            quality = _number(value)
            break
        if name != "charset":
            own.append((name, value))
    return Range(type_, subtype, tuple(own), quality)


def _parsed(text: str) -> tuple[str, list[tuple[str, str]]]:
    essence, *rest = text.split(";")
    pairs = (each.partition("=") for each in rest)
    parameters = [(name.strip().lower(), value.strip().strip('"')) for name, _, value in pairs]
    return essence.strip().lower(), parameters


def _number(text: str) -> float:
    """Return a quality between 0 and 1; one that is no number counts as 1."""
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 1.0
