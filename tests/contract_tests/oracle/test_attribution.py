"""What differs in an answer is put down to the rules on that place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.oracle import Judgement, Worlds
from mockserver.engine.message import Json, Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk


def upserting(walk: Walk, key: str, **thing: Any) -> Request:
    return Request(
        operation="UpsertCatalogObject",
        method="POST",
        headers=walk.api.credentials[0].headers,
        media_type="application/json",
        body=Json({"idempotency_key": key, "object": thing}),
    )


def with_images() -> tuple[Walk, Request]:
    """Return a walk and a request that gives an item both of two images."""
    walk = Walk("square")
    for number in range(2):
        said = {"idempotency_key": f"i-{number}", "image": {"type": "IMAGE", "id": "#a"}}
        walk.ask("CreateCatalogImage", {}, form={"request": json.dumps(said), "image_file": FILE})
    keys = [key for name, key in walk.state.entities if (name, key) not in walk.beginning.entities]
    item = {"name": "Cup", "image_ids": keys}
    return walk, upserting(walk, "k-1", type="ITEM", id="#a", item_data=item)


def judged(walk: Walk, sent: Request, *path: Any, value: Any) -> Judgement:
    worlds = Worlds(walk.api, walk.state)
    response: Response = answered(walk, sent)
    assert worlds.fork().judge(sent, response).verdict == "conforms"
    return worlds.judge(sent, otherwise(response, *path, value=value))


def test_an_element_of_a_list_is_held_to_the_rules_on_the_list() -> None:
    walk, sent = with_images()
    body = sent.body
    assert isinstance(body, Json)
    keys = body.value["object"]["item_data"]["image_ids"]
    where = ("catalog_object", "item_data", "image_ids")
    found = judged(walk, sent, *where, value=keys[::-1])
    assert (found.verdict, found.certain) == ("violates", True)
    assert found.mismatch is not None
    assert "SQ-25" in found.mismatch.rules


def test_mappings_that_are_not_told_break_the_rule_on_mappings() -> None:
    walk, sent = with_images()
    found = judged(walk, sent, "id_mappings", value=[])
    assert (found.verdict, found.certain) == ("violates", True)
    assert found.rules[0] == "SQ-12"


def test_a_temporary_identifier_that_is_left_breaks_the_rule_on_those() -> None:
    walk = Walk("square")
    variation = {"type": "ITEM_VARIATION", "id": "#b", "item_variation_data": {"item_id": "#a"}}
    item = {"name": "Cup", "variations": [variation]}
    sent = upserting(walk, "k-1", type="ITEM", id="#a", item_data=item)
    where = ("catalog_object", "item_data", "variations", 0, "item_variation_data", "item_id")
    found = judged(walk, sent, *where, value="#a")
    assert (found.verdict, found.certain) == ("violates", True)
    assert found.rules[0] == "SQ-13"


def test_what_a_version_does_not_show_is_wrong_when_it_is_shown() -> None:
    walk, sent = with_images()
    where = ("catalog_object", "item_data", "image_id")
    found = judged(walk, sent, *where, value="X")
    assert (found.verdict, found.certain) == ("violates", True)
    assert found.mismatch is not None
    assert found.mismatch.expected == "nothing"


def test_a_rule_on_a_property_is_not_about_members_of_the_same_name() -> None:
    walk = Walk("akinon")
    channel = {"channel_id": 1}
    body = {"content_type": "product", "objects": [{"pk": 1, "content_type": "product"}]}
    made = walk.ask("createBatchRequest", channel, body)
    path = {**channel, "id": made["pk"]}
    walk.ask("updateBatchRequest", path, {"status": "commit"})
    sent = request(walk, "updateBatchRequest", path, body={"remote_batch_id": "r"})
    shown = answered(walk, sent)
    worlds = Worlds(walk.api, walk.state)
    again = request(walk, "getBatchRequest", path)
    told = otherwise(shown, "content_type", value="productimage")
    assert worlds.judge(again, told).rules[0] == "AK-14"
    told = otherwise(shown, "objects", 0, "content_type", value=None)
    found = worlds.judge(again, told)
    assert (found.verdict, found.certain) == ("violates", False)
    assert "AK-14" not in found.rules


def test_an_address_may_be_signed_anew_each_time_it_is_shown() -> None:
    walk, _ = with_images()
    image = next(
        key for name, key in walk.state.entities if (name, key) not in walk.beginning.entities
    )
    sent = request(walk, "RetrieveCatalogObject", {"object_id": image})
    address = answered(walk, sent).body["object"]["image_data"]["url"]
    for other, certain in ((f"{address}?signature=1", False), (f"{address}1", True)):
        found = judged(walk, sent, "object", "image_data", "url", value=other)
        assert (found.verdict, found.certain) == ("violates", certain)


@pytest.mark.parametrize("twice", [True, False])
def test_what_was_named_twice_may_stay_so_or_not(twice: bool) -> None:
    walk, channel = Walk("akinon"), {"channel_id": 1}
    worlds = Worlds(walk.api, walk.state)
    body = {"objects": [{"pk": 1}, {"pk": 1 if twice else 2}]}
    sent = request(walk, "createBatchRequest", channel, body=body)
    made = answered(walk, sent)
    one = made.body["objects"][0]
    shown = otherwise(made, "objects", value=[one, one]) if twice else made
    assert not worlds.judge(sent, shown).certain
    batch = {**channel, "id": made.body["pk"]}
    body = {"status": "commit", "content_type": "productimage", "objects": None}
    sent = request(walk, "updateBatchRequest", batch, body=body)
    shown = otherwise(answered(walk, sent), "objects", value=[one, one] if twice else [one])
    found = worlds.judge(sent, shown)
    assert found.certain is not twice
    assert twice or "AK-13" in found.rules


def test_an_empty_list_may_be_shown_as_null() -> None:
    walk, channel = Walk("akinon"), {"channel_id": 1}
    sent = request(walk, "createBatchRequest", channel, body={"objects": []})
    null = otherwise(answered(walk, sent), "objects", value=None)
    assert not Worlds(walk.api, Walk("akinon").state).judge(sent, null).certain
