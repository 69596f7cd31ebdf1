"""What a server shows is believed where no document forbids it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.oracle import Worlds
from contract_tests.oracle.adoption import adopted, taken_over
from mockserver.engine.known import identifiers
from mockserver.engine.message import Response
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.standin import bundled, open_standin
from tests.conftest import NAMES
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, otherwise, request
from tests.walks import FILE, Walk


def with_an_image() -> tuple[Walk, dict[str, str], dict[str, Any]]:
    walk = Walk("shoplazza")
    walk.add_image()
    product = identifiers(walk.api, walk.state)["Product"][0]
    (image,) = walk.ask("listProductImages", product)["images"]
    return walk, product, image


def test_what_an_answer_shows_otherwise_is_so_from_then_on() -> None:
    walk, product, image = with_an_image()
    sent = request(walk, "listProductImages", product)
    outcome = step(walk.api, walk.state, sent)[0]
    shown = otherwise(answered(walk, sent), "images", 0, "alt", value="what it made of it")
    after = taken_over(walk.api, walk.state, outcome, shown.body)
    fields = after.entities["ProductImage", image["id"]].fields
    before = walk.state.entities["ProductImage", image["id"]].fields
    assert fields == {**before, "alt": "what it made of it"}
    assert Worlds(walk.api, after).judge(sent, shown).verdict == "conforms"
    assert Worlds(walk.api, walk.state).judge(sent, shown).verdict == "violates"


def test_a_change_is_believed_with_what_the_server_chose() -> None:
    walk = Walk("closient")
    before = walk.state
    sent = request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    outcome = step(walk.api, before, sent)[0]
    shown = otherwise(answered(walk, sent), "title", value="of its own")
    after = taken_over(walk.api, before, outcome, shown.body)
    image = after.entities["ProductImage", shown.body["id"]]
    assert image.fields["title"] == "of its own"
    assert image.fields["created"] == shown.body["created"]


def test_of_what_is_new_only_that_is_known_which_is_shown() -> None:
    walk = Walk("bigcommerce")
    new = {"name": "Jug", "type": "physical", "weight": 1, "price": 2, "inventory_level": 7}
    before, sent = walk.state, request(walk, "createProduct", {}, body=new)
    outcome = step(walk.api, before, sent)[0]
    shown = answered(walk, sent)
    lean = {key: each for key, each in shown.body["data"].items() if key != "inventory_level"}
    after = taken_over(walk.api, before, outcome, {"data": lean})
    fields = after.entities["Product", lean["id"]].fields
    assert "inventory_level" not in fields
    assert fields["weight"] == 1


@pytest.mark.parametrize("key", [None, {}, ["x"], True, 1.5, "another", "\u00b2"])
def test_what_is_no_known_identifier_is_not_believed(key: Any) -> None:
    walk, product, image = with_an_image()
    sent = request(walk, "listProductImages", product)
    outcome = step(walk.api, walk.state, sent)[0]
    shown = otherwise(answered(walk, sent), "images", 0, "id", value=key)
    after = taken_over(walk.api, walk.state, outcome, shown.body)
    assert after.entities == walk.state.entities
    assert ("ProductImage", image["id"]) in after.entities


def test_a_uuid_is_known_in_capital_letters_too() -> None:
    walk, _, image = with_an_image()
    resource = walk.api.resources["ProductImage"]
    shown = {**image, "id": image["id"].upper(), "alt": "new"}
    former = adopted(walk.api, walk.state, resource, shown)
    assert former.entities["ProductImage", image["id"]].fields["alt"] == image["alt"]
    anew = adopted(walk.api, walk.state, resource, shown, anew=True)
    assert anew.entities["ProductImage", image["id"]].fields["alt"] == "new"
    assert len(anew.entities) == len(walk.state.entities)


def lost(walk: Walk, sent: Any, answer: Response) -> bool:
    return Worlds(walk.api, walk.state).judge(sent, answer).lost


def test_a_server_is_lost_when_nobody_knows_what_it_did() -> None:
    walk = Walk("closient")
    sent = request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    other = Walk("closient")
    right = answered(other, sent)
    assert not lost(walk, sent, right)
    assert lost(walk, sent, Response(status=500)), "it may have been done"
    assert lost(walk, sent, otherwise(right, "id", value="no identifier"))
    assert lost(walk, sent, Response(status=202)), "what became of it is not shown"
    body = {"error": {"code": "X", "message": "No.", "status": 409, "details": None}}
    refused = Response(status=409, media_type="application/json", body=json.loads(json.dumps(body)))
    found = Worlds(walk.api, walk.state).judge(sent, refused)
    assert found.lost is found.certain, "who refuses in a way of his own has done nothing"


def test_after_an_oddity_the_server_is_followed() -> None:
    walk = Walk("bigcommerce")
    walk.add_image()
    images = identifiers(walk.api, walk.state)["ProductImage"]
    text, own = "//what is that", "http://what is that"
    sent = request(walk, "updateProductImage", images[0], body={"description": text})
    worlds = Worlds(walk.api, walk.state)
    shown = otherwise(answered(walk, sent), "data", "description", value=own)
    found = worlds.judge(sent, shown)
    assert (found.verdict, found.certain, found.lost) == ("unknown", False, False)
    reading = request(walk, "getProductImage", images[0])
    kept = otherwise(answered(walk, reading), "data", "description", value=own)
    assert worlds.judge(reading, kept).verdict == "conforms"


STANDINS = {name: open_standin(bundled()[name], seed=1) for name in NAMES}


@given(data=st.data())
@pytest.mark.parametrize("name", NAMES)
def test_in_whatever_order_things_are_found_they_are_in_the_same_lists(
    name: str, data: st.DataObject
) -> None:
    api, there = STANDINS[name].api, STANDINS[name].snapshot()
    found = State()
    shown = [(each, key) for each in there.entities.values() for key in (each.parent, *each.also)]
    for each, parent in data.draw(st.permutations(shown)):
        resource = api.resources[each.resource]
        found = adopted(api, found, resource, each.fields, parent)
        found = adopted(api, found, resource, each.fields, parent)
    assert members(found) == members(there)


def members(state: State) -> dict[Any, set[Any]]:
    return {
        place: {state.child(place[0], item).key for item in order}
        for place, order in state.siblings.items()
    }


def test_the_identifier_of_one_thing_shown_for_another_is_not_believed() -> None:
    walk = Walk("closient")
    first = walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    before = walk.state
    sent = request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    outcome = step(walk.api, before, sent)[0]
    shown = otherwise(answered(walk, sent), "id", value=first["id"])
    after = taken_over(walk.api, before, outcome, shown.body)
    assert len(after.entities) == len(before.entities) + 1
    assert after.entities["ProductImage", first["id"]].ordinal < max(
        each.ordinal for each in after.entities.values()
    )


def test_what_an_older_version_shows_or_hides_is_not_so_in_the_newest() -> None:
    walk = Walk("square")
    (item,) = walk.ask("ListCatalog", {}, types="ITEM")["objects"]
    image = {"type": "IMAGE", "id": "#a"}
    sent = {"idempotency_key": "k", "object_id": item["id"], "image": image}
    walk.ask("CreateCatalogImage", {}, form={"request": json.dumps(sent), "image_file": FILE})
    (item,) = walk.ask("ListCatalog", {}, types="ITEM")["objects"]
    worlds = Worlds(walk.api, walk.state)
    bare = {"name": "Cocoa, hot"}
    body = {"idempotency_key": "k", "object": {**item, "item_data": bare}}
    newest = request(walk, "UpsertCatalogObject", {}, body=body)
    older = replace(newest, headers={**newest.headers, "square-version": "2021-12-14"})
    answer = answered(walk, older)
    assert answer.body["catalog_object"]["item_data"]["image_id"]
    del answer.body["catalog_object"]["present_at_all_locations"]
    assert worlds.judge(older, answer).verdict == "violates"
    reading = request(walk, "RetrieveCatalogObject", {"object_id": item["id"]})
    lean = otherwise(answered(walk, reading), "object", "present_at_all_locations", value=True)
    assert worlds.judge(reading, lean).verdict == "conforms"
    renamed = otherwise(lean, "object", "item_data", "name", value="Tea")
    found = worlds.judge(reading, renamed)
    assert (found.verdict, found.certain) == ("violates", True)
