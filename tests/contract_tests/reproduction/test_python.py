from __future__ import annotations

import ast
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.reproduction import pytest_file
from contract_tests.script import Script, Step, Taken, Upload
from tests.conftest import APIS
from tests.contract_tests.reproduction.scripts import (
    HOSTILE,
    JSON,
    base_url,
    beside,
    images,
    product,
    tokens,
    uploads,
)
from tests.contract_tests.reproduction.scripts import pytest as run_pytest
from tests.serving import Served


def run(served: Served, script: Script, folder: Path, where: str, expected: Any) -> tuple[int, str]:
    """The exit code of pytest, and what it prints."""
    api = served.standin.api
    text = pytest_file(api, script, base_url(served), "It is so.", where, expected)
    ran = run_pytest(text, folder, tokens(served.standin))
    return ran.returncode, ran.stdout


def test_a_script_with_json_passes_when_it_is_so(shop: Served, tmp_path: Path) -> None:
    script = images(product(shop.standin))
    assert run(shop, script, tmp_path, "body.images.0.alt", "changed")[0] == 0
    assert [each.operation for each in shop.seen] == [step.operation for step in script]


def test_steps_at_the_same_time_do_not_wait_for_each_other(shop: Served, tmp_path: Path) -> None:
    script = beside(product(shop.standin))
    code, printed = run(shop, script[:3], tmp_path, "body.image.alt", "two")
    assert code == 0, printed
    written = pytest_file(shop.standin.api, script, base_url(shop), "", "status", 200)
    assert written.count("threads.submit(") == 2


@pytest.mark.parametrize(("expected", "code"), [(200, 0), ([409, 200], 0), (409, 1)])
def test_any_of_the_answers_that_came_at_the_same_time_may_be_meant(
    shop: Served, tmp_path: Path, expected: Any, code: int
) -> None:
    script = beside(product(shop.standin))[:2]
    assert run(shop, script, tmp_path, "status", expected)[0] == code
    with pytest.raises(ValueError, match="any of the answers"):
        pytest_file(shop.standin.api, script, base_url(shop), "", "body.image.alt", "two")


def test_a_script_fails_when_it_is_not_so(shop: Served, tmp_path: Path) -> None:
    code, printed = run(shop, images(product(shop.standin)), tmp_path, "body.images.0.alt", "one")
    assert code == 1
    assert "AssertionError: assert 'changed' == 'one'" in printed


def test_a_script_with_uploads_passes_when_it_is_so(gallery: Served, tmp_path: Path) -> None:
    script = uploads("Front", "Back")
    code, printed = run(gallery, script, tmp_path, "body.data.0.is_primary", True)
    assert code == 0, printed
    assert [each.status for each in gallery.seen] == [201, 201, 204, 200]


@pytest.mark.parametrize(("expected", "code"), [(204, 0), ([404, 204], 0), (404, 1)])
def test_statuses_are_expected(gallery: Served, tmp_path: Path, expected: Any, code: int) -> None:
    assert run(gallery, uploads("Front")[:2], tmp_path, "status", expected)[0] == code


def test_hostile_texts_arrive_as_they_are(shop: Served, tmp_path: Path) -> None:
    path = product(shop.standin)
    script = tuple(images(path, alt)[0] for alt in HOSTILE)
    listing = Step(operation="countProductImages", role="full", path=path)
    assert run(shop, (*script, listing), tmp_path, "body.count", len(HOSTILE))[0] == 0
    shown = {each["alt"] for each in shop.standin.describe_state()["ProductImage"]}
    assert shown == {*HOSTILE}


def test_hostile_texts_arrive_in_forms_as_they_are(gallery: Served, tmp_path: Path) -> None:
    assert run(gallery, uploads(*HOSTILE), tmp_path, "status", 200)[0] == 0
    shown = {each["title"] for each in gallery.standin.describe_state()["ProductImage"]}
    assert shown == {*HOSTILE[1:]}


def test_dots_are_no_way_up(shop: Served, tmp_path: Path) -> None:
    step = Step(operation="getProduct", role="full", path={"product_id": ".."})
    run(shop, (step,), tmp_path, "status", 422)
    assert [each.operation for each in shop.seen] == ["getProduct"]


def test_credentials_come_from_the_environment(shop: Served, tmp_path: Path) -> None:
    api = shop.standin.api
    text = pytest_file(api, images(product(shop.standin)), base_url(shop), "", "status", 200)
    for each in api.credentials:
        assert not any(value in text for value in each.headers.values())
    ran = run_pytest(text, tmp_path, {})
    assert ran.returncode == 1
    assert "KeyError: 'TOKEN_FULL'" in ran.stdout
    assert not shop.seen


def test_another_server_is_named_by_a_variable(shop: Served, tmp_path: Path) -> None:
    script = images(product(shop.standin))
    text = pytest_file(shop.standin.api, script, "http://127.0.0.1:9", "", "status", 200)
    environment = {**tokens(shop.standin), "BASE_URL": base_url(shop)}
    assert run_pytest(text, tmp_path, environment).returncode == 0


BODIES: list[Any] = [None, float("nan"), "\ud800", [], {"a": [1, True, None, "x" * 200]}, "text"]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("media_type", [JSON, "application/merge-patch+json", "text/plain"])
def test_every_body_is_python(body: Any, media_type: str) -> None:
    step = Step(operation="createProduct", media_type=media_type, body=body)
    text = pytest_file(APIS["shoplazza"], (step,), "http://x", 'a """b\\', "status", 1)
    assert text.encode()
    call = next(
        each
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "client.request"
    )
    sent = next(each.value for each in call.keywords if each.arg in {"json", "content"})
    found = eval(ast.unparse(sent), {"json": json})
    if isinstance(found, bytes) and not (media_type == "text/plain" and isinstance(body, str)):
        found = json.loads(found)
    if isinstance(found, bytes):
        found = found.decode("utf-8", "surrogatepass")
    assert repr(found) == repr(body)


@pytest.mark.parametrize("filled", [0, 10**7])
def test_files_are_sent_as_they_are(filled: int) -> None:
    content = bytes(range(256)) + bytes(filled)
    file = Upload(name="a", media_type="", content=content)
    step = Step(operation="createProduct", media_type="multipart/form-data", body=[("f", file)])
    text = pytest_file(APIS["shoplazza"], (step,), "http://x", "", "status", 1)
    assert len(text) < 3000
    tree = ast.parse(text)
    call = next(
        each for each in ast.walk(tree) if isinstance(each, ast.keyword) and each.arg == "files"
    )
    found = eval(ast.unparse(call.value), {"base64": base64})
    assert found == [("f", ("a", content))]


def test_values_of_answers_are_carried() -> None:
    image = Taken(0, ("image", "id"))
    script = (
        Step(operation="createProduct"),
        Step(operation="getProduct", path={"product_id": image}, headers={"h": image}),
    )
    text = pytest_file(APIS["shoplazza"], script, "http://x", "", "headers.etag", "a")
    ast.parse(text)
    assert 'in_address(answer_1.json()["image"]["id"])' in text
    assert '("h", as_text(answer_1.json()["image"]["id"]))' in text
    assert 'assert answer_2.headers.get("etag") == "a"' in text


@pytest.mark.parametrize("where", ["", "headers", "time"])
def test_other_places_are_refused(where: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        pytest_file(APIS["shoplazza"], (Step(operation="listProducts"),), "x", "", where, 1)


def test_an_empty_script_is_refused() -> None:
    with pytest.raises(ValueError, match="request"):
        pytest_file(APIS["shoplazza"], (), "http://x", "", "status", 1)
