"""Jobs: several processes do what one does."""

from __future__ import annotations

import multiprocessing
import os
import time
from typing import Any

import pytest

from contract_tests.mutants.jobs import shared
from contract_tests.session import Budget

# Who runs the tests may have threads; the command has none when it forks.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def budget(seconds: float = 60.0) -> Budget:
    return Budget(calls=1, deadline=time.monotonic() + seconds)


@pytest.mark.parametrize("jobs", [1, 3])
def test_each_is_done_once(jobs: int) -> None:
    secret = object()

    def work(number: int) -> tuple[int, bool]:
        return number * number, secret is not None  # what it knows need not be pickled

    with shared(work, 10, jobs, budget()) as done:
        assert sorted(done) == [(each, (each * each, True)) for each in range(10)]


def test_several_processes_work_and_none_is_left() -> None:
    def work(_: int) -> int:
        time.sleep(0.05)
        return os.getpid()

    with shared(work, 12, 2, budget()) as done:
        several = {each for _, each in done}
    assert os.getpid() not in several
    assert len(several) == 2
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_goes_wrong_is_raised_and_none_is_left(jobs: int) -> None:
    def work(number: int) -> Any:
        raise LookupError(f"no {number}")

    with pytest.raises(LookupError, match="no 0"), shared(work, 1, jobs, budget()) as done:
        next(done)
    assert not multiprocessing.active_children()


def test_who_works_when_time_is_up_is_ended() -> None:
    begun = time.monotonic()
    with shared(lambda number: time.sleep(60 * number), 9, 2, budget(0.5)) as done:
        assert [number for number, _ in done] == [0]
    assert time.monotonic() - begun < 20
    assert not multiprocessing.active_children()
