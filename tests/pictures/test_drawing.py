from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from mockserver.pictures import Picture, draw, recognise

MEDIA_TYPES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/bmp",
    "image/svg+xml",
    "image/vnd.wap.wbmp",
    "image/x-xbitmap",
)
media_types = st.sampled_from(MEDIA_TYPES)
sides = st.integers(1, 300)


@settings(deadline=None)
@given(media_types, sides, sides, st.text())
@example("image/svg+xml", 300, 300, "\ud800<b>&\"'\x00\x1b]]>")
@example("image/png", 300, 300, "\ud800<b>&\"'\x00\x1b]]>")
@example("image/png", 300, 300, "W" * 1000)
def test_what_is_drawn_is_recognised(media_type: str, width: int, height: int, label: str) -> None:
    data = draw(width=width, height=height, media_type=media_type, label=label)
    assert recognise(data) == Picture(media_type=media_type, width=width, height=height)
    assert draw(width=width, height=height, media_type=media_type, label=label) == data


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_sizes_are_clamped(media_type: str) -> None:
    low = draw(width=-5, height=0, media_type=media_type)
    assert recognise(low) == Picture(media_type=media_type, width=1, height=1)
    high = draw(width=10**9, height=2, media_type=media_type)
    assert recognise(high) == Picture(media_type=media_type, width=4096, height=2)


def test_png_is_the_default_and_the_label_chooses_the_colours() -> None:
    one, other = (draw(width=8, height=8, label=label) for label in ("cup", "hat"))
    assert recognise(one) == Picture(media_type="image/png", width=8, height=8)
    assert one != other


def test_there_is_dark_text_in_the_middle() -> None:
    with Image.open(BytesIO(draw(width=300, height=200, label="cup"))) as picture:
        darkest, lightest = picture.convert("L").getextrema()
        middle = picture.crop((50, 60, 250, 140)).convert("L").getextrema()
    assert isinstance(darkest, int)
    assert middle[0] == darkest < 110
    assert lightest > 200


def test_an_svg_shows_the_whole_label_escaped() -> None:
    data = draw(width=400, height=300, media_type="image/svg+xml", label="Größe <5 & 日本")
    assert "Größe &lt;5 &amp; 日本" in data.decode()
    assert "400x300" in data.decode()


@pytest.mark.parametrize("media_type", ["image/tiff", "text/plain", "", "PNG"])
def test_other_types_are_refused(media_type: str) -> None:
    with pytest.raises(ValueError, match="cannot draw"):
        draw(width=1, height=1, media_type=media_type)
