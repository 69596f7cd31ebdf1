"""Nearness: which of the outcomes that do not explain an answer explains it best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract_tests.oracle.reading import key_of, place, read
from mockserver.engine.bind import World
from mockserver.engine.difference import NOTHING, Mismatch
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.model.api import Api

TOO_MANY = 429
"""The status by which a server only says that it was asked too often, and has done nothing."""

TRIED = 24
"""How many of the outcomes that do not explain an answer are looked at."""

Found = tuple[World, Outcome]
"""A state that explains an answer, and the outcome by which it does."""

Missed = tuple[Mismatch, Outcome, State]
"""Why an outcome in a state does not explain an answer."""


def nearest(missed: list[Missed], otherwise: Callable[[Missed], int] | None = None) -> list[Missed]:
    """Return of what does not explain an answer that which may excuse it, the likeliest first: not
    that the server was asked too often, nor, where there is a nearer one, an answer of another
    status or form; that is likelier of which fewer things are shown `otherwise`.
    """
    near = [each for each in missed if each[1].status != TOO_MANY] or missed
    near = [each for each in near if each[0].about != "status"] or near
    near = [each for each in near if not is_formless(each[0])] or near
    if len(near) == 1:
        return near
    other = [otherwise(each) if otherwise else 0 for each in near]
    far = [(distance(e[0]), n, _differences(e[0])) for e, n in zip(near, other, strict=True)]
    return [near[number] for number in sorted(range(len(near)), key=far.__getitem__)[:TRIED]]


def listed_otherwise(api: Api, body: Any, missed: Missed) -> int:
    """Return how many properties of things a list shows otherwise than they are known, wherever
    they stand in it; 0 for what is no list.
    """
    _, outcome, state = missed
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or shown.operation.action != "list":
        return 0
    found = 0
    for item in read(shown.operation, body).items:
        entity = state.get(resource.name, key_of(resource, item))
        fields = entity.fields if entity else {}
        found += sum(name in item and item[name] != each for name, each in fields.items())
    return found


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
    wanted = place(str(mismatch.expected).partition(" ")[0])
    if not isinstance(mismatch.seen, list) or wanted is None:
        return None
    return len(mismatch.seen) - wanted
