"""Nearness: which of the outcomes that do not explain an answer explains it best."""

from __future__ import annotations

from mockserver.engine.difference import Mismatch


def is_formless(mismatch: Mismatch) -> bool:
    """Say whether an answer is nothing like what an outcome shows, so that it tells no more."""
    return mismatch.path == "body" and mismatch.expected == "an object"


def distance(mismatch: Mismatch) -> tuple[bool, int]:
    """Return how far an outcome is from explaining an answer; one with its status is nearer, and
    one that differs further inside it.
    """
    return mismatch.path == "status", -mismatch.path.count(".")
