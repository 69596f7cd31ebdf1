"""What is refused changes nothing, as is seen when the same is read before and after."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle.judgement import Judgement
from contract_tests.oracle.unmoved import Unmoved
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

FINE = Judgement(verdict="conforms")
WRONG = Judgement(verdict="violates")
REFUSED = Judgement(verdict="conforms", rules=("SZ-2",))


class Shop:
    """A product with an image, and what is asked about it."""

    def __init__(self) -> None:
        self.walk = Walk("shoplazza")
        path = self.walk.ask("listProducts", {})["products"][0]["id"]
        self.path = {"product_id": path}
        self.made = self.asked("createProductImage", {"image": {"src": "https://a.example/1.png"}})
        self.bad = self.asked("createProductImage", {"image": {"position": 0}})
        self.list = self.asked("listProductImages")
        self.unmoved = Unmoved(self.walk.api)

    def asked(self, operation: str, body: Any = None) -> tuple[Request, Response]:
        sent = request(self.walk, operation, self.path, body=body)
        return sent, answered(self.walk, sent)

    def sees(self, asked: tuple[Request, Response], found: Judgement = FINE) -> Judgement | None:
        return self.unmoved.judge(*asked, found)

    def listing(self, *path: Any, value: Any) -> tuple[Request, Response]:
        return self.list[0], otherwise(self.list[1], *path, value=value)


@pytest.mark.parametrize("after", [FINE, WRONG])
@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("images", 0, "alt"), "Another", "body.images.0.alt"),
        (("images", 0, "src"), "//a.example/other.png", "body.images.0.src"),
        (("images",), [], "body"),
        (("images", 0, "updated_at"), "2026-01-01T00:00:09Z", ""),
        (("images", 0, "src"), "?v=2", ""),
    ],
)
def test_what_changes_with_nothing_but_refusals_in_between_was_changed_by_them(
    path: tuple[Any, ...], value: Any, where: str, after: Judgement
) -> None:
    shop = Shop()
    if value == "?v=2":
        value = shop.list[1].body["images"][0]["src"] + value
    assert [shop.sees(shop.list), shop.sees(shop.list), shop.sees(shop.bad, REFUSED)] == [None] * 3
    found = shop.sees(shop.listing(*path, value=value), after)
    if not where:
        assert found is None
        return
    assert found is not None and found.mismatch is not None
    assert (found.verdict, found.certain, found.rules) == ("violates", True, ("SZ-2",))
    assert found.mismatch.path == where
    assert shop.sees(shop.listing(*path, value=value), WRONG) is None, "it is told once"


def test_what_is_as_it_has_to_be_was_done_before_and_is_shown_late() -> None:
    shop = Shop()
    for asked in (shop.listing("images", value=[]),) * 2:
        assert shop.sees(asked, WRONG) is None
    assert shop.sees(shop.bad, REFUSED) is None
    assert shop.sees(shop.list) is None


@pytest.mark.parametrize("times", [0, 1])
def test_what_was_not_seen_often_enough_may_change_by_itself(times: int) -> None:
    shop = Shop()
    for _ in range(times):
        shop.sees(shop.list)
    shop.sees(shop.bad, REFUSED)
    assert shop.sees(shop.listing("images", value=[]), WRONG) is None


def test_what_is_carried_out_may_change_anything() -> None:
    shop = Shop()
    for asked in (shop.list, shop.list, shop.bad, shop.made):
        assert shop.sees(asked, REFUSED) is None
    assert shop.sees(shop.listing("images", value=[]), WRONG) is None


def test_what_changes_without_a_refusal_accuses_nobody() -> None:
    shop = Shop()
    for asked in (shop.bad, shop.list, shop.list, shop.list):
        assert shop.sees(asked, REFUSED) is None
    assert shop.sees(shop.listing("images", value=[]), WRONG) is None


@pytest.mark.parametrize(("size", "whole"), [("1", False), ("", True)])
def test_a_page_of_several_may_show_others(size: str, whole: bool) -> None:
    walk = Walk("shoplazza")
    unmoved = Unmoved(walk.api)
    sent = request(walk, "listProducts", {}, **({"per_page": size} if size else {}))
    shown = answered(walk, sent)
    bad = request(walk, "createProduct", {}, body={"product": {}})
    for asked in ((sent, shown), (sent, shown), (bad, answered(walk, bad))):
        unmoved.judge(*asked, REFUSED)
    other = otherwise(shown, "products", value=[])
    assert (unmoved.judge(sent, other, WRONG) is not None) is whole


def test_a_server_may_move_a_thing_on_by_itself() -> None:
    walk = Walk("akinon")
    assert walk.api.resources["BatchRequest"].states
    unmoved = Unmoved(walk.api)
    sent = request(walk, "listBatchRequests", {"channel_id": 1})
    shown = answered(walk, sent)
    bad = request(walk, "createBatchRequest", {"channel_id": 1}, body={"content_type": 1})
    for asked in ((sent, shown), (sent, shown), (bad, Response(status=400))):
        unmoved.judge(*asked, REFUSED)
    assert unmoved.judge(sent, otherwise(shown, "results", value=[{"pk": 1}]), WRONG) is None


@pytest.mark.parametrize(("status", "wholly"), [(400, False), (403, True)])
def test_a_batch_may_be_refused_in_part(status: int, wholly: bool) -> None:
    walk = Walk("square")
    unmoved = Unmoved(walk.api)
    sent = request(walk, "ListCatalog", {}, types="TAX")
    shown = answered(walk, sent)
    bad = request(walk, "BatchDeleteCatalogObjects", {}, body={"object_ids": ["none"]})
    for asked in ((sent, shown), (sent, shown), (bad, Response(status=status))):
        unmoved.judge(*asked, REFUSED)
    assert (unmoved.judge(sent, otherwise(shown, "objects", value=[]), WRONG) is not None) is wholly
