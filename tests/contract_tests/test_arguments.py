"""What an examiner sends, against the engine itself."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from contract_tests.arguments import Arguments
from contract_tests.requests import request_of
from contract_tests.script import Step, from_plain, to_plain
from mockserver.document import load
from mockserver.engine.hole import Hole
from mockserver.engine.state import State
from mockserver.engine.step import step as stepped
from mockserver.engine.transition import applied
from mockserver.standin import StandIn
from tests.conftest import APIS, DOCUMENTS, NAMES
from tests.walks import START, Walk

BEGINNINGS = {
    name: StandIn(load(path), clock=lambda: START).snapshot() for name, path in DOCUMENTS.items()
}
"""Those of a fixed time, for the times are in the steps, too."""

IMAGES = {"getProductImage", "updateProductImage", "deleteProductImage"}
IMPOSSIBLE: dict[str, set[str]] = {
    "bigcommerce": IMAGES,
    "closient": {"deleteProductImage"},
    "shoplazza": IMAGES,
    "square": {"UpdateCatalogImage"},
}
"""What cannot be done with the fixtures alone: they have no images."""


def arguments(name: str, seed: int = 1, **options: object) -> Arguments:
    roles = [each.role for each in APIS[name].credentials]
    return Arguments(APIS[name], load(DOCUMENTS[name]), roles=roles, seed=seed, **options)  # type: ignore[arg-type]


def headers(name: str, role: str) -> dict[str, str]:
    return next((dict(each.headers) for each in APIS[name].credentials if each.role == role), {})


def beginning(name: str) -> Walk:
    walk = Walk(name)
    walk.state = walk.beginning = BEGINNINGS[name]
    return walk


def walked(name: str, steps: int, seed: int = 1) -> tuple[Walk, list[tuple[Step, int, str]]]:
    """Walk with operations chosen at random; return each step with its status and refusal."""
    walk, made, chance = beginning(name), arguments(name, seed), random.Random(seed)
    operations, found = [*walk.api.operations.values()], []
    for _ in range(steps):
        step = made.step(walk.state, walk.beginning, chance.choice(operations))
        request = request_of(walk.api, step, headers(name, step.role))
        response = walk.send(request).response
        found.append((step, response.status, response.reason))
    return walk, found


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_that_can_succeeds_and_some_requests_are_refused(name: str) -> None:
    api, state, made = APIS[name], BEGINNINGS[name], arguments(name)
    done: Counter[str] = Counter()
    for operation in api.operations.values():
        for _ in range(300):
            step = made.step(state, state, operation)
            outcome = stepped(api, state, request_of(api, step, headers(name, step.role)))[0]
            done[operation.id] += outcome.refusal is None
    assert {id_ for id_, count in done.items() if count} == set(api.operations) - IMPOSSIBLE.get(
        name, set()
    )
    total = 300 * len(api.operations)
    assert 0.3 * total <= sum(done.values()) <= 0.8 * total


@pytest.mark.parametrize("name", NAMES)
def test_a_walk_reaches_a_success_of_every_operation(name: str) -> None:
    _, found = walked(name, 1000)
    assert {step.operation for step, _, reason in found if not reason} == set(APIS[name].operations)
    assert sum(bool(reason) for _, _, reason in found) >= 0.2 * len(found)


def test_walks_meet_nearly_every_rule() -> None:
    """Except those that need a hundred of something, a flood, or a real wire."""
    for name, least in {"akinon": 30, "bigcommerce": 33, "shoplazza": 22, "square": 38}.items():
        walk, made, chance = beginning(name), arguments(name), random.Random(1)
        operations, cited = [*walk.api.operations.values()], set[str]()
        for _ in range(2000):
            step = made.step(walk.state, walk.beginning, chance.choice(operations))
            request = request_of(walk.api, step, headers(name, step.role))
            cited |= {*stepped(walk.api, walk.state, request)[0].rules}
            cited |= {*walk.send(request).response.rules}
        assert len(cited & set(walk.api.rules)) >= least, name


@pytest.mark.parametrize("name", APIS)
def test_steps_are_literal_and_can_be_saved(name: str) -> None:
    _, found = walked(name, 300)
    script = tuple(step for step, _, _ in found)
    assert not [each for step in script for each in step.taken()]
    saved = from_plain(to_plain(script))
    for was, now in zip(script, saved, strict=True):
        assert request_of(APIS[name], was, {}) == request_of(APIS[name], now, {})


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_makes_the_same_steps(name: str) -> None:
    _, one = walked(name, 60, seed=3)
    _, two = walked(name, 60, seed=3)
    _, other = walked(name, 60, seed=4)
    assert one == two != other


def test_the_same_seed_makes_the_same_steps_in_every_process() -> None:
    """Sets and persistent maps are in another order in each."""
    program = (
        "from tests.contract_tests.test_arguments import walked; import hashlib; "
        "print(hashlib.md5(repr([walked(n, 60)[1] for n in ('square', 'stock')])"
        ".encode()).hexdigest())"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] != ""


def test_paths_name_what_is_known_mostly_and_also_what_is_not() -> None:
    walk, found = walked("shoplazza", 2500)
    named = [step for step, _, _ in found if step.operation == "getProductImage"]
    images = [key for name, key in walk.state.entities if name == "ProductImage"]
    known = [step for step in named if step.path["image_id"] in images]
    refused = Counter(reason for step, _, reason in found if step in named)
    assert known and any(refused.values())
    parents = {
        str(each.key): str(each.parent)
        for each in walk.state.entities.values()
        if each.resource == "ProductImage"
    }
    assert any(str(step.path["product_id"]) != parents[step.path["image_id"]] for step in known), (
        "the image of another product"
    )


def test_identifiers_come_in_all_their_forms() -> None:
    state, made = BEGINNINGS["closient"], arguments("closient")
    operation = APIS["closient"].operations["listProductImages"]
    paths = [made.step(state, state, operation).path for _ in range(400)]
    lengths = {len(str(each["gtin"])) for each in paths if str(each["gtin"]).isdigit()}
    assert {8, 13, 14} <= lengths
    assert {22, 36} <= {len(str(each["organization_id"])) for each in paths}


@pytest.mark.parametrize("name", APIS)
def test_what_nobody_knows_yet_is_not_sent(name: str) -> None:
    """After a request without an answer a state has holes, which are no values."""
    api, state, made = APIS[name], BEGINNINGS[name], arguments(name)
    for _ in range(40):
        for operation in api.operations.values():
            step = made.step(state, BEGINNINGS[name], operation)
            json.dumps(to_plain((step,)))
            if operation.action in {"create", "update", "upsert", "replace-all"}:
                request = request_of(api, step, headers(name, step.role))
                outcome = stepped(api, state, request)[0]
                state = applied(api, state, outcome.changes, outcome.serial)
    assert any(isinstance(key, Hole) for _, key in state.entities) or name == "closient"


@pytest.mark.parametrize("name", APIS)
def test_a_server_of_which_nothing_is_known_is_asked_all_the_same(name: str) -> None:
    made = arguments(name)
    for operation in APIS[name].operations.values():
        steps = [made.step(State(), State(), operation) for _ in range(20)]
        names = {each.name for each in operation.parameters if each.where == "path"}
        assert all(names == each.path.keys() for each in steps)
        assert all(None not in each.path.values() for each in steps)
        texts = [str(value) for each in steps for value in each.path.values()]
        assert not [text for text in texts if "/" in text or not text.strip(".")]


def test_all_of_a_large_state_is_named() -> None:
    walk, made = beginning("library"), arguments("library")
    shelf = walk.api.operations["createShelf"]
    for number in range(260):
        request = Step(
            operation=shelf.id,
            role="full",
            media_type="application/json",
            body={
                "code": f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number // 10]}-{number % 10}",
                "books": [],
            },
        )
        walk.send(request_of(walk.api, request, headers("library", "full")))
    assert len(walk.state.entities) > 250
    read = walk.api.operations["getShelf"]
    named = Counter(made.step(walk.state, walk.beginning, read).path["id"] for _ in range(3000))
    assert len(named) > 200


def test_keys_are_repeated_with_the_same_and_with_another_body() -> None:
    state, made = BEGINNINGS["square"], arguments("square", mark="run7")
    operation = APIS["square"].operations["UpsertCatalogObject"]
    steps = [made.step(state, state, operation) for _ in range(400)]
    bodies = [
        (step.body["idempotency_key"], repr(step.body))
        for step in steps
        if isinstance(step.body, dict) and isinstance(step.body.get("idempotency_key"), str)
    ]
    keys = Counter(key for key, _ in bodies)
    again = Counter(bodies)
    assert sum(count > 1 for count in again.values()) > 10, "the same request"
    assert any(len({body for each, body in bodies if each == key}) > 1 for key in keys), (
        "another request"
    )
    assert sum(key.startswith("krun7-") for key in keys) > 100


def test_the_role_is_mostly_the_first_that_may() -> None:
    state = BEGINNINGS["bigcommerce"]
    made = Arguments(
        APIS["bigcommerce"],
        load(DOCUMENTS["bigcommerce"]),
        roles=["outsider", "read-only", "full"],
        seed=1,
    )
    operations = APIS["bigcommerce"].operations
    for id_, first in (("listProducts", "read-only"), ("createProduct", "full")):
        roles = Counter(made.step(state, state, operations[id_]).role for _ in range(300))
        assert roles.most_common(1)[0][0] == first and set(roles) == {
            "outsider",
            "read-only",
            "full",
            "",
        }
    assert made.step(state, state, operations["listProducts"], role="outsider").role == "outsider"
    made.leave_out("read-only")
    assert made.able(operations["listProducts"]) == ("full",)
    roles = {made.step(state, state, operations["listProducts"]).role for _ in range(300)}
    assert roles == {"outsider", "full", ""}


def test_updates_send_back_what_is_stored_with_one_change() -> None:
    _, found = walked("square", 600)
    upserts = [
        step.body["object"]
        for step, _, reason in found
        if step.operation == "UpsertCatalogObject" and not reason
    ]
    assert any(not str(each["id"]).startswith("#") and "version" in each for each in upserts)
    assert any(str(each["id"]).startswith("#") for each in upserts)


@pytest.mark.parametrize("name", NAMES)
def test_speed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    walk, _ = walked(name, 200)
    made, operations = arguments(name), [*walk.api.operations.values()]
    start = time.perf_counter()
    steps = [
        made.step(walk.state, walk.beginning, operations[number % len(operations)])
        for number in range(2000)
    ]
    seconds = time.perf_counter() - start
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: {len(steps) / seconds:,.0f} steps/s\n")
    assert len({repr(each) for each in steps}) > 200
