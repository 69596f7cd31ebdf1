"""What an older version shows of a list may be its first element, or the one attached last."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contract_tests.oracle import Worlds
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk

OLD = "2021-11-17"


def dated(walk: Walk, sent: Request, version: str) -> Request:
    return replace(sent, headers={**sent.headers, walk.api.version_header: version})


@pytest.mark.parametrize(("version", "certain"), [(OLD, True), ("2025-01-01", False)])
def test_the_last_that_was_attached_may_be_shown_unless_it_is_the_first(
    version: str, certain: bool
) -> None:
    walk = Walk("square")
    listed = answered(walk, request(walk, "ListCatalog", {}, types="ITEM"))
    holder = listed.body["objects"][0]["id"]
    made = []
    for number in range(2):
        said = {"idempotency_key": f"i-{number}", "image": {"type": "IMAGE", "id": "#a"}}
        form = {"request": json.dumps({**said, "object_id": holder}), "image_file": FILE}
        sent = dated(walk, request(walk, "CreateCatalogImage", {}, form=form), version)
        made.append(answered(walk, sent).body["image"]["id"])
    sent = dated(walk, request(walk, "RetrieveCatalogObject", {"object_id": holder}), OLD)
    shown = answered(walk, sent)
    expected = shown.body["object"]["item_data"]["image_id"]
    [other] = set(made) - {expected}
    for key, is_certain in ((other, certain), ("NOIMAGE", True)):
        wrong = otherwise(shown, "object", "item_data", "image_id", value=key)
        for answer in (wrong, beside(wrong)):
            found = Worlds(walk.api, walk.state).judge(sent, answer)
            assert (found.verdict, found.certain) == ("violates", is_certain)
    assert not Worlds(walk.api, walk.state).judge(sent, beside(shown)).certain


def beside(shown: Response) -> Response:
    """Return an answer whose item says of its image in another place."""
    data = shown.body["object"]["item_data"]
    inner = {name: each for name, each in data.items() if name != "image_id"}
    moved = otherwise(shown, "object", "item_data", value=inner)
    return otherwise(moved, "object", "image_id", value=data["image_id"])


@pytest.mark.parametrize(("others", "certain"), [(0, True), (1, False)])
def test_what_many_things_have_tells_of_no_attaching(others: int, certain: bool) -> None:
    """A batch gives all that it writes the same time and version."""
    walk = Walk("square")
    [holder, *_] = answered(walk, request(walk, "ListCatalog", {}, types="ITEM")).body["objects"]
    made = []
    for number in range(2):
        said = {"idempotency_key": f"i-{number}", "image": {"type": "IMAGE", "id": "#a"}}
        form = {"request": json.dumps({**said, "object_id": holder["id"]}), "image_file": FILE}
        made.append(
            answered(walk, request(walk, "CreateCatalogImage", {}, form=form)).body["image"]
        )
    path = {"object_id": holder["id"]}
    item = answered(walk, request(walk, "RetrieveCatalogObject", path)).body["object"]
    tax = [{"type": "TAX", "id": f"#t{n}", "tax_data": {"name": "T"}} for n in range(others)]
    body = {"idempotency_key": "b", "batches": [{"objects": [made[0], item, *tax]}]}
    assert answered(walk, request(walk, "BatchUpsertCatalogObjects", {}, body=body)).status == 200
    sent = dated(walk, request(walk, "RetrieveCatalogObject", path), OLD)
    shown = answered(walk, sent)
    last = otherwise(shown, "object", "item_data", "image_id", value=made[1]["id"])
    found = Worlds(walk.api, walk.state).judge(sent, last)
    assert (found.verdict, found.certain) == ("violates", certain)
