"""A cursor that only its server can read leads to the page that the model means by it."""

from __future__ import annotations

from contract_tests.oracle.cursors import Cursors
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.state import State
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS


def test_a_cursor_of_another_server_stands_for_the_models_own() -> None:
    standin = open_standin(bundled()["shoplazza"], seed=1)
    state, api = standin.snapshot(), standin.api
    headers = api.credentials[0].headers
    cursors = Cursors(api)
    first = Request(operation="listProducts", query=(("per_page", "1"),), headers=headers)
    cursors.learn(state, first, Response(status=200, body={"cursor": "page-two", "products": []}))
    second = Request(operation="listProducts", query=(("cursor", "page-two"),), headers=headers)
    [(name, text)] = cursors.meant(second).query
    assert name == "cursor"
    assert text != "page-two"
    assert cursors.meant(Request(operation="listProducts", query=(("cursor", "none"),))).query == (
        ("cursor", "none"),
    )


def test_what_has_no_cursors_stays_as_it_is() -> None:
    cursors = Cursors(APIS["closient"])
    request = Request(operation="getTradeItem", body=Json({"cursor": "a"}))
    cursors.learn(State(), request, Response(status=200, body={"cursor": "a"}))
    assert cursors.meant(request) == request


def test_a_cursor_that_leads_on_leads_nowhere_known_when_it_is_to_lead_back() -> None:
    standin = open_standin(bundled()["shoplazza"], seed=1)
    state, cursors = standin.snapshot(), Cursors(standin.api)
    headers = standin.api.credentials[0].headers

    def sent(**query: str) -> Request:
        return Request(operation="listProducts", query=(*query.items(),), headers=headers)

    body = {"cursor": "two", "products": []}
    cursors.learn(state, sent(per_page="1"), Response(status=200, body=body))
    body = {"cursor": "three", "pre_cursor": "one", "products": []}
    second = cursors.meant(sent(per_page="1", cursor="two"))
    cursors.learn(state, second, Response(status=200, body=body))
    for query, odd in (
        ({"cursor": "two"}, False),
        ({"pre_cursor": "two"}, True),
        ({"pre_cursor": "one"}, False),
        ({"cursor": "one"}, True),
        ({"pre_cursor": "none"}, False),
        ({"per_page": "two"}, False),
    ):
        assert cursors.goes_oddly(sent(**query)) is odd
