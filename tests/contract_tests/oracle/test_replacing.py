"""What the answer to a replacement tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract_tests.oracle import Judgement, Worlds
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

OPERATION = "replaceDownloadableImages"
ONE, TWO = ({"url": f"https://a.example/{each}.png", "order": each} for each in (1, 2))


def judged(images: list[Any], told: Callable[[list[Any]], Any]) -> Judgement:
    """Return what is said of an answer to a replacement that tells something of what is there, the
    first of two and the second.
    """
    walk = Walk("akinon")
    walk.ask(OPERATION, {}, {"product_sku": "MUG-1", "images": [ONE, TWO]})
    listed = answered(walk, request(walk, "listDownloadableImages", {}, limit="1"))
    worlds = Worlds(walk.api, walk.state)
    sent = request(walk, OPERATION, {}, body={"product_sku": "MUG-1", "images": images})
    [heading] = listed.body["results"]
    return worlds.judge(sent, otherwise(answered(walk, sent), value=told(heading["images"])))


def test_all_that_is_there_may_be_told_and_not_only_what_was_added() -> None:
    found = judged([TWO, ONE], lambda before: before)
    assert (found.verdict, found.certain) == ("violates", False)
    three = {"url": "https://a.example/3.png", "order": 3, "image_type": "default"}
    new = {"pk": 77, **three}
    assert not judged([ONE, three], lambda before: [before[0], new]).certain
    assert judged([ONE, three], lambda before: [new]).verdict == "conforms"


def test_neither_what_is_gone_nor_something_twice_may_be_told() -> None:
    assert judged([ONE], lambda before: before).certain
    assert judged([ONE], lambda before: [before[0], before[0]]).certain
