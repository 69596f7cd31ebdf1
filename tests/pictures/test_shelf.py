"""What was made smaller is kept, as far as there is room, and made by one at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from mockserver.pictures import Picture, Shelf, draw, fitted, shelf

PNG = draw(width=40, height=20)
PICTURE = Picture(media_type="image/png", width=40, height=20)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The boxes for which something was made; making two at once fails."""
    boxes: list[tuple[int, int]] = []
    alone = Lock()

    def counted(data: bytes, picture: Picture, box: tuple[int, int]) -> bytes:
        assert alone.acquire(blocking=False)
        try:
            boxes.append(box)
            return fitted(data, picture, box)
        finally:
            alone.release()

    monkeypatch.setattr(shelf, "fitted", counted)
    return boxes


def test_each_size_is_made_once(made: list[tuple[int, int]]) -> None:
    small = Shelf()
    for _ in range(3):
        for box in ((10, 10), (20, 20)):
            assert small.fitted(PNG, PICTURE, box) == fitted(PNG, PICTURE, box)
    assert made == [(10, 10), (20, 20)]
    assert small.fitted(bytes(PNG[:-1]), PICTURE, (40, 20)) == PNG[:-1], "it fits, as it is"
    assert len(made) == 2


def test_what_was_asked_for_last_is_kept(made: list[tuple[int, int]]) -> None:
    boxes = [(10, 10), (11, 11), (12, 12)]
    room = max(sum(len(fitted(PNG, PICTURE, b)) for b in two) for two in (boxes[:2], boxes[::2]))
    small = Shelf(most=room)
    for box in (*boxes[:2], boxes[0], boxes[2], boxes[0], boxes[1]):
        small.fitted(PNG, PICTURE, box)
    assert made == [*boxes, boxes[1]]


def test_what_has_no_room_is_not_kept(made: list[tuple[int, int]]) -> None:
    small = Shelf(most=1)
    for _ in range(2):
        assert small.fitted(PNG, PICTURE, (10, 10)) == fitted(PNG, PICTURE, (10, 10))
    assert len(made) == 2


def test_many_ask_at_once(made: list[tuple[int, int]]) -> None:
    small = Shelf()
    boxes = [(side, side) for side in (5, 6, 7)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda box: small.fitted(PNG, PICTURE, box), boxes * 8))
    assert sorted(made) == boxes
