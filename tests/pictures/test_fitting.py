"""Pictures are made to fit into a box: in proportion, of the same type, never larger."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mockserver.pictures import Picture, draw, fitted, fitted_size, recognise
from tests.pictures.test_drawing import MEDIA_TYPES

sides = st.integers(1, 2000)


@given(sides, sides, sides, sides)
def test_a_fitted_size_is_within_the_box_and_as_large_as_can_be(
    width: int, height: int, right: int, bottom: int
) -> None:
    small = fitted_size(width, height, (right, bottom))
    assert small[0] <= min(width, right) and small[1] <= min(height, bottom)
    if width <= right and height <= bottom:
        assert small == (width, height)
    else:
        assert small[0] == right or small[1] == bottom
    across, down = small[0] * height, small[1] * width
    assert abs(across - down) <= max(width, height)  # half a pixel either way


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(MEDIA_TYPES), st.integers(1, 300), st.integers(1, 300))
def test_a_picture_keeps_its_type(media_type: str, width: int, height: int) -> None:
    data = draw(width=width, height=height, media_type=media_type)
    picture = Picture(media_type=media_type, width=width, height=height)
    small = fitted(data, picture, (66, 100))
    found = recognise(small)
    assert found is not None
    assert found.media_type == media_type
    if media_type == "image/svg+xml" or (width <= 66 and height <= 100):
        assert small == data
    else:
        assert (found.width, found.height) == fitted_size(width, height, (66, 100))


EVERY_MODE = ("1", "L", "P", "RGB", "RGBA", "LA", "I;16", "CMYK")
LACKING = {
    "PNG": ("CMYK",),
    "GIF": ("CMYK",),
    "WEBP": (),
    "JPEG": ("P", "RGBA", "LA", "I;16"),
    "BMP": ("LA", "I;16", "CMYK"),
}


@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, mode) for name in LACKING for mode in EVERY_MODE if mode not in LACKING[name]],
)
def test_every_kind_of_colour_is_made_smaller(name: str, mode: str) -> None:
    file = BytesIO()
    Image.new(mode, (40, 20)).save(file, name)
    picture = recognise(file.getvalue())
    assert picture is not None
    found = recognise(fitted(file.getvalue(), picture, (10, 10)))
    assert found == Picture(media_type=picture.media_type, width=10, height=5)


def test_a_turned_photograph_stays_upright() -> None:
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6  # shown turned by a quarter
    Image.new("RGB", (40, 20)).save(file, "JPEG", exif=exif)
    picture = recognise(file.getvalue())
    assert picture is not None
    found = recognise(fitted(file.getvalue(), picture, (20, 20)))
    assert found == Picture(media_type="image/jpeg", width=10, height=20)
