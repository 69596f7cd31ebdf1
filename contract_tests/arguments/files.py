"""Files to upload: pictures that are accepted, and all sorts that are not, made once."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.arguments.values import Draw
from contract_tests.pictures import MEDIA_TYPES, plain
from contract_tests.script import Upload
from mockserver.model.property import PictureLimits
from mockserver.pictures import draw, extension

LARGEST_EVER = 16 * 2**20
"""No limit beyond so many bytes is tried."""

SIZES = ((48, 32), (32, 48), (64, 48))
"""The sizes of pictures: who minds small ones is not asked for them."""

ANY = PictureLimits(types=())


TEXT = Upload(name="text.png", media_type="image/png", content=b"This is a text, not a picture.\n")
NOTES = Upload(name="notes.txt", media_type="text/plain", content=TEXT.content)
TIFF = Upload(name="64x48.tiff", media_type="image/tiff", content=plain("TIFF", 64, 48))
EMPTY = Upload(name="empty.png", media_type="image/png", content=b"")


class Files:
    """Files for properties with the same limits: `right` ones, `wrong` ones, and where these would
    have more than `largest` bytes, some as `large` as is allowed and larger.
    """

    def __init__(self, limits: PictureLimits | None, largest: int) -> None:
        limits = limits or ANY
        types = [each for each in limits.types or MEDIA_TYPES if each in MEDIA_TYPES]
        self.right: Sequence[Upload] = [_picture(each, *size) for each in types for size in SIZES]
        self.right = self.right or [TEXT]
        wrong = [NOTES, TEXT, EMPTY, *map(_cut, self.right[-2:])]
        wrong += [_picture(each, *SIZES[0]) for each in MEDIA_TYPES if each not in types]
        wrong += [TIFF] if limits.types and TIFF.media_type not in limits.types else []
        if limits.max_pixels and types:
            across, down = limits.max_pixels
            for wide, high in (SIZES[0], (1, 1)):  # some servers mind the small side first
                wrong += [_picture(types[0], across + 1, high), _picture(types[0], wide, down + 1)]
        self.large: Sequence[Upload] = []
        if limits.max_bytes:
            sizes = _around(limits.max_bytes)
            large = [_padded(self.right[0], each) for each in sizes if each <= LARGEST_EVER]
            if sizes[-1] <= largest:
                wrong += large[-1:]
            else:
                self.large = large
        # Where any file is taken, a broken picture is as good as a whole one.
        self.wrong = wrong

    def chosen(self, draw: Draw) -> Upload:
        """Return a file, one in eight wrong; now and then one whose name or type is not its own."""
        if draw.random.random() < 0.125:
            return draw.random.choice(self.wrong)
        file = draw.random.choice(self.right)
        if draw.random.random() < 0.06:
            return Upload(name="a.txt", media_type="", content=file.content)
        return file


def _picture(media_type: str, width: int, height: int) -> Upload:
    content = draw(width=width, height=height, media_type=media_type, label="")
    return _named(f"{width}x{height}", media_type, content)


def _named(stem: str, media_type: str, content: bytes) -> Upload:
    ending = extension(media_type).replace(".jpg", ".jpeg")  # the ending that everybody lists
    return Upload(name=f"{stem}{ending}", media_type=media_type, content=content)


def _around(most: int) -> tuple[int, int]:
    """Return a size that is allowed and one that is not, whatever is meant by a megabyte."""
    count, rest = divmod(most, 2**20)
    if count and not rest:
        return count * 10**6, most + 1
    count, rest = divmod(most, 10**6)
    return most, (count * 2**20 if count and not rest else most) + 1


def _padded(picture: Upload, size: int) -> Upload:
    """Return a picture of so many bytes: what comes behind its end is no part of it."""
    padding = b"\0" * (size - len(picture.content))
    return _named("large", picture.media_type, picture.content + padding)


def _cut(whole: Upload) -> Upload:
    half = whole.content[: len(whole.content) // 2]
    return Upload(name=f"cut-{whole.name}", media_type=whole.media_type, content=half)
