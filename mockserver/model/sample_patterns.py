"""Texts that match a regular expression."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs

PRINTABLE = string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_. /:@"
CATEGORIES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_WORD": string.ascii_lowercase + string.digits,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_DIGIT": string.ascii_lowercase,
    "CATEGORY_NOT_WORD": "-",
    "CATEGORY_NOT_SPACE": string.ascii_lowercase + string.digits,
}
CLASSES = {
    r"\p{L}": "a-zA-Z",
    r"\p{Lu}": "A-Z",
    r"\p{Ll}": "a-z",
    r"\p{N}": "0-9",
    r"\p{Nd}": "0-9",
}
MOST_INSIDE = 4
"""How often what is repeated inside a repetition is: `((a*)*)*` must end."""

LONGEST = 2000
MOST_WRONG = 5
LENGTHS = (*range(41), 48, 64, 96, 128, 200, 256)
"""How often what may be repeated is repeated, one attempt after the other."""


@lru_cache(maxsize=1000)
def _judge(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    """Return what says whether texts match, which gives up where Python would search for ages."""
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return None


def matches(pattern: str, text: str) -> bool:
    """Return whether a text matches a pattern of JSON Schema; none matches what is no pattern."""
    judge = _judge(pattern)
    return judge is not None and judge.is_valid(text)


def matching(
    pattern: str, chance: random.Random, least: int = 0, most: int | None = None
) -> str | None:
    """Return a text that matches a pattern of JSON Schema, of `least` to `most` characters.

    None if none is found, or if the pattern is none that Python understands.
    """
    judge = _judge(pattern)
    if judge is None:
        return None
    for name, members in CLASSES.items():
        pattern = pattern.replace(f"[{name}", f"[{members}").replace(name, f"[{members}]")
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    try:
        parsed = re._parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    wrong = 0
    for repeats in LENGTHS:
        text = "".join(_texts(parsed, chance, repeats, {}))
        text += "a" * (least - len(text))  # where it may go on, it does
        if len(text) > (LONGEST if most is None else most):
            continue
        if judge.is_valid(text):
            return text
        wrong += 1
        if wrong > MOST_WRONG:  # each may take its time
            return None
    return None


def _texts(
    nodes: Any, chance: random.Random, repeats: int, groups: dict[int, str]
) -> Iterator[str]:
    for operation, value in nodes:
        name = str(operation)
        if name == "LITERAL":
            yield chr(value)
        elif name == "NOT_LITERAL":
            yield next(each for each in PRINTABLE if each != chr(value))
        elif name == "ANY":
            yield chance.choice(string.ascii_lowercase)
        elif name == "IN":
            yield _one_of(value, chance)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = value
            for _ in range(max(least, min(int(most), repeats, 256))):
                yield from _texts(inner, chance, min(repeats, MOST_INSIDE), groups)
        elif name == "BRANCH":
            yield from _texts(chance.choice(value[1]), chance, repeats, groups)
        elif name == "SUBPATTERN":
            text = "".join(_texts(value[-1], chance, repeats, groups))
            if value[0] is not None:
                groups[value[0]] = text
            yield text
        elif name == "ATOMIC_GROUP":
            yield from _texts(value, chance, repeats, groups)
        elif name == "GROUPREF":
            yield groups.get(value, "")
        elif name == "CATEGORY":
            yield chance.choice(CATEGORIES.get(str(value), PRINTABLE))


def _one_of(members: Any, chance: random.Random) -> str:
    """Return a character of a set, a plain one if it may be any but a few."""
    if str(members[0][0]) == "NEGATE":
        taken = set("".join(_all(members[1:])))
        return next((each for each in PRINTABLE if each not in taken), "\u00e9")
    return chance.choice("".join(_all(members)) or "a")


def _all(members: Any) -> Iterator[str]:
    for operation, value in members:
        name = str(operation)
        if name == "LITERAL":
            yield chr(value)
        elif name == "RANGE":
            yield "".join(map(chr, range(value[0], min(value[1], value[0] + 127) + 1)))
        elif name == "CATEGORY":
            yield CATEGORIES.get(str(value), PRINTABLE)
