"""Canonical forms: the one text in which all accepted forms of a value are kept and compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import shortuuid

Canonical = Callable[[str], Any]
"""Gives the canonical form of a text, None for a text that has none."""

SHORTUUID = re.compile(f"[{re.escape(shortuuid.get_alphabet())}]{{22}}")
LAST_SHORTUUID = shortuuid.encode(UUID(int=2**128 - 1))
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def canonical_shortuuid(text: str) -> str | None:
    """Return the 22-character form of a shortuuid or a UUID, None when it denotes no UUID.

    There are more texts of 22 letters out of 57 than UUIDs: the rest denotes nothing. The
    alphabet is in the order of ASCII, so texts compare as the numbers they denote.
    """
    if SHORTUUID.fullmatch(text):
        return text if text <= LAST_SHORTUUID else None
    uuid = canonical_uuid(text)
    return uuid and str(shortuuid.encode(UUID(uuid)))


def canonical_uuid(text: str) -> str | None:
    """Return the hyphenated lower-case form of a UUID, None when the text is none."""
    if UUID_FORM.fullmatch(text):
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return None


def canonical_digits(width: int) -> Canonical:
    """Return the form that pads a text of digits with zeros on the left to `width`."""

    def pad(text: str) -> str | None:
        return text.zfill(width) if text.isascii() and text.isdigit() else None

    return pad


NUMBER = re.compile(r"[+-]?([0-9]{1,40}([.][0-9]{0,40})?|[.][0-9]{1,40})")


def canonical_number(text: str) -> int | float | None:
    """Return the number that a text of digits denotes, None for any other text."""
    if not NUMBER.fullmatch(text):
        return None
    number = float(text)
    return int(number) if number.is_integer() else number


def canonical_form(word: Any) -> Canonical:
    """Return the function of a `canonical` word: "shortuuid", "uuid", "number" or
    `{digits: width}`.
    """
    if word == "shortuuid":
        return canonical_shortuuid
    if word == "uuid":
        return canonical_uuid
    if word == "number":
        return canonical_number
    return canonical_digits(word["digits"])
