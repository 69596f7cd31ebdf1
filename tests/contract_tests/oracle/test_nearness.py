"""What an answer is held against is what it is most like."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.oracle import Worlds
from contract_tests.oracle.nearness import Missed, nearest
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from tests.contract_tests.oracle.exchanges import request
from tests.walks import Walk


def missed(status: int, path: str = "status", expected: object = "x") -> Missed:
    about = "status" if path == "status" else "value"
    mismatch = Mismatch(path=path, expected=expected, seen="y", about=about)
    return mismatch, Outcome(status=status, serial=0), State()


def test_that_it_was_asked_too_often_excuses_nothing_else() -> None:
    right, often = missed(200), missed(429)
    assert nearest([often, right]) == [right]
    assert nearest([often]) == [often]


def test_another_status_or_form_is_farther_than_another_value() -> None:
    value, formless = missed(200, "body.items.0.id"), missed(200, "body", "an object")
    assert nearest([missed(404), formless, value]) == [value]
    assert nearest([missed(404), formless]) == [formless]
    outer = missed(200, "body.items")
    assert nearest([outer, value]) == [value, outer]


def test_of_what_differs_in_the_same_place_that_is_nearer_which_differs_less() -> None:
    less = missed(200, "body.items.0.id")
    more = (replace(less[0], others=(less[0],)), *less[1:])
    assert nearest([more, less]) == [less, more]


def test_a_refusal_of_what_is_right_is_certain_though_a_server_may_refuse_too_many() -> None:
    walk = Walk("square")
    sent = request(walk, "ListCatalog", {})
    errors = {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "NOT_FOUND"}]}
    answer = Response(status=404, media_type="application/json", body=errors)
    found = Worlds(walk.api, walk.state).judge(sent, answer)
    assert (found.verdict, found.certain) == ("violates", True)


def test_another_way_to_show_nothing_is_nearer_than_another_value() -> None:
    value = missed(200, "body.items.0.id")
    empty = (replace(value[0], path="body.items.0.tag", expected=None, seen={}), *value[1:])
    assert nearest([value, empty]) == [empty, value]
