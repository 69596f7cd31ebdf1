"""A server in this process answers as a stand-in does, but for its fault, when it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contract_tests.mutants.conditions import CONDITIONS
from contract_tests.mutants.fault import Condition, Fault, Mutant, Scene
from contract_tests.mutants.server import Server
from contract_tests.mutants.shadow import Shadow
from mockserver.engine.fill import Filled
from mockserver.engine.message import Json, Request
from mockserver.engine.outcome import Outcome
from mockserver.standin import bundled, open_standin

NAME = "shoplazza"
STANDIN = open_standin(bundled()[NAME], seed=1)
API = STANDIN.api
PRODUCT = STANDIN.fixtures()["known"]["Product"][0]["product_id"]
NEW = {"product": {"title": "New", "has_only_default_variant": True}}
TOKEN = {"access-token": "understudy-shop-write-and-read"}


def asked(operation: str, body: Any = None, **path: str) -> Request:
    return Request(
        operation=operation,
        method=API.operations[operation].method,
        path={"product_id": PRODUCT, **path},
        headers=TOKEN,
        media_type="application/json" if body else None,
        body=Json(body) if body else None,
    )


def image(**values: Any) -> dict[str, Any]:
    return {"image": {"src": "https://cdn.example.com/1.png", **values}}


def mutant(fault: Fault, condition: str = "always") -> Mutant:
    known = {each.name: each for each in CONDITIONS}
    made = Mutant(api=NAME, kind="k", rules=(), way="w", at="p", says="It fails", fault=fault)
    return replace(made, condition=known[condition]) if condition in known else made


def nothing(scene: Scene, right: Outcome) -> Outcome:
    return replace(right, changes=()) if not right.refusal else right


def server(fault: Fault | None = None, condition: str = "always") -> Server:
    broken = mutant(fault, condition) if fault else None
    return Server(API, STANDIN.snapshot(), broken, datetime(2030, 1, 1, tzinfo=UTC))


def images(broken: Server) -> list[Any]:
    answer = broken.respond(asked("listProductImages"))
    assert answer.status == 200
    found: list[Any] = answer.body["images"]
    return found


def test_without_a_mutant_it_answers_as_the_stand_in_does() -> None:
    standin, right = open_standin(bundled()[NAME], seed=1), server()
    for request in (
        asked("listProductImages"),
        asked("createProductImage", image(position=0)),
        asked("getProductImage", image_id="no-uuid"),
        asked("deleteProduct"),
        asked("listProductImages"),
    ):
        expected, seen = standin.respond(request), right.respond(request)
        assert (seen.status, seen.body) == (expected.status, expected.body)
        assert [name for name, _ in seen.headers] == ["request-id"]


def test_what_was_stored_is_gone_after_a_reset() -> None:
    right = server()
    before = len(images(right))
    assert right.respond(asked("createProductImage", image())).status == 200
    assert len(images(right)) == before + 1
    right.reset()
    assert len(images(right)) == before


def test_a_fault_changes_what_happens_where_it_concerns() -> None:
    forgetful = Fault(outcome=nothing, operations=frozenset({"deleteProductImage"}))
    broken = server(forgetful)
    made = broken.respond(asked("createProductImage", image())).body["image"]["id"]
    assert made in [each["id"] for each in images(broken)]
    assert broken.respond(asked("deleteProductImage", image_id=made)).status == 200
    assert made in [each["id"] for each in images(broken)]
    assert broken.applied == 1


@pytest.mark.parametrize(
    ("condition", "gone"),
    [
        ("always", [False, False, False, False]),
        ("again", [True, False, False, False]),
        ("deleted", [True, False, False, False]),
        ("third", [True, True, False, True]),
    ],
)
def test_a_condition_says_when_a_fault_shows(condition: str, gone: list[bool]) -> None:
    def kept(scene: Scene, filled: Filled) -> Filled:
        return replace(filled, state=scene.state)

    broken = server(Fault(answered=kept, operations=frozenset({"deleteProductImage"})), condition)
    seen = []
    for _ in gone:
        made = broken.respond(asked("createProductImage", image())).body["image"]["id"]
        broken.respond(asked("deleteProductImage", image_id=made))
        seen.append(made not in [each["id"] for each in images(broken)])
    assert seen == gone


def test_a_crowd_are_three_siblings() -> None:
    broken = server(Fault(outcome=nothing, operations=frozenset({"createProductImage"})), "crowd")
    product = broken.respond(asked("createProduct", NEW)).body
    new = product["product"]["id"]
    sizes = []
    for _ in range(4):
        broken.respond(asked("createProductImage", image(), product_id=new))
        sizes.append(len(broken.respond(asked("listProductImages", product_id=new)).body["images"]))
    assert sizes == [1, 2, 3, 3]


def test_the_last_of_several_is_known() -> None:
    last = next(each for each in CONDITIONS if each.name == "last")
    holds: list[bool] = []

    def noted(scene: Scene, right: Outcome) -> Outcome:
        holds.append(last.holds(scene))
        return right

    broken = server(Fault(outcome=noted, operations=frozenset({"getProductImage"})))
    for _ in range(2):
        broken.respond(asked("createProductImage", image()))
    several = [each["id"] for each in images(broken)]
    for each in several:
        broken.respond(asked("getProductImage", image_id=each))
    assert holds == [*[False] * (len(several) - 1), True]


def test_who_fails_answers_500_and_tells_why() -> None:
    def fails(scene: Scene, right: Outcome) -> Outcome:
        raise ZeroDivisionError("on purpose")

    broken = server(Fault(outcome=fails))
    assert broken.respond(asked("listProductImages")).status == 500
    assert "on purpose" in broken.crashes[0]


def test_its_clock_goes_on_with_each_request_and_with_nothing_else() -> None:
    right = server()
    answers = [right.respond(asked("createProductImage", image())) for _ in range(201)]
    first, last = (answers[each].body["image"]["created_at"] for each in (0, -1))
    assert (first[:19], last[:19]) == ("2030-01-01T00:00:00", "2030-01-01T00:00:01")


def test_another_model_answers_until_the_condition_ends() -> None:
    operation = API.operations["listProductImages"]
    wrong = replace(
        API, operations={**API.operations, operation.id: replace(operation, status=418)}
    )
    only = Condition(name="once", says="", holds=lambda scene: not scene.memory.counts)
    once = replace(mutant(Fault(model=lambda: wrong)), condition=only)
    broken = Server(API, STANDIN.snapshot(), once)
    assert broken.respond(asked("createProductImage", image())).status == 200
    assert broken.respond(asked("listProductImages")).status == 200
    broken.reset()
    assert broken.respond(asked("listProductImages")).status == 418


def test_a_shadow_sees_the_first_difference_after_each_reset() -> None:
    def louder(scene: Scene, filled: Filled) -> Filled:
        body = {**filled.response.body, "count": -1}
        return replace(filled, response=replace(filled.response, body=body))

    counting = frozenset({"countProductImages"})
    shadow = Shadow(API, STANDIN.snapshot(), mutant(Fault(answered=louder, operations=counting)))
    for _ in range(2):
        shadow.respond(asked("createProductImage", image()))
        shadow.respond(asked("listProductImages"))
        shadow.respond(asked("countProductImages"))
        shadow.respond(asked("countProductImages"))
        shadow.reset()
    assert len(shadow.differences) == 2
    first = shadow.differences[0]
    assert first.says.startswith("body.count is -1 instead of")
