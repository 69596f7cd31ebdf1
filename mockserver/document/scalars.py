"""The YAML 1.2 core schema: what a plain scalar means."""

import re
from typing import Any

PREFIX = "tag:yaml.org,2002:"
STR = PREFIX + "str"
NULL = PREFIX + "null"
BOOL = PREFIX + "bool"
INT = PREFIX + "int"
FLOAT = PREFIX + "float"
MERGE = PREFIX + "merge"

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    re.ASCII,
)
_FIRST = frozenset("~nNtTfF-+.0123456789<")
"""A plain scalar that starts with none of these is a string: the fast way out."""


def tag(text: str) -> str:
    """Return the tag of a plain scalar."""
    if text and text[0] not in _FIRST:
        return STR
    if text in _NULLS:
        return NULL
    if text in _BOOLS:
        return BOOL
    if _INT.fullmatch(text):
        return INT
    if _FLOAT.fullmatch(text):
        return FLOAT
    return MERGE if text == "<<" else STR


def value(tag: str, text: str) -> Any:
    """Return the value of a scalar under a tag.

    Raises ValueError if the text does not fit the tag, KeyError if the tag is not of the core
    schema.
    """
    if tag in (STR, MERGE):
        return text
    return _CONSTRUCTORS[tag](text)


def _null(text: str) -> None:
    if text not in _NULLS:
        raise ValueError(text)


def _bool(text: str) -> bool:
    if text not in _BOOLS:
        raise ValueError(text)
    return _BOOLS[text]


def _int(text: str) -> int:
    if not _INT.fullmatch(text):
        raise ValueError(text)
    if text.startswith("0o"):
        return int(text[2:], 8)
    return int(text[2:], 16) if text.startswith("0x") else int(text)


def _float(text: str) -> float:
    if not _FLOAT.fullmatch(text):
        raise ValueError(text)
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_CONSTRUCTORS = {NULL: _null, BOOL: _bool, INT: _int, FLOAT: _float}
