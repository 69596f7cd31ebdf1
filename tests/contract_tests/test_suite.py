"""The suite of rules, as it is run: a pytest of its own, against servers on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from contract_tests.suite import translated
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS
from tests.serving import Served, serving, serving_app
from tests.strangers import closient

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
RULES = list(APIS["shoplazza"].rules)
OPERATIONS = [f"schema of {each}" for each in APIS["shoplazza"].operations]


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(open_standin(bundled()["shoplazza"], seed=1)) as served:
        yield served


@pytest.fixture
def folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with the fixtures of the stand-in and of the stranger; this checkout's plugin."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    facts = open_standin(bundled()["shoplazza"], seed=1).fixtures()
    (pytester.path / "shoplazza.yaml").write_text(yaml.safe_dump(facts))
    (pytester.path / "closient.yaml").write_text(yaml.safe_dump(closient.FIXTURES))
    return pytester


def ran(folder: pytest.Pytester, *options: str) -> pytest.RunResult:
    return folder.runpytest_subprocess(
        *("-p", "contract_tests.plugin", "-W", "error", "-v", *options), timeout=120
    )


def suite(folder: pytest.Pytester, api: str, url: str, *options: str) -> pytest.RunResult:
    """Run the suite of an API as it is documented."""
    return ran(folder, "--pyargs", "contract_tests", "--api", api, "--base-url", url, *options)


def junit(folder: pytest.Pytester) -> dict[str, ElementTree.Element]:
    """The test cases of the report that pytest wrote, by name."""
    cases = ElementTree.parse(folder.path / "junit.xml").iter("testcase")
    found = {each.get("name", ""): each for each in cases}
    assert {each.get("classname") for each in found.values()} <= {"shoplazza", "closient"}
    return found


def test_each_rule_of_a_right_server_is_an_item_that_passes(
    server: Served, folder: pytest.Pytester
) -> None:
    result = suite(
        *(folder, "shoplazza", server.url, "--fixtures", "shoplazza.yaml", "--seed", "1"),
        *("--max-calls", "1200", "--report", "found", "--junitxml", "junit.xml"),
    )
    assert result.ret == 0, result.outlines
    outcomes = result.parseoutcomes()
    assert sum(outcomes.values()) == len(RULES) + len(OPERATIONS) + 1
    assert outcomes["passed"] > 20
    result.stdout.fnmatch_lines(["Examining Shoplazza *", "  writes  *", "shoplazza::SZ-* PASSED*"])
    result.stdout.fnmatch_lines(["Conforms, as far as examined*", "* of 28 rules exercised, *"])
    result.stdout.fnmatch_lines(["Reports: found/*"])
    assert (folder.path / "found" / "index.html").is_file()
    cases = junit(folder)
    assert list(cases) == [*RULES, *OPERATIONS, "coverage"]
    assert not [name for name, each in cases.items() if each.find("failure") is not None]
    for id_ in RULES:
        told = {each.get("name"): each.get("value") or "" for each in cases[id_].iter("property")}
        assert told["says"] == APIS["shoplazza"].rules[id_].says
        assert (int(told["exercised"]) > 0) == (cases[id_].find("skipped") is None)


def test_a_fault_fails_the_item_of_its_rule_and_says_how(folder: pytest.Pytester) -> None:
    with serving_app(closient.app(frozenset({"deletion-ignored"}))) as url:
        result = suite(
            *(folder, "closient", url, "--fixtures", "closient.yaml", "--seed", "1"),
            *("--max-calls", "1200", "--junitxml", "junit.xml"),
        )
    assert result.ret == 1
    failed = {name for name, each in junit(folder).items() if each.find("failure") is not None}
    assert failed <= {"CL-6", "CL-7", "CL-16", "CL-17", "CL-19"}
    rule = min(failed)
    result.stdout.fnmatch_lines(
        [
            f"closient::{rule} FAILED*",
            f"* closient::{rule} *",
            f"{APIS['closient'].rules[rule].says}*documented*",
            *("operation: *", "where: *", "expected: *", "seen: *", "curl *"),
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    token = next(iter(closient.FIXTURES["credentials"]["full"].values()))
    result.stdout.no_fnmatch_line(f"*{token}*")


def test_an_answer_that_no_rule_tells_of_fails_the_item_of_its_operation(
    folder: pytest.Pytester,
) -> None:
    with serving_app(closient.app(frozenset({"image-url-missing"}))) as url:
        suite(
            *(folder, "closient", url, "--fixtures", "closient.yaml", "--read-only"),
            *("--max-calls", "1200", "--junitxml", "junit.xml"),
        )
    cases = junit(folder)
    failure = cases["schema of listProductImages"].find("failure")
    assert failure is not None
    first = "An answer to listProductImages is not as the document describes it."
    assert (failure.text or "").startswith(first)
    skipped = cases["schema of uploadProductImage"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "not asked"


@pytest.mark.parametrize(("strict", "code"), [((), 0), (("--strict",), 1)])
def test_what_is_not_certain_fails_with_strict_only(
    strict: tuple[str, ...], code: int, folder: pytest.Pytester
) -> None:
    with serving_app(closient.app()) as url:
        options = ("--fixtures", "closient.yaml", "--seed", "1", "--max-calls", "1200", *strict)
        result = suite(folder, "closient", url, *options)
    assert result.ret == code
    assert bool(result.parseoutcomes().get("failed")) == bool(strict)
    heading = "Warnings, inferred or not certain: they fail the run only with --strict"
    assert (heading in result.outlines) == (not strict)


def test_only_some_rules_and_too_little_to_say(server: Served, folder: pytest.Pytester) -> None:
    result = suite(
        *(folder, "shoplazza", server.url, "--fixtures", "shoplazza.yaml", "--read-only"),
        *("--rules", "SZ-3", "--max-time", "2"),
    )
    assert result.ret == 1
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["shoplazza::SZ-3 SKIPPED (not exercised)*", "shoplazza::coverage FAILED*"]
    )
    result.stdout.fnmatch_lines(["Nothing can be said: no rule was exercised."])


def test_nothing_is_sent_when_tests_are_only_listed(
    server: Served, folder: pytest.Pytester
) -> None:
    server.seen.clear()
    result = suite(folder, "shoplazza", server.url, "--collect-only", "-q", "-q")
    assert result.ret == 0
    assert not server.seen
    result.stdout.fnmatch_lines([f"shoplazza::{RULES[0]}", "shoplazza::coverage"])


def test_beside_other_tests_it_can_be_left_out(server: Served, folder: pytest.Pytester) -> None:
    server.seen.clear()
    folder.makepyfile("def test_ours(): assert True")
    own = str(folder.path / "test_beside_other_tests_it_can_be_left_out.py")
    result = suite(folder, "shoplazza", server.url, own, "-k", "ours")
    result.assert_outcomes(passed=1, deselected=len(RULES) + len(OPERATIONS) + 1)
    assert not server.seen


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--api", "sqare", "--base-url", "http://localhost"], "*'sqare' is neither a known API*"),
        (["--api", "square"], "*--base-url is missing*"),
        (["--api", "square", "--base-url", "localhost"], "*--base-url is 'localhost'; expected*"),
        (["--api=square", "--base-url=http://localhost", "--rules=SQ-99"], "*SQ-99: unknown;*"),
        (["--api=square", "--base-url=http://localhost", "--max-time=-1"], "*less than nothing*"),
        (["--api=square", "--base-url=http://localhost", "--fixtures=none.yaml"], "*none.yaml*"),
        (
            ["--api=square", "--base-url=http://localhost", "-p", "xdist", "-n", "2"],
            "*-n: one server is examined once*",
        ),
    ],
)
def test_what_is_wrong_is_said(options: list[str], told: str, folder: pytest.Pytester) -> None:
    result = ran(folder, "--pyargs", "contract_tests", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])


def test_a_server_that_does_not_answer_ends_the_run(folder: pytest.Pytester) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    result = suite(folder, "shoplazza", url)
    assert result.ret == 2
    result.stdout.fnmatch_lines(["*nothing listens at *"])


def test_other_runs_do_not_have_its_options(folder: pytest.Pytester) -> None:
    """A consumer's own options may have the same names; theirs are not changed."""
    folder.makeconftest(
        """
        def pytest_addoption(parser):
            for name in ("--api", "--base-url", "--header", "--seed", "--report", "--rules"):
                parser.addoption(name)
        """
    )
    folder.makepyfile(
        """
        import sys

        def test_it(pytestconfig):
            assert pytestconfig.getoption("api") == "ours"
            assert pytestconfig.getini("strict")
            assert "contract_tests.suite" not in sys.modules
        """
    )
    ran(folder, "--api", "ours", "--strict", "--base-url", "x").assert_outcomes(passed=1)


def test_another_plugin_may_have_the_same_address(
    server: Served, folder: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.path / "addresses.py").write_text(
        "def pytest_addoption(parser): parser.addoption('--base-url', dest='base_url')"
    )
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{folder.path}")
    options = ("-p", "addresses", "--collect-only", "-q")
    assert suite(folder, "shoplazza", server.url, *options).ret == 0


def test_names_are_translated_in_what_was_typed_only() -> None:
    args = ["--strict", "--api", "square", "--fixtures=f.yaml", "--strict"]
    translated(args, 4)
    assert args == ["--strict", "--api", "square", "--api-fixtures=f.yaml", "--strict-rules"]
