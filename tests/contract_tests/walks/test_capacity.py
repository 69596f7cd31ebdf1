"""What holds few is filled; what holds many is said to be left out."""

from __future__ import annotations

from pathlib import Path

from contract_tests.walks.capacity import capacity, unfilled
from mockserver.standin import StandIn, bundled, open_standin
from tests.conftest import APIS
from tests.contract_tests.walks.directed_runs import own, words

FEW = """
overlay: 1.0.0
info: {title: Few, version: "1"}
actions:
- target: $.components.schemas.WORD
  update: {max: 5}
"""


def holding_few(folder: Path, name: str, word: str) -> StandIn:
    """The stand-in of an API of which one word, by its place among the schemas, says five."""
    (folder / "few.yaml").write_text(FEW.replace("WORD", word))
    return open_standin(bundled()[name], overlays=[folder / "few.yaml"], seed=1)


def test_a_small_list_is_filled_and_has_room_again(tmp_path: Path) -> None:
    standin = holding_few(tmp_path, "bigcommerce", "ProductImage.x-behaviour.capacity")
    assert unfilled(standin.api, 0) == []
    report = own("bigcommerce", capacity, standin)
    assert report.findings == ()
    assert report.reached["createProductImage"]["422"] >= 1
    assert "capacity.full" in words("bigcommerce", report)


def test_what_is_left_out_is_said() -> None:
    assert unfilled(APIS["bigcommerce"], 0) == [], "all are made in one request"
    assert unfilled(APIS["closient"], 0) == []
    assert len(unfilled(APIS["square"], 0)) > len(unfilled(APIS["square"], 250))


def test_a_list_of_references_is_filled_where_that_can_be_afforded(tmp_path: Path) -> None:
    standin = holding_few(tmp_path, "square", "ImageIds.x-behaviour.references")
    report = own("square", capacity, standin)
    assert report.findings == ()
    assert "references.full" in words("square", report)
