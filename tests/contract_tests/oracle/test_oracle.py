"""An answer is judged by what may have happened, by its form, and by its headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Response
from tests.conftest import NAMES
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, otherwise, request
from tests.walks import Walk

JUNK = st.sampled_from([None, [], {}, "x", -1, 1.5, True, ["a"], {"a": 1}, "\u00b2", 2**70])
STATUSES = st.sampled_from([200, 201, 204, 302, 400, 404, 422, 429, 500])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(each, (*path, key))


def beginning(walk: Walk) -> Oracle:
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    return oracle


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_a_server_answers_it_is_judged(name: str, data: st.DataObject) -> None:
    walk = Walk(name)
    oracle = beginning(walk)
    for _, sent, filled in walk.wander(data, most=8):
        body = json.loads(json.dumps(filled.response.body))
        answer = replace(filled.response, body=body)
        if data.draw(st.booleans()):
            place = data.draw(st.sampled_from(list(places(body))))
            answer = otherwise(answer, *place, value=data.draw(JUNK))
        if data.draw(st.integers(0, 5)) == 0:
            answer = replace(answer, status=data.draw(STATUSES))
        found = oracle.judge(sent, answer, "", 0.0)
        assert (found.mismatch is None) is (found.verdict != "violates")
        assert not (found.certain and found.verdict != "violates")
        assert not (found.lost and found.verdict == "conforms")
        assert oracle.worlds.states


@pytest.mark.parametrize("name", ["akinon", "square"])  # the others tell of limits in headers
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_stand_in_is_never_accused(name: str, data: st.DataObject) -> None:
    walk = Walk(name)
    oracle = beginning(walk)
    for _, sent, filled in walk.wander(data, most=10):
        answer = replace(filled.response, body=json.loads(json.dumps(filled.response.body)))
        found = oracle.judge(sent, answer, "", 0.0)
        assert not found.certain, found


def test_the_rules_of_what_happened_of_forms_and_of_headers_are_exercised() -> None:
    walk = Walk("closient")
    sent = request(walk, "listProductImages", PRODUCT)
    names = walk.api.limits.headers if walk.api.limits else {}
    moments = {"$reset-at": "1795420060"}
    headers = tuple((name.lower(), moments.get(each, "60")) for name, each in names.items())
    answer = replace(answered(walk, sent), headers=headers)
    found = beginning(walk).judge(sent, answer, "", 0.0)
    assert found.verdict == "conforms"
    assert {"CL-22", "CL-21", "CL-30"} <= set(found.rules)
    assert len(found.rules) == len(set(found.rules))
    bare = beginning(walk).judge(sent, replace(answer, headers=()), "", 0.0)
    assert (bare.verdict, bare.certain, bare.rules) == ("violates", True, ("CL-30",))


def test_what_happened_rightly_may_be_shown_in_a_wrong_form() -> None:
    walk = Walk("closient")
    walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    sent = request(walk, "listProductImages", PRODUCT)
    wrong = otherwise(answered(walk, sent), "data", 0, "surplus", value=1)
    assert beginning(walk).worlds.judge(sent, wrong).verdict == "conforms"
    undocumented = Response(status=418, media_type="application/json", body={})
    assert beginning(walk).judge(sent, undocumented, "", 0.0).verdict == "violates"


def test_what_was_taken_beyond_its_limits_is_shown_as_it_was_sent() -> None:
    walk = Walk("akinon")
    oracle = beginning(walk)
    image = {"url": "https://a.example/1.png", "order": 1}
    body = {"product_sku": "MUG-1", "images": [image]}
    sent = request(walk, "replaceDownloadableImages", {}, body=body)
    shown = otherwise(answered(walk, sent), 0, "order", value=-1)
    assert oracle.judge(sent, shown, "", 0.0).certain, "this was not sent"
    oracle = beginning(Walk("akinon"))
    body = {**body, "images": [{**image, "order": -1}]}
    below = request(walk, "replaceDownloadableImages", {}, body=body)
    found = oracle.judge(below, shown, "", 1.0)
    assert (found.verdict, found.certain, found.lost) == ("violates", False, True)
