"""WBMP and XBM: read, broken, and served as any other picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mockserver.pictures import Picture, draw, recognise
from mockserver.pictures.bilevel import rows_of, wbmp

sides = st.integers(1, 400)
XBM = b"#define a_width 9\n#define a_height 2\nstatic unsigned char a_bits[] = {%s};\n"
FOUR = b" 0x00, 0x01,\n 0xFF, 0x00 "


@given(sides, sides)
def test_a_wbmp_is_what_has_exactly_its_length(width: int, height: int) -> None:
    rows = bytes(-(-width // 8) * height)
    data = wbmp(width, height, rows)
    assert recognise(data) == Picture(media_type="image/vnd.wap.wbmp", width=width, height=height)
    assert rows_of(data) == rows
    assert recognise(data[:-1]) is None
    assert recognise(data + b"\0") is None


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0",
        b"\0\0\0\0",
        b"\0\0\x08\0",
        b"\0\0\0\x08" + bytes(8),
        b"\0\1\x08\1\0",
        b"\1\0\x08\1\0",
        b"\0\0\x80\x80\x80\x80\x80\1" + bytes(9),
        b"\0\0\xff\xff\xff\x7f\xff\xff\xff\x7f" + bytes(99),
        b"\0\0\1\0\1\0" + bytes(20),
    ],
    ids=repr,
)
def test_other_zeros_are_none(data: bytes) -> None:
    assert recognise(data) is None


@pytest.mark.parametrize(
    "data",
    [
        XBM % FOUR,
        XBM % (FOUR + b","),
        b"/* made by hand */\n" + XBM % FOUR,
        (XBM % FOUR).replace(b"unsigned char", b"char").replace(b"\n", b"\r\n"),
        (XBM % FOUR).replace(b"static", b"#define a_x_hot 1\n#define a_y_hot -1\nstatic"),
        (XBM % b"0x0001, 0x0100").replace(b"unsigned char", b"short"),
        (XBM % FOUR).replace(b"a_", b"").replace(b"[]", b"[4]"),
    ],
    ids=repr,
)
def test_an_xbm_is_a_source_with_its_numbers(data: bytes) -> None:
    assert recognise(data) == Picture(media_type="image/x-xbitmap", width=9, height=2)


@pytest.mark.parametrize(
    "data",
    [
        XBM % b"0x00",
        XBM % (FOUR + b", 0x00"),
        XBM % b"",
        XBM % b"0x00, 0x01, zz, 0x00",
        XBM % b"0x00, 0x01,, 0x00",
        (XBM % FOUR).replace(b"9", b"0"),
        (XBM % FOUR).replace(b"9", b"x"),
        (XBM % FOUR) + b"int main() { return 0; }",
        b"#define a_width 9\n",
        b"#define a_width 9\n#define a_height 2\n",
        b"/* no picture */",
        b"#include <stdio.h>\n",
    ],
    ids=repr,
)
def test_other_sources_are_none(data: bytes) -> None:
    assert recognise(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"/*" * 20_000,
        b"#define " + b"a" * 50_000,
        XBM % (b" " * 50_000),
        XBM % (b"0x00," * 20_000 + b" " * 20_000 + b"x"),
        b"/* */" * 20_000 + b"x",
        b"#define a_width 9" + b" " * 50_000,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_long_sources_are_judged_at_once(data: bytes) -> None:
    assert recognise(data) is None


def test_pillow_reads_the_xbm_that_is_drawn() -> None:
    data = draw(width=30, height=20, media_type="image/x-xbitmap")
    with Image.open(BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("XBM", (30, 20))
