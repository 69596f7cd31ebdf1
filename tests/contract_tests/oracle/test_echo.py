"""What a server has to make itself is not what the client sent for it."""

from __future__ import annotations

import json

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk

SENT = "https://elsewhere.example/a.gif"


@pytest.mark.parametrize(("shown", "is_taken"), [(SENT, True), ("https://b.example/b", False)])
def test_an_address_that_the_client_sent_is_not_the_servers(shown: str, is_taken: bool) -> None:
    walk = Walk("square")
    image = {"type": "IMAGE", "id": "#i", "image_data": {"url": SENT}}
    text = json.dumps({"idempotency_key": "k", "image": image})
    sent = request(walk, "CreateCatalogImage", {}, form={"request": text, "image_file": FILE})
    before = Worlds(walk.api, walk.state)
    answer = otherwise(answered(walk, sent), "image", "image_data", "url", value=shown)
    found = before.judge(sent, answer)
    assert (found.verdict == "violates") is is_taken
    assert (found.certain, "SQ-31" in found.rules) == (is_taken, True)


@pytest.mark.parametrize(
    ("sent", "shown", "certain"),
    [("7", "7.00", False), ("12.00", "12.0", False), ("7", "70", True)],
)
def test_a_number_in_a_text_may_have_other_zeros_at_its_end(
    sent: str, shown: str, certain: bool
) -> None:
    walk = Walk("shoplazza")
    variant = next(each for each in walk.state.entities.values() if each.resource == "Variant")
    body = {"variant": {"price": sent}}
    change = request(walk, "updateVariant", {"variant_id": variant.key}, body=body)
    worlds = Worlds(walk.api, walk.state)
    answer = otherwise(answered(walk, change), "variant", "price", value=shown)
    assert worlds.judge(change, answer).certain is certain
