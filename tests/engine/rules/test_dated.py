"""Older versions are shown what they know, and another server is held to that."""

from __future__ import annotations

import pytest

from mockserver.engine.difference import differences
from mockserver.engine.loose import AnyOrder, Unshown
from mockserver.engine.rules.dated import as_of
from mockserver.model.property import Property, Until

OLD, NEW = "2020-01-01", "2022-01-01"
SHAPE = Property(
    name="item",
    properties={
        "ids": Property(name="ids", since="2021-01-01", rules={"since.hidden": ("A-1",)}),
        "id": Property(
            name="id",
            until=Until(version="2021-01-01", first_of="ids"),
            rules={"until.shown": ("A-2",)},
        ),
    },
)
VALUE = {"name": "x", "ids": ["a", "b"]}


@pytest.mark.parametrize(
    ("version", "expected"),
    [(OLD, {"name": "x", "id": "a"}), (NEW, VALUE), ("", VALUE)],
)
def test_a_version_is_shown_what_it_knows(version: str, expected: object) -> None:
    assert as_of(SHAPE, VALUE, version) == expected


@pytest.mark.parametrize(
    ("version", "name", "rule"), [(OLD, "ids", "A-1"), (NEW, "id", "A-2"), ("", "id", "A-2")]
)
def test_another_server_may_not_show_what_it_does_not_know(
    version: str, name: str, rule: str
) -> None:
    expected = as_of(SHAPE, VALUE, version, loose=True)
    assert expected[name] == Unshown((rule,))
    right = as_of(SHAPE, VALUE, version)
    for nothing in ({}, {name: None}, {name: []}):
        assert not list(differences(expected, right | nothing, {}, "body"))
    (found,) = differences(expected, right | {name: ["c"]}, {}, "body")
    assert (found.path, found.expected, found.rules) == (f"body.{name}", "nothing", (rule,))


def test_a_list_stays_what_it_is() -> None:
    several = AnyOrder([VALUE])
    shape = Property(name="", items=SHAPE)
    assert isinstance(as_of(shape, several, OLD, loose=True), AnyOrder)
