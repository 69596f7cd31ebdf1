"""The class check, as users of Schemathesis meet it: `st run` against servers over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from contract_tests.links import with_links
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS
from tests.serving import serving_app
from tests.strangers import closient

ROOT = Path(__file__).parents[3]


def st(folder: Path, app: Any) -> subprocess.CompletedProcess[str]:
    """Run Schemathesis with our check only, against a server."""
    opened = open_standin(bundled()["closient"])
    linked = with_links(opened.document.content, opened.api)
    (folder / "with-links.yaml").write_text(yaml.safe_dump(linked))
    (folder / "fixtures.yaml").write_text(yaml.safe_dump(closient.FIXTURES))
    (header,) = closient.FIXTURES["credentials"]["full"].items()
    with serving_app(app) as url:
        return subprocess.run(
            [
                *(Path(sys.executable).with_name("st"), "run", "with-links.yaml", "--url", url),
                *("--header", ": ".join(header), "--checks", "DocumentedRules", "--no-color"),
                *("--seed", "1", "--max-examples", "5", "--phases", "examples,fuzzing"),
            ],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SCHEMATHESIS_HOOKS": "contract_tests.hooks",
                "UNDERSTUDY_FIXTURES": "fixtures.yaml",
            },
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )


def test_a_fault_is_told_by_its_rule(tmp_path: Path) -> None:
    run = st(tmp_path, closient.app(frozenset({"upload-200"})))
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"CL-26: {APIS['closient'].rules['CL-26'].says}" in run.stdout
    for told in ("Where: status", "Expected: 201", "Seen: 200", "Before:"):
        assert told in run.stdout


def test_a_right_server_breaks_no_rule(tmp_path: Path) -> None:
    run = st(tmp_path, closient.app(frozenset()))
    assert run.returncode == 0, run.stdout + run.stderr


def test_what_nobody_can_read_is_no_answer(tmp_path: Path) -> None:
    async def deep(scope: Any, receive: Any, send: Any) -> None:
        body = b'{"items": ' + b"[" * 900 + b"1.0" + b"]" * 900 + b"}"
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    run = st(tmp_path, deep)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    assert "RecursionError" not in run.stdout + run.stderr
