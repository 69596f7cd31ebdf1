"""Scalars: few distinct texts and numbers that fit a schema, and some that just do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from contract_tests.arguments.shapes import Shape
from contract_tests.made_up import made_up

Valid = Callable[[Any], bool]

LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

LONGEST = 5000
"""No text beyond this length is made to reach a limit."""

WIDEST = 40
"""No longer text is cut to find one of a length that has no form."""

UUIDS = tuple(f"{number:08x}-0000-4000-8000-{number:012x}" for number in (1, 0xABCDEF, 2**31))
BY_FORMAT: dict[str, tuple[Any, ...]] = {
    "uuid": UUIDS,
    "date-time": ("2026-01-01T00:00:00Z", "2020-02-29T12:30:00.5+01:00", "2031-01-01T00:00:00Z"),
    "date": ("2026-01-01", "2020-02-29"),
    "time": ("12:30:00Z",),
    "duration": ("P1D",),
    "email": ("ada@example.com", "bo@example.org"),
    "hostname": ("example.com",),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "uri": tuple(f"https://cdn.example.com/{number}.png" for number in range(1, 6)),
    "byte": ("YQ==",),
}
ADDRESSES = (
    *BY_FORMAT["uri"],
    "http://cdn.example.com/1.png",
    "//cdn.example.com/2.png",
)
UNREACHABLE = "https://nowhere.invalid/1.png"
LIKELY = (
    *ADDRESSES,
    *UUIDS,
    *(f"{number:08d}" for number in (1, 76543210)),
    *(f"{number:014d}" for number in (12345678905, 76543210, 55, 56, 57)),
    "12.00", "7", "0.5", "A-1", "B-2", "EUR", "USD", "1", "2", "ab",
)  # fmt: skip
"""Texts of which some fit most patterns."""
PLAIN = ("A-1", "B-2", "ab", "new")
BEGINNING = re.compile(r"\^([^\\\[\](){}.*+?|^$]+)(?![*+?{])")
"""What all texts begin with that fit a pattern; behind it plain ones are likely."""
NUMBERS = tuple(f"{number:0{width}d}" for number in range(900, 912) for width in (8, 12, 13, 14))
"""Further ones for what must be free mostly; some of them differ in leading zeros only."""


def texts(name: str, shape: Shape, valid: Valid, *, address: bool, unique: bool) -> list[Any]:
    """Return texts that fit; with `unique` so many that most are free."""
    keywords = shape.keywords
    most = keywords.get("maxLength", 64)
    found: list[Any] = list(shape.examples)
    found += BY_FORMAT.get(keywords.get("format", ""), ())
    if address:
        found += ADDRESSES
    elif "pattern" in keywords:
        likely = [*LIKELY, *NUMBERS] if unique else [*LIKELY]
        begins = BEGINNING.match(keywords["pattern"])
        likely += [begins[1] + each for each in PLAIN] if begins else []
        found += [each for each in likely if valid(each)]
        if unique or not found:
            found += drawn(keywords["pattern"])
    elif keywords.get("format", "") not in BY_FORMAT:
        word = name.replace("_", " ").strip().capitalize() or "Text"
        found += [f"{word} {number}"[-most or None :] for number in range(1, 61 if unique else 7)]
        found += [f"{word[:1]}{number}" for number in range(1, 4)]
    if "pattern" not in keywords and not address and not shape.examples:
        found += [_of_length(each) for each in _lengths(keywords) if each <= LONGEST]
    return _fitting(found, valid)


def _lengths(keywords: Any) -> Iterator[int]:
    yield keywords.get("minLength", 0)
    if "maxLength" in keywords:
        yield keywords["maxLength"]
        yield max(keywords["maxLength"] - 1, 0)


def _of_length(length: int) -> str:
    return ("é" + "x" * length)[:length]


def numbers(shape: Shape, valid: Valid) -> list[Any]:
    """Return numbers that fit: small ones mostly, and those at the limits."""
    found: list[Any] = [*shape.examples, 1, 2, 3, 4, 5, 1, 2, 3, 0, 10]
    for name in LIMITS:
        limit = shape.keywords.get(name)
        if isinstance(limit, int | float):
            found += [limit, limit + 1, limit - 1]
    if "multipleOf" in shape.keywords:
        found += [shape.keywords["multipleOf"] * each for each in range(4)]
    found += [2**31 - 1, -1]
    if "integer" not in shape.types:
        found += [12.5, 0.25]
        limits = [shape.keywords[each] for each in LIMITS if each in shape.keywords]
        found += [sum(limits) / len(limits)] if limits else []
    return _fitting(found, valid)


def address_of(length: int) -> str:
    """Return an address of a picture that has so many characters, "" when those are too few."""
    start = f"{ADDRESSES[0]}?size="
    return f"{start:x<{length}}" if length > len(start) else ""


def wrong(shape: Shape, valid: Valid, *, address: bool) -> list[Any]:
    """Return values that violate one keyword each: a limit, the form, what is listed, the type,
    which are a half; and of an address, what cannot be fetched.
    """
    keywords = shape.keywords
    found: list[Any] = []
    for limit, step in (("minimum", -1), ("maximum", 1)):
        if isinstance(keywords.get(limit), int | float):
            found += [keywords[limit] + step, keywords[limit] + step * 1000]
    found += [
        keywords[each] for each in ("exclusiveMinimum", "exclusiveMaximum") if each in keywords
    ]
    if "maxLength" in keywords and keywords["maxLength"] < LONGEST:
        long = keywords["maxLength"] + 1
        found += [address_of(long) if address else _of_length(long)] * 2
    if keywords.get("minLength"):
        found += ["", _of_length(keywords["minLength"] - 1)]
    if keywords.keys() & {"enum", "const"}:
        found += ["unknown", -5, ""]
    if keywords.keys() & {"pattern", "format"}:
        found += ["no such form", "-", "1", "/", "2026-13-01", "ab cd"]
    fitting = [*BY_FORMAT.get(keywords.get("format", ""), ())]
    if "pattern" in keywords and "string" in shape.types:
        found += nearly(keywords["pattern"])
        fitting += drawn(keywords["pattern"])
    found += [f"{text[:-1]}g" for text in fitting[:1] if text]  # no digit, and none of a uuid
    found = [each for each in found if not valid(each)] + [UNREACHABLE] * (3 * address)
    types = [None, [], {}, True, 7, "not a number", 1.5, ["a"], {"a": 1}]
    types = [each for each in types if not valid(each)]
    return [*found * max(1, len(types) // max(len(found), 1)), *types]


def nearly(pattern: str) -> list[str]:
    """Return texts that fit a pattern but for their length: one of each other length up to that of
    its longest ones, none when all would be too short.
    """
    fitting = {len(each): each for each in drawn(pattern)}
    if not fitting or max(fitting) > WIDEST:
        return []
    longest = fitting[max(fitting)]
    return [longest[:n] for n in range(min(fitting) + 1, len(longest)) if n not in fitting]


def anything(valid: Valid) -> list[Any]:
    """Return values for a schema that says no type."""
    return _fitting(["a", "b", 1, 2, True, False, {"a": 1}, [1]], valid)


def _fitting(values: list[Any], valid: Valid) -> list[Any]:
    return [each for each in values if valid(each)]


@lru_cache(maxsize=512)
def drawn(pattern: str) -> tuple[str, ...]:
    """Return some texts that fit a pattern, the same each time; () when Python cannot read it."""
    found: list[str] = []
    texts = st.from_regex(pattern, alphabet=st.characters(codec="ascii"))
    try:
        made_up(texts, crc32(pattern.encode()), 12, found.append)
    except Exception:  # a pattern of another dialect, or one that is none: there is no text then
        return ()
    return tuple(dict.fromkeys(found))
