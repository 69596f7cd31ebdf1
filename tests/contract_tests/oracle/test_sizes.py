"""A page may be shorter than it could be if its cursor leads to the rest."""

from __future__ import annotations

import pytest

from contract_tests.oracle import Worlds
from contract_tests.oracle.cursors import Cursors
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk


@pytest.mark.parametrize(("cursor", "verdict"), [("onwards", "conforms"), (None, "violates")])
def test_a_short_page_needs_a_cursor(cursor: str | None, verdict: str) -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, "ListCatalog", {})
    whole = answered(walk, sent)
    short = otherwise(whole, value={"objects": whole.body["objects"][:1], "cursor": cursor})
    found = worlds.judge(sent, short)
    assert (found.verdict, found.certain) == (verdict, cursor is None)


def test_the_cursor_of_a_short_page_leads_behind_it() -> None:
    walk = Walk("square")
    cursors, worlds = Cursors(walk.api), Worlds(walk.api, walk.state)
    sent = request(walk, "ListCatalog", {})
    whole = answered(walk, sent).body["objects"]
    first = otherwise(answered(walk, sent), value={"objects": whole[:1], "cursor": "onwards"})
    cursors.learn(walk.state, sent, first)
    rest = cursors.meant(walk.state, request(walk, "ListCatalog", {}, cursor="onwards"))
    for left, verdict in ((whole[1:], "conforms"), (whole[2:], "violates")):
        answer = otherwise(first, value={"objects": left})
        assert worlds.fork().judge(rest, answer).verdict == verdict


def test_where_a_size_is_advice_a_page_may_have_more_than_that() -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, "SearchCatalogObjects", {}, body={"limit": 1})
    every = request(walk, "SearchCatalogObjects", {}, body={"limit": 100})
    assert len(answered(walk, sent).body["objects"]) == 1
    assert worlds.judge(sent, answered(walk, every)).verdict == "conforms"


def test_a_page_of_numbers_is_as_long_as_was_asked_for() -> None:
    walk = Walk("bigcommerce")
    worlds = Worlds(walk.api, walk.state)
    whole = answered(walk, request(walk, "listProducts", {}, limit="2"))
    short = otherwise(whole, "data", value=whole.body["data"][:1])
    found = worlds.judge(request(walk, "listProducts", {}, limit="2"), short)
    assert (found.verdict, found.certain) == ("violates", True)


def test_the_last_page_leads_nowhere() -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, "ListCatalog", {})
    found = worlds.judge(sent, otherwise(answered(walk, sent), "cursor", value="onwards"))
    assert (found.verdict, found.certain) == ("violates", True)
    assert "SQ-33" in found.rules


def test_what_a_short_page_shows_is_held_against_a_page_of_that_size() -> None:
    walk = Walk("shoplazza")
    sent = request(walk, "listProducts", {})
    whole = answered(walk, sent)
    short = otherwise(whole, value={"products": whole.body["products"][:1], "cursor": "onwards"})
    shown = otherwise(short, "products", 0, "image", value={"src": "//a.example/1.png"})
    found = Worlds(walk.api, walk.state).judge(sent, shown)
    assert found.mismatch is not None and found.mismatch.path == "body.products.0.image"
    assert (found.verdict, found.certain) == ("violates", False), "the main image is only inferred"


@pytest.mark.parametrize(
    ("asked", "shown", "certain"), [("100", 10, False), ("100", 9, True), ("10", 9, True)]
)
def test_more_than_there_would_be_otherwise_need_not_come_where_no_maximum_is_told(
    asked: str, shown: int, certain: bool
) -> None:
    walk = Walk("akinon")
    channel = {"channel_id": 1}
    for _ in range(12):
        answered(walk, request(walk, "createMedia", {}, form={"product": "1", "image": FILE}))
    sent = request(walk, "listProductImages", channel, limit=asked)
    whole = answered(walk, sent)
    short = otherwise(whole, "results", value=whole.body["results"][:shown])
    found = Worlds(walk.api, walk.state).judge(sent, short)
    assert (found.verdict, found.certain) == ("violates", certain)
