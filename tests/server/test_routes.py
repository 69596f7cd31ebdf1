from __future__ import annotations

import pytest

from mockserver.server.routes import Match, NoMatch, Routes


def routes(*declared: str) -> Routes[str]:
    found: Routes[str] = Routes()
    for each in declared:
        method, path = each.split()
        found.add(method, path, each)
    return found


def test_concrete_segments_win_whatever_the_order() -> None:
    table = routes("GET /a/{id}", "GET /a/mine", "GET /a/{id}.json")
    assert table.find("GET", "/a/mine") == Match("GET /a/mine", {})
    assert table.find("GET", "/a/7.json") == Match("GET /a/{id}.json", {"id": "7"})
    assert table.find("GET", "/a/7") == Match("GET /a/{id}", {"id": "7"})


def test_a_dead_end_below_a_concrete_segment_falls_back_to_the_template() -> None:
    table = routes("GET /a/mine/x", "GET /a/{id}/y")
    assert table.find("GET", "/a/mine/y") == Match("GET /a/{id}/y", {"id": "mine"})


def test_parameters_keep_the_names_of_their_own_operation() -> None:
    table = routes("GET /a/{id}", "DELETE /a/{my-id}")
    assert table.find("DELETE", "/a/7") == Match("DELETE /a/{my-id}", {"my-id": "7"})


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("/a/x%2Fy", "x/y"),
        ("/a/%7Bid%7D", "{id}"),
        ("/a/caf%C3%A9", "café"),
        ("/a/%FF", "\ufffd"),
        ("/a/..", ".."),
    ],
)
def test_segments_are_decoded_after_they_are_split(raw: str, value: str) -> None:
    assert routes("GET /a/{id}").find("GET", raw) == Match("GET /a/{id}", {"id": value})


def test_an_encoded_concrete_segment_is_the_same_segment() -> None:
    assert routes("GET /a/mine").find("GET", "/a/%6Dine") == Match("GET /a/mine", {})


def test_the_allowed_methods_are_those_of_the_most_concrete_path() -> None:
    table = routes("GET /a/mine", "POST /a/mine", "DELETE /a/{id}", "PUT /a/{id}")
    assert table.find("PUT", "/a/mine") == NoMatch(("GET", "POST"))
    assert table.find("GET", "/a/yours") == NoMatch(("DELETE", "PUT"))


def test_a_concrete_path_without_operations_of_its_own_hides_nothing() -> None:
    table = routes("GET /a/mine/all", "DELETE /a/{id}")
    assert table.find("DELETE", "/a/mine") == Match("DELETE /a/{id}", {"id": "mine"})


@pytest.mark.parametrize("raw", ["/", "/a/", "/a", "/a//", "/a/7/", "/b/7", "", "*", "//a/7"])
def test_a_path_that_the_document_lacks_is_unknown(raw: str) -> None:
    assert routes("GET /a/{id}").find("GET", raw) == NoMatch(())
