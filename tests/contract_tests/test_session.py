"""Requests over real HTTP, within a budget."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from contract_tests.script import Step, Upload
from contract_tests.session import Budget, OutOfBudget, Session, encoded
from contract_tests.target import target_of
from mockserver.pictures import draw
from mockserver.standin import bundled, open_standin
from tests.serving import serving, serving_app


def budget(calls: int = 50, seconds: float = 30) -> Budget:
    return Budget(calls=calls, deadline=time.monotonic() + seconds)


def test_a_picture_is_sent_and_no_secret_is_kept() -> None:
    standin = open_standin(bundled()["closient"], seed=1)
    with serving(standin) as served:
        target = target_of(served.url, standin.fixtures(), standin.api)
        session = Session(standin.api, target, budget())
        path = target.known[0]
        picture = Upload(name='ä".png', media_type="image/png", content=draw(width=3, height=2))
        fields = [("image", picture), ("is_primary", True), ("title", "Käse")]
        step = Step(
            operation="uploadProductImage",
            role="full",
            path=path,
            media_type="multipart/form-data",
            body=fields,
        )
        exchange, response = session.send(4, step)
        assert response is not None
        assert (response.status, response.body["title"]) == (201, "Käse")
        assert response.body["is_primary"] is True
        assert (exchange.step, exchange.status) == (4, 201)
        secret = next(iter(target.credentials["full"].values()))
        assert secret not in repr(exchange)
        session.close()


def test_a_server_that_is_not_there_gives_no_answer() -> None:
    standin = open_standin(bundled()["shoplazza"], seed=1)
    session = Session(standin.api, target_of("http://127.0.0.1:9", {}, standin.api), budget())
    exchange, response = session.send(0, Step(operation="listProducts"))
    assert response is None
    assert "Refused" in exchange.error


def test_what_is_spent_is_not_sent() -> None:
    spent = budget(calls=1)
    spent.spend()
    with pytest.raises(OutOfBudget):
        spent.spend()
    with pytest.raises(OutOfBudget):
        budget(seconds=-1).spend()


def test_a_rate_is_kept() -> None:
    slow = Budget(calls=9, deadline=time.monotonic() + 30, rate=50)
    begun = time.monotonic()
    for _ in range(4):
        slow.spend()
    assert time.monotonic() - begun >= 0.059
    assert slow.pace >= 0.02
    assert slow.affordable == 5


def test_bodies_are_written_as_their_media_type_says() -> None:
    form = "application/x-www-form-urlencoded"
    assert encoded(Step(operation="x")) == ("", b"")
    assert encoded(Step(operation="x", media_type=form, body=[("a", "b c")])) == (form, b"a=b+c")
    json = "application/json"
    assert encoded(Step(operation="x", media_type=json, body=None)) == (json, b"null")


def test_what_is_sent_at_the_same_time_is_there_at_the_same_time() -> None:
    """The server answers nobody before all have come."""
    api = open_standin(bundled()["shoplazza"]).api
    there: list[str] = []

    async def patient(scope: Any, receive: Any, send: Any) -> None:
        there.append(scope["path"])
        while len(there) < 3:
            await asyncio.sleep(0.001)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    with serving_app(patient) as url:
        session = Session(api, target_of(url + "/x", {}, api), budget(calls=3))
        steps = [Step(operation="getProduct", path={"product_id": each}) for each in "abc"]
        found = session.send_together(4, steps)
        with pytest.raises(OutOfBudget):
            session.send_together(7, steps)
        session.close()
    assert [exchange.response_body[-1:] for exchange, _ in found] == [b"a", b"b", b"c"]
    assert [exchange.step for exchange, _ in found] == [4, 5, 6]
    assert len(there) == 3


@pytest.mark.parametrize(
    ("operation", "told"), [("DeleteCatalogObject", True), ("ListCatalog", False)]
)
def test_who_is_told_to_come_later_was_answered_where_a_rule_is_about_that(
    operation: str, told: bool
) -> None:
    api = open_standin(bundled()["square"]).api

    async def busy(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"retry-after", b"0.01"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 429, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    with serving_app(busy) as url:
        session = Session(api, target_of(url + "/x", {}, api), budget())
        steps = [Step(operation=operation, path={"object_id": each}) for each in "ab"]
        found = session.send_together(0, steps)
        session.close()
    assert [exchange.status for exchange, _ in found] == [429, 429]
    assert [response is not None for _, response in found] == [told, told]


class Noted(Budget):
    """A budget that keeps for how long it was waited."""

    def pause(self, seconds: float) -> None:
        self.waits = [*getattr(self, "waits", []), seconds]
        super().pause(seconds)


@pytest.mark.parametrize(("refused", "said", "waits"), [(1, None, 0), (1, 0.1, 0.1), (2, None, 1)])
def test_what_was_in_the_way_of_the_others_is_not_waited_for(
    refused: int, said: float | None, waits: float
) -> None:
    api, there = open_standin(bundled()["square"]).api, list[str]()

    async def busy(scope: Any, receive: Any, send: Any) -> None:
        there.append(scope["path"])
        status = 429 if len(there) <= refused else 200
        headers = [(b"retry-after", str(said).encode())] if said else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    with serving_app(busy) as url:
        kept = Noted(calls=9, deadline=time.monotonic() + 60)
        session = Session(api, target_of(url + "/x", {}, api), kept)
        steps = [Step(operation="DeleteCatalogObject", path={"object_id": e}) for e in "ab"]
        session.send_together(0, steps)
        session.close()
    assert kept.waits == [waits]
