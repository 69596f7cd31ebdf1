"""Nearness: which of the outcomes that do not explain an answer explains it best."""

from __future__ import annotations

from mockserver.engine.bind import World
from mockserver.engine.difference import NOTHING, Mismatch
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State

TOO_MANY = 429
"""The status by which a server only says that it was asked too often, and has done nothing."""

TRIED = 24
"""How many of the outcomes that do not explain an answer are looked at."""

Found = tuple[World, Outcome]
"""A state that explains an answer, and the outcome by which it does."""

Missed = tuple[Mismatch, Outcome, State]
"""Why an outcome in a state does not explain an answer."""


def nearest(missed: list[Missed]) -> list[Missed]:
    """Return of what does not explain an answer that which may excuse it, the likeliest first: not
    that the server was asked too often, nor, where there is a nearer one, an answer of another
    status or form.
    """
    near = [each for each in missed if each[1].status != TOO_MANY] or missed
    near = [each for each in near if each[0].about != "status"] or near
    near = [each for each in near if not is_formless(each[0])] or near
    return sorted(near, key=lambda each: (distance(each[0]), _differences(each[0])))[:TRIED]


def alike(near: list[Missed], one: Missed) -> list[Missed]:
    """Return those from which an answer differs in the same places as from one of them."""
    places = [each.path for each in one[0].every()]
    return [each for each in near if [found.path for found in each[0].every()] == places]


def is_formless(mismatch: Mismatch) -> bool:
    """Say whether an answer is nothing like what an outcome shows, so that it tells no more."""
    return mismatch.path == "body" and mismatch.expected == "an object"


def distance(mismatch: Mismatch) -> tuple[bool, int]:
    """Return how far an outcome is from explaining an answer; one with its status is nearer, and
    one that differs further inside it.
    """
    return mismatch.path == "status", -mismatch.path.count(".")


def _differences(mismatch: Mismatch) -> float:
    """Return how many differences there are; two ways to show nothing differ only by half."""
    several = mismatch.every()
    empty = sum(each.expected in NOTHING and each.seen in NOTHING for each in several)
    return len(several) - empty / 2


def has_more(mismatch: Mismatch) -> bool:
    """Say whether a list has more elements than it has to have."""
    return mismatch.about == "elements" and (longer(mismatch) or 0) > 0


def longer(mismatch: Mismatch) -> int | None:
    """Return by how many elements a list is longer than expected, None when it is no list."""
    if not isinstance(mismatch.seen, list):
        return None
    return len(mismatch.seen) - int(str(mismatch.expected).partition(" ")[0])
