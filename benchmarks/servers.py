"""Server processes to measure: started on a core of their own, timed to their first answer."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

UNDERSTUDY = [sys.executable, "-c", "from mockserver.cli import main; main()", "serve", "--quiet"]
BARE = [sys.executable, "-m", "benchmarks.bare"]
PINNED = ["taskset", "-c"] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []
SERVER_CORE, LOAD_CORE = "0", "1"


@dataclass(frozen=True, slots=True)
class Running:
    """A server process that answers."""

    port: int
    process: subprocess.Popen[bytes]
    seconds_to_first_answer: float

    def memory(self) -> float:
        """Return the resident memory in MiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


def pinned(core: str) -> list[str]:
    """Return the command prefix that keeps a process on one core, if this machine can."""
    return [*PINNED, core] if PINNED else []


@contextlib.contextmanager
def running(command: list[str], probe: str, headers: dict[str, str]) -> Iterator[Running]:
    """Start `command` on a free port, wait until `probe` answers 200, stop it at the end."""
    port = _free_port()
    where = [str(port)] if command == BARE else ["--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen([*pinned(SERVER_CORE), *command, *where], stdout=subprocess.DEVNULL)
    try:
        while not _answers(port, probe, headers):
            if process.poll() is not None or time.perf_counter() - started > 30:
                raise SystemExit(f"the server did not start: {' '.join(command)}")
            time.sleep(0.002)
        yield Running(port, process, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(10)


def ask(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, bytes]:
    """Send one request; return the status and the body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()


def _answers(port: int, path: str, headers: dict[str, str]) -> bool:
    try:
        return ask(port, "GET", path, headers)[0] == 200
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
