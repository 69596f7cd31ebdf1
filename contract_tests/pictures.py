"""Pictures to send to an API: real ones of every declared type, and broken ones."""

import io
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from PIL import Image

from mockserver.pictures import draw, recognise

MEDIA_TYPES = (
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/bmp",
    "image/svg+xml",
    "image/vnd.wap.wbmp",
    "image/x-xbitmap",
)
"""The media types of which `pictures` can make pictures."""

_LARGEST = 64
_MAGIC = (
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"RIFF\x40\0\0\0WEBP",
    b"BM",
    b"<svg ",
    b"\0\0\x10\x10",
    b"#define a_width 16\n#define a_height 16\n",
)


def pictures(media_types: Sequence[str] = MEDIA_TYPES) -> SearchStrategy[bytes]:
    """Whole pictures of these media types, from 1x1 to 64x64 pixels.

    ValueError if a media type is not one of `MEDIA_TYPES`, or if there are none.
    """
    if unknown := [name for name in media_types if name not in MEDIA_TYPES]:
        raise ValueError(f"no pictures of {', '.join(unknown)}")
    if not media_types:
        raise ValueError("no media type is given")
    sides = st.integers(1, _LARGEST)
    labels = st.text("abcdef0123456789", max_size=6)
    types = st.sampled_from(list(media_types))
    return st.builds(draw, width=sides, height=sides, media_type=types, label=labels)


def plain(kind: str = "PNG", width: int = 32, height: int = 32) -> bytes:
    """Return a white picture in a few bytes, of any kind that Pillow can write."""
    content = io.BytesIO()
    Image.new("1", (width, height), 1).save(content, kind)
    return content.getvalue()


def broken_pictures(media_types: Sequence[str] = MEDIA_TYPES) -> SearchStrategy[bytes]:
    """Bytes that begin like a picture and are none: garbage behind the magic, or cut short.

    Raises what `pictures` raises.
    """
    garbage = st.builds(bytes.__add__, st.sampled_from(_MAGIC), st.binary(max_size=200))
    cut = st.builds(_cut, pictures(media_types), st.floats(0.1, 0.9))
    return (garbage | cut).filter(lambda data: recognise(data) is None)


def _cut(picture: bytes, part: float) -> bytes:
    return picture[: int(len(picture) * part)]
