"""Plain Schemathesis against a sample of our mutants, with and without links: how many it kills.

python -m benchmarks.schemathesis --sample 40 --seconds 3 --max-time 600
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from contract_tests.links import with_links
from contract_tests.mutants.catalogue import catalogue, sampled
from contract_tests.mutants.fault import Fault, Mutant
from contract_tests.mutants.kill import Ground, examined, ground_of
from contract_tests.mutants.served import Broken
from contract_tests.mutants.table import aligned, share
from contract_tests.serving import Understudy
from mockserver.standin import bundled, open_standin

Failures = frozenset[tuple[str, str]]
"""What fails: the check, and the operation."""

CONTROL = 2
"""The right engine has so many times the seconds: what fails there too kills nothing."""


@dataclass(slots=True)
class Tried:
    """What became of a mutant: which of the ways of asking killed it."""

    mutant: Mutant
    killed: dict[str, bool] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison and print its table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("apis", nargs="*", default=list(bundled()))
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--max-time", type=float, default=600.0)
    wishes = parser.parse_args(arguments)
    end = time.monotonic() + wishes.max_time
    known = bundled()
    standins = {name: open_standin(known[name], seed=1) for name in wishes.apis}
    grounds = {name: ground_of(each) for name, each in standins.items()}
    mutants = [each for g in grounds.values() for each in catalogue(g.document, g.api)]
    chosen = sampled(mutants, wishes.sample, wishes.seed)
    clean: dict[tuple[str, bool], Failures] = {}
    results: list[Tried] = []
    for mutant in chosen:
        if time.monotonic() > end:
            break
        results.append(_tried(grounds[mutant.api], mutant, wishes.seconds, wishes.seed, clean))
        last = results[-1]
        print(f"{last.mutant.id}: {last.killed}", file=sys.stderr, flush=True)
    print(_table(results, wishes.seconds))


def _tried(
    ground: Ground,
    mutant: Mutant,
    seconds: float,
    seed: int,
    clean: dict[tuple[str, bool], Failures],
) -> Tried:
    tried = Tried(mutant)
    ours = examined(ground, mutant, seconds=seconds, calls=10**6, seed=seed)
    tried.killed["understudy"] = ours.killed
    for linked in (False, True):
        place = (mutant.api, linked)
        if place not in clean:
            right = Mutant(api=mutant.api, kind="", rules=(), way="", at="", says="", fault=Fault())
            clean[place] = failures(ground, right, seconds * CONTROL, linked=linked)
        found = failures(ground, mutant, seconds, linked=linked)
        name = "schemathesis with links" if linked else "schemathesis"
        tried.killed[name] = bool(found - clean[place])
    return tried


def failures(ground: Ground, mutant: Mutant, seconds: float, *, linked: bool) -> Failures:
    """Return what fails when Schemathesis has all its phases for so many seconds."""
    served = Understudy(Broken(ground.document, mutant))
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _failures(ground, served, Path(folder), seconds, linked=linked)
    finally:
        served.close()


def _failures(
    ground: Ground, served: Understudy, folder: Path, seconds: float, *, linked: bool
) -> Failures:
    content: Any = ground.document.content
    schema = folder / "document.yaml"
    told = with_links(content, ground.api) if linked else content
    schema.write_text(yaml.safe_dump(told, sort_keys=False), "utf-8")
    headers = [part for pair in served.headers.items() for part in ("--header", ": ".join(pair))]
    report = folder / "events.ndjson"
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("st")), "run", str(schema)),
            *("--url", served.url, *headers, "--seed", "1", "--no-color", "--no-shrink"),
            *("--max-time", f"{seconds:g}", "--continue-on-failure"),
            *("--report", "ndjson", "--report-ndjson-path", str(report)),
        ],
        cwd=folder,
        capture_output=True,
        timeout=seconds + 120,
        check=False,
    )
    if not report.exists():
        raise RuntimeError(f"Schemathesis did not run: {done.stdout.decode()[-400:]}")
    return frozenset(_failed(report.read_text("utf-8").splitlines()))


def _failed(events: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the check and the operation of each failure that the events of a run tell."""
    for line in events:
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder") or {}
        for case, checks in recorder.get("checks", {}).items():
            value = recorder["cases"][case]["value"]
            for check in checks:
                if check["status"] == "failure":
                    yield check["name"], f"{value['method']} {value['path']}"


def _table(results: Sequence[Tried], seconds: float) -> str:
    names = list(results[0].killed) if results else []
    kinds: dict[str, list[Tried]] = {}
    for each in results:
        stateless = each.mutant.fault.model is not None and not each.mutant.fault.told
        kinds.setdefault("of the model" if stateless else "of what is done", []).append(each)
    rows = [("mutants", "number", *names)]
    for kind, several in (*kinds.items(), ("all", list(results))):
        killed = [sum(each.killed[name] for each in several) for name in names]
        told = (f"{number} ({share(number, len(several))})" for number in killed)
        rows.append((kind, str(len(several)), *told))
    return f"{seconds:g} s for each mutant\n{aligned(rows)}"


if __name__ == "__main__":
    main()
