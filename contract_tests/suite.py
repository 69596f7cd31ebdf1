"""The suite: `pytest --pyargs contract_tests --api NAME --base-url URL`, a test item for each rule.

The plugin registers this module when that is asked for, and only then: no other run has its
options. The server is examined once, before the first item runs; the items say what was found.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from contract_tests.access import WrongUsage
from contract_tests.command import kept_in
from contract_tests.examination import Examination, Wishes, prepared
from contract_tests.examiner import Refused
from contract_tests.opening import Access
from contract_tests.report import Finding, Report
from contract_tests.reports.failure import failure, heading
from contract_tests.reports.plain import visible
from contract_tests.reports.standing import judged, untold, why_unknown
from contract_tests.serving import document_path
from contract_tests.summary import counts, notes, verdict, warnings
from contract_tests.target import WrongFixtures
from mockserver.document import DocumentError, Unreadable
from mockserver.standin import open_standin

EXAMINATION = pytest.StashKey[Examination]()
REPORT = pytest.StashKey[Report]()

PYTESTS_OWN = {"--fixtures": "--api-fixtures", "--strict": "--strict-rules"}
"""Options of `understudy test` that mean something else to pytest; here they mean the former."""

CANNOT_BEGIN = 2
"""The exit code when nobody answers, or the credentials are refused, as for the command."""


SHOWN = 2
"""How many findings of one item are shown with their shell lines."""


def translated(args: list[str], typed: int) -> None:
    """Let the last `typed` arguments have the names that pytest keeps for itself."""
    first = len(args) - typed
    for number, each in enumerate(args[first:], first):
        name, equals, value = each.partition("=")
        args[number] = PYTESTS_OWN.get(name, name) + equals + value


def _number(text: str) -> float:
    number = float(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is less than nothing")
    return number


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `understudy test`."""
    group = parser.getgroup("understudy", "Understudy: each rule of a document as a test")
    group.addoption("--api", metavar="NAME|FILE", help="the API whose rules are tested")
    with suppress(ValueError):  # the plugin pytest-base-url has the same option, meaning the same
        group.addoption("--base-url", metavar="URL", help="the server: http://HOST[:PORT][/PATH]")
    for flag, metavar in (("--header", "'NAME: VALUE'"), ("--overlay", "FILE")):
        group.addoption(flag, action="append", default=[], metavar=metavar)
    for flag in ("--auth-from-env", "--api-fixtures"):
        group.addoption(flag, default="")
    for flag in ("--read-only", "--strict-rules"):
        group.addoption(flag, action="store_true", default=None)
    for flag in ("--rate", "--max-time", "--min-coverage"):
        group.addoption(flag, type=_number)
    for flag in ("--max-calls", "--seed"):
        group.addoption(flag, type=int)
    group.addoption("--rules", metavar="ID,...")
    group.addoption("--report", type=Path, metavar="DIR")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the examination. Raises UsageError when it cannot begin as it was asked for."""
    if config.getoption("numprocesses", None) or hasattr(config, "workerinput"):
        raise pytest.UsageError("-n: one server is examined once; leave it out")
    if not (url := config.getoption("base_url")):
        raise pytest.UsageError("--api is given, but not which server: --base-url is missing")
    way = Access(
        url=url,
        headers=tuple(config.getoption("header")),
        auth_from_env=config.getoption("auth_from_env"),
        fixtures=config.getoption("api_fixtures"),
    )
    names = {"strict": "strict_rules"}
    wishes: dict[str, Any] = {
        name: config.getoption(names.get(name, name)) for name in Wishes.__dataclass_fields__
    }
    folder = config.invocation_params.dir
    try:
        opened = open_standin(
            document_path(config.getoption("api"), folder),
            overlays=[folder / each for each in config.getoption("overlay")],
        )
        given = {name: value for name, value in wishes.items() if value is not None}
        examination = prepared(opened.document, opened.api, way, Wishes(**given))
    except (ValueError, WrongFixtures, Unreadable, DocumentError) as error:
        raise pytest.UsageError(str(error).replace("--url", "--base-url")) from None
    config.stash[EXAMINATION] = examination


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the suite instead of this package's files."""
    if path != Path(__file__).parent:
        return None
    name = parent.config.stash[EXAMINATION].api.name
    suite: pytest.Collector = Suite.from_parent(parent, path=path, nodeid=name)
    return suite


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Examine the server if some item of the suite will be run."""
    config = session.config
    stopped = session.testsfailed and not config.option.continue_on_collection_errors
    asked = any(isinstance(each, Promise) for each in session.items)
    if stopped or config.option.collectonly or not asked:
        return
    examination = config.stash[EXAMINATION]
    terminal: Any = config.pluginmanager.getplugin("terminalreporter")
    if terminal and config.option.verbose >= 0:
        terminal.ensure_newline()
        terminal.write_line(f"{examination.announcement}\n")
    try:
        config.stash[REPORT] = examination.report()
    except (Refused, WrongUsage) as error:
        pytest.exit(f"understudy: {error}", returncode=CANNOT_BEGIN)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell how the examination ended, what does not fail the run, and what was not done."""
    report = config.stash.get(REPORT, None)
    if report is None:
        return
    examination = config.stash[EXAMINATION]
    told = [*counts(report, verdict(report)[1]), *warnings(report), *notes(report)]
    if folder := examination.wishes.report:
        try:
            told.append(kept_in(folder, examination, report))
        except OSError as error:
            told.append(f"--report: {error.filename}: {error.strerror}")
    terminalreporter.section("Understudy")
    for each in told:
        terminalreporter.write_line(each)


class Suite(pytest.Directory):
    """The rules of an API, its operations, and whether enough was exercised, as test items."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the items. Without any rule to judge by, an API has its operations only."""
        examination = self.config.stash[EXAMINATION]
        chosen = examination.plan.rules
        for id_ in examination.api.rules:
            if not chosen or id_ in chosen:
                yield RuleItem.from_parent(self, name=id_)
        for id_ in () if chosen else examination.api.operations:
            yield OperationItem.from_parent(self, name=f"schema of {id_}", operation=id_)
        yield CoverageItem.from_parent(self, name="coverage")


class Broken(Exception):
    """The text of a failed item."""


class Promise(pytest.Item):
    """Something that an examination judges."""

    @property
    def report(self) -> Report:
        """What was found."""
        return self.config.stash[REPORT]

    def check(self, first_line: str, findings: Sequence[Finding]) -> None:
        """Fail with those findings that count, if any does; of many only the first are shown."""
        examination, report = self.config.stash[EXAMINATION], self.report
        if broken := [each for each in findings if each in report.broken]:
            shown, others = broken[:SHOWN], broken[SHOWN:]
            text = failure(first_line, shown, lambda each: examination.curl(report, each))
            more = [f"Also: {each.where} of {each.operation}" for each in others]
            raise Broken(visible("\n".join([text, *more])))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the text of a failure, without a traceback: no test's code is wrong."""
        if isinstance(excinfo.value, Broken):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where the item is from: the document."""
        return self.config.stash[EXAMINATION].document.path, None, self.nodeid


class RuleItem(Promise):
    """One rule: it fails when it is broken and counts, and is skipped when nothing is known."""

    def runtest(self) -> None:
        """Say how the rule stands."""
        rule = next(each for each in judged(self.report) if each.rule.id == self.name)
        self.user_properties += [("says", rule.rule.says), ("source", rule.rule.source)]
        self.user_properties.append(("exercised", rule.rule.exercised))
        if rule.standing == "violates":
            self.check(heading(rule.rule), rule.findings)
            raise Broken(heading(rule.rule))
        if rule.standing == "unknown":
            pytest.skip(why_unknown(rule.rule))


class OperationItem(Promise):
    """The answers of one operation, as far as no rule tells of them: their statuses and schema."""

    def __init__(self, *, operation: str, **more: Any) -> None:
        super().__init__(**more)
        self.operation = operation

    def runtest(self) -> None:
        """Say whether the answers are as described."""
        loose = untold(self.report, judged(self.report))
        found = [each for each in loose if each.operation == self.operation]
        self.check(f"An answer to {self.operation} is not as the document describes it.", found)
        if not self.report.reached.get(self.operation):
            pytest.skip("not asked")


class CoverageItem(Promise):
    """Whether something can be said: it fails where the command's exit code is 3."""

    def runtest(self) -> None:
        """Compare what was exercised with what was asked for."""
        wishes = self.config.stash[EXAMINATION].wishes
        code, sentence = verdict(self.report, wishes.min_coverage)
        if code not in (0, 1):
            raise Broken(sentence)
