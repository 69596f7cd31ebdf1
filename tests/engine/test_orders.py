"""Counters, unique values, wider lists, links and idempotency keys, by a document of the tests."""

from __future__ import annotations

from typing import Any

from mockserver.engine.message import Json, Request
from mockserver.engine.step import step
from tests.walks import Walk


def test_numbers_rise_and_are_never_given_again() -> None:
    walk = Walk("orders")
    first = walk.ask("createCustomer", {}, {"name": "Cec"})["number"]
    walk.ask("deleteCustomer", {"customer": first})
    second = walk.ask("createCustomer", {}, {"name": "Dot"})["number"]
    assert (first, second) == (102, 103)
    order = walk.ask("createOrder", {"customer": 101}, {"lines": [{"article": x} for x in "abc"]})
    assert [(each["id"], each["place"]) for each in order["lines"]] == [(3, 3), (4, 4), (5, 5)]


def test_a_value_is_unique_alone_or_in_its_group_until_it_is_free_again() -> None:
    walk = Walk("orders")
    assert walk.ask("createCustomer", {}, {"name": "Ann"}) == {
        "error": "This name is taken",
        "faults": [{"field": "name", "code": ""}],
    }
    assert walk.ask("changeCustomer", {"customer": 101}, {"name": "Ann"})["error"]
    assert walk.ask("changeCustomer", {"customer": 100}, {"name": "Ann"})["name"] == "Ann"
    walk.ask("changeCustomer", {"customer": 100}, {"name": "Eve"})
    assert walk.ask("changeCustomer", {"customer": 101}, {"name": "Ann"})["name"] == "Ann"
    again = {"reference": "r"}
    assert [x["field"] for x in walk.ask("createOrder", {"customer": 100}, again)["faults"]] == [
        "customer",
        "reference",
    ]
    assert walk.ask("createOrder", {"customer": 101}, again)["customer"] == 101
    walk.ask("deleteOrder", {"number": 1})
    assert walk.ask("createOrder", {"customer": 100}, again)["customer"] == 100


def test_lists_show_all_that_an_ancestor_has_or_all_there_are() -> None:
    walk = Walk("orders")
    walk.ask("createOrder", {"customer": 101}, {"lines": [{"article": "c"}]})
    walk.ask("createOrder", {"customer": 100}, {"lines": [{"article": "d"}]})

    def articles(operation: str, **path: int) -> str:
        lines = walk.ask(operation, path, size="9")["lines"]
        return "".join(each["article"] for each in lines)

    assert articles("listLines") == "abcd"
    assert articles("listLinesOfCustomer", customer=100) == "abd"
    assert articles("listLinesOfCustomer", customer=101) == "c"
    assert walk.ask("listLinesOfCustomer", {"customer": 7})["error"]
    walk.ask("deleteCustomer", {"customer": 100})
    assert articles("listLines") == "c"


def test_links_lead_to_the_pages_that_there_are() -> None:
    walk = Walk("orders")
    for article in "cde":
        walk.ask("createOrder", {"customer": 100}, {"lines": [{"article": article}]})

    def asked(target: str, host: str = "here:1") -> dict[str, Any]:
        pairs = tuple(tuple(pair.split("=")) for pair in target.partition("?")[2].split("&"))
        answer = walk.send(
            Request(
                operation="listLines",
                target=target,
                query=pairs,  # type: ignore[arg-type]
                headers={"host": host} if host else {},
            )
        )
        body: dict[str, Any] = answer.response.body
        return body

    first = asked("/v2/lines?size=2&x=1")
    assert (first["next"], first["previous"]) == ("http://here:1/v2/lines?page=2&size=2&x=1", None)
    assert first["links"] == {"current": "?page=1&size=2&x=1", "next": "?page=2&size=2&x=1"}
    middle = asked("/v2/lines?page=2&size=2", host="")
    assert (middle["next"], middle["previous"]) == (
        "/v2/lines?page=3&size=2",
        "/v2/lines?page=1&size=2",
    )
    last = asked("/v2/lines?page=3&size=2")
    assert last["next"] is None and list(last["links"]) == ["current", "previous"]


def order(key: str | None, reference: str = "k") -> Request:
    return Request(
        operation="createOrder",
        method="POST",
        path={"customer": "100"},
        headers={} if key is None else {"idempotency-key": key},
        media_type="application/json",
        body=Json({"reference": reference}),
    )


def test_a_request_with_a_known_key_is_answered_again_and_not_done_again() -> None:
    walk = Walk("orders")
    first = walk.send(order("k1")).response
    walk.ask("deleteOrder", {"number": first.body["number"]})
    before = walk.state
    again = walk.send(order("k1"))
    assert (again.response.status, again.response.body) == (first.status, first.body)
    assert again.state == before
    other = walk.send(order("k1", "else"))
    assert other.response.status == 409 and other.state is before
    assert walk.send(order("k2")).response.body["number"] > first.body["number"]
    assert walk.send(order(None, "z")).response.status == 200


def test_what_was_refused_may_be_tried_again_with_its_key() -> None:
    walk = Walk("orders")
    taken = walk.send(order("k3", "r")).response
    assert taken.status == 409
    walk.ask("deleteOrder", {"number": 1})
    assert walk.send(order("k3", "r")).response.status == 200


def test_a_success_may_be_told_by_another_status() -> None:
    walk = Walk("orders")
    outcomes = step(walk.api, walk.state, order(None))
    assert [each.status for each in outcomes] == [200, 201]
    assert outcomes[0].changes == outcomes[1].changes
