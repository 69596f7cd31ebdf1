"""Rate limits, with a clock of our own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.limits import Usage, relaxed, spend
from mockserver.model.api import Limits

HEADERS = {"L": "$limit", "R": "$remaining", "T": "$reset"}
WINDOWS = Limits(windows=((3, 10), (5, 100)), headers=HEADERS, refused_headers={"Retry": "$reset"})
BUCKET = Limits(bucket=(4, 2.0), headers=HEADERS)


def told(limits: Limits, times: list[float]) -> list[tuple[bool, dict[str, str]]]:
    usage, answers = Usage(), []
    for now in times:
        usage, allowance = spend(limits, usage, now, ("X-1",))
        answers.append((allowance.refusal is not None, dict(allowance.headers)))
    return answers


def test_the_tightest_window_is_told_and_refuses() -> None:
    answers = told(WINDOWS, [0, 1, 2, 3, 10, 11, 12])
    assert [refused for refused, _ in answers] == [False, False, False, True, False, False, True]
    assert [headers["R"] for _, headers in answers] == ["2", "1", "0", "0", "1", "0", "0"]
    assert answers[3][1] == {"L": "3", "R": "0", "T": "7", "Retry": "7"}
    assert answers[6][1] == {"L": "5", "R": "0", "T": "88", "Retry": "88"}
    assert "Retry" not in answers[0][1]


def test_a_bucket_leaks() -> None:
    refused = [refused for refused, _ in told(BUCKET, [0, 0, 0, 0, 0, 0.5, 0.6, 5])]
    assert refused == [False, False, False, False, True, False, True, False]


@given(st.lists(st.floats(0, 20), max_size=30).map(sorted))
def test_what_remains_never_rises_within_a_window(times: list[float]) -> None:
    only = Limits(windows=((5, 7),), headers=HEADERS)
    start, last = None, 0
    for now, (refused, headers) in zip(times, told(only, times), strict=True):
        if start is None or now - start >= 7:
            start, last = now, 5
        remaining = int(headers["R"])
        assert remaining == max(0, last - 1) and refused is (last == 0)
        last = remaining


@given(st.lists(st.floats(0, 20), max_size=30).map(sorted))
def test_nobody_reaches_the_relaxed_limits(times: list[float]) -> None:
    for limits in (relaxed(WINDOWS), relaxed(BUCKET)):
        assert not any(refused for refused, _ in told(limits, times))


def test_a_clock_that_is_set_back_makes_nobody_wait() -> None:
    assert [refused for refused, _ in told(BUCKET, [1e6, 1e6 - 60, 1e6 - 60])] == [False] * 3
    answers = told(WINDOWS, [1e6, 1e6 - 3600])
    assert [headers["T"] for _, headers in answers] == ["10", "10"]


def test_the_time_left_is_told_in_milliseconds() -> None:
    limits = Limits(windows=((3, 10),), headers={"M": "$reset-ms"})
    assert [each[1]["M"] for each in told(limits, [0, 0.25, 9.9995])] == ["10000", "9750", "1"]
