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
