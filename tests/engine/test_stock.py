"""What the document of a stock says: made values that grow, and what follows below."""

from __future__ import annotations

import re
from dataclasses import replace

from mockserver.engine.bind import Mismatch, World, bind
from mockserver.engine.fill import fill
from mockserver.engine.message import Json, Request
from mockserver.engine.step import step
from tests.walks import START, Walk

KEY = {"x-key": "letmein"}


def change(id_: str, **fields: object) -> Request:
    return Request(
        operation="changePart",
        method="PATCH",
        path={"id": id_},
        headers=KEY,
        media_type="application/json",
        body=Json({"name": "bolt", **fields}),
    )


def test_a_token_has_24_capital_letters_and_digits() -> None:
    walk = Walk("stock")
    ids = {walk.ask("createPart", {}, {"name": "a"})["id"] for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch("[A-Z0-9]{24}", each) for each in ids)


def test_a_time_that_is_an_integer_grows_while_the_clock_stands() -> None:
    walk = Walk("stock")
    part = walk.ask("createPart", {}, {"name": "a"})
    stamps = []
    for _ in range(4):
        walk.now = START
        stamps.append(walk.send(change(part["id"])).response.body["version"])
    assert stamps == sorted(set(stamps))
    assert stamps[0] > part["version"] >= int(START.timestamp() * 1000)
    assert walk.ask("getPart", {"id": part["id"]})["version"] == stamps[-1]


def test_a_server_whose_version_does_not_grow_is_no_match() -> None:
    walk = Walk("stock")
    part = walk.ask("createPart", {}, {"name": "a"})
    [outcome] = step(walk.api, walk.state, change(part["id"]))
    told = fill(walk.api, walk.state, outcome, walk.chance()).response
    assert isinstance(bind(walk.api, walk.state, outcome, told), World)
    for version in (part["version"], part["version"] - 1, str(part["version"] + 1), True):
        wrong = replace(told, body={**told.body, "version": version})
        found = bind(walk.api, walk.state, outcome, wrong)
        assert isinstance(found, Mismatch), version
        assert found.path == "body.version"
