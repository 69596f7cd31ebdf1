"""Jobs: work that is shared out to several processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

from contract_tests.session import Budget

T = TypeVar("T")
Work = Callable[[int], T]
Done = Iterator[tuple[int, T]]

SECOND = 1.0
"""So often it is seen whether time is up."""

_own: list[Work[Any]] = []
"""What a process that was begun here works at; nothing in any other."""


@contextmanager
def shared(work: Work[T], number: int, jobs: int, budget: Budget) -> Iterator[Done[T]]:
    """Give what `work` makes of 0, 1, … below a number, each with its number, as it comes, until
    the budget's time is up. With more than one job that many processes work, which end with the
    block; what they make is pickled, the work is not. What they raise, is raised here.

    The processes begin with the block, so that no thread of it is in them.
    """
    if jobs == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield ((each, work(each)) for each in range(number))
        return
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(jobs, context, _begin, (work,))
    numbers = {pool.submit(_do, each): each for each in range(number)}
    try:
        yield _as_they_come(numbers, budget)
    finally:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(cancel_futures=True)


def _as_they_come(numbers: dict[Future[T], int], budget: Budget) -> Done[T]:
    left = set(numbers)
    while left and budget.left > 0:
        done, left = wait(left, timeout=SECOND, return_when=FIRST_COMPLETED)
        yield from ((numbers[each], each.result()) for each in done)


def _begin(work: Work[Any]) -> None:
    """Take on work in a new process, which its parent ends, and nobody at the terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _own.append(work)


def _do(number: int) -> Any:
    return _own[-1](number)
