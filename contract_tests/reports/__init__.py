"""What an examination leaves behind: four files, each written from the value `Report` alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from contract_tests.report import Finding, Report
from contract_tests.reports.har import har
from contract_tests.reports.html import page
from contract_tests.reports.json_report import json_report
from contract_tests.reports.junit import junit

__all__ = ["FILES", "written"]

FILES = ("report.json", "junit.xml", "traffic.har", "index.html")
"""The names of the files, in the order in which they are written."""


def written(report: Report, folder: Path, *, curl: Callable[[Finding], str]) -> tuple[Path, ...]:
    """Write the files of a report into a folder, which is made if need be, and return their paths.

    `curl` gives the lines that repeat a finding's shortest script from a shell. Files of an
    earlier report are written over. OSError if the folder cannot be written.
    """
    contents = (json_report(report, curl), junit(report, curl), har(report), page(report, curl))
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / name for name in FILES)
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths
