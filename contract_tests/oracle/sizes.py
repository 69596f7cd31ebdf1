"""Sizes: a page that leads on by a cursor may have fewer things than were asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests.oracle.reading import read
from mockserver.engine.outcome import Outcome, Shown


def shortened(outcome: Outcome, body: Any) -> Outcome:
    """Return an outcome with a page of as many things as an answer shows, if these are fewer than
    there may be on one, and a cursor leads to the others; else the outcome itself.
    """
    shown = outcome.shown
    if shown is None or shown.operation.action != "list" or outcome.repeats is not None:
        return outcome
    return replace(outcome, shown=as_long_as(shown, body))


def as_long_as(shown: Shown, body: Any) -> Shown:
    """Return what is shown, cut behind what an answer shows of it, if it leads on from there."""
    page = shown.operation.page
    if page is None or not page.cursor or shown.before is not None:
        return shown
    seen = read(shown.operation, body)
    if not seen.cursor or not 0 < len(seen.items) < (shown.size or len(seen.items) + 1):
        return shown
    return replace(shown, size=len(seen.items))
