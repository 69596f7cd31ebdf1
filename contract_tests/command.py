"""The commands `understudy test` and `understudy replay-case`: from what was typed to exit codes.

0 conforms; 1 something is broken; 2 wrong usage, unreachable, or refused; 3 nothing to be said.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from contract_tests.access import WrongUsage
from contract_tests.examination import Examination, Wishes, prepared
from contract_tests.examiner import Refused
from contract_tests.opening import Access
from contract_tests.report import Finding, Report
from contract_tests.reports import written
from contract_tests.reproduction.saved import CASES, name_of, save
from contract_tests.summary import summary, verdict
from contract_tests.target import WrongFixtures
from mockserver.document import Document, Unreadable
from mockserver.model.api import Api

CONFORMS, BROKEN, WRONG_USAGE, UNKNOWN = range(4)
STOPPED = 130
"""The exit code of who is told twice to stop."""


def examine(document: Document, api: Api, way: Access, wishes: Wishes) -> int:
    """Examine a server, say what was found, and return the exit code."""
    begun = time.monotonic()
    try:
        examination = prepared(document, api, way, wishes)
    except (WrongUsage, WrongFixtures, Unreadable) as error:
        return _wrong(str(error))
    click.echo(examination.announcement)
    try:
        report = examination.report(begun)
    except (Refused, WrongUsage) as error:
        return _wrong(str(error))
    except KeyboardInterrupt:
        return STOPPED
    code, sentence = verdict(report, wishes.min_coverage)
    return code if _told(examination, report, sentence) else WRONG_USAGE


def _told(examination: Examination, report: Report, sentence: str) -> bool:
    """Print what was found and write the reports; say whether they could be written."""
    folder, kept = examination.wishes.report, ""

    def lines(finding: Finding) -> str:
        return examination.curl(report, finding)

    def saved(finding: Finding) -> str:
        return str(folder / CASES / f"{name_of(finding)}.sh") if folder else ""

    if folder is not None:
        try:
            kept = kept_in(folder, examination, report)
        except OSError as error:
            return not _wrong(f"--report: {error.filename}: {error.strerror}")
    click.echo(f"\n{summary(report, sentence, lines, saved)}")
    if kept:
        click.echo(f"\n{kept}")
    return True


def kept_in(folder: Path, examination: Examination, report: Report) -> str:
    """Write the reports, and a case for each finding, and say where. Raises OSError."""
    paths = written(report, folder, curl=lambda each: examination.curl(report, each))
    for each in report.findings:
        save(examination.api, each, folder / "cases", report.url, examination.opened.tokens)
    cases = f", and a case for each finding in {folder / 'cases'}" if report.findings else ""
    return f"Reports: {', '.join(map(str, paths))}{cases}"


def _wrong(message: str) -> int:
    click.echo(f"understudy: {message}", err=True)
    return WRONG_USAGE
