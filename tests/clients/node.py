"""Clients of npm: installed once per lock file into pytest's cache, run by node."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
OFFLINE = (
    *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ENETUNREACH", "EHOSTUNREACH"),
    *("ETIMEDOUT", "ERR_SOCKET_TIMEOUT", "ENOTCACHED"),
)
"""What npm says when there is no network; anything else that it says is a failure."""
LEAST_NODE = 20


def installed(cache: pytest.Cache) -> Path:
    """The folder with `node_modules`; skips where there is no node, or no way to the registry."""
    skip_without_node()
    manifest = b"".join((HERE / name).read_bytes() for name in MANIFEST)
    folder = cache.mkdir("clients") / hashlib.sha256(manifest).hexdigest()[:16]
    if not folder.exists():
        install(folder)
    return folder


def skip_without_node() -> None:
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not installed")
    version = subprocess.check_output(["node", "--version"], text=True).strip()
    if int(version.lstrip("v").partition(".")[0]) < LEAST_NODE:
        pytest.skip(f"node is {version}, the clients need {LEAST_NODE} or later")


def install(folder: Path) -> None:
    """Install beside the place and move it there whole: other workers may do the same."""
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    for name in MANIFEST:
        shutil.copy(HERE / name, made)
    command = ["npm", "ci", "--prefer-offline", "--fetch-retries=1"]
    command += ["--fetch-retry-mintimeout=1000", "--fetch-timeout=20000"]
    done = subprocess.run(command, cwd=made, capture_output=True, text=True)
    if done.returncode == 0 and not folder.exists():
        with contextlib.suppress(OSError):  # another worker was first
            made.rename(folder)
    shutil.rmtree(made, ignore_errors=True)
    if done.returncode and any(code in done.stderr for code in OFFLINE):
        pytest.skip("npm cannot reach its registry, so the clients are not installed")
    assert done.returncode == 0, done.stderr


def run(folder: Path, script: str, *arguments: str) -> Any:
    """What a script of this folder prints as JSON, run where the clients are installed."""
    done = subprocess.run(
        ["node", "--input-type=module", "-", *arguments],
        cwd=folder,
        input=(HERE / script).read_text(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
