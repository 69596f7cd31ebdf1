"""A cursor that only its server can read leads to the page that the model means by it."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle.adoption import adopted
from contract_tests.oracle.cursors import Cursors
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.state import State
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk


def test_a_cursor_of_another_server_stands_for_the_models_own() -> None:
    standin = open_standin(bundled()["shoplazza"], seed=1)
    state, api = standin.snapshot(), standin.api
    headers = api.credentials[0].headers
    cursors = Cursors(api)
    first = Request(operation="listProducts", query=(("per_page", "1"),), headers=headers)
    cursors.learn(state, first, Response(status=200, body={"cursor": "page-two", "products": []}))
    second = Request(operation="listProducts", query=(("cursor", "page-two"),), headers=headers)
    [(name, text)] = cursors.meant(state, second).query
    assert name == "cursor"
    assert text != "page-two"
    unknown = Request(operation="listProducts", query=(("cursor", "none"),))
    assert cursors.meant(state, unknown).query == (("cursor", "none"),)


def test_a_cursor_means_a_thing_wherever_it_stands() -> None:
    walk = Walk("shoplazza")
    cursors = Cursors(walk.api)
    sent, on = _pages(walk, "listProducts", "on")
    cursors.learn(walk.state, sent, otherwise(answered(walk, sent), "cursor", value="on"))
    last = answered(walk, sent).body["products"][-1]["id"]
    entity = walk.state.entities["Product", last]
    anew = adopted(walk.api, State(), walk.api.resources["Product"], entity.fields, None)
    moved = cursors.meant(anew, on)
    assert moved != cursors.meant(walk.state, on) != on
    assert moved.query == cursors.meant(anew, moved).query


def test_what_has_no_cursors_stays_as_it_is() -> None:
    cursors = Cursors(APIS["closient"])
    request = Request(operation="getTradeItem", body=Json({"cursor": "a"}))
    cursors.learn(State(), request, Response(status=200, body={"cursor": "a"}))
    assert cursors.meant(State(), request) == request


@pytest.mark.parametrize("api", ["shoplazza", "square"])
def test_nobody_knows_what_comes_behind_what_is_gone(api: str) -> None:
    walk = Walk(api)
    cursors = Cursors(walk.api)
    resource, listing = LISTS[api]
    sent, on = _pages(walk, listing, "on")
    assert not cursors.lead_anywhere(walk.state, on)
    cursors.learn(walk.state, sent, otherwise(answered(walk, sent), "cursor", value="on"))
    assert not cursors.lead_anywhere(walk.state, on)
    for key in [key for name, key in walk.state.entities if name == resource]:
        walk.ask(*DELETED[api](key))
    assert cursors.lead_anywhere(walk.state, on)
    assert not cursors.lead_anywhere(walk.state, sent)


LISTS = {
    "shoplazza": ("Product", "listProducts"),
    "square": ("CatalogObject", "SearchCatalogObjects"),
}
DELETED: dict[str, Any] = {
    "shoplazza": lambda key: ("deleteProduct", {"product_id": key}),
    "square": lambda key: ("DeleteCatalogObject", {"object_id": key}),
}


def _pages(walk: Walk, listing: str, cursor: str) -> tuple[Request, Request]:
    """What asks for a page of one, and for what comes behind it."""
    if listing == "SearchCatalogObjects":
        bodies: list[Any] = [{"limit": 1}, {"limit": 1, "cursor": cursor}]
        first, second = (request(walk, listing, {}, body=each) for each in bodies)
        return first, second
    first = request(walk, listing, {}, per_page="1")
    return first, request(walk, listing, {}, per_page="1", cursor=cursor)


def test_where_a_list_goes_back_to_no_document_tells() -> None:
    walk = Walk("shoplazza")
    back = request(walk, "listProducts", {}, pre_cursor="x")
    assert Cursors(walk.api).lead_anywhere(walk.state, back)
