"""The strangers: right as they are documented, and wrong in each way that they are told."""

from __future__ import annotations

import ast
import asyncio
import itertools
import re
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import shortuuid
import yaml

from tests.strangers import (
    akinon,
    akinon_asks,
    bigcommerce,
    bigcommerce_asks,
    closient,
    closient_asks,
    shoplazza,
    shoplazza_asks,
    square,
    square_asks,
)
from tests.strangers.asking import Ask, answers, trace
from tests.strangers.closient_facts import CHOCOLATE, OURS, SOAP
from tests.strangers.forms import misshapen
from tests.strangers.shoplazza_facts import GREEN, MUG, SHIRT

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "tests" / "strangers").glob("*.py"))
STRANGERS: dict[str, tuple[ModuleType, ModuleType]] = {
    "bigcommerce": (bigcommerce, bigcommerce_asks),
    "akinon": (akinon, akinon_asks),
    "closient": (closient, closient_asks),
    "shoplazza": (shoplazza, shoplazza_asks),
    "square": (square, square_asks),
}
FAULTS = [(name, each) for name, (server, _) in STRANGERS.items() for each in server.FAULTS]
VARIANTS = [(name, each) for name, (server, _) in STRANGERS.items() for each in server.VARIANTS]
BEYOND_OUR_DOCUMENTS = {"bad-input-400", "error-list", "missing-token-400"}
BEYOND_OUR_DOCUMENTS |= {"mismatch-409", "other-statuses"}
BEYOND_OUR_DOCUMENTS |= {"full-507", "limit-413", "variant-file-500"}
BEYOND_OUR_DOCUMENTS |= {"delta-envelope", "foreign-403", "created-200", "unknown-sku-404"}
BEYOND_OUR_DOCUMENTS |= {"conflict-409"}
"""Legal variants that the vendor's pages allow and our documents have no shape for."""


def asked(name: str, asks: Sequence[Ask], *switches: str) -> list[httpx.Response]:
    server, _ = STRANGERS[name]
    on = frozenset(switches)
    clocked = name not in {"closient", "akinon"}
    more = {"clock": itertools.count(1.8e9).__next__} if clocked else {}
    faults = server.FAULTS | getattr(server, "RACES", {})
    app = server.app(on & faults.keys(), on & server.VARIANTS.keys(), **more)
    header, token = next(iter(server.FIXTURES["credentials"]["full"].items()))
    scheme = token.rpartition(" ")[0]
    invented = {header: f"{scheme} csb_invented".strip()}
    roles = server.FIXTURES["credentials"] | {"invented": invented}
    roles["bearer"] = {"Authorization": f"Bearer {token}"}
    return asyncio.run(answers(app, roles, asks))


def bodies(name: str, *asks: Ask) -> list[Any]:
    return [each.json() if each.content else None for each in asked(name, asks)]


def test_strangers_share_no_code_with_the_project() -> None:
    for path in FILES:
        text = path.read_text()
        assert text.count("\n") <= 300
        for node in ast.walk(ast.parse(text)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            assert not [each for each in modules if re.match("mockserver|contract_tests", each)]


@pytest.mark.parametrize("name", STRANGERS)
def test_every_switch_is_shown(name: str) -> None:
    server, asks = STRANGERS[name]
    assert not server.FAULTS.keys() & server.VARIANTS.keys()
    assert asks.SHOWN.keys() == server.FAULTS.keys() | server.VARIANTS.keys()
    assert server.FAULTS.keys() > server.INFERRED
    assert len(server.FAULTS) >= 25
    assert len(server.VARIANTS) >= 8
    with pytest.raises(ValueError, match="no-such-fault"):
        server.app(frozenset({"no-such-fault"}))


@pytest.mark.parametrize(("name", "switch"), FAULTS + VARIANTS)
def test_a_switch_changes_the_answers(name: str, switch: str) -> None:
    asks = STRANGERS[name][1].SHOWN[switch]
    assert trace(asked(name, asks)) != trace(asked(name, asks, switch))


@pytest.mark.parametrize("race", closient.RACES)
def test_a_race_is_not_seen_by_who_asks_one_thing_after_the_other(race: str) -> None:
    ordinary = closient_asks.ORDINARY
    assert trace(asked("closient", ordinary, race)) == trace(asked("closient", ordinary))


@pytest.mark.parametrize("name", STRANGERS)
def test_without_a_switch_the_answers_are_the_same(name: str) -> None:
    _, asks = STRANGERS[name]
    for each in [*asks.SHOWN.values(), asks.ORDINARY]:
        assert trace(asked(name, each)) == trace(asked(name, each))


@pytest.mark.parametrize(("name", "fault"), FAULTS)
def test_a_fault_breaks_nothing_else(name: str, fault: str) -> None:
    got = asked(name, STRANGERS[name][1].ORDINARY, fault)
    assert fault.endswith("-500") or not [each for each in got if each.status_code >= 500]


@pytest.mark.parametrize(
    ("name", "variant"),
    [(name, "") for name in STRANGERS]
    + [each for each in VARIANTS if each[1] not in BEYOND_OUR_DOCUMENTS],
)
def test_answers_have_the_form_that_the_document_says(name: str, variant: str) -> None:
    got = asked(name, STRANGERS[name][1].ORDINARY, *filter(None, [variant]))
    base = STRANGERS[name][0].FIXTURES["base-path"]
    assert list(misshapen(name, base, got)) == []


@pytest.mark.parametrize("name", STRANGERS)
def test_a_reset_leaves_what_was_there_at_the_start(name: str) -> None:
    ordinary = STRANGERS[name][1].ORDINARY
    reads = [each for each in ordinary if each.method == "GET" and "{" not in each.path]
    got = asked(name, [*ordinary, Ask(method="POST", path="/_reset"), *reads])[len(ordinary) + 1 :]
    again, fresh = trace(got), trace(asked(name, reads))
    assert [(each[0], each[2]) for each in again] == [(each[0], each[2]) for each in fresh]


def test_one_image_is_primary_and_comes_first() -> None:
    up, ls = closient_asks.up, closient_asks.ls
    got = bodies("closient", up("A", "true"), up("B", "true"), up("C"), ls())
    a, b, c, listed = got
    assert [(each["title"], each["is_primary"]) for each in listed["data"]] == [
        *(("B", True), ("C", False), ("A", False), ("", False), ("Bar", False))
    ]
    assert listed["data"][:3] == [b, c, a | {"is_primary": False}]
    assert c == c | {"is_primary": False, "priority": 0, "title": "C"}


def test_pages_are_the_whole_list() -> None:
    asks = [closient_asks.up() for _ in range(5)]
    pages = [closient_asks.ls(page=number, page_size=3) for number in (1, 2, 3, 4)]
    got = bodies("closient", *asks, closient_asks.ls(), *pages)[5:]
    assert [image for page in got[1:] for image in page["data"]] == got[0]["data"]
    assert [len(page["data"]) for page in got[1:]] == [3, 3, 1, 0]
    assert [page["pagination"]["has_next"] for page in got[1:]] == [True, True, False, False]
    assert got[2]["pagination"] == {
        **{"page": 2, "page_size": 3, "total_count": 7, "total_pages": 3},
        **{"has_next": True, "has_previous": True},
    }


def test_every_form_of_an_identifier_is_the_same() -> None:
    uuid = str(shortuuid.decode(OURS))
    short = SOAP.lstrip("0")
    forms = [SOAP, SOAP[1:], SOAP[2:]]
    asks = [closient_asks.ls(form, organization=org) for form in forms for org in (OURS, uuid)]
    got = bodies("closient", *asks)
    assert len(short) == 8
    assert got == [got[0]] * 6 and got[0]["data"]
    gone = asked(
        "closient",
        [closient_asks.up(), closient_asks.rm("{0.id!uuid}"), closient_asks.rm("{0.id}")],
    )
    assert [each.status_code for each in gone] == [201, 204, 404]
    assert gone[1].content == b""


def test_what_is_refused_changes_nothing() -> None:
    up, ls, rm = closient_asks.up, closient_asks.ls, closient_asks.rm
    refused = [
        (up("x" * 256, "true"), 422),
        (up(file=closient_asks.TEXT), 422),
        (up("A", "true", file=None), 422),
        (up("A", "true", by="read-only"), 403),
        (up("A", "true", by="outsider"), 403),
        (up("A", "true", by="nobody"), 401),
        (rm("{0.data.0.id}", at=SOAP), 404),
        (rm("{0.data.0.id}", by="read-only"), 403),
        (closient_asks.new(CHOCOLATE[1:]), 409),
    ]
    got = asked("closient", [ls(), *(ask for ask, _ in refused), ls()])
    assert [each.status_code for each in got[1:-1]] == [status for _, status in refused]
    for each in got[1:-1]:
        assert each.json()["error"]["status"] == each.status_code
    assert got[0].json() == got[-1].json()
    assert [int(each.headers["RateLimit-Remaining"]) for each in got[:2]] == [59_999, 59_998]


def test_positions_are_dense_and_images_move() -> None:
    add, put, ls = shoplazza_asks.add, shoplazza_asks.put, shoplazza_asks.ls
    third, first = add(alt="third"), add(position=1, alt="first")
    rm = shoplazza_asks.rm
    got = bodies("shoplazza", third, first, ls(), put(position=1), ls(), rm(), ls(), rm("x"))
    seen = [[(each["position"], each["alt"]) for each in got[n]["images"]] for n in (2, 4, 6)]
    assert seen == [
        [(1, "first"), (2, ""), (3, ""), (4, "third")],
        [(1, "third"), (2, "first"), (3, ""), (4, "")],
        [(1, "first"), (2, ""), (3, "")],
    ]
    assert got[3]["image"] == got[0]["image"] | {
        "position": 1,
        "updated_at": got[3]["image"]["updated_at"],
    }
    assert got[5] == {}
    assert got[7] == {"errors": ["ImageId must be a valid UUID"]}


def test_a_product_shows_what_its_list_shows() -> None:
    product, ls, rm = shoplazza_asks.product, shoplazza_asks.ls, shoplazza_asks.rm
    asks = [ls(), product(), rm("{0.images.1.id}"), product(), shoplazza_asks.count()]
    listed, before, _, after, count = bodies("shoplazza", *asks)
    assert before["product"]["images"] == listed["images"]
    green = [each for each in before["product"]["variants"] if each["id"] == GREEN]
    assert green[0]["image_id"] == listed["images"][1]["id"]
    assert [each["image_id"] for each in after["product"]["variants"]] == ["", ""]
    assert after["product"]["images"] == listed["images"][:1] and count == {"count": 1}
    assert after["product"]["image"].items() <= listed["images"][0].items()


def test_a_shop_refuses_as_it_documents() -> None:
    add, ls, get = shoplazza_asks.add, shoplazza_asks.ls, shoplazza_asks.get
    refused = [
        (add(position=0), 400, "Bad Request"),
        (add(src=""), 400, "Bad Request"),
        (ls("x"), 422, {"errors": ["ProductId must be a valid UUID"]}),
        (ls(""), 422, {"errors": ["ProductId must be a valid UUID"]}),
        (ls(shoplazza_asks.NOBODY), 404, {"errors": ["Product not found"]}),
        (get("{0.images.0.id}", at=SHIRT), 404, {"errors": ["record not found"]}),
        (ls(by="inactive"), 401, {"error": "store is not active"}),
        (add(by="read-only"), 403, {"error": "This app was not granted write_product."}),
    ]
    got = asked("shoplazza", [ls(MUG), *(ask for ask, *_ in refused), ls(MUG)])
    for answer, (_, status, body) in zip(got[1:-1], refused, strict=True):
        text = answer.text if status == 400 else answer.json()
        assert (answer.status_code, text) == (status, body)
    assert got[0].json() == got[-1].json()
    assert len({each.headers["Request-Id"] for each in got}) == len(got)


@pytest.mark.parametrize("name", STRANGERS)
def test_the_command_line_lists_and_serves(name: str) -> None:
    server, _ = STRANGERS[name]
    command = [sys.executable, "-m", f"tests.strangers.{name}"]
    printed = [
        subprocess.run(
            [*command, flag], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for flag in ("--list", "--fixtures")
    ]
    races = getattr(server, "RACES", {})
    assert printed[0].count("\n") == len(server.FAULTS | races | server.VARIANTS)
    assert yaml.safe_load(printed[1]) == server.FIXTURES
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fault = ["--fault", next(iter(server.FAULTS)), "--variant", "more-headers"]
    with subprocess.Popen([*command, "--port", str(port), *fault], cwd=ROOT) as process:
        try:
            for _ in range(200):
                try:
                    answer = httpx.post(f"http://127.0.0.1:{port}/_reset")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            assert answer.is_success and answer.headers["etag"]
        finally:
            process.terminate()
