"""The command: tables, a report, and what it says by its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from contract_tests.mutants.command import KILLED, SURVIVED, Wishes, mutate
from mockserver.cli import main
from mockserver.standin import StandIn, bundled, open_standin


@pytest.fixture
def shoplazza() -> StandIn:
    return open_standin(bundled()["shoplazza"], seed=1)


def test_who_is_asked_too_little_lets_mutants_survive(
    shoplazza: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    code = mutate([shoplazza], Wishes(sample=2, calls=1, report=report))
    told = capsys.readouterr().out
    assert code == SURVIVED
    assert "0 of 2 mutants are killed (0 %)" in told
    assert "Survived: nothing was sent that shows it (2):" in told
    written = json.loads(report.read_text())
    assert [each["killed"] for each in written["mutants"]] == [False, False]
    assert written["accused"] == []


def test_time_that_is_up_ends_it(shoplazza: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    code = mutate([shoplazza], Wishes(sample=300, max_time=0.001))
    assert code == KILLED
    assert "Time was up" in capsys.readouterr().out


def test_a_seeded_sample_is_tried_within_its_time(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = CliRunner().invoke(
        main,
        [
            "mutate",
            "shoplazza",
            "closient",
            "--sample",
            "16",
            "--seed",
            "5",
            "--max-time",
            "25",
            "--report",
            str(report),
        ],
    )
    assert done.exit_code in {KILLED, SURVIVED}, done.output
    assert "kind of rule" in done.output
    written = json.loads(report.read_text())
    assert written["accused"] == []
    killed = [each["killed"] for each in written["mutants"]]
    assert killed
    assert sum(killed) >= 0.4 * len(killed)
    assert not any(each["crash"] for each in written["mutants"])


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_two_processes_find_what_one_finds(shoplazza: StandIn, tmp_path: Path) -> None:
    written = []
    for jobs in (1, 2):
        report = tmp_path / f"{jobs}.json"
        # Requests are what ends it here, never time: a process may be slower than another.
        wishes = Wishes(sample=6, seed=3, calls=800, seconds=10_000, jobs=jobs, report=report)
        mutate([shoplazza], wishes)
        told = json.loads(report.read_text())
        written.append([{**each, "seconds": 0} for each in told["mutants"]])
    assert len(written[0]) == 6
    assert written[0] == written[1]


def test_a_wrong_name_is_wrong_usage() -> None:
    done = CliRunner().invoke(main, ["mutate", "nobody"])
    assert done.exit_code == 2


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("jobs", [1, 2])
def test_rules_of_a_document_are_told_as_far_as_there_was_time(
    jobs: int, shoplazza: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    wishes = Wishes(sample=1, calls=120, documents=True, jobs=jobs, report=report, max_time=8)
    mutate([shoplazza], wishes)
    table = capsys.readouterr().out.split("\nshoplazza\n")[1]
    told = [line.split()[0] for line in table.splitlines() if line.startswith("SZ-")]
    missed = json.loads(report.read_text())["documents"]["shoplazza"]
    assert told == [each for each in shoplazza.api.rules if each in told]
    assert set(missed) < set(told)
