"""Server processes to measure: started on a core of their own, timed to their first answer."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

UNDERSTUDY = [sys.executable, "-c", "from mockserver.cli import main; main()", "serve", "--quiet"]
BARE = [sys.executable, "-m", "benchmarks.bare"]
PINNED = ["taskset", "-c"] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []
SERVER_CORE, LOAD_CORE = "0", "1"


@dataclass(frozen=True, slots=True)
class Running:
    """A server process that answers."""

    port: int
    process: subprocess.Popen[bytes]
    client: httpx.Client
    seconds_to_first_answer: float

    def memory(self) -> float:
        """Return the resident memory in MiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu_seconds(self) -> float:
        """Return the processor time spent so far, which a noisy neighbour does not change."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pinned(core: str) -> list[str]:
    """Return the command prefix that keeps a process on one core, if this machine can."""
    return [*PINNED, core] if PINNED else []


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[Running]:
    """Start `command` on a free port, wait until it answers 200, stop it at the end."""
    port = _free_port()
    where = [str(port)] if command == BARE else ["--port", str(port)]
    once = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", limits=once, trust_env=False) as client:
        started = time.perf_counter()
        command = [*pinned(SERVER_CORE), *command, *where]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not _answers(client):
                if process.poll() is not None or time.perf_counter() - started > 30:
                    raise SystemExit(f"the server did not start: {' '.join(command)}")
                time.sleep(0.002)
            yield Running(port, process, client, time.perf_counter() - started)
        finally:
            process.terminate()
            process.wait(10)


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/_understudy/state").status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
