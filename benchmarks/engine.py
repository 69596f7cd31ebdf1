"""Whether a request's cost depends on what is stored: 100 against 100,000 images, in process.

`python -m benchmarks.engine [--large 100000]`. One product holds all images.
"""

from __future__ import annotations

import argparse
import statistics
import time

from benchmarks import conditions
from benchmarks.traffic import SCENARIOS, Scenario, in_process
from mockserver.standin import StandIn, bundled, open_standin

SMALL = 100
ROUNDS, BATCH = 15, 40


def main() -> None:
    """Measure and print a Markdown table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", type=int, default=100_000)
    large = options.parse_args().large
    print(f"| request | µs at {SMALL:,} images | µs at {large:,} | ratio |")
    print("|---|---:|---:|---:|")
    for creating in SCENARIOS.values():
        if creating.json or creating.form:
            small, big = (_costs(creating, size) for size in (SMALL, large))
            for title, cost in small.items():
                print(f"| {title} | {cost:.1f} | {big[title]:.1f} | {big[title] / cost:.2f} |")
    print(conditions("none in process"))


def _costs(creating: Scenario, size: int) -> dict[str, float]:
    """Return the costs of the scenarios of one API, in a crowd of this size."""
    standin = open_standin(bundled()[creating.api])
    send = in_process(standin)
    create = creating.prepare(standin, send)
    for _ in range(size):
        send(create)
    same = [each for each in SCENARIOS.values() if each.api == creating.api]
    return {f"{each.api}: {each.name}": _cost(standin, each) for each in same}


def _cost(standin: StandIn, scenario: Scenario) -> float:
    """Return the median microseconds; every batch starts from the same state."""
    crowd = standin.snapshot()
    request = scenario.prepare(standin, in_process(standin)).request
    before = standin.snapshot()
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(BATCH):
            standin.respond(request)
        seconds.append((time.perf_counter() - started) / BATCH)
        standin.restore(before)
    standin.restore(crowd)
    return statistics.median(seconds) * 1e6


if __name__ == "__main__":
    main()
