"""Requests per second, latency, start-up and memory of the server, beside a bare uvicorn.

`python -m benchmarks.http [--seconds 2] [--rounds 3]`. All servers are measured in the same
run, in turns, so that a noisy neighbour disturbs all of them. The second "of bare" compares
processor time per request: on a busy machine it is the truer of the two.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import time
from contextlib import ExitStack

import httpx

from benchmarks import conditions
from benchmarks.load import CONNECTIONS, Measured, run
from benchmarks.servers import BARE, PINNED, UNDERSTUDY, Running, running
from benchmarks.traffic import SCENARIOS, Scenario, over_http
from mockserver.standin import bundled, open_standin

KINDS = {"bare uvicorn": BARE, "fast": UNDERSTUDY, "plain": [*UNDERSTUDY, "--stack", "plain"]}
WARM_UP_SECONDS = 1
STARTS = 5

Round = tuple[Measured, float]  # the float is the server's processor time per request, in µs


def main() -> None:
    """Measure and print a Markdown report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=2, help="per server and round")
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    if shutil.which("wrk") is None:
        sys.stderr.write("wrk is missing. Debian and Ubuntu: apt-get install wrk. ")
        sys.stderr.write("macOS: brew install wrk.\n")
        sys.exit(2)
    started = time.perf_counter()
    with ExitStack() as stack:
        servers = {name: stack.enter_context(running(command)) for name, command in KINDS.items()}
        before = {name: server.memory() for name, server in servers.items()}
        results = {
            name: _measure(scenario, servers, chosen.seconds, chosen.rounds)
            for name, scenario in SCENARIOS.items()
        }
        after = {name: server.memory() for name, server in servers.items()}
    _report(results, before, after, _start_ups())
    print(f"\nThis took {time.perf_counter() - started:.0f} s.")
    print(conditions("off" if "--quiet" in UNDERSTUDY else "on"))


def _measure(
    scenario: Scenario, servers: dict[str, Running], seconds: int, rounds: int
) -> dict[str, Round]:
    """Return the median round of each server."""
    seen: dict[str, list[Round]] = {name: [] for name in servers}
    standin = open_standin(bundled()[scenario.api])
    request = None
    for turn in range(rounds):
        for name, server in reversed(servers.items()):
            if name != "bare uvicorn":
                server.client.post("/_understudy/reset")
                standin.origin = f"http://127.0.0.1:{server.port}/{scenario.api}"
                request = scenario.prepare(standin, over_http(server.client)).http
            assert request is not None
            if turn == 0:
                run(request, server.port, WARM_UP_SECONDS)
            seen[name].append(_round(request, server, seconds))
    return {name: sorted(each, key=_rate)[len(each) // 2] for name, each in seen.items()}


def _round(request: httpx.Request, server: Running, seconds: int) -> Round:
    before = server.cpu_seconds()
    measured = run(request, server.port, seconds)
    return measured, (server.cpu_seconds() - before) / measured.requests * 1e6


def _rate(one: Round) -> float:
    return one[0].rate


def _start_ups() -> float:
    """Return the median of the seconds from a fresh process to its first answer."""
    seconds = []
    for _ in range(STARTS):
        with running(UNDERSTUDY) as server:
            seconds.append(server.seconds_to_first_answer)
    return statistics.median(seconds)


def _report(
    results: dict[str, dict[str, Round]],
    before: dict[str, float],
    after: dict[str, float],
    start_up: float,
) -> None:
    where = "server and load on a core each" if PINNED else "not pinned to cores"
    print(f"wrk -t1 -c{CONNECTIONS}; {where}; median of the rounds.\n")
    print(
        "| request | server | requests/s | of bare | CPU µs | of bare | p50 ms | p99 ms | not 2xx |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for scenario, measured in results.items():
        bare, bare_cpu = measured["bare uvicorn"]
        for name, (one, cpu) in measured.items():
            print(
                f"| {scenario} | {name} | {one.rate:,.0f} | {one.rate / bare.rate:.0%} "
                f"| {cpu:.0f} | {bare_cpu / cpu:.0%} | {one.p50:.2f} | {one.p99:.2f} "
                f"| {one.failed} |"
            )
    print(f"\nFrom a fresh process to the first answer: {start_up:.2f} s (median of {STARTS}).\n")
    print("| server | memory at start, MiB | after the load |\n|---|---:|---:|")
    for name in before:
        print(f"| {name} | {before[name]:.0f} | {after[name]:.0f} |")


if __name__ == "__main__":
    main()
