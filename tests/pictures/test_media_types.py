import pytest

from mockserver.pictures import extension, media_type_of
from mockserver.pictures.media_types import _EXTENSIONS


@pytest.mark.parametrize("media_type", _EXTENSIONS)
def test_an_extension_leads_back_to_its_media_type(media_type: str) -> None:
    written = extension(media_type)
    assert written.startswith(".")
    assert media_type_of(written) == media_type_of(f"a.b{written}") == media_type


@pytest.mark.parametrize("name", ["photo.JPG", "photo.jpeg", ".jpg", "jpg", "a/b.c/photo.jpg"])
def test_names_and_extensions_mean_the_same(name: str) -> None:
    assert media_type_of(name) == "image/jpeg"


@pytest.mark.parametrize("name", ["", ".", "photo", "photo.", "photo.txt", "photo.jpg.txt"])
def test_an_unknown_name_has_no_media_type(name: str) -> None:
    assert media_type_of(name) is None


def test_parameters_and_case_do_not_matter() -> None:
    assert extension("Image/SVG+xml; charset=utf-8") == ".svg"
    assert extension("text/plain") == ""
