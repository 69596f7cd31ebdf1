"""Pictures to send to an API: real ones of every declared type."""

import io
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from PIL import Image

from mockserver.pictures import draw

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
