"""What answers tell beside their bodies is held against what was told before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.oracle.headers import Headers
from contract_tests.oracle.judgement import Judgement
from mockserver.engine.message import Response
from tests.conftest import APIS


def told(left: int, reset: float, **more: str) -> Response:
    """Return an answer as a server that counts requests in windows of 30 seconds gives it."""
    headers = {
        "x-rate-limit-time-window-ms": "30000",
        "x-rate-limit-time-reset-ms": str(max(0, round(reset * 1000))),
        "x-rate-limit-requests-quota": "150",
        "x-rate-limit-requests-left": str(left),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return Response(status=200, headers=tuple(headers.items()))


def wrong(found: Judgement | None) -> tuple[str, str, bool]:
    assert found is not None
    assert found.mismatch is not None
    return found.verdict, found.mismatch.path, found.certain


def test_an_identifier_of_requests_is_fresh_each_time() -> None:
    headers = Headers(APIS["shoplazza"])
    for value in ("a", "b"):
        given_ = Response(status=200, headers=(("request-id", value),))
        assert headers.judge(given_, "x", 0.0) is None
    again = Response(status=404, headers=(("request-id", "a"),))
    assert wrong(headers.judge(again, "x", 0.0)) == ("violates", "headers.request-id", True)
    assert wrong(headers.judge(Response(status=200), "x", 0.0))[2]
    assert headers.rules == ("SZ-26",)


def test_another_server_may_say_the_same() -> None:
    once = Response(status=200, headers=(("request-id", "a"),))
    for _ in range(2):
        assert Headers(APIS["shoplazza"]).judge(once, "x", 0.0) is None


@pytest.mark.parametrize(
    ("name", "seen"),
    [("ratelimit-reset", "1795420000"), ("x-ratelimit-reset", "59"), ("x-ratelimit-reset", "0")],
)
def test_a_moment_is_no_span_of_time(name: str, seen: str) -> None:
    right = {
        "ratelimit-policy": "300;w=60",
        "ratelimit-limit": "300",
        "ratelimit-remaining": "299",
        "ratelimit-reset": "59",
        "x-ratelimit-limit": "300",
        "x-ratelimit-remaining": "299",
        "x-ratelimit-reset": "1795420059",
    }
    headers = Headers(APIS["closient"])
    assert headers.judge(Response(status=200, headers=tuple(right.items())), "x", 0.0) is None
    other = Response(status=200, headers=tuple({**right, name: seen}.items()))
    found = headers.judge(other, "x", 0.0)
    assert wrong(found) == ("violates", "headers.reset", True)
    assert found is not None
    assert found.rules == ("CL-30",)


@pytest.mark.parametrize(("status", "fits"), [(401, True), (404, True), (409, False)])
def test_who_is_known_is_told_what_is_left_though_refused(status: int, fits: bool) -> None:
    found = Headers(APIS["closient"]).judge(Response(status=status), "x", 0.0)
    assert (found is None) is fits


def test_each_header_that_is_promised_is_on_every_answer() -> None:
    whole = told(149, 30)
    for index, (name, _) in enumerate(whole.headers):
        headers = Headers(APIS["bigcommerce"])
        assert headers.judge(whole, "x", 0.0) is None
        part = Response(status=200, headers=whole.headers[:index] + whole.headers[index + 1 :])
        _, path, certain = wrong(headers.judge(part, "x", 0.0))
        assert (path.lower(), certain) == (f"headers.{name}", True)


def test_only_who_sends_too_much_is_told_to_wait() -> None:
    headers = Headers(APIS["bigcommerce"])
    waiting = told(0, 30, x_retry_after="3")
    assert wrong(headers.judge(waiting, "x", 0.0))[1] == "headers.X-Retry-After"
    for status in (429, 503):
        refused = Response(status=status, headers=waiting.headers)
        assert headers.judge(refused, "x", 0.0) is None


@given(
    times=st.lists(st.floats(0.05, 20), min_size=1, max_size=60),
    rounds=st.sampled_from([0.0, 0.4, 0.9]),
    constant=st.booleans(),
)
def test_a_server_that_counts_in_windows_is_never_accused(
    times: list[float], rounds: float, constant: bool
) -> None:
    """It may round, and tell how long a window is instead of when it ends."""
    headers, now, window, left = Headers(APIS["bigcommerce"]), 0.0, 0, 150
    for each in times:
        now += each
        if int(now // 30) > window:
            window, left = int(now // 30), 150
        left = max(0, left - 1)
        reset = 30.0 if constant else (window + 1) * 30 - now + rounds
        assert headers.judge(told(left, reset), "x", now) is None


@given(every=st.floats(0.01, 0.5))
def test_one_who_asks_often_is_not_deceived_by_the_length_of_a_window(every: float) -> None:
    headers = Headers(APIS["bigcommerce"])
    for index in range(int(40 / every)):
        now = index * every
        left = 149 - int((now % 30) / every)
        answer = replace(told(max(0, left), 30), status=200 if left >= 0 else 429)
        assert headers.judge(answer, "x", now) is None


def test_what_is_left_does_not_rise_before_the_window_ends() -> None:
    headers = Headers(APIS["bigcommerce"])
    for now in range(10):
        assert headers.judge(told(140 - now, 30 - now), "x", float(now)) is None
        assert headers.judge(told(20 - now, 30 - now), "another role", float(now)) is None
    found = wrong(headers.judge(told(140, 20), "x", 10.0))
    assert found == ("violates", "headers.remaining", True)
    assert headers.judge(told(149, 29), "x", 31.0) is None, "a new window has begun"


@pytest.mark.parametrize("status", [200, 404])
def test_calls_that_take_nothing_are_not_counted(status: int) -> None:
    headers = Headers(APIS["bigcommerce"])
    for now in range(4):
        answer = replace(told(120, 30), status=status)
        assert headers.judge(answer, "x", float(now)) is None
    found = wrong(headers.judge(told(120, 30), "x", 4.0))
    assert found == ("violates", "headers.remaining", True)


def test_who_is_not_known_is_not_counted_and_told_nothing() -> None:
    headers = Headers(APIS["bigcommerce"])
    for now in range(9):
        answer = replace(told(120, 30), status=401)
        assert headers.judge(answer, "x", float(now)) is None
        assert headers.judge(Response(status=401), "x", float(now)) is None


def test_what_was_learned_of_the_headers_holds_after_a_new_beginning() -> None:
    headers = Headers(APIS["bigcommerce"])
    for now in range(6):
        assert headers.judge(told(140 - now, 30 - now), "x", float(now)) is None
    headers.forget()
    assert headers.judge(told(149, 24), "x", 6.0) is None, "it counts anew"
    found = wrong(headers.judge(told(150, 23.5), "x", 6.5))
    assert found == ("violates", "headers.remaining", True)


def test_who_has_nothing_left_is_refused_in_the_end() -> None:
    headers = Headers(APIS["bigcommerce"])
    for status in (200, 200, 404, 200, 201):
        assert headers.judge(replace(told(0, 5), status=status), "x", 0.0) is None
    found = wrong(headers.judge(told(0, 5), "x", 0.0))
    assert found == ("violates", "headers.remaining", True)


def test_who_is_refused_now_and_then_is_told_the_truth() -> None:
    headers = Headers(APIS["bigcommerce"])
    for status in (200, 429) * 10:
        assert headers.judge(replace(told(0, 5), status=status), "x", 0.0) is None


def test_nobody_knows_whose_window_is_that_of_nobody() -> None:
    headers = Headers(APIS["bigcommerce"])
    for now in range(10):
        for left in (120 - now, 110, 140 - now):
            assert headers.judge(told(left, 30 - now), "", float(now)) is None


def test_what_was_asked_at_the_same_time_may_be_miscounted() -> None:
    headers = Headers(APIS["bigcommerce"])
    for left in (1, 0, 0, 149, 0, 0):
        assert headers.judge(told(left, 5), "x", 0.0) is None


def test_what_is_no_number_tells_nothing() -> None:
    headers = Headers(APIS["bigcommerce"])
    for left in ("²", "-1", "many", ""):
        answer = told(1, 30, x_rate_limit_requests_left=left)
        assert headers.judge(answer, "x", 0.0) is None
