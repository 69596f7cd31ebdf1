"""Real documents: does each one load, start, and answer valid requests as it says?

python -m benchmarks.corpus DIR [--every 5] [--seconds 20] [--report benchmarks/corpus.json]

DIR has the documents, each as <id>/<path> as its `manifest.csv` names them, or anywhere if there
is none. Each is served in a process of its own, and Schemathesis makes up to five valid requests
for each operation and judges the answers. Nothing of a document but its name and what became of it
is written.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

REFUSALS = frozenset({400, 401, 404, 422})
"""Statuses of refused requests, which count as documented even where a document is silent."""

ENDINGS = frozenset({".yaml", ".yml", ".json"})


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve every document and print what became of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take one in so many documents")
    parser.add_argument("--only", default="", help="take these only, by their ids")
    parser.add_argument("--seconds", type=float, default=20.0, help="for the requests of each")
    parser.add_argument("--requests", type=int, default=5, help="for each operation, at most")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--verbose", action="store_true", help="tell why answers are wrong")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    wishes = parser.parse_args(arguments)
    if wishes.one:
        from benchmarks.corpus_document import examined

        result = examined(wishes.folder, wishes.root, wishes.seconds, wishes.requests)
        print(json.dumps(result))
        return
    chosen = list(_documents(wishes.folder))[:: wishes.every]
    if wishes.only:
        chosen = [each for each in chosen if each[0] in wishes.only.split(",")]
    results = []
    for name, path, root in chosen:
        results.append({"name": name, **_examined(path, root, wishes)})
        told = {key: each for key, each in results[-1].items() if key != "wrong"}
        print(json.dumps(told), flush=True)
        for wrong in results[-1].get("wrong", ()) if wishes.verbose else ():
            print(f"    {wrong}", flush=True)
    print(summary(results))
    if wishes.report:
        for each in results:
            each.pop("wrong", None)
        lines = ",\n".join(json.dumps(each) for each in results)
        wishes.report.write_text(f"[\n{lines}\n]\n")


def _documents(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the name, the path and the folder of each document."""
    manifest = folder / "manifest.csv"
    if manifest.exists():
        with manifest.open(newline="") as lines:
            for row in csv.DictReader(lines):
                root = folder / row["id"]
                yield row["id"], root / row["path"], root
        return
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.suffix in ENDINGS else b""
        if b"paths" in data and (b"openapi" in data or b"swagger" in data):
            yield path.relative_to(folder).as_posix(), path, path.parent


def _examined(path: Path, root: Path, wishes: argparse.Namespace) -> dict[str, Any]:
    """Return what became of a document; it has its time and no more."""
    command = [sys.executable, "-m", "benchmarks.corpus", str(path), "--one", "--root", str(root)]
    command += ["--seconds", str(wishes.seconds), "--requests", str(wishes.requests)]
    started = time.monotonic()
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=wishes.seconds * 2 + 60, check=False
        )
        result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"loaded": False, "hangs": 1, "seconds": round(time.monotonic() - started, 1)}
    except (IndexError, ValueError):
        return {"loaded": False, "wrong": [done.stderr[-2000:]]}
    return result


def summary(results: Sequence[dict[str, Any]]) -> str:
    """Return the sums of all results, in words."""
    sums: Counter[str] = Counter()
    for each in results:
        for key, value in each.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                sums[key] += value
    loaded = sum(bool(each["loaded"]) for each in results)
    asked, good = sums["asked"], sums["good"]
    slowest = max((each.get("started_in", 0.0) for each in results), default=0)
    largest = max((each.get("megabytes", 0) for each in results), default=0)
    lines = [
        f"{loaded} of {len(results)} documents loaded; the slowest started in {slowest:.2f} s, "
        f"the largest took {largest} MB",
        f"{sums['operations']} operations, {asked} asked, {good} answered as documented "
        f"({share(good, asked)}), {sums['accepted']} accepted something ",
        f"{sums['requests']} requests, {sums['refused']} refused, {sums['failed']} answered 5xx, "
        f"{sums['hangs']} hangs",
        f"{sums['pairs']} pairs inferred, {sums['trips']} round trips, {sums['held']} held "
        f"({share(sums['held'], sums['trips'])})",
        f"{sums['singletons']} of which there is one only, {sums['kept']} kept what was sent",
    ]
    return "\n".join(lines)


def share(part: float, whole: float) -> str:
    """Return a part of a whole in percent."""
    return f"{100 * part / whole:.1f} %" if whole else "none"


if __name__ == "__main__":
    main()
