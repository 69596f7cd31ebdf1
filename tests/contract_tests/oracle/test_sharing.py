"""Who keeps two kinds of things as one shows in the one what was done to the other."""

from __future__ import annotations

from copy import copy

import pytest

from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk

IMAGE = {"channel_id": 1, "id": 1}
OTHER = "https://cdn.example.com/1.png"


def address(walk: Walk) -> str:
    """Return where the picture of an image is."""
    shown = answered(walk, request(walk, "listMedia", {})).body["results"][0]["image"]
    assert "://" in shown
    return str(shown)


@pytest.mark.parametrize("is_shared", [True, False])
@pytest.mark.parametrize("is_written", [True, False])
def test_only_who_has_both_at_one_address_may_change_the_other(
    is_shared: bool, is_written: bool
) -> None:
    walk = Walk("akinon")
    read = request(walk, "getProductImage", IMAGE)
    shown = answered(walk, read)
    body = {"product_sku": "MUG-1", "images": [{"url": address(walk) if is_shared else OTHER}]}
    setting = request(walk, "replaceDownloadableImages", {}, body=body)
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    assert oracle.judge(read, shown, "full", 0.0).verdict == "conforms"
    assert oracle.judge(setting, answered(walk, setting), "full", 0.0).verdict == "conforms"
    oracle.begin(walk.state)
    if is_written:
        emptying = request(walk, "replaceDownloadableImages", {}, body={**body, "images": []})
        assert oracle.judge(emptying, answered(walk, emptying), "full", 0.0).verdict == "conforms"
    gone = Response(status=404, media_type="application/json", body={"detail": "Not found."})
    found = oracle.judge(read, gone, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", not (is_shared and is_written))


@pytest.mark.parametrize("is_shared", [True, False])
def test_what_was_made_of_the_one_may_be_among_the_children(is_shared: bool) -> None:
    walk = Walk("akinon")
    first = address(walk) if is_shared else OTHER
    body = {"product_sku": "MUG-1", "images": [{"url": first}]}
    assert answered(walk, request(walk, "replaceDownloadableImages", {}, body=body)).status == 200
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    uploading = request(walk, "createMedia", {}, form={"product": "1", "image": FILE})
    assert oracle.judge(uploading, answered(walk, uploading), "full", 0.0).verdict == "conforms"
    listed = request(walk, "listDownloadableImages", {})
    every = answered(walk, listed)
    at = next(n for n, e in enumerate(every.body["results"]) if e["product_sku"] == "MUG-1")
    both = [
        *every.body["results"][at]["images"],
        {"url": OTHER + "?2", "order": 1, "image_type": "default"},
    ]
    more = otherwise(every, "results", at, "images", value=both)
    found = oracle.judge(listed, more, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", not is_shared)


@pytest.mark.parametrize("is_shared", [True, False])
def test_what_is_named_may_be_gone_with_the_other(is_shared: bool) -> None:
    walk = Walk("akinon")
    first = address(walk) if is_shared else OTHER
    body = {"product_sku": "MUG-1", "images": [{"url": first}]}
    setting = request(walk, "replaceDownloadableImages", {}, body=body)
    assert answered(walk, setting).status == 200
    channel, kind = {"channel_id": 1}, {"content_type": "productimage"}
    batch = {**channel, "id": walk.ask("createBatchRequest", channel, kind)["pk"]}
    moved = {"status": "commit", "objects": [{"pk": 1}]}
    sent = request(walk, "updateBatchRequest", batch, body=moved)
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    committed = answered(copy(walk), sent)
    assert oracle.judge(sent, committed, "full", 0.0).verdict == "conforms", "so it is taken"
    oracle.begin(walk.state)
    emptying = request(walk, "replaceDownloadableImages", {}, body={**body, "images": []})
    assert oracle.judge(emptying, answered(walk, emptying), "full", 0.0).verdict == "conforms"
    gone = Response(status=400, media_type="application/json", body={"objects": ["Not there."]})
    found = oracle.judge(sent, gone, "full", 0.0)
    assert (found.verdict, found.certain) == ("violates", not is_shared)
