"""A file is judged by its content, its bytes and its pixels."""

from __future__ import annotations

import pytest

from mockserver.engine.message import File
from mockserver.engine.rules.picture import misfits
from mockserver.model.property import PictureLimits, Property
from mockserver.pictures import Picture

LIMITS = PictureLimits(types=("image/png",), max_bytes=10, max_pixels=(20, 30))
RULES = {"picture.types": ("R-1",), "picture.size": ("R-2",), "status": ("R-3",)}
PART = Property(name="image", binary=True, picture=LIMITS, rules=RULES)


def file(size: int, width: int, height: int, kind: str = "image/png") -> File:
    picture = Picture(media_type=kind, width=width, height=height) if kind else None
    return File(name="a", media_type="x/y", data=bytes(size), picture=picture)


@pytest.mark.parametrize(
    ("sent", "clause"),
    [
        (file(10, 20, 30), ""),
        (file(11, 20, 30), "picture.size"),
        (file(10, 21, 30), "picture.size"),
        (file(10, 20, 31), "picture.size"),
        (file(99, 99, 99, "image/gif"), "picture.types"),
        (file(1, 1, 1, ""), "picture.types"),
    ],
)
def test_the_first_thing_that_is_wrong_is_told(sent: File, clause: str) -> None:
    found = misfits(PART, sent)
    assert [each.keyword for each in found] == ([clause] if clause else [])
    assert all(each.rules == (*RULES[clause], "R-3") for each in found)


def test_without_limits_anything_may_be_sent() -> None:
    assert misfits(None, file(99, 99, 99, "")) == []
    assert misfits(Property(name="image", binary=True), file(99, 99, 99, "")) == []
    limits = PictureLimits(types=("image/png",))
    assert misfits(Property(name="image", picture=limits), file(10**6, 10**4, 10**4)) == []


def test_the_document_has_its_own_words() -> None:
    part = Property(name="image", picture=LIMITS, messages={"picture.size": "too much"})
    assert [each.message for each in misfits(part, file(11, 1, 1))] == ["too much"]
