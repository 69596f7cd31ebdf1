"""What the document of a stock says: made values that grow, and what follows below."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from mockserver.engine.bind import Mismatch, World, bind
from mockserver.engine.fill import fill
from mockserver.engine.message import File, Form, Json, Request
from mockserver.engine.state import State
from mockserver.engine.step import step
from tests.walks import FILE, START, Walk

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


def pictured(part: str | File, media_type: str | None = "multipart/form-data") -> Request:
    return Request(
        operation="createPicturedPart",
        method="POST",
        headers=KEY,
        media_type=media_type,
        body=Form((("part", part), ("picture", FILE))),
    )


@pytest.mark.parametrize("file_name", ["", "part.json"])
def test_a_part_of_a_form_may_be_json(file_name: str) -> None:
    walk, text = Walk("stock"), '{"name": "a", "kind": "b"}'
    part = File(name=file_name, media_type="application/json", data=text.encode())
    told = walk.send(pictured(part if file_name else text)).response
    assert (told.status, told.body["name"], told.body["kind"]) == (200, "a", "b")
    assert walk.ask("getPart", {"id": told.body["id"]}) == told.body


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "WRONG", "part"),
        ("{", "WRONG", "part"),
        ("x", "WRONG", "part"),
        ("NaN", "WRONG", "part"),
        ("[" * 200 + "]" * 200, "WRONG", "part"),
        ("[]", "WRONG", "part"),
        ("{}", "MISSING", "part.name"),
        ('{"name": 1}', "WRONG", "part.name"),
        ('{"name": "0123456789"}', "TOO_LONG", "part.name"),
    ],
)
def test_a_part_that_is_no_json_or_does_not_fit_is_refused(
    text: str, code: str, field: str
) -> None:
    walk = Walk("stock")
    before = walk.state
    for sent in (text, File(name="x", media_type="", data=text.encode())):
        told = walk.send(pictured(sent)).response
        assert told.status == 400
        assert [(each["code"], each["field"]) for each in told.body["errors"]] == [(code, field)]
        assert walk.state is before


def test_bytes_that_are_no_text_are_no_json() -> None:
    sent = File(name="x", media_type="", data=b"\xff{}")
    assert Walk("stock").send(pictured(sent)).response.body["errors"][0]["field"] == "part"


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
    outcome, *_ = step(walk.api, walk.state, change(part["id"]))
    told = fill(walk.api, walk.state, outcome, walk.chance()).response
    assert isinstance(bind(walk.api, walk.state, outcome, told), World)
    for version in (part["version"], part["version"] - 1, str(part["version"] + 1), True):
        wrong = replace(told, body={**told.body, "version": version})
        found = bind(walk.api, walk.state, outcome, wrong)
        assert isinstance(found, Mismatch), version
        assert found.path == "body.version"


def test_what_is_deleted_is_shown_to_those_who_ask() -> None:
    walk = Walk("stock")
    part = walk.ask("createPart", {}, {"name": "a"})
    listed = walk.ask("listParts", {})["parts"]
    assert part in listed and walk.ask("listParts", {}, deleted_too="true")["parts"] == listed
    walk.now = START
    walk.ask("deletePart", {"id": part["id"]})
    assert part["id"] not in [each["id"] for each in walk.ask("listParts", {})["parts"]]
    assert "errors" in walk.ask("getPart", {"id": part["id"]})
    everything = walk.ask("listParts", {}, deleted_too="true")["parts"]
    assert len(everything) == len(listed)
    [dead] = [each for each in everything if each["id"] == part["id"]]
    assert dead["gone"] is True and all(not each["gone"] for each in everything if each != dead)
    assert dead["version"] > part["version"], "the clock stood, the version grew all the same"
    assert {**dead, "gone": False, "version": 0, "updated": 0} == {
        **part,
        "version": 0,
        "updated": 0,
    }
    order = [each["version"] for each in everything]
    assert order == sorted(order, reverse=True)


def test_what_is_deleted_cannot_be_changed_and_nothing_is_written_as_deleted() -> None:
    walk = Walk("stock")
    part = walk.ask("createPart", {}, {"name": "a"})
    before = walk.state
    assert walk.ask("createPart", {}, {"name": "b", "gone": True})["errors"][0]["field"] == "gone"
    assert walk.send(change(part["id"], gone=True)).response.status == 400
    assert walk.state is before
    assert walk.send(change(part["id"], gone=False)).response.status == 200
    walk.ask("deletePart", {"id": part["id"]})
    after = walk.state
    assert walk.send(change(part["id"], kind="x")).response.status == 404
    assert walk.ask("deletePart", {"id": part["id"]})["errors"]
    assert walk.state is after


def get(id_: str, version: str = "") -> Request:
    headers = {**KEY, "stock-version": version} if version else KEY
    return Request(operation="getPart", path={"id": id_}, headers=headers)


def test_an_older_version_is_answered_the_older_way() -> None:
    walk = Walk("stock")
    part = walk.ask("createPart", {}, {"name": "a", "sheets": ["x", "y"]})
    assert part["sheets"] == ["x", "y"] and "sheet" not in part
    for version, older in (
        ("", False),
        ("2021-12-15", False),
        ("2030-01-01", False),
        ("yesterday", False),
        ("2021-12-14", True),
        ("1999-01-01", True),
    ):
        seen = walk.send(get(part["id"], version)).response.body
        assert ("sheets" in seen, seen.get("sheet")) == ((False, "x") if older else (True, None))
    listing = Request(operation="listParts", headers={**KEY, "stock-version": "2020-01-01"})
    parts = walk.send(listing).response.body["parts"]
    assert [each.get("sheet") for each in parts if each["name"] == "a"] == ["x"]
    assert not any("sheets" in each for each in parts)
    bare = walk.ask("createPart", {}, {"name": "b", "sheets": []})
    assert "sheet" not in walk.send(get(bare["id"], "2020-01-01")).response.body


def test_a_write_may_be_refused_because_another_one_overlaps_it() -> None:
    walk = Walk("stock")
    part = walk.ask("createPart", {}, {"name": "a"})
    done, crossed = step(walk.api, walk.state, change(part["id"]))
    assert done.refusal is None, "what the stand-in does"
    told = fill(walk.api, walk.state, crossed, walk.chance())
    assert told.response.status == 429 and told.state is walk.state
    assert isinstance(bind(walk.api, walk.state, crossed, told.response), World)
    assert isinstance(bind(walk.api, walk.state, done, told.response), Mismatch)


def search(walk: Walk, body: dict[str, Any]) -> Any:
    request = Request(
        operation="searchParts", headers=KEY, media_type="application/json", body=Json(body)
    )
    return walk.send(request).response.body


def found(walk: Walk, **body: Any) -> list[str]:
    """The names on all pages of a search, which hold each part once."""
    names: list[str] = []
    ids: list[str] = []
    while True:
        told = search(walk, body)
        names += [each["name"] for each in told["parts"]]
        ids += [each["id"] for each in told["parts"]]
        assert len(set(ids)) == len(ids)
        if "cursor" not in told:
            return names
        assert told["parts"], "a page with a cursor is not empty"
        body["cursor"] = told["cursor"]


@pytest.fixture
def filled() -> Walk:
    walk = Walk("stock")
    for part in walk.ask("listParts", {})["parts"]:
        walk.ask("deletePart", {"id": part["id"]})
    for number, name in enumerate(("Oak door", "oak", "Door", "odd", "elm", "elm 2", "elm 3")):
        walk.now = START + timedelta(seconds=number + 10)
        walk.ask("createPart", {}, {"name": name, "kind": ["large", "small", "rare"][number % 3]})
    return walk


@pytest.mark.parametrize("limit", [None, 1, 2, 3, 4, 5, 0, -1, 10**9])
def test_a_search_is_walked_by_its_cursor(filled: Walk, limit: int | None) -> None:
    body = {} if limit is None else {"limit": limit}
    everything = ["elm 3", "elm 2", "elm", "odd", "Door", "oak", "Oak door"]
    assert found(filled, kinds=["large", "small", "rare"], **body) == everything
    size = limit if limit in (1, 2, 3, 4) else 2
    assert len(filled.ask("searchParts", {}, {"kinds": ["rare", "large"], **body})["parts"]) == min(
        size, 5
    )


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, ["elm 3", "elm", "odd", "oak", "Oak door"]),
        ({"kinds": []}, ["elm 3", "elm", "odd", "oak", "Oak door"]),
        ({"kinds": ["rare"]}, ["elm 2", "Door"]),
        ({"kinds": ["unknown"]}, []),
        ({"changed_after": "2026-01-01T00:00:13Z"}, ["elm 3", "elm"]),
        ({"changed_after": "2026-01-01T00:00:12.999Z"}, ["elm 3", "elm", "odd"]),
        ({"changed_after": "2026-01-01T01:00:15+01:00"}, ["elm 3"]),
        ({"query": {"name": "OAK"}}, ["oak"]),
        ({"query": {"start": "O"}}, ["odd", "oak", "Oak door"]),
        ({"query": {"start": "lar"}}, ["elm 3", "odd", "Oak door"]),
        ({"query": {"words": ["DOO", "oak"]}}, ["Oak door"]),
        ({"query": {"words": ["do", "oak"]}}, ["oak", "Oak door"]),
        ({"query": {"words": ["oak"]}, "kinds": ["small"]}, ["oak"]),
        ({"query": {}}, ["elm 3", "elm", "odd", "oak", "Oak door"]),
    ],
)
def test_a_search_is_narrowed(filled: Walk, body: dict[str, Any], names: list[str]) -> None:
    assert found(filled, **body) == names


def test_a_search_that_asks_for_deleted_parts_shows_them(filled: Walk) -> None:
    assert len(found(filled, deleted_too=True)) == len(found(filled)) + 2
    assert found(filled, deleted_too=False) == found(filled)


@pytest.mark.parametrize("cursor", ["x", "", "bnVsbA", "W10", "e30"])
def test_a_cursor_that_is_none_is_refused(filled: Walk, cursor: str) -> None:
    told = filled.ask("searchParts", {}, {"cursor": cursor})
    assert ("errors" in told) == bool(cursor)
    if cursor:
        assert told["errors"][0]["field"] == "cursor"


def test_a_page_does_not_look_at_what_lies_behind_it(filled: Walk) -> None:
    looked: list[Any] = []

    class Looking(State):
        def child(self, resource: str, item: Any) -> Any:
            looked.append(item)
            return super().child(resource, item)

    for number in range(300):
        filled.ask("createPart", {}, {"name": str(number)})
    state = filled.state
    seen = Looking(**{each.name: getattr(state, each.name) for each in fields(state)})
    request = Request(
        operation="searchParts", headers=KEY, media_type="application/json", body=Json({})
    )
    [outcome] = step(filled.api, seen, request)
    fill(filled.api, seen, outcome, filled.chance())
    assert 0 < len(looked) < 10
