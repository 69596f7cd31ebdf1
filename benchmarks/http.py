"""Requests per second, latency, start-up and memory of the server, beside a bare uvicorn.

`python -m benchmarks.http [--seconds 1.5] [--rounds 3]`. All servers are measured in the same
run, in turns, so that a noisy neighbour disturbs all of them. Request lines are off.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import time
from contextlib import ExitStack

from benchmarks.load import CONNECTIONS, Measured
from benchmarks.servers import BARE, PINNED, UNDERSTUDY, Running, ask, running
from benchmarks.traffic import Scenario, scenarios, sender

KINDS = {"bare uvicorn": BARE, "fast": UNDERSTUDY, "plain": [*UNDERSTUDY, "--stack", "plain"]}
WARM_UP_SECONDS = 0.3
STARTS = 5
PROBE = "/_understudy/state"


def main() -> None:
    """Measure and print a Markdown report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1.5, help="per server and round")
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    if shutil.which("wrk") is None:
        sys.stderr.write("wrk is missing. Debian and Ubuntu: apt-get install wrk. ")
        sys.stderr.write("macOS: brew install wrk.\n")
        sys.exit(2)
    started = time.perf_counter()
    todo = scenarios()
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(running(command, PROBE, {}))
            for name, command in KINDS.items()
        }
        before = {name: server.memory() for name, server in servers.items()}
        results = {
            scenario.name: _measure(scenario, servers, chosen.seconds, chosen.rounds)
            for scenario in todo
        }
        after = {name: server.memory() for name, server in servers.items()}
    _report(results, before, after, _start_ups())
    print(f"\nThis took {time.perf_counter() - started:.0f} s.")


def _measure(
    scenario: Scenario, servers: dict[str, Running], seconds: float, rounds: int
) -> dict[str, Measured]:
    """Return the median round of each server."""
    seen: dict[str, list[Measured]] = {name: [] for name in servers}
    load = None
    for turn in range(rounds):
        for name, server in reversed(servers.items()):
            if name != "bare uvicorn":
                ask(server.port, "POST", "/_understudy/reset", {})
                load = scenario.prepare(sender(server.port))
            assert load is not None
            if turn == 0:
                load.run(server.port, WARM_UP_SECONDS)
            seen[name].append(load.run(server.port, seconds))
    return {name: sorted(each, key=lambda m: m.rate)[len(each) // 2] for name, each in seen.items()}


def _start_ups() -> float:
    """Return the median of the seconds from a fresh process to its first answer."""
    seconds = []
    for _ in range(STARTS):
        with running(UNDERSTUDY, PROBE, {}) as server:
            seconds.append(server.seconds_to_first_answer)
    return statistics.median(seconds)


def _report(
    results: dict[str, dict[str, Measured]],
    before: dict[str, float],
    after: dict[str, float],
    start_up: float,
) -> None:
    where = "server and load on a core each" if PINNED else "not pinned to cores"
    print(f"wrk -t1 -c{CONNECTIONS}; {where}; request lines off; median of the rounds.\n")
    print("| request | server | requests/s | of bare | p50 ms | p99 ms | not 2xx |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for scenario, measured in results.items():
        bare = measured["bare uvicorn"].rate
        for name, one in measured.items():
            print(
                f"| {scenario} | {name} | {one.rate:,.0f} | {one.rate / bare:.0%} "
                f"| {one.p50:.2f} | {one.p99:.2f} | {one.failed} |"
            )
    print(f"\nFrom a fresh process to the first answer: {start_up:.2f} s (median of {STARTS}).\n")
    print("| server | memory at start, MiB | after the load |\n|---|---:|---:|")
    for name in before:
        print(f"| {name} | {before[name]:.0f} | {after[name]:.0f} |")


if __name__ == "__main__":
    main()
