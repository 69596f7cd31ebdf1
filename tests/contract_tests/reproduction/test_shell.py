from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import httpx
import pytest

from contract_tests.reproduction import curl
from contract_tests.script import Script, Step, Taken, Upload
from mockserver.model.api import Api
from tests.conftest import APIS
from tests.contract_tests.reproduction.scripts import (
    HOSTILE,
    JSON,
    PICTURE,
    TRADE_ITEM,
    base_url,
    bash,
    beside,
    images,
    product,
    tokens,
    uploads,
)
from tests.serving import Served

needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed")
pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")


def run(served: Served, script: Script) -> tuple[list[str], str]:
    """The statuses that the lines of a script print when they run, and the answers."""
    ran = bash(curl(served.standin.api, script, base_url(served)), tokens(served.standin))
    assert ran.returncode == 0, ran.stderr
    statuses = re.findall(r"HTTP (\d+)", ran.stderr)
    assert ran.stderr.split() == [part for each in statuses for part in ("HTTP", each)]
    return statuses, ran.stdout


def operations(served: Served) -> list[str | None]:
    return [each.operation for each in served.seen]


@needs_jq
def test_a_script_with_json_runs(shop: Served) -> None:
    script = images(product(shop.standin))
    statuses, printed = run(shop, script)
    assert statuses == ["200", "200", "200"]
    assert operations(shop) == [step.operation for step in script]
    answers = [json.loads(line) for line in printed.split("\n") if line]
    assert [each["alt"] for each in answers[2]["images"]] == ["changed"]
    assert answers[2]["images"][0]["id"] == answers[0]["image"]["id"]


@needs_jq
def test_a_script_with_uploads_runs(gallery: Served) -> None:
    statuses, printed = run(gallery, uploads("Front", "Back"))
    assert statuses == ["201", "201", "204", "200"]
    shown = json.loads(printed.rstrip().split("\n")[-1])["data"]
    assert [(each["title"], each["is_primary"]) for each in shown] == [("Back", True)]
    assert httpx.get(shown[0]["image_url"]).content == PICTURE.content


@needs_jq
def test_steps_at_the_same_time_do_not_wait_for_each_other(shop: Served) -> None:
    script = beside(product(shop.standin))
    statuses, printed = run(shop, script)
    assert statuses == ["200"] * 4
    assert operations(shop) == [step.operation for step in script]
    answers = [json.loads(line) for line in printed.split("\n") if line]
    assert {each["alt"] for each in answers[-1]["images"]} == {"one", "two"}
    assert answers[-2]["image"]["alt"] == "two"
    lines = curl(shop.standin.api, script, base_url(shop))
    assert [line.endswith("&") for line in lines.split("\n")].count(True) == 2
    assert lines.split("\n").count("wait") == 1


def test_hostile_texts_arrive_in_json_as_they_are(shop: Served) -> None:
    path = product(shop.standin)
    script = tuple(images(path, alt)[0] for alt in HOSTILE)
    statuses, printed = run(shop, script)
    assert set(statuses) == {"200"}
    answers = [json.loads(line) for line in printed.split("\n") if line.startswith("{")]
    assert [each["image"]["alt"] for each in answers] == HOSTILE


@needs_jq
def test_hostile_texts_arrive_in_forms_as_they_are(gallery: Served) -> None:
    statuses, printed = run(gallery, uploads(*HOSTILE))
    assert set(statuses[:-2]) == {"201"}
    answers = [json.loads(line) for line in printed.split("\n") if line.startswith('{"id"')]
    assert [each["title"] for each in answers] == HOSTILE


def test_a_body_that_no_argument_can_have_goes_through_a_file(shop: Served) -> None:
    alt = "it's " * 60_000
    step = images(product(shop.standin), alt)[0]
    assert "--data-binary" in curl(shop.standin.api, (step,), base_url(shop))
    statuses, printed = run(shop, (step,))
    assert statuses == ["200"]
    assert json.loads(printed)["image"]["alt"] == alt


def test_a_text_with_a_zero_byte_goes_through_a_file(gallery: Served) -> None:
    field = ("title", "a\0b")
    step = Step(
        operation="uploadProductImage",
        role="full",
        path=TRADE_ITEM,
        media_type="multipart/form-data",
        body=[("image", PICTURE), field],
    )
    statuses, printed = run(gallery, (step,))
    assert statuses == ["201"]
    assert json.loads(printed)["title"] == "a\0b"


def test_files_do_not_stay(gallery: Served, tmp_path: Path) -> None:
    script = uploads("Front")[:1]
    environment = {**tokens(gallery.standin), "TMPDIR": str(tmp_path)}
    ran = bash(curl(gallery.standin.api, script, base_url(gallery)), environment)
    assert "HTTP 201" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_another_server_is_named_by_a_variable(shop: Served) -> None:
    script = images(product(shop.standin))[:1]
    environment = {**tokens(shop.standin), "BASE_URL": base_url(shop)}
    ran = bash(curl(shop.standin.api, script, "http://127.0.0.1:9/it's"), environment)
    assert "HTTP 200" in ran.stderr


def test_nothing_is_sent_without_a_credential(shop: Served) -> None:
    script = images(product(shop.standin))[:1]
    ran = bash(curl(shop.standin.api, script, base_url(shop)), {})
    assert ran.returncode != 0
    assert "TOKEN_FULL" in ran.stderr
    assert not shop.seen


@pytest.mark.parametrize("name", APIS)
def test_no_credential_is_written(name: str) -> None:
    api = APIS[name]
    script = tuple(
        Step(operation=operation, role=each.role)
        for operation in api.operations
        for each in api.credentials
    )
    lines = curl(api, script, "http://localhost")
    for each in api.credentials:
        for value in each.headers.values():
            assert value not in lines
            assert value.split()[-1] not in lines


def header_lines(api: Api, step: Step, **tokens: str) -> list[str]:
    lines = curl(api, (step,), "http://localhost", tokens).splitlines()
    return [each.strip(" \\").removeprefix("--header ") for each in lines if "--header" in each]


def test_what_the_scheme_says_stands_before_the_credential() -> None:
    step = Step(operation="ListCatalog", role="read-only")
    assert '"Authorization: Bearer $TOKEN_READ_ONLY"' in header_lines(APIS["square"], step)


def test_a_role_can_have_another_variable() -> None:
    step = Step(operation="listProducts", role="my shop")
    api = APIS["shoplazza"]
    assert header_lines(api, step) == ['"access-token: $TOKEN_MY_SHOP"']
    assert header_lines(api, step, **{"my shop": "SHOP"}) == ['"access-token: $SHOP"']


def test_a_header_of_the_step_takes_the_place_of_the_credential() -> None:
    step = Step(operation="listProducts", role="full", headers={"Access-Token": "", "b": "it's"})
    assert header_lines(APIS["shoplazza"], step) == ["'Access-Token;'", "'b: it'\"'\"'s'"]


def test_no_comment_ends_early() -> None:
    step = Step(operation="listProducts")
    lines = curl(APIS["shoplazza"], (step,), "http://localhost", claim="one\nrm -r x\r\u2028y")
    assert "# one rm -r x y\n" in lines


def test_lists_are_written_as_the_operation_wants_them() -> None:
    query = (("include", ["images", "variants"]), ("id:in", [1, 2]))
    step = Step(operation="listProducts", query=query)
    assert '/catalog/products?include=images%2Cvariants&id%3Ain=1&id%3Ain=2"' in curl(
        APIS["bigcommerce"], (step,), "http://localhost"
    )


def arguments(lines: str, folder: Path, answer: str = "") -> list[str]:
    """What curl is given, when in its place stands what says so and gives an answer."""
    fake = folder / "curl"
    fake.write_text(f"#!/bin/bash\nprintf '%s\\0' \"$@\" >&2\ncat <<'END'\n{answer}\nEND\n")
    fake.chmod(0o755)
    return bash(f'PATH="{folder}:$PATH"\n{lines}', {"TOKEN_FULL": "secret"}).stderr.split("\0")


def test_hostile_texts_stand_in_addresses_as_they_are(tmp_path: Path) -> None:
    query = tuple((name, f"{name}{number}") for number, name in enumerate(HOSTILE))
    step = Step(operation="getProduct", path={"product_id": "".join(HOSTILE)}, query=query)
    sent = arguments(curl(APIS["shoplazza"], (step,), "http://localhost/it's"), tmp_path)
    (address,) = [each for each in sent if each.startswith("http")]
    assert address.startswith("http://localhost/it's/products/")
    path, _, text = address.partition("?")
    assert unquote(path.split("/")[-1]) == "".join(HOSTILE)
    assert parse_qsl(text, strict_parsing=True) == [*query]


@needs_jq
def test_carried_values_keep_their_kind_and_are_encoded(tmp_path: Path) -> None:
    api = APIS["shoplazza"]
    taken = [Taken(0, ("a b", "and", 0)), Taken(0, ("n",)), Taken(0, ("t",))]
    body = {"texts": taken, "it's": [taken[0], "'$X'"]}
    fields = [("f", each) for each in taken]
    script = (
        Step(operation="listProducts"),
        Step(operation="getProduct", path={"product_id": taken[0]}, query=(("q", taken[1]),)),
        Step(operation="createProduct", media_type=JSON, body=body, headers={"h": taken[2]}),
        Step(operation="createProduct", media_type="multipart/form-data", body=fields),
        Step(
            operation="createProduct",
            media_type="application/x-www-form-urlencoded",
            body=fields,
        ),
    )
    answer = json.dumps({"a b": {"and": ["x/y 'z' é"]}, "n": 12, "t": True})
    given = arguments(curl(api, script, "http://localhost"), tmp_path, answer)
    addresses = [each.replace("'", "%27") for each in given]  # jq leaves it as it is
    assert "http://localhost/products/x%2Fy%20%27z%27%20%C3%A9?q=12" in addresses
    text = "x/y 'z' é"
    sent = next(each for each in given if each.startswith("{"))
    assert json.loads(sent) == {"texts": [text, 12, True], "it's": [text, "'$X'"]}
    assert {"h: true", f"f={text}", "f=12", "f=true"} <= {*given}
    assert "f=x%2Fy%20%27z%27%20%C3%A9&f=12&f=true" in addresses


@pytest.mark.parametrize("identifier", [".", "..", "...", "a/../b"])
def test_dots_are_no_way_up(shop: Served, identifier: str) -> None:
    step = Step(operation="getProduct", role="full", path={"product_id": identifier})
    run(shop, (step,))
    assert operations(shop) == ["getProduct"]


CONTENT = bytes(range(256)) * 3


@pytest.mark.parametrize("filled", [0, 10**7])
@pytest.mark.parametrize("upload", [False, True])
def test_files_are_sent_as_they_are(tmp_path: Path, upload: bool, filled: int) -> None:
    content = CONTENT + bytes(filled)
    body = Upload(name="a", media_type="", content=content) if upload else content
    step = Step(operation="createProduct", media_type="image/png", body=body)
    fake = tmp_path / "curl"
    fake.write_text('#!/bin/bash\nfor each; do [ "${each:0:1}" = @ ] && cat "${each:1}"; done\n')
    fake.chmod(0o755)
    lines = curl(APIS["shoplazza"], (step,), "http://localhost")
    assert len(lines) < 3000
    seen = tmp_path / "seen"
    bash(f'PATH="{tmp_path}:$PATH"\n{{ {lines}\n}} > {seen}', {})
    assert seen.read_bytes() == content


def test_an_operation_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        curl(APIS["shoplazza"], (Step(operation="none"),), "http://localhost")
