"""What was found before is looked for first, and it is told when it is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from contract_tests.earlier import earlier_cases, is_sendable, told
from contract_tests.reproduction.case import Case, to_yaml
from contract_tests.script import Step, Taken
from contract_tests.target import target_of
from mockserver.cli import main
from tests.conftest import APIS
from tests.serving import serving_app
from tests.strangers import closient


def run(folder: Path, *faults: str, calls: int) -> dict[str, Any]:
    """The report of an examination of a stranger with these faults."""
    facts = folder / "facts.yaml"
    facts.write_text(yaml.safe_dump(closient.FIXTURES))
    with serving_app(closient.app(frozenset(faults))) as url:
        arguments = ["--url", url, "--fixtures", str(facts), "--seed", "1"]
        arguments += ["--max-calls", str(calls), "--report", str(folder), "--rules", "CL-1,CL-5"]
        CliRunner().invoke(main, ["test", "closient", *arguments], catch_exceptions=False)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def test_an_earlier_finding_is_found_again_at_once_or_told_to_be_gone(tmp_path: Path) -> None:
    fault = "demotion-forgotten"
    first = run(tmp_path, fault, calls=3000)
    assert [each["phase"] for each in first["findings"]] not in ([], ["replayed"])
    again = run(tmp_path, fault, calls=60)
    assert "replayed" in [each["phase"] for each in again["findings"]]
    assert any("found again" in each for each in again["notes"])
    gone = run(tmp_path, calls=300)
    assert gone["findings"] == []
    assert any("gone" in each for each in gone["notes"])


def test_what_is_no_case_of_the_api_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    script = (Step(operation="listProducts"),)
    for name in ("shoplazza", "square"):
        text = to_yaml(Case(api=name, script=script, where="status"))
        (tmp_path / "cases" / f"{name}.yaml").write_text(text)
    (tmp_path / "cases" / "broken.yaml").write_bytes(b"\xff{")
    assert [each.api for each in earlier_cases(tmp_path, APIS["shoplazza"])] == ["shoplazza"]
    assert earlier_cases(tmp_path / "nowhere", APIS["shoplazza"]) == ()


@pytest.mark.parametrize(
    ("script", "sendable"),
    [
        ((Step(operation="listProducts"),), True),
        ((Step(operation="listProducts", role="full"),), True),
        ((Step(operation="listProducts", role="nobody"),), False),
        ((Step(operation="noSuch"),), False),
        ((Step(operation="getProduct", path={"product_id": Taken(0, ("id",))}),), False),
        ((), False),
    ],
)
def test_what_cannot_be_sent_is_seen_before(script: tuple[Step, ...], sendable: bool) -> None:
    api = APIS["shoplazza"]
    target = target_of("http://127.0.0.1:9", {"credentials": {"full": {"Access-Token": "x"}}}, api)
    assert is_sendable(api, target, Case(api="shoplazza", script=script)) == sendable


def test_what_has_become_of_them_is_told_in_sentences() -> None:
    assert told(0, 0, 0) == []
    assert told(1, 2, 1) == [
        "One earlier finding is found again.",
        "2 earlier findings are gone.",
        "One earlier finding is unknown: it could not be sent.",
    ]


def test_what_cannot_be_sent_to_its_end_is_unknown_and_not_gone(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    known = Step(operation="getTradeItem", path={"gtin": "00000000000055"})
    nowhere = Step(operation="getTradeItem", path={"gtin": Taken(0, ("no", "such"))})
    for name, step in (("renamed", Step(operation="noSuch")), ("halfway", nowhere)):
        script = (known, step)
        text = to_yaml(Case(api="closient", script=script, where="status"))
        (tmp_path / "cases" / f"{name}.yaml").write_text(text)
    report = run(tmp_path, calls=200)
    assert "2 earlier findings are unknown: they could not be sent." in report["notes"]
