"""Every command of the pages on CI and on the vendors is run, against the stand-ins."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_tests.fixtures import facts_in
from mockserver.cli import main
from mockserver.standin import StandIn, bundled, open_standin
from tests.conftest import APIS, NAMES
from tests.serving import Served, serving

ROOT = Path(__file__).parents[1]
CI, VENDORS = ((ROOT / "docs" / name).read_text() for name in ("ci.md", "vendors.md"))
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
WORKFLOWS = [yaml.safe_load(text) for kind, text in BLOCK.findall(CI) if kind == "yaml"]


def steps(node: Any) -> Iterator[dict[str, Any]]:
    """Every step of a workflow, or of a part of one."""
    for each in node if isinstance(node, list) else node.values():
        if isinstance(each, dict) and ("run" in each or "uses" in each):
            yield each
        elif isinstance(each, dict | list):
            yield from steps(each)


STEPS = [each for workflow in WORKFLOWS for each in steps(workflow)]
SHELL = [line for kind, text in BLOCK.findall(VENDORS) if kind == "sh" for line in text.split("\n")]
EXAMINING = [shlex.split(each) for each in SHELL if each.startswith("understudy test")]
IN_CI = [
    shlex.split(each["run"])
    for each in STEPS
    if each.get("run", "").startswith(("understudy test", "pytest"))
]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Served, dict[str, StandIn]]]:
    standins = {name: open_standin(path, seed=1) for name, path in bundled().items()}
    with serving(*standins.values()) as server:
        yield server, standins


def ran(command: list[str], server: Served, standin: StandIn, folder: Path) -> int:
    """Run a command with the stand-in instead of the vendor, for a short time; the exit code."""
    facts = standin.fixtures()
    words = [*command]
    for flag, value in {
        "--url": server.url + facts["base-path"],
        "--base-url": server.url + facts["base-path"],
        "--max-time": "40",
        "--rate": "1000",
        "--max-calls": "250",
        "--seed": "1",
    }.items():
        if flag in words:
            words[words.index(flag) + 1] = value
    if "--fixtures" in words:
        labels = [label for label in facts["known"] if f"  {label}:\n" in VENDORS]
        text = yaml.safe_dump({"known": {each: facts["known"][each] for each in labels}})
        (folder / words[words.index("--fixtures") + 1]).write_text(text)
    (shown,) = standin.credentials[0].shown.values()
    variable = words[words.index("--auth-from-env") + 1]
    environment = {**os.environ, variable: shown, "PYTHONPATH": str(ROOT)}
    environment["PYTEST_ADDOPTS"] = "-p no:cacheprovider"
    program = Path(sys.executable).with_name(words[0])
    run = subprocess.run(
        [program, *words[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert shown.rpartition(" ")[2] not in run.stdout + run.stderr
    assert run.returncode in (0, 3), run.stdout + run.stderr
    return run.returncode


@pytest.mark.parametrize("command", EXAMINING, ids=lambda each: " ".join(each[1:3] + each[-3:-2]))
def test_a_vendor_is_examined_as_the_page_says(
    command: list[str], served: tuple[Served, dict[str, StandIn]], tmp_path: Path
) -> None:
    server, standins = served
    standin = standins[command[2]]
    standin.reset()
    server.seen.clear()
    assert ran(command, server, standin, tmp_path) in (0, 3)
    assert (tmp_path / command[command.index("--report") + 1] / "index.html").is_file()
    methods = {
        standin.api.operations[each.operation].method for each in server.seen if each.operation
    }
    assert (methods == {"GET"}) == ("--read-only" in command)


@pytest.mark.parametrize("command", IN_CI, ids=lambda each: each[0])
def test_a_workflow_examines_a_server(
    command: list[str], served: tuple[Served, dict[str, StandIn]], tmp_path: Path
) -> None:
    server, standins = served
    assert ran(command, server, standins["square"], tmp_path) == 0
    assert (tmp_path / "report" / "index.html").is_file()
    if "--junitxml=junit.xml" in command:
        assert (tmp_path / "junit.xml").is_file()


def test_there_is_a_run_that_reads_and_one_that_writes_for_every_vendor() -> None:
    for name in NAMES:
        options = [each for each in EXAMINING if each[2] == name]
        assert ["--read-only" in each for each in options] == [True, False]
        assert all("--auth-from-env" in each and "--rate" in each for each in options)
    assert [each[0] for each in IN_CI] == ["understudy", "pytest"]


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_is_said_to_read_or_to_write(name: str) -> None:
    sections = re.split(r"^## ", VENDORS, flags=re.MULTILINE)
    section = next(each for each in sections if f"understudy test {name} " in each)
    rows = dict(re.findall(r"^\| (reads|writes) \| (.*) \|$", section, re.MULTILINE))
    for operation in APIS[name].operations.values():
        if operation.resource == "ProductImage" and "seven lists" in rows["reads"]:
            continue
        assert operation.id in rows["reads" if operation.method == "GET" else "writes"]


@pytest.mark.parametrize("text", [text for kind, text in BLOCK.findall(VENDORS) if kind == "yaml"])
def test_the_fixtures_of_the_page_can_be_used(text: str) -> None:
    used = []
    for name, path in bundled().items():
        facts = facts_in(text, "the page", open_standin(path).api)
        used += [name] if facts["known"] else []
    assert used


def test_the_stand_in_of_the_workflow_starts_and_answers(
    served: tuple[Served, dict[str, StandIn]],
) -> None:
    (script,) = (each["run"] for each in STEPS if "understudy serve" in each.get("run", ""))
    start, wait = script.strip().split("\n")
    words = shlex.split(start.removesuffix("&"))
    context = main.commands["serve"].make_context("serve", words[2:])
    assert context.params["apis"] == ("square",)
    (reset,) = (text for kind, text in BLOCK.findall(CI) if kind == "sh")
    for command in (wait, reset):
        address = command.replace("http://127.0.0.1:8080", served[0].url)
        assert subprocess.run(shlex.split(address), check=False, timeout=60).returncode == 0
    (job,) = WORKFLOWS[0]["jobs"].values()
    assert job["env"]["CATALOG_URL"].endswith("/square")
    assert job["env"]["CATALOG_TOKEN"] in str(served[1]["square"].credentials[0].shown)


def test_the_pages_are_found() -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "examiner.md"):
        for name in ("ci.md", "vendors.md"):
            assert name in page.read_text()


def test_the_exit_codes_are_those_of_the_command() -> None:
    told = re.findall(r"^\| (\d) \|", CI, re.MULTILINE)
    assert told == re.findall(r"^\| (\d) \|", (ROOT / "docs/examiner.md").read_text(), re.MULTILINE)
