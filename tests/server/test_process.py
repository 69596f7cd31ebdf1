from __future__ import annotations

import asyncio
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from conftest import PIXEL, Places

from mockserver.standin import bundled

COMMAND = [sys.executable, "-c", "from mockserver.cli import main; main()"]


class Served:
    """A running `understudy serve` and what it printed."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        watchdog = threading.Timer(20, self.process.kill)
        watchdog.start()
        self.banner = "".join(iter(self._line, "Ctrl-C stops the server.\n"))
        watchdog.cancel()
        found = re.search(r"listens on (\S+)", self.banner)
        assert found, self.banner
        self.url = found[1]
        parts = urlsplit(self.url)
        assert parts.hostname and parts.port
        self.address = (parts.hostname, parts.port)

    def _line(self) -> str:
        assert self.process.stdout and self.process.stderr
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return line

    def stop(self) -> tuple[int, float, str, str]:
        """Press Ctrl-C; return exit code, seconds, further output and errors."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, time.monotonic() - started, out, err


@pytest.fixture
def served() -> Iterator[Served]:
    running = Served()
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


def test_the_banner_says_what_one_needs(served: Served) -> None:
    for path in ("/closient/ui/", "/shoplazza/ui/"):
        assert f"{served.url}{path}" in served.banner
    assert "\x1b" not in served.banner
    assert "X-API-Key: " in served.banner or "x-api-key: " in served.banner


def test_the_printed_curl_lines_work(served: Served) -> None:
    text = served.banner.replace("\\\n", " ")
    commands = [line.strip() for line in text.splitlines() if line.strip().startswith("curl ")]
    assert len(commands) == len(bundled())
    for command in commands:
        done = subprocess.run(
            [*shlex.split(command), "-s", "-o", "/dev/null", "-w", "%{http_code}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout in ("200", "201"), command


def test_one_line_per_request_and_a_prompt_end(served: Served) -> None:
    with httpx.Client(base_url=served.url) as client:  # keeps its connection open
        assert client.get("/shoplazza/nothing").status_code == 404
        code, seconds, out, err = served.stop()
    assert code in (0, 130)
    assert seconds < 2
    assert re.fullmatch(r"GET     /shoplazza/nothing  404  [\d.]+ ms.*\n", out), out
    assert err == ""


def test_half_an_upload_does_not_hold_up_the_end(served: Served, places: Places) -> None:
    headers = {**places.token, "host": "x", "content-length": "9"}
    lines = [f"POST {places.images} HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items())]
    with socket.create_connection(served.address) as half:
        half.sendall("\r\n".join([*lines, "", "1"]).encode())
        time.sleep(0.2)
        code, seconds, out, err = served.stop()
    assert code in (0, 130)
    assert seconds < 2
    assert "503" in out and err == ""


def test_garbage_on_the_wire_is_no_fault(served: Served) -> None:
    with socket.create_connection(served.address) as wire:
        wire.sendall(b"\x16\x03\x01 garbage\r\n\r\n")
        wire.settimeout(5)
        assert wire.recv(100).startswith(b"HTTP/1.1 400")
    assert httpx.get(f"{served.url}/_understudy/state").status_code == 200


def test_answers_come_whole_and_in_order(served: Served) -> None:
    asked = ["GET /_understudy/x", "HEAD /", "GET /closient/nothing", "GET /"]
    heads = [f"{each} HTTP/1.1\r\nhost: x\r\n" for each in asked]
    with socket.create_connection(served.address) as wire, wire.makefile("rb") as answers:
        wire.sendall(("\r\n".join(heads) + "connection: close\r\n\r\n").encode())
        text = answers.read().decode()
    statuses = re.findall(r"HTTP/1.1 (\d+)", text)
    assert statuses == ["404", "200", "404", "200"]
    assert text.endswith("</html>\n")
    assert text.count("</html>") == 1  # HEAD has none


def test_two_hundred_parallel_uploads_leave_one_primary(served: Served, places: Places) -> None:
    async def upload_all() -> list[int]:
        limits = httpx.Limits(max_connections=50)
        async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=30) as client:
            uploads = [
                client.post(
                    places.uploads,
                    headers=places.key,
                    files={"image": ("a.gif", PIXEL)},
                    data={"is_primary": "true"},
                )
                for _ in range(200)
            ]
            return [answer.status_code for answer in await asyncio.gather(*uploads)]

    assert set(asyncio.run(upload_all())) == {201}
    pages = [
        httpx.get(f"{served.url}{places.uploads}?page_size=100&page={page}", headers=places.key)
        for page in (1, 2)
    ]
    images = [image for page in pages for image in page.json()["data"]]
    assert len(images) == 200
    assert sum(image["is_primary"] for image in images) == 1


def test_a_taken_port_is_one_line(served: Served) -> None:
    port = str(served.address[1])
    done = subprocess.run(
        [*COMMAND, "serve", "--port", port], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert re.fullmatch(r"understudy: cannot listen on 127.0.0.1:\d+: .*in use\n", done.stderr)


def test_quiet_prints_no_request() -> None:
    running = Served("--quiet", "--stack", "plain")
    assert httpx.get(f"{running.url}/_understudy/state").status_code == 200
    code, _, out, err = running.stop()
    assert (code, out, err) == (0, "", "")


def test_the_same_seed_makes_the_same_ids() -> None:
    states = []
    for _ in range(2):
        running = Served("--seed", "7")
        states.append(httpx.get(f"{running.url}/_understudy/state").json().keys())
        running.stop()
    assert states[0] == states[1]


def test_serving_imports_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys\n"
        "from mockserver.standin import bundled, open_standin\n"
        "from mockserver.server import front, run\n"
        "front.Front([open_standin(path) for path in bundled().values()])\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    unneeded = {"PIL", "hypothesis", "openapi_spec_validator", "pytest", "schemathesis"}
    assert not loaded & unneeded


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], 0, "serve"),
        (["--version"], 0, "understudy"),
        (["serve", "nothing"], 2, "closient, shoplazza"),
        (["serve", "closient", "closient"], 2, "closient"),
        (["serve", "--port", "x"], 2, "--port"),
        (["fixtures", "nothing"], 2, "closient, shoplazza"),
        (["nothing"], 2, "nothing"),
    ],
)
def test_the_command_never_shows_a_traceback(arguments: list[str], code: int, said: str) -> None:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("openapi: [")
    done = subprocess.run(
        [*COMMAND, "serve", str(broken)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "broken.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_fixtures_are_yaml() -> None:
    import yaml

    done = subprocess.run(
        [*COMMAND, "fixtures", "closient", "--url", "http://127.0.0.1:1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("# for http://127.0.0.1:1\n")
    assert {"credentials", "known", "unknown"} <= set(yaml.safe_load(done.stdout))
    assert re.search(r"gtin: '\d{14}'", done.stdout)  # a number to other readers if bare


@pytest.mark.parametrize("options", [(), ("--fetch",)], ids=["as it is", "with --fetch"])
def test_only_with_the_option_is_anything_fetched(options: tuple[str, ...]) -> None:
    running = Served("bigcommerce", *options)
    try:
        answer = httpx.post(
            f"{running.url}/bigcommerce/stores/store/v3/catalog/products/1/images",
            json={"image_url": f"{running.url}/bigcommerce/openapi.json"},
            headers={"X-Auth-Token": "understudy-token-modify"},
        )
        # With it, this machine's own addresses are refused.
        assert answer.status_code == (400 if options else 200), answer.text
    finally:
        code, *_ = running.stop()
    assert code in (0, 130)
