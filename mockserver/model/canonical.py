"""Canonical forms: the one text in which all accepted forms of a value are kept and compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import shortuuid

Canonical = Callable[[str], str | None]


def canonical_shortuuid(text: str) -> str | None:
    """Return the 22-character form of a shortuuid or a UUID, None when it denotes no UUID.

    There are more texts of 22 letters out of 57 than UUIDs: the rest denotes nothing.
    """
    try:
        value = shortuuid.decode(text) if len(text) == 22 else UUID(text)
    except ValueError:
        return None
    return str(shortuuid.encode(value))


def canonical_uuid(text: str) -> str | None:
    """Return the hyphenated lower-case form of a UUID, None when the text is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def canonical_digits(width: int) -> Canonical:
    """Return the form that pads a text of digits with zeros on the left to `width`."""

    def pad(text: str) -> str | None:
        return text.zfill(width) if text.isascii() and text.isdigit() else None

    return pad


def canonical_form(word: Any) -> Canonical:
    """Return the function of a `canonical` word: "shortuuid", "uuid" or `{digits: width}`."""
    if word == "shortuuid":
        return canonical_shortuuid
    if word == "uuid":
        return canonical_uuid
    return canonical_digits(word["digits"])
