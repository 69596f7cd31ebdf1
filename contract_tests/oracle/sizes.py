"""Sizes: a page that leads on by a cursor may have fewer things than were asked for, or another
number where that is only advice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests.oracle.reading import read
from mockserver.engine.outcome import Outcome, Shown


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
