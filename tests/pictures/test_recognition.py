import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mockserver.pictures import Picture, draw, recognise
from mockserver.pictures.recognition import _SIGNATURES

RASTERS = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
BILEVEL = ("image/vnd.wap.wbmp", "image/x-xbitmap")
MAGICS = [
    *(magic for magic, _ in _SIGNATURES),
    b"RIFF\x10\0\0\0WEBPVP8 ",
    b"\0\0\0\x1cftypavif",
    b"<svg ",
    b"<?xml version='1.0' encoding='utf-7'?>",
    b"\xff\xfe<\0",
    b"\0\0\x08\x02",
    b"#define x_width 8\n#define x_height 1\nstatic char x_bits[] = {",
]


def saved(name: str, picture: Image.Image | None = None, **options: object) -> bytes:
    file = BytesIO()
    (picture or Image.effect_noise((40, 30), 80).convert("RGB")).save(file, name, **options)
    return file.getvalue()


@given(st.binary())
def test_any_bytes_never_raise(data: bytes) -> None:
    assert recognise(data) is None or isinstance(recognise(data), Picture)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MAGICS), st.binary(max_size=300))
def test_magic_and_garbage_never_raise(magic: bytes, garbage: bytes) -> None:
    found = recognise(magic + garbage)
    assert found is None or found.width * found.height > 0


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*RASTERS, *BILEVEL, "image/svg+xml"]), st.data())
def test_changed_bytes_never_raise(media_type: str, data: st.DataObject) -> None:
    picture = bytearray(draw(width=40, height=30, media_type=media_type))
    places = st.integers(0, len(picture) - 1)
    for place, byte in data.draw(st.dictionaries(places, st.integers(0, 255))).items():
        picture[place] = byte
    found = recognise(bytes(picture))
    assert found is None or isinstance(found, Picture)


@pytest.mark.parametrize("media_type", [*RASTERS, *BILEVEL, "image/svg+xml"])
def test_a_picture_cut_anywhere_is_none(media_type: str) -> None:
    # 32 pixels wide: a BMP pads its rows to 4 bytes, and nobody misses the last padding.
    whole = draw(width=32, height=21, media_type=media_type, label="cut")
    whole = whole.rstrip(b";\n") if media_type in (*BILEVEL[1:], "image/svg+xml") else whole
    assert recognise(whole)
    assert [end for end in range(len(whole)) if recognise(whole[:end])] == []


@pytest.mark.parametrize(("name", "transparency"), [("GIF", None), ("GIF", 0), ("WEBP", None)])
def test_an_animation_cut_anywhere_is_none(name: str, transparency: int | None) -> None:
    frames = [Image.effect_noise((20, 10), 80) for _ in range(3)]
    options = {} if transparency is None else {"transparency": transparency}
    whole = saved(name, frames[0], save_all=True, append_images=frames[1:], **options)
    found = recognise(whole)
    assert found is not None
    assert (found.width, found.height) == (20, 10)
    assert [end for end in range(len(whole)) if recognise(whole[:end])] == []


def test_corrupted_pictures_are_none() -> None:
    png = draw(width=40, height=30)
    middle = len(png) // 2
    assert recognise(png[:middle] + bytes([png[middle] ^ 1]) + png[middle + 1 :]) is None
    for media_type in RASTERS:
        whole = draw(width=40, height=30, media_type=media_type)
        assert recognise(whole[:12] + bytes(len(whole) - 12)) is None


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("TIFF", "image/tiff"),
        ("AVIF", "image/avif"),
        ("JPEG2000", "image/jp2"),
        ("ICO", "image/x-icon"),
        ("PNG", "image/png"),
    ],
)
def test_other_types_are_recognised_by_their_names(name: str, media_type: str) -> None:
    side = Image.effect_noise((32, 32), 80).convert("RGB")
    assert recognise(saved(name, side)) == Picture(media_type=media_type, width=32, height=32)


def test_a_jpeg_with_more_pictures_behind_is_a_jpeg() -> None:
    picture = Image.new("RGB", (20, 10))
    data = saved("MPO", picture, save_all=True, append_images=[picture])
    assert recognise(data) == Picture(media_type="image/jpeg", width=20, height=10)


def test_a_jpeg_thumbnail_does_not_end_the_jpeg() -> None:
    thumbnail = saved("JPEG")
    whole = saved("JPEG", exif=b"Exif\0\0" + thumbnail, progressive=True)
    assert recognise(whole) == Picture(media_type="image/jpeg", width=40, height=30)
    assert recognise(whole + b"trailing bytes")
    assert [end for end in range(len(whole)) if recognise(whole[:end])] == []


def test_odd_metadata_is_no_reason_to_refuse() -> None:
    data = saved("JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x05\0garbage")
    assert recognise(data) == Picture(media_type="image/jpeg", width=40, height=30)


def black_png(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel, made without the memory that its pixels need."""
    pixels = zlib.compress(bytes(1 + -(-width // 8)) * height)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


@pytest.mark.parametrize("sides", [(10_001, 10_000), (14_000, 14_000)])
def test_a_decompression_bomb_is_none(sides: tuple[int, int]) -> None:
    assert recognise(black_png(*sides)) is None


def test_a_large_picture_below_the_limit_is_recognised() -> None:
    # Pillow would warn of this one.
    found = recognise(black_png(10_000, 9_500))
    assert found == Picture(media_type="image/png", width=10_000, height=9_500)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"photo.png", b"%PDF-1.4", b"<html/>", b'{"a": 1}', b"%!PS-Adobe-3.0 EPSF-3.0"],
)
def test_other_files_are_none(data: bytes) -> None:
    assert recognise(data) is None


@given(st.text())
def test_text_is_none(text: str) -> None:
    assert recognise(text.encode("utf-8", "replace")) is None


def test_a_start_does_not_pay_for_the_decoders() -> None:
    program = (
        "import sys, mockserver.pictures as p; p.recognise(b'text'); p.extension('image/png');"
        "p.draw(width=9, height=9, media_type='image/svg+xml');"
        "sys.exit('PIL' in sys.modules or 'defusedxml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
