"""Lists that show headings are judged by what is below those."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle import Judgement, Worlds
from contract_tests.oracle.adoption import adopted
from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

LIST, FIRST = "listProductImages", {"channel_id": 1}
GROUPS = "listDownloadableImages"
ONE, TWO = ({"url": f"https://a.example/{each}.png", "order": each} for each in (1, 2))


def judged(walk: Walk, sent: Request, response: Response) -> Judgement:
    return Worlds(walk.api, walk.state).judge(sent, response)


def test_headings_without_anything_below_may_be_left_out() -> None:
    walk = Walk("akinon")
    body = {"product_sku": "MUG-1", "images": [{"url": "https://a.example/1.png"}]}
    walk.ask("replaceDownloadableImages", {}, body)
    sent = request(walk, "listDownloadableImages", {})
    shown = answered(walk, sent)
    [filled] = [each for each in shown.body["results"] if each["images"]]
    without = otherwise(otherwise(shown, "results", value=[filled]), "count", value=1)
    assert not judged(walk, sent, without).certain
    no_filled = [each for each in shown.body["results"] if not each["images"]]
    lacking = otherwise(shown, "results", value=no_filled)
    assert judged(walk, sent, lacking).verdict == "violates"


def test_a_page_beyond_the_headings_with_something_below_may_be_past_the_end() -> None:
    walk = Walk("akinon")
    body = {"product_sku": "MUG-1", "images": [{"url": "https://a.example/1.png"}]}
    walk.ask("replaceDownloadableImages", {}, body)
    no = Response(status=404, media_type="application/json", body={"detail": "Invalid page."})
    for page, certain in (("1", True), ("2", False)):
        sent = request(walk, "listDownloadableImages", {}, limit="1", page=page)
        found = judged(walk, sent, no)
        assert (found.verdict, found.certain) == ("violates", certain)
    assert judged(walk, request(walk, LIST, FIRST, limit="1", page="2"), no).certain, "no heading"


@pytest.mark.parametrize(
    ("wrong", "certain"),
    [([], True), ([ONE], True), ([ONE, {**TWO, "order": 7}], True), (None, False)],
)
def test_what_is_below_a_heading_is_judged_beside_headings_that_nobody_knows(
    wrong: Any, certain: bool
) -> None:
    walk = Walk("akinon")
    walk.ask("replaceDownloadableImages", {}, {"product_sku": "MUG-1", "images": [ONE, TWO]})
    sent = request(walk, GROUPS, {})
    shown = answered(walk, sent)
    groups = [{"product_sku": "NEW-1", "images": []}, *reversed(shown.body["results"])]
    mug = next(each for each in groups if each["product_sku"] == "MUG-1")
    if wrong is not None:
        mug["images"] = [{"image_type": "default", **each} for each in wrong]
    found = judged(
        walk, sent, otherwise(otherwise(shown, "results", value=groups), "count", value=6)
    )
    assert (found.verdict, found.certain) == ("violates", certain)
    assert ("AK-30" in found.rules) is certain


def test_what_is_below_a_heading_is_held_to_what_was_told_before() -> None:
    walk = Walk("akinon")
    walk.ask("replaceDownloadableImages", {}, {"product_sku": "MUG-1", "images": [ONE]})
    sent = request(walk, GROUPS, {})
    shown = answered(walk, sent)
    worlds = Worlds(walk.api, walk.state)
    assert worlds.judge(sent, shown).verdict == "conforms"
    place = next(n for n, each in enumerate(shown.body["results"]) if each["images"])
    more = [{"image_type": "default", **each} for each in (ONE, TWO)]
    found = worlds.judge(sent, otherwise(shown, "results", place, "images", value=more))
    assert (found.certain, found.rules[0]) == (True, "AK-30")


def test_what_is_below_a_heading_before_we_come_is_there_once() -> None:
    walk = Walk("akinon")
    shown = {"sku": "MUG-1", "downloadable_images": [{**ONE, "image_type": "default"}]}
    resource = walk.api.resources["Product"]
    for _ in range(2):
        walk.state = adopted(walk.api, walk.state, resource, shown)
    groups = answered(walk, request(walk, GROUPS, {})).body["results"]
    [mug] = [each["images"] for each in groups if each["product_sku"] == "MUG-1"]
    assert mug == shown["downloadable_images"]
    unknown = {"sku": "NEW-1", "downloadable_images": [{**ONE, "image_type": "default"}]}
    assert adopted(walk.api, walk.state, resource, unknown) == walk.state


def test_headings_may_be_the_names_of_an_object_if_the_schema_has_one() -> None:
    walk = Walk("akinon")
    walk.ask("replaceDownloadableImages", {}, {"product_sku": "MUG-1", "images": [ONE]})
    for operation, path in ((GROUPS, {}), (LIST, FIRST)):
        sent = request(walk, operation, path)
        shown = otherwise(
            answered(walk, sent), "results", value={"MUG-1": [{**ONE, "image_type": "default"}]}
        )
        oracle = Oracle(walk.api)
        oracle.begin(walk.state)
        found = oracle.judge(sent, shown, "full", 0.0)
        assert (found.verdict, found.certain) == ("violates", operation == LIST)
