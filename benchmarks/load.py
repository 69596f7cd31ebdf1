"""Load from wrk: one thread, sixteen connections, one kind of request."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.servers import LOAD_CORE, pinned

CONNECTIONS = 16
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


@dataclass(frozen=True, slots=True)
class Measured:
    """What wrk saw: requests per second, their number, latencies in milliseconds, answers that
    were not 2xx.
    """

    rate: float
    requests: int
    p50: float
    p99: float
    failed: int


def run(request: httpx.Request, port: int, seconds: int) -> Measured:
    """Send a request as fast as the server at `port` answers; end the program when wrk fails."""
    url = f"http://127.0.0.1:{port}{request.url.raw_path.decode()}"
    with TemporaryDirectory() as folder:
        script = Path(folder) / "request.lua"
        script.write_text(_script(request))
        command = [*pinned(LOAD_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        done = subprocess.run(
            [*command, "--latency", "-s", script, url], capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        sys.exit(f"wrk failed: {done.stderr or done.stdout}")
    return read(done.stdout)


def _script(request: httpx.Request) -> str:
    lines = [f"wrk.method = {json.dumps(request.method)}"]
    lines += [
        f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}"
        for name, value in request.headers.items()
        if name not in ("host", "content-length")  # wrk sends its own
    ]
    if request.content:
        lines.append('wrk.body = "' + "".join(f"\\{byte:03d}" for byte in request.content) + '"')
    return "\n".join(lines) + "\n"


def read(output: str) -> Measured:
    """Read wrk's report."""
    rate = re.search(r"Requests/sec:\s*([\d.]+)", output)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    requests = re.search(r"(\d+) requests in", output)
    if rate is None or requests is None:
        sys.exit(f"wrk's report has no rate: {output}")
    return Measured(
        float(rate[1]),
        int(requests[1]),
        _percentile(output, "50"),
        _percentile(output, "99"),
        int(failed[1]) if failed else 0,
    )


def _percentile(output: str, which: str) -> float:
    found = re.search(rf"^\s*{which}%\s+([\d.]+)(us|ms|s|m)\s*$", output, re.MULTILINE)
    return float(found[1]) * _UNITS[found[2]] if found else float("nan")
