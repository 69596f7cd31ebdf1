"""Times compare as instants, and without an offset they are in UTC."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from mockserver.engine.instant import instant


@pytest.fixture(params=["UTC", "Pacific/Auckland"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_a_time_is_the_same_wherever_the_program_runs(zone: str) -> None:
    assert instant("1970-01-01T00:00:10") == 10
    assert instant("1970-01-01T00:00:10Z") == 10
    assert instant("1970-01-01T02:00:10+02:00") == 10


@pytest.mark.parametrize("text", ["", "soon", None, 7, "2026-13-01"])
def test_what_tells_no_time_is_none(text: object) -> None:
    assert instant(text) is None
