"""The commands over HTTP: exit codes, what is said, what is left behind, and what is never told."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from contract_tests.examination import in_time, refuses
from contract_tests.reports import FILES
from contract_tests.session import Budget, OutOfBudget
from mockserver.cli import main
from mockserver.standin import bundled, open_standin
from tests.serving import Served, serving, serving_app
from tests.strangers import closient

SECRET = "csb_Wq7Zr2Understudy0Secret00099_5f3ac1de"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(open_standin(bundled()["shoplazza"], seed=1)) as served:
        yield served


@pytest.fixture
def facts(server: Served, tmp_path: Path) -> str:
    path = tmp_path / "fixtures.yaml"
    path.write_text(yaml.safe_dump(server.standin.fixtures()))
    return str(path)


@pytest.fixture
def stranger_facts(tmp_path: Path) -> str:
    path = tmp_path / "stranger.yaml"
    path.write_text(yaml.safe_dump(closient.FIXTURES))
    return str(path)


def run(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False, **more)


def test_a_server_that_conforms_is_0_and_leaves_reports(
    server: Served, facts: str, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    begun = time.monotonic()
    found = run(
        *("test", "shoplazza", "--url", server.url, "--fixtures", facts, "--seed", "1"),
        *("--max-time", "4", "--report", str(folder)),
    )
    assert time.monotonic() - begun < 5
    assert found.exit_code == 0, found.output
    assert "Conforms, as far as examined" in found.stdout
    assert sorted(each.name for each in folder.iterdir()) == sorted(FILES)
    report = json.loads((folder / "report.json").read_text())
    assert report["seed"] == 1
    assert f"{report['coverage']['exercised']} of 28 rules exercised" in found.stdout


def test_what_is_said_before_is_what_is_done(server: Served, facts: str) -> None:
    server.seen.clear()
    found = run(
        *("test", "shoplazza", "--url", server.url, "--fixtures", facts, "--seed", "7"),
        *("--max-calls", "40", "--rate", "200", "--max-time", "5"),
    )
    asked = len([each for each in server.seen if each.operation])
    assert 0 < asked <= 40
    first = found.stdout.partition("\n\n")[0]
    assert "at most 40 requests in 5 s, 200 a second" in first
    assert "resets  the server with POST" in first
    assert "seed    7" in first
    writes = next(line for line in first.splitlines() if line.startswith("  writes"))
    for each in server.standin.api.operations.values():
        assert (each.id in writes) == (each.method != "GET")


def test_read_only_writes_nothing_and_says_nothing_of_a_rule_of_writes(
    server: Served, facts: str
) -> None:
    server.standin.reset()
    server.seen.clear()
    before = server.standin.snapshot()
    found = run(
        *("test", "shoplazza", "--url", server.url, "--fixtures", facts, "--read-only"),
        *("--rules", "SZ-3", "--max-time", "3"),
    )
    assert found.exit_code == 3, found.output
    assert "no rule was exercised" in found.stdout
    assert "writes  nothing" in found.stdout
    assert server.standin.snapshot() is before
    operations = server.standin.api.operations
    assert {operations[each.operation].method for each in server.seen if each.operation} == {"GET"}


def test_too_little_is_3(server: Served, facts: str) -> None:
    found = run(
        *("test", "shoplazza", "--url", server.url, "--fixtures", facts, "--max-calls", "60"),
        *("--min-coverage", "100", "--max-time", "3"),
    )
    assert found.exit_code == 3, found.output
    assert "100 % were asked for" in found.stdout


def test_who_answers_only_what_is_read_first_is_not_called_silent(
    server: Served, facts: str
) -> None:
    found = run(
        *("test", "shoplazza", "--url", server.url, "--fixtures", facts, "--max-calls", "3"),
    )
    assert found.exit_code == 3, found.output
    assert "no rule was exercised" in found.stdout


def test_a_fault_is_1_with_a_case_that_fails_again_and_not_on_a_right_server(
    stranger_facts: str, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    with serving_app(closient.app(frozenset({"upload-200"}))) as url:
        found = run(
            *("test", "closient", "--url", url, "--fixtures", stranger_facts, "--seed", "1"),
            *("--max-time", "5", "--rules", "CL-26", "--report", str(folder)),
        )
        assert found.exit_code == 1, found.output
        assert "Does not conform" in found.stdout
        for word in ("source    documented", "where", "expected  ", "seen  ", "after  ", "curl"):
            assert word in found.stdout
        assert str(folder / "index.html") in found.stdout
        report = json.loads((folder / "report.json").read_text())
        assert {each["rules"][0] for each in report["findings"]} == {"CL-26"}
        cases = sorted((folder / "cases").glob("CL-26-*.yaml"))
        assert all(each.with_suffix(".sh").is_file() for each in cases)
        assert list((folder / "cases").glob("test_*.py"))
        failing = [each for each in cases if replayed(each, url, stranger_facts) == 1]
        assert failing
    with serving_app(closient.app()) as url:
        assert {replayed(each, url, stranger_facts) for each in failing} == {0}


def replayed(case: Path, url: str, facts: str) -> int:
    """Replay a case; what is said agrees with the exit code."""
    found = run("replay-case", str(case), "--url", url, "--fixtures", facts)
    assert ("It does not fail" in found.stdout) == (found.exit_code == 0), found.output
    assert ("fails" in found.stdout) == (found.exit_code == 1), found.output
    return found.exit_code


def test_one_header_is_enough(server: Served) -> None:
    token = server.standin.credentials[0].shown
    (name, value), *_ = token.items()
    url = f"{server.url}/shoplazza{server.standin.api.server_path}"
    found = run(
        *("test", "shoplazza", "--url", url, "--header", f"{name}: {value}", "--seed", "1"),
        *("--max-time", "3"),
    )
    assert found.exit_code == 0, found.output
    assert "0 of 28 rules" not in found.stdout
    assert value not in found.output


def test_a_credential_of_the_environment_has_the_prefix_of_the_scheme() -> None:
    with serving(open_standin(bundled()["square"], seed=1)) as served:
        (header,) = served.standin.credentials[0].shown.values()
        url = f"{served.url}/square{served.standin.api.server_path}"
        for value in (header, header.removeprefix("Bearer ")):
            found = run(
                *("test", "square", "--url", url, "--auth-from-env", "SQUARE_TOKEN"),
                *("--max-time", "3", "--max-calls", "30"),
                env={"SQUARE_TOKEN": value},
            )
            assert any(each.status == 200 for each in served.seen), found.output
            served.seen.clear()
            assert header.removeprefix("Bearer ") not in found.output


def test_nobody_listens_is_2(server: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = run("test", "shoplazza", "--url", f"http://127.0.0.1:{port}", "--header", "a: b")
    assert found.exit_code == 2
    assert "nothing listens" in found.stderr


def test_who_listens_and_does_not_speak_http_is_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        begun = time.monotonic()
        found = run("test", "shoplazza", "--url", url, "--header", "a: b", "--max-time", "3")
    assert found.exit_code == 2, found.output
    assert "does not answer" in found.stderr
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_token_is_2_and_soon_known(known: bool, stranger_facts: str) -> None:
    facts = ["--fixtures", stranger_facts] if known else []
    with serving_app(closient.app()) as url:
        begun = time.monotonic()
        found = run(
            *("test", "closient", "--url", url, "--header", f"x-api-key: {SECRET}"),
            *(*facts, "--max-time", "20"),
        )
    assert found.exit_code == 2, found.output
    assert "refuses the credentials" in found.stderr or not known
    assert time.monotonic() - begun < 10
    assert SECRET not in found.output


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        ({"list": {"401": 40}, "put": {"401": 5, "404": 5}}, True),
        ({"list": {"401": 40, "200": 1}}, False),
        ({"list": {"403": 40, "401": 10}}, False),  # its bearer is known, and may do little
        ({}, False),
    ],
)
def test_a_server_that_knows_nobody_refuses_the_credentials(
    reached: dict[str, dict[str, int]], expected: bool
) -> None:
    assert refuses(reached) is expected


def test_credentials_are_told_nowhere(tmp_path: Path) -> None:
    """Also not where the server repeats them, and where findings are made of such answers."""
    document = tmp_path / "shop.yaml"
    source = bundled()["shoplazza"].read_text()
    document.write_text(source.replace("understudy-shop-write-and-read", SECRET))
    ours = open_standin(document)
    assert SECRET in str(ours.fixtures())
    folder, facts = tmp_path / "report", tmp_path / "fixtures.yaml"
    described = ours.fixtures()
    token = described["credentials"]["full"].pop("access-token")
    described["credentials"]["full"] = {"access-token": token, "X-Api-Secret": f"Basic {SECRET}"}
    facts.write_text(yaml.safe_dump(described))
    wrong = tmp_path / "wrong" / "shop.yaml"  # another document: so that there are findings
    wrong.parent.mkdir()
    wrong.write_text(source.replace("maximum: 250", "maximum: 3").replace("'200'", "'201'", 1))
    with serving(ours) as served:
        found = run(
            *("test", str(wrong), "--url", served.url, "--fixtures", str(facts), "--strict"),
            *("--max-time", "5", "--report", str(folder)),
            env={"NOBODY": "x"},
        )
    told = [found.output, *(each.read_text() for each in folder.rglob("*") if each.is_file())]
    assert len(told) > len(FILES)
    assert found.exit_code == 1, found.output
    for text in told:
        assert SECRET not in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rules", "SZ-1,SZ-99"), "SZ-99: unknown; shoplazza has SZ-"),
        (("--header", f"Bearer {SECRET}"), "--header number 1 has no colon"),
        (("--header", f"a: {SECRET}\nb: c"), "characters that no header can have"),
        (("--auth-from-env", "UNDERSTUDY_NOT_SET"), "the environment has no UNDERSTUDY_NOT_SET"),
        (("--fixtures", "nowhere.yaml"), "No such file"),
        (("--max-time", "nan"), "--max-time"),
        (("--url", f"http://me:{SECRET}@127.0.0.1:1"), "--url has a credential"),
        (("--url", "localhost:8080"), "expected http://HOST"),
        (("--url", "http://127.0.0.1:1/?a=b"), "expected no ?"),
        (("--min-coverage", "101"), "--min-coverage"),
        (("--report", "/dev/null/report"), "--report"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_wrong(arguments: tuple[str, ...], said: str) -> None:
    found = run("test", "shoplazza", "--url", "http://127.0.0.1:1", *arguments)
    assert found.exit_code == 2
    assert said in found.stderr
    assert SECRET not in found.output


def test_a_document_with_problems_is_2(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: 3\n")
    assert run("test", str(path), "--url", "http://127.0.0.1:1").exit_code == 2


def test_ctrl_c_ends_with_the_verdict_so_far(server: Served, facts: str, tmp_path: Path) -> None:
    timer = threading.Timer(3, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    folder = tmp_path / "report"
    begun = time.monotonic()
    found = run(
        *("test", "shoplazza", "--url", server.url, "--fixtures", facts, "--max-time", "50"),
        *("--rate", "100", "--report", str(folder)),
    )
    assert time.monotonic() - begun < 10
    assert found.exit_code == 0, found.output
    assert "stopped before its time" in found.stdout
    assert (folder / "index.html").is_file()


def test_who_thinks_for_too_long_is_told_that_time_is_up() -> None:
    begun = time.monotonic()
    budget = Budget(calls=1, deadline=begun + 0.2)
    with pytest.raises(OutOfBudget), in_time(budget, 0.1):
        while time.monotonic() < begun + 5:
            pass
    assert time.monotonic() - begun < 2
    time.sleep(0.2)  # and no longer than that


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps: 3", "names no API"),
        ("api: shoplazza\nsteps: 3", "a list of steps"),
        ("api: shoplazza\nsteps: []", "no steps"),
        ("api: nobody\nsteps: []", "neither a file nor a known API"),
        ("api: shoplazza\nsteps: [{operation: dance}]", "has no 'dance'"),
        ("api: [", "no YAML"),
    ],
)
def test_a_case_that_is_none_is_2(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text)
    found = run("replay-case", str(path), "--url", "http://127.0.0.1:1")
    assert found.exit_code == 2
    assert said in found.stderr


def test_a_case_needs_the_credentials_that_it_names(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    operation = "listProductImages"
    path.write_text(f"api: closient\nsteps: [{{operation: {operation}, role: outsider}}]")
    found = run("replay-case", str(path), "--url", "http://127.0.0.1:1", "--header", "a: b")
    assert found.exit_code == 2
    assert "credentials of outsider" in found.stderr


def test_a_document_whose_references_lead_above_its_folder_is_examined_with_root(
    tmp_path: Path,
) -> None:
    """`serve` takes it so, and a server that follows the same document conforms."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "api").mkdir()
    (tmp_path / "schemas" / "pet.yaml").write_text(
        "{type: object, required: [id, name], properties: {id: {type: integer}, "
        "name: {type: string}}}"
    )
    document = tmp_path / "api" / "pets.yaml"
    body = {"application/json": {"schema": {"$ref": "../schemas/pet.yaml"}}}
    many = {
        "application/json": {
            "schema": {"type": "array", "items": body["application/json"]["schema"]}
        }
    }
    one = {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
    document.write_text(
        json.dumps(
            {
                "openapi": "3.0.3",
                "info": {"title": "Pets", "version": "1"},
                "paths": {
                    "/pets": {
                        "get": {"responses": {"200": {"description": "All.", "content": many}}},
                        "post": {
                            "requestBody": {"required": True, "content": body},
                            "responses": {"201": {"description": "It.", "content": body}},
                        },
                    },
                    "/pets/{petId}": {
                        "parameters": [one],
                        "get": {
                            "responses": {
                                "200": {"description": "It.", "content": body},
                                "404": {"description": "None."},
                            }
                        },
                    },
                },
            }
        )
    )
    with serving(open_standin(document, root=tmp_path, seed=1)) as served:
        typed = ("test", str(document), "--url", served.url, "--max-time", "3", "--seed", "1")

        found = run(*typed, "--root", str(tmp_path), "--strict")
    assert found.exit_code == 0, found.output
