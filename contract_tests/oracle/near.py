"""Near: which of the outcomes that do not explain an answer come nearest to it."""

from __future__ import annotations

from mockserver.engine.difference import Mismatch
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State

TOO_MANY = 429
"""The status by which a server only says that it was asked too often, and has done nothing."""

TRIED = 24
"""How many of the outcomes that do not explain an answer are looked at."""

IN_LISTS = frozenset({"elements", "order"})
"""How bodies differ that are lists, both of them."""

Missed = tuple[Mismatch, Outcome, State]
"""Why an outcome in a state does not explain an answer."""


def nearest(missed: list[Missed]) -> list[Missed]:
    """Return of what does not explain an answer that which may excuse it, the likeliest first: not
    that the server was asked too often, nor, where there is a nearer one, an answer of another
    status or form.
    """
    asked = [each for each in missed if each[1].status != TOO_MANY] or missed
    alike = [each for each in asked if each[0].about != "status"] or asked
    formed = [each for each in alike if each[0].path != "body" or each[0].about in IN_LISTS]
    return sorted(formed or alike, key=lambda each: distance(each[0]))[:TRIED]


def distance(mismatch: Mismatch) -> tuple[bool, int]:
    """Return how far an outcome is from explaining an answer; one with its status is nearer, and
    one that differs further inside it.
    """
    return mismatch.path == "status", -mismatch.path.count(".")
