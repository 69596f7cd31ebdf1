"""Where nobody can tell what is related, other things may be so than expected."""

from __future__ import annotations

import json

import pytest

from contract_tests.oracle import Worlds
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.contract_tests.oracle.test_beside import OTHER, first
from tests.contract_tests.oracle.test_firsts import OLD, dated
from tests.walks import FILE, Walk


@pytest.mark.parametrize("is_dead", [True, False])
def test_what_a_deleted_thing_still_names_is_open(is_dead: bool) -> None:
    walk = Walk("square")
    item, variation = first(walk), first(walk, "ITEM_VARIATION")
    if is_dead:
        gone = request(walk, "DeleteCatalogObject", {"object_id": item})
        assert answered(walk, gone).status == 200
    body = {"object_ids": [variation], "include_related_objects": True}
    body |= {"include_deleted_objects": True}
    sent = request(walk, "BatchRetrieveCatalogObjects", {}, body=body)
    shown = answered(walk, sent)
    less = otherwise(shown, "related_objects", value=[OTHER])
    found = Worlds(walk.api, walk.state).judge(sent, less)
    assert found.certain is not is_dead


def test_what_is_related_to_other_things_of_a_list_is_open() -> None:
    walk = Walk("square")
    body = {"object_types": ["ITEM_VARIATION", "TAX"], "include_related_objects": True}
    worlds = Worlds(walk.api, walk.state)
    whole = request(walk, "SearchCatalogObjects", {}, body=body)
    every = answered(walk, whole)
    assert worlds.judge(whole, every).verdict == "conforms"
    sent = request(walk, "SearchCatalogObjects", {}, body={**body, "limit": 1})
    shown = otherwise(answered(walk, sent), "related_objects", value=[])
    assert worlds.judge(sent, shown).rules[0] == "SQ-32"
    tax = next(each for each in every.body["objects"] if each["type"] == "TAX")
    found = worlds.judge(sent, otherwise(shown, "objects", value=[tax]))
    assert found.mismatch is not None and found.mismatch.path != "body.related_objects"


@pytest.mark.parametrize("version", [OLD, ""])
def test_what_a_version_does_not_show_need_not_be_related(version: str) -> None:
    walk = Walk("square")
    listed = answered(walk, request(walk, "ListCatalog", {}, types="ITEM"))
    holder = listed.body["objects"][0]["id"]
    for number in range(2):
        said = {"idempotency_key": f"i-{number}", "image": {"type": "IMAGE", "id": "#a"}}
        form = {"request": json.dumps({**said, "object_id": holder}), "image_file": FILE}
        answered(walk, request(walk, "CreateCatalogImage", {}, form=form))
    path = {"object_id": holder}
    sent = request(walk, "RetrieveCatalogObject", path, include_related_objects="true")
    sent = dated(walk, sent, version) if version else sent
    shown = answered(walk, sent)
    related = shown.body["related_objects"]
    data = shown.body["object"]["item_data"]
    kept = data["image_id"] if version else data["image_ids"][0]
    less = [each for each in related if each["type"] != "IMAGE" or each["id"] == kept]
    assert len(less) < len(related)
    for several, certain in ((less, not version), ([], True)):
        wrong = otherwise(shown, "related_objects", value=several)
        found = Worlds(walk.api, walk.state).judge(sent, wrong)
        assert (found.verdict, found.certain) == ("violates", certain), found.mismatch
