"""Where documents leave an answer open, all of them are legal, the preferred one first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mockserver.engine.bind import World, bind
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.rules.page import page_shown
from mockserver.engine.step import step
from tests.walks import SOURCE, Walk

PRODUCT = {"product_id": "1"}


def request(walk: Walk, operation: str, body: Any = None, **path: str) -> Request:
    return Request(
        operation=operation,
        method=walk.api.operations[operation].method,
        path={**PRODUCT, **path},
        headers=walk.api.credentials[0].headers,
        media_type="application/json" if body is not None else None,
        body=Json(body) if body is not None else None,
    )


def statuses(walk: Walk, operation: str, body: Any = None, **path: str) -> list[int]:
    outcomes = step(walk.api, walk.state, request(walk, operation, body, **path))
    return list(dict.fromkeys(each.status for each in outcomes))


def test_a_list_of_nothing_has_either_status() -> None:
    walk = Walk("bigcommerce")
    assert statuses(walk, "listProductImages") == [204, 200]
    empty = {"data": [], "meta": {"pagination": {"total": 0, "count": 0, "per_page": 50}}}
    empty["meta"]["pagination"] |= {"current_page": 1, "total_pages": 0}
    empty["meta"]["pagination"]["links"] = {"current": "?page=1&limit=50"}
    for answer in (Response(status=204), Response(status=200, body=empty)):
        outcomes = step(walk.api, walk.state, request(walk, "listProductImages"))
        assert any(isinstance(bind(walk.api, walk.state, o, answer), World) for o in outcomes)
    walk.add_image()
    assert statuses(walk, "listProductImages") == [200]
    walk.ask("listProductImages", PRODUCT, page="9")
    assert walk.ask("listProductImages", PRODUCT, page="9")["data"] == []


def test_a_deletion_of_nothing_may_be_ignored_but_not_below_nothing() -> None:
    walk = Walk("bigcommerce")
    walk.add_image()
    assert statuses(walk, "deleteProductImage", image_id="99") == [404, 204]
    assert statuses(walk, "deleteProductImage", image_id="1", product_id="2") == [404, 204]
    assert statuses(walk, "deleteProductImage", image_id="1", product_id="99") == [404]
    assert statuses(walk, "deleteProduct", product_id="99") == [404, 204]
    for outcome in step(walk.api, walk.state, request(walk, "deleteProductImage", image_id="9")):
        assert outcome.changes == ()


def test_a_creation_may_be_told_as_such() -> None:
    walk = Walk("bigcommerce")
    assert statuses(walk, "createProductImage", {"image_url": SOURCE}) == [200, 201]
    assert statuses(walk, "createProductImage", {"image_url": "x"}) == [422]


@pytest.mark.parametrize("flag", [True, False])
def test_what_a_deletion_does_to_the_flag(flag: bool) -> None:
    walk = Walk("bigcommerce")
    for _ in range(3):
        walk.add_image()
    walk.ask("updateProductImage", {**PRODUCT, "image_id": 1}, {"is_thumbnail": flag})
    outcomes = step(walk.api, walk.state, request(walk, "deleteProductImage", image_id="1"))
    assert [len(each.changes) for each in outcomes] == ([2, 1, 2, 2] if flag else [1])


def test_another_form_of_a_list_shows_the_same_things() -> None:
    walk = Walk("akinon")
    for operation, count in (("listInserts", 3), ("listUpdates", 0)):
        sent = replace(request(walk, operation), path={"channel_id": "1"})
        outcomes = step(walk.api, walk.state, sent)
        shown = [page_shown(walk.state, each.shown)[0] for each in outcomes if each.shown]
        assert [len(each) for each in shown] == [count, count]
