"""Four files are written into a folder."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given

from contract_tests.report import Report
from contract_tests.reports import FILES, written
from tests.contract_tests.reports.examined import curl, report
from tests.contract_tests.reports.hostile import REPORTS, UNHURRIED


def test_the_folder_is_made_and_has_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "of" / "today"
    paths = written(report(), folder, curl=curl)
    assert paths == tuple(folder / name for name in FILES)
    assert sorted(each.name for each in folder.iterdir()) == sorted(FILES)
    assert json.loads(paths[0].read_bytes())["api"] == "gallery"
    assert fromstring(paths[1].read_bytes()).tag == "testsuites"
    assert len(json.loads(paths[2].read_bytes())["log"]["entries"]) == 60
    assert paths[3].read_text().startswith("<!doctype html>")


def test_a_second_report_takes_the_place_of_the_first(tmp_path: Path) -> None:
    written(report(), tmp_path, curl=curl)
    written(report(api="other", exchanges=()), tmp_path, curl=curl)
    assert json.loads((tmp_path / "report.json").read_bytes())["api"] == "other"
    assert json.loads((tmp_path / "traffic.har").read_bytes())["log"]["entries"] == []


def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        written(report(), tmp_path / "file", curl=curl)


@UNHURRIED
@given(REPORTS)
def test_whatever_a_server_said_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, report: Report
) -> None:
    for path in written(report, tmp_path_factory.mktemp("report"), curl=curl):
        HTMLParser().feed(path.read_text("utf-8"))
