"""Progress: lines where nothing can change, one that changes on a terminal."""

from __future__ import annotations

import time
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from contract_tests.progress import Progress
from contract_tests.session import Budget


def budget() -> Budget:
    return Budget(calls=10, deadline=time.monotonic() + 30.4, spent=1234)


def examiner(**exercised: int) -> Any:
    seen = SimpleNamespace(exercised=Counter(exercised), findings={"one": None})
    return SimpleNamespace(seen=seen)


def test_a_line_counts_only_the_rules_that_count() -> None:
    progress = Progress(budget(), ["A", "B"])
    progress.told("explored", examiner(A=3, C=1))
    assert progress.line() == ("explored: 1,234 calls, 1/2 rules exercised, 1 finding, 30 s left")


def test_reading_anew_for_a_script_is_no_phase_of_its_own() -> None:
    progress = Progress(budget(), [])
    assert progress.line().startswith("beginning: ")
    for phase, shown in ("survey", "survey"), ("explored", "explored"), ("survey", "explored"):
        progress.told(phase, examiner())
        assert progress.line().startswith(f"{shown}: ")


def test_lines_come_now_and_then_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Progress(budget(), ["A"], seconds=0.05) as progress:
        progress.told("explored", examiner(A=1))
        time.sleep(0.5)
    lines = capsys.readouterr().err.splitlines()
    assert 3 <= len(lines) <= 11
    assert lines[-1].startswith("explored: 1,234 calls, 1/1 rules")


def test_a_terminal_has_one_line_that_changes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with Progress(budget(), ["A"]) as progress:
        progress.told("explored", examiner(A=1))
        time.sleep(0.4)
    told = capsys.readouterr().err
    assert "explored: 1,234 calls, 1/1 rules exercised" in told
    assert "\x1b[2K" in told  # the line before is erased
