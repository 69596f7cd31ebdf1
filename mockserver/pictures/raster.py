"""Raster pictures measured by decoding them. Imports Pillow, so import this module lazily."""

import warnings
from contextlib import nullcontext
from io import BytesIO
from threading import Lock

from PIL import Image, ImageFile

# MPO is what Pillow calls a JPEG with more pictures behind the first, as telephones make them.
_MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "AVIF": "image/avif",
    "JPEG2000": "image/jp2",
    "ICO": "image/x-icon",
    "PSD": "image/vnd.adobe.photoshop",
}

# `warnings.catch_warnings` is not safe between threads.
_quiet = Lock()

# Large pictures are decoded one after the other: several at once would take all the memory.
_turn = Lock()
_LARGE = 10_000_000


def measure(data: bytes, name: str, *, max_pixels: int) -> tuple[str, int, int]:
    """The media type, width and height in pixels of a picture of the named Pillow format.

    Raises ValueError for more pixels than allowed, and whatever Pillow raises for a picture
    that is broken.
    """
    with opened(data, name) as picture:
        _refuse_more_pixels(picture, max_pixels)
        picture.verify()
    # Pillow cannot go on with a picture after `verify`.
    with opened(data, name) as picture:
        _refuse_more_pixels(picture, max_pixels)
        with _turn if picture.width * picture.height > _LARGE else nullcontext():
            picture.load()
        if not _is_whole(data, name):
            raise ValueError("the picture ends too early")
        return _MEDIA_TYPES[picture.format or name], picture.width, picture.height


def opened(data: bytes, *formats: str) -> ImageFile.ImageFile:
    """A picture of one of these Pillow formats, not decoded yet."""
    # Pillow warns of large pictures and of odd metadata; neither is news to this caller.
    with _quiet, warnings.catch_warnings(action="ignore"):
        return Image.open(BytesIO(data), formats=formats)


def _refuse_more_pixels(picture: Image.Image, limit: int) -> None:
    if picture.width * picture.height > limit:
        raise ValueError(f"more than {limit} pixels")


def _is_whole(data: bytes, name: str) -> bool:
    """False if bytes are missing behind the pixels, where Pillow does not look."""
    match name:
        case "PNG":
            return len(data) >= data.rfind(b"IEND") + 8
        case "JPEG":
            return _jpeg_has_end(data)
        case "GIF":
            return _gif_has_trailer(data)
    return True


def _jpeg_has_end(data: bytes) -> bool:
    """Walk the segments to the first scan, past thumbnails, and look for the end behind it."""
    place = 2
    while (marker := data[place + 1]) != 0xDA:
        place += 1 if marker == 0xFF else 2 + int.from_bytes(data[place + 2 : place + 4])
    return data.find(b"\xff\xd9", place) >= 0


def _gif_has_trailer(data: bytes) -> bool:
    """Walk the blocks of all frames; IndexError if they end inside of one."""
    place = 13 + _colours(data[10])
    while data[place] != 0x3B:
        if data[place] == 0x2C:
            place += 11 + _colours(data[place + 9])
        elif data[place] == 0x21:
            place += 2
        else:
            return False
        while data[place]:
            place += data[place] + 1
        place += 1
    return True


def _colours(flags: int) -> int:
    """The bytes of the GIF colour table that these flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
