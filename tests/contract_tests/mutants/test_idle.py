"""A keyword is idle if nothing would be otherwise without it."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.mutants.idle import is_idle, widths

PATTERN = "^([0-9]{8}|[0-9]{12,14})$"


@pytest.mark.parametrize(
    ("keyword", "node", "expected"),
    [
        ("minLength", {"minLength": 8, "pattern": PATTERN}, True),
        ("minLength", {"minLength": 9, "pattern": PATTERN}, False),
        ("maxLength", {"maxLength": 14, "pattern": PATTERN}, True),
        ("maxLength", {"maxLength": 13, "pattern": PATTERN}, False),
        ("maxLength", {"maxLength": 14, "pattern": "[0-9]"}, False),
        ("maxLength", {"maxLength": 14}, False),
        ("not", {"not": {"pattern": "[^0-9]"}, "pattern": PATTERN}, True),
        ("not", {"not": {"pattern": "^1"}, "pattern": PATTERN}, False),
        ("not", {"not": {}}, False),
        ("type", {"type": "string", "format": "binary"}, True),
        ("type", {"type": "string"}, False),
        ("readOnly", {"readOnly": True, "x-behaviour": {"made-by": "url"}}, True),
        ("readOnly", {"readOnly": True}, False),
    ],
)
def test_what_is_idle(keyword: str, node: dict[str, Any], expected: bool) -> None:
    assert is_idle(keyword, node) is expected


@pytest.mark.parametrize(
    ("part", "expected"), [({"type": "object"}, True), ({"type": "array"}, False), ({}, False)]
)
def test_what_a_part_says_too_is_idle(part: dict[str, Any], expected: bool) -> None:
    assert is_idle("type", {"type": "object"}, [part]) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [(PATTERN, (8, 14)), ("^a?b$", (1, 2)), ("a", None), ("^(a$", None)],
)
def test_a_pattern_tells_how_long_its_texts_are(
    pattern: str, expected: tuple[int, int] | None
) -> None:
    assert widths(pattern) == expected
