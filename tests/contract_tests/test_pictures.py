import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.pictures import MEDIA_TYPES, pictures, plain
from mockserver.pictures import Picture, recognise


@given(st.data(), st.lists(st.sampled_from(MEDIA_TYPES), min_size=1, unique=True))
def test_pictures_are_of_the_types_asked_for(data: st.DataObject, media_types: list[str]) -> None:
    picture = recognise(data.draw(pictures(media_types)))
    assert picture is not None
    assert picture.media_type in media_types
    assert picture.width in range(1, 65)
    assert picture.height in range(1, 65)


@pytest.mark.parametrize("media_types", [[], ["image/png", "image/tiff"]])
def test_what_cannot_be_made_is_refused(media_types: list[str]) -> None:
    with pytest.raises(ValueError, match=r"no pictures of image/tiff|no media type"):
        pictures(media_types)


@given(st.integers(1, 100))
def test_a_plain_picture_is_a_small_file(side: int) -> None:
    data = plain("PNG", side, side)
    assert recognise(data) == Picture(media_type="image/png", width=side, height=side)
    assert len(data) < 120
