"""What only a deleted thing referred to may go with it, where that it stays is inferred."""

from __future__ import annotations

import json

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk


@pytest.mark.parametrize("batch", [True, False])
@pytest.mark.parametrize(
    ("holders", "named", "certain"),
    [(1, "image", False), (2, "image", True), (1, "another", True)],
)
def test_an_image_that_nothing_else_has_may_go_with_the_last_that_had_it(
    batch: bool, holders: int, named: str, certain: bool
) -> None:
    walk = Walk("square")
    worlds = Worlds(walk.api, walk.state)
    keys = {}
    for name in ("image", "another"):
        said = {"idempotency_key": name, "image": {"type": "IMAGE", "id": "#a"}}
        form = {"request": json.dumps(said), "image_file": FILE}
        keys[name] = do(walk, worlds, "CreateCatalogImage", form=form)["image"]["id"]
    for number in range(holders):
        data = {"name": "N", "image_ids": [keys["image"]]}
        item = {"type": "ITEM", "id": "#i", "item_data": data}
        said = {"idempotency_key": f"i-{number}", "object": item}
        holder = do(walk, worlds, "UpsertCatalogObject", body=said)["catalog_object"]["id"]
    if batch:
        sent = request(walk, "BatchDeleteCatalogObjects", {}, body={"object_ids": [holder]})
    else:
        sent = request(walk, "DeleteCatalogObject", {"object_id": holder})
    shown = answered(walk, sent)
    more = [*shown.body["deleted_object_ids"], keys[named]]
    found = worlds.judge(sent, otherwise(shown, "deleted_object_ids", value=more))
    assert (found.verdict, found.certain) == ("violates", certain)
    assert certain or (found.rules[0] == "SQ-9" and not found.lost)
    read = request(walk, "RetrieveCatalogObject", {"object_id": keys[named]})
    answered(walk, request(walk, "DeleteCatalogObject", {"object_id": keys["image"]}))
    if not certain:
        assert worlds.judge(read, answered(walk, read)).verdict == "conforms"


def do(walk: Walk, worlds: Worlds, operation: str, **sent: object) -> dict[str, dict[str, str]]:
    """Send a request, and return the body of its answer."""
    asked = request(walk, operation, {}, **sent)
    shown = answered(walk, asked)
    assert worlds.judge(asked, shown).verdict == "conforms"
    return shown.body
