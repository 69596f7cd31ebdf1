"""A shelf of pictures that were made smaller, so that each is made once."""

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock

from mockserver.pictures.fitting import Box, fits, fitted
from mockserver.pictures.recognition import Picture

MOST_BYTES = 16 * 1024 * 1024


class Shelf:
    """Makes pictures smaller, one at a time, and keeps those that were asked for last, as many
    as fit into `most` bytes. Any thread may ask.

    A few bytes may be a picture of a hundred megapixels, which takes seconds and half a gigabyte
    to decode: two of them at once would take a whole one.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[tuple[bytes, Box], bytes] = OrderedDict()
        self._turn = Lock()

    def fitted(self, data: bytes, picture: Picture, box: Box) -> bytes:
        """Return what `fitted` returns."""
        if fits(picture, box):
            return data
        key = (blake2b(data, digest_size=32).digest(), box)
        with self._turn:
            if (small := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            else:
                small = self._kept[key] = fitted(data, picture, box)
                self._size += len(small)
                while self._size > self._most:
                    self._size -= len(self._kept.popitem(last=False)[1])
        return small
