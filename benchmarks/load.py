"""Load from wrk: one thread, sixteen connections, one kind of request."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.servers import LOAD_CORE, pinned

CONNECTIONS = 16
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


@dataclass(frozen=True, slots=True)
class Measured:
    """What wrk saw: requests per second, latencies in milliseconds, answers that were not 2xx."""

    rate: float
    p50: float
    p99: float
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One kind of request, sent as fast as the server answers."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    def run(self, port: int, seconds: float) -> Measured:
        """Drive the server at `port`; end the program when wrk fails."""
        with TemporaryDirectory() as folder:
            script = Path(folder) / "request.lua"
            script.write_text(self._script())
            command = [*pinned(LOAD_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s"]
            done = subprocess.run(
                [*command, "--latency", "-s", script, f"http://127.0.0.1:{port}{self.path}"],
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode != 0:
            sys.exit(f"wrk failed: {done.stderr or done.stdout}")
        return read(done.stdout)

    def _script(self) -> str:
        lines = [f"wrk.method = {json.dumps(self.method)}"]
        lines += [
            f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}"
            for name, value in self.headers.items()
        ]
        if self.body:
            lines.append('wrk.body = "' + "".join(f"\\{byte:03d}" for byte in self.body) + '"')
        return "\n".join(lines) + "\n"


def read(output: str) -> Measured:
    """Read wrk's report."""
    rate = re.search(r"Requests/sec:\s*([\d.]+)", output)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if rate is None:
        sys.exit(f"wrk's report has no rate: {output}")
    return Measured(
        float(rate[1]),
        _percentile(output, "50"),
        _percentile(output, "99"),
        int(failed[1]) if failed else 0,
    )


def _percentile(output: str, which: str) -> float:
    found = re.search(rf"^\s*{which}%\s+([\d.]+)(us|ms|s|m)\s*$", output, re.MULTILINE)
    return float(found[1]) * _UNITS[found[2]] if found else float("nan")
