"""Sizes: a page that leads on by a cursor may have fewer things than were asked for, or another
number where that is only advice; and one with a number if more were asked for than there would be
otherwise, and no document tells how many there may be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests.oracle.reading import key_of, read
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.property import ABSENT


def led_on(outcome: Outcome, body: Any) -> Outcome:
    """Return an outcome with a page of as many things as an answer shows, if that leads on to the
    others; else the outcome itself.
    """
    shown = outcome.shown
    page = shown.operation.page if shown and shown.operation.action == "list" else None
    if shown is None or page is None or outcome.repeats is not None:
        return outcome
    return shortened(outcome, body) if read(shown.operation, body).cursor else outcome


def shortened(outcome: Outcome, body: Any) -> Outcome:
    """Return an outcome with a page of as many things as an answer shows, if it may have so many;
    else the outcome itself.
    """
    shown = outcome.shown
    if shown is None or shown.operation.action != "list" or outcome.repeats is not None:
        return outcome
    return replace(outcome, shown=as_long_as(shown, body))


def as_long_as(shown: Shown, body: Any) -> Shown:
    """Return what is shown, cut behind what an answer shows of it, if it may be cut there: if it
    has fewer and leads on to the others, or as many as the server likes.
    """
    page = shown.operation.page
    if page is None or not page.cursor or shown.before is not None:
        return shown
    seen = read(shown.operation, body)
    fewer = seen.cursor and (not shown.size or len(seen.items) < shown.size)
    if not seen.items or not (fewer or page.advisory):
        return shown
    return replace(shown, size=len(seen.items))


def is_capped(api: Api, state: State, outcome: Outcome, body: Any) -> bool:
    """Say whether a page with a number is just what it would be if fewer than were asked for came
    on each, but not fewer than if nothing were asked for.
    """
    shown = outcome.shown
    page = shown.operation.page if shown and shown.operation.action == "list" else None
    if shown is None or page is None or not page.number or page.most:
        return False
    asked = (each for each in shown.operation.parameters if each.name == page.size)
    fewest = page.otherwise or next((each.schema.default for each in asked), ABSENT)
    if not isinstance(fewest, int) or not fewest:
        return False
    resource, number = api.resources[shown.operation.resource], shown.page - page.first
    seen = [key_of(resource, each) for each in read(shown.operation, body).items]
    every = [e.key for e in page_shown(state, replace(shown, start=0, size=0))[0]]
    sizes = range(fewest, shown.size) if number >= 0 else ()
    return bool(seen) and any(every[each * number : each * (number + 1)] == seen for each in sizes)
