"""Every command of the README is run, and prints what the README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.standin import bundled, open_standin
from tests.conftest import APIS
from tests.serving import serving

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
FIRST, SECOND = "http://127.0.0.1:8080", "http://127.0.0.1:8081"
FREE = (
    (r"\bpcl_[a-z0-9]{12}\b", "PARCEL"),
    (r"\b[2-9A-HJ-NP-Za-km-z]{22}\b", "SHORTUUID"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME"),
    (r"/[0-9a-f]{8}\.(png|jpg)", r"/NAME.\1"),
    (r"(127\.0\.0\.1):\d+", r"\1:PORT"),
    (r"(\.(?:yaml|py)):\d+", r"\1:LINE"),
)
"""What differs from run to run and from change to change: ids, times, ports, line numbers."""


def plain(text: str) -> str:
    for pattern, name in FREE:
        text = re.sub(pattern, name, text)
    return text


def commands(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, each with its output."""
    for part in block.split("$ ")[1:] if block.startswith("$ ") else []:
        command, _, output = part.partition("\n")
        yield command, output


def test_every_command_prints_what_the_readme_says() -> None:
    session = [pair for block in BLOCKS for pair in commands(block)]
    assert len(session) > 15
    with (
        serving(*(open_standin(path) for path in bundled().values())) as served,
        serving(*(open_standin(path, seed=1) for path in EXAMPLES)) as others,
    ):
        mark = "---- next ----"
        script = f"\necho '{mark}'\n".join(command for command, _ in session)
        run = subprocess.run(
            ["bash", "-euc", script.replace(FIRST, served.url).replace(SECOND, others.url)],
            cwd=ROOT,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    # curl ends its output where the body ends, so a mark may follow on the same line.
    told = [part.strip("\n") for part in run.stdout.split(mark)]
    for (command, expected), output in zip(session, told, strict=True):
        assert plain(output) == plain(expected.strip("\n")), command


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_command_and_flag_is_documented() -> None:
    from mockserver.cli import main

    for name, command in main.commands.items():
        assert f"understudy {name}" in README
        for parameter in command.params:
            for flag in parameter.opts:
                if flag.startswith("--"):
                    assert f"`{flag}" in README or f" {flag}" in README, f"{name} {flag}"


def test_the_numbers_of_rules_are_true() -> None:
    rules = [rule for api in APIS.values() for rule in api.rules.values()]
    inferred = sum(bool(rule.inferred) for rule in rules)
    assert f"{inferred} of the {len(rules)} rules are partly or wholly inferred" in README
