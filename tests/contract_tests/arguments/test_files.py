from __future__ import annotations

import random
from collections import Counter

import pytest

from contract_tests.arguments.files import Files
from contract_tests.arguments.values import Draw
from contract_tests.pictures import MEDIA_TYPES
from mockserver.model.property import PictureLimits
from mockserver.pictures import recognise


def test_right_files_are_pictures_of_every_accepted_type() -> None:
    files = Files(PictureLimits(types=("image/png", "image/gif"), max_pixels=(100, 50)), 1000)
    seen = [recognise(each.content) for each in files.right]
    assert {each and each.media_type for each in seen} == {"image/png", "image/gif"}
    assert {each and (each.width, each.height) for each in seen} == {(48, 32), (32, 48), (64, 48)}


def test_wrong_files_are_broken_or_texts_of_another_type_or_too_large() -> None:
    limits = PictureLimits(types=("image/png",), max_bytes=5000, max_pixels=(100, 50))
    files = Files(limits, 10_000)
    seen = [(each, recognise(each.content)) for each in files.wrong]
    kinds = {picture.media_type for _, picture in seen if picture}
    assert kinds == {*MEDIA_TYPES, "image/tiff"}
    assert any(picture is None and each.name == "text.png" for each, picture in seen)
    assert any(picture is None and each.name.startswith("cut-") for each, picture in seen)
    sizes = {(each.width, each.height) for _, each in seen if each}
    assert {(101, 1), (1, 51), (101, 32), (48, 51)} <= sizes
    assert any(len(each.content) == 5001 and picture for each, picture in seen)
    for each, picture in seen:
        fits = picture is not None and picture.media_type == "image/png"
        small = fits and picture.width <= 100 and picture.height <= 50
        assert not (small and len(each.content) <= 5000)


def test_no_file_is_larger_than_asked_for() -> None:
    limits = PictureLimits(types=("image/png",), max_bytes=9000)
    assert max(len(each.content) for each in Files(limits, 8000).wrong) < 8000


@pytest.mark.parametrize(
    ("most", "sizes"),
    [(8 * 2**20, [8_000_000, 8 * 2**20 + 1]), (3_000_000, [3_000_000, 3 * 2**20 + 1]), (2**30, [])],
)
def test_large_files_are_of_sizes_that_all_agree_about(most: int, sizes: list[int]) -> None:
    files = Files(PictureLimits(types=("image/png",), max_bytes=most), 2 * 2**20)
    assert [len(each.content) for each in files.large] == sizes
    assert all(recognise(each.content) for each in files.large)


def test_one_in_eight_is_wrong() -> None:
    files, draw = Files(PictureLimits(types=("image/png",)), 1000), Draw(random.Random(1))
    contents = {each.content for each in files.right}
    chosen = Counter(files.chosen(draw).content in contents for _ in range(800))
    assert 60 <= chosen[False] <= 150


def test_a_tiff_is_wrong_only_where_others_are_told() -> None:
    for types, expected in (
        ((), False),
        (("image/tiff", "image/png"), False),
        (("image/png",), True),
    ):
        wrong = Files(PictureLimits(types=types), 1000).wrong
        assert any(each.media_type == "image/tiff" for each in wrong) is expected
