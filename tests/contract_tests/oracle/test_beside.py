"""What an answer tells beside the things that it shows may be more than is known of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.oracle import Worlds
from contract_tests.oracle.oracle import Oracle
from mockserver.engine.message import Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import FILE, Walk

OTHER = {"type": "TAX", "id": "UNKNOWNTAX", "version": 5, "tax_data": {"name": "Local tax"}}


def first(walk: Walk, kind: str = "ITEM") -> str:
    sent = request(walk, "ListCatalog", {}, types=kind)
    key: str = answered(walk, sent).body["objects"][0]["id"]
    return key


@pytest.mark.parametrize("is_named", [True, False])
def test_what_is_named_where_the_document_describes_nothing_may_be_related(is_named: bool) -> None:
    walk = Walk("square")
    path = {"object_id": first(walk, "ITEM_VARIATION")}
    sent = request(walk, "RetrieveCatalogObject", path, include_related_objects="true")
    shown = answered(walk, sent)
    of_it = shown.body["related_objects"]
    if is_named:
        shown = otherwise(shown, "object", "item_variation_data", "unit_id", value=OTHER["id"])
    for several, verdict in (
        ([*of_it, OTHER], "conforms" if is_named else "violates"),
        ([OTHER], "violates"),
        ([*of_it, shown.body["object"]], "violates"),
    ):
        answer = otherwise(shown, "related_objects", value=several)
        assert Worlds(walk.api, walk.state).judge(sent, answer).verdict == verdict


@pytest.mark.parametrize("operation", ["SearchCatalogObjects", "BatchRetrieveCatalogObjects"])
def test_what_is_related_and_not_shown_breaks_the_rule_on_that(operation: str) -> None:
    walk = Walk("square")
    variation = answered(walk, request(walk, "ListCatalog", {}, types="ITEM_VARIATION"))
    key = variation.body["objects"][0]["id"]
    body: dict[str, Any] = {"include_related_objects": True}
    search = operation == "SearchCatalogObjects"
    body |= {"object_types": ["ITEM_VARIATION"]} if search else {"object_ids": [key]}
    sent = request(walk, operation, {}, body=body)
    shown = answered(walk, sent)
    assert shown.body["related_objects"], "its item"
    found = Worlds(walk.api, walk.state).judge(sent, otherwise(shown, "related_objects", value=[]))
    assert (found.verdict, found.certain, found.rules[0]) == ("violates", True, "SQ-32")


@pytest.mark.parametrize("is_sent", [False, True])
def test_unknown_things_may_have_been_under_what_was_deleted(is_sent: bool) -> None:
    walk = Walk("square")
    keys = [first(walk), *(["UNKNOWN"] if is_sent else [])]
    sent = request(walk, "BatchDeleteCatalogObjects", {}, body={"object_ids": keys})
    worlds = Worlds(walk.api, walk.state)
    done = answered(walk, sent)
    told = [*done.body["deleted_object_ids"], "UNKNOWN"]
    found = worlds.judge(sent, otherwise(done, "deleted_object_ids", value=told))
    assert (found.verdict, found.certain) == (
        ("violates", True) if is_sent else ("conforms", False)
    )


def test_less_than_what_was_deleted_is_too_little() -> None:
    walk = Walk("square")
    sent = request(walk, "DeleteCatalogObject", {"object_id": first(walk)})
    worlds = Worlds(walk.api, walk.state)
    done: Response = answered(walk, sent)
    told = [*done.body["deleted_object_ids"][1:], "UNKNOWN"]
    assert worlds.judge(sent, otherwise(done, "deleted_object_ids", value=told)).certain


@pytest.mark.parametrize("unknown", [[], ["NOSUCH"]])
@pytest.mark.parametrize("is_last", [True, False])
def test_the_last_child_of_a_thing_may_stay(is_last: bool, unknown: list[str]) -> None:
    """Among what went with others nobody knows, too."""
    walk = Walk("square")
    listed = answered(walk, request(walk, "ListCatalog", {}, types="ITEM_VARIATION")).body
    keys = [each["id"] for each in listed["objects"]]
    [tax] = [first(walk, "TAX")]
    named = [tax, *keys] if is_last else [tax, keys[0]]
    sent = request(walk, "BatchDeleteCatalogObjects", {}, body={"object_ids": named})
    worlds = Worlds(walk.api, walk.state)
    done = otherwise(answered(walk, sent), "deleted_object_ids", value=[*named[:-1], *unknown])
    found = worlds.judge(sent, done)
    assert found.verdict == ("conforms" if is_last else "violates")
    assert found.certain is not is_last


@pytest.mark.parametrize("told", [True, False])
def test_where_only_the_last_child_was_to_go_nothing_may_be_told(told: bool) -> None:
    walk = Walk("square")
    listed = answered(walk, request(walk, "ListCatalog", {}, types="ITEM_VARIATION")).body
    former, last = (each["id"] for each in listed["objects"])
    walk.ask("DeleteCatalogObject", {"object_id": former}, None)
    sent = request(walk, "BatchDeleteCatalogObjects", {}, body={"object_ids": [last]})
    worlds = Worlds(walk.api, walk.state)
    body = {"deleted_at": "2026-01-01T00:00:00Z"}
    done = otherwise(
        answered(walk, sent), value={**body, "deleted_object_ids": []} if told else body
    )
    assert worlds.judge(sent, done).verdict == "conforms"
    read = request(walk, "RetrieveCatalogObject", {"object_id": last})
    gone = Response(status=404, media_type="application/json", body={"errors": []})
    assert worlds.judge(read, gone).verdict == "violates", "it stays"


@pytest.mark.parametrize("others", [0, 1])
def test_the_last_child_of_a_thing_may_be_refused_to_go(others: int) -> None:
    walk = Walk("shoplazza")
    product = {"title": "Cup", "has_only_default_variant": True}
    variants = [{"price": "1.00"}] * (2 + others)
    made = walk.ask("createProduct", {}, {"product": {**product, "variants": variants}})["product"]
    oracle = Oracle(walk.api)
    oracle.begin(walk.state)
    first, last = (
        request(walk, "deleteProductVariant", {"product_id": made["id"], "variant_id": each["id"]})
        for each in made["variants"][:2]
    )
    oracle.judge(first, answered(walk, first), "full", 0.0)
    no = Response(status=422, media_type="application/json", body={"errors": ["Needed"]})
    found = oracle.judge(last, no, "full", 1.0)
    assert (found.verdict, found.certain) == ("violates", bool(others))


@pytest.mark.parametrize("is_named", [True, False])
def test_what_names_what_was_deleted_may_be_deleted_with_it(is_named: bool) -> None:
    walk = Walk("square")
    oracle, tax = Oracle(walk.api), first(walk, "TAX")
    oracle.begin(walk.state)
    listed = request(walk, "ListCatalog", {}, types="CATEGORY")
    shown = answered(walk, listed)
    data = {"name": "Drinks", "taxed_by": tax if is_named else "none"}
    shown = otherwise(shown, "objects", 0, "category_data", value=data)
    assert oracle.judge(listed, shown, "full", 0.0).verdict == "conforms"
    category = shown.body["objects"][0]["id"]
    read = request(walk, "RetrieveCatalogObject", {"object_id": category})
    sent = request(walk, "DeleteCatalogObject", {"object_id": tax})
    both = otherwise(answered(walk, sent), "deleted_object_ids", value=[tax, category])
    found = oracle.judge(sent, both, "full", 0.0)
    assert found.verdict == ("conforms" if is_named else "violates")
    if is_named:
        assert oracle.judge(read, answered(walk, read), "full", 0.0).certain, "it is gone"


def test_what_is_shown_itself_may_be_related_too() -> None:
    walk = Walk("square")
    body = {"object_types": ["ITEM_VARIATION", "TAX"], "include_related_objects": True}
    sent = request(walk, "SearchCatalogObjects", {}, body=body)
    shown = answered(walk, sent)
    tax = next(each for each in shown.body["objects"] if each["type"] == "TAX")
    at = next(n for n, e in enumerate(shown.body["objects"]) if e["type"] == "ITEM_VARIATION")
    more = [*shown.body["related_objects"], tax]
    for name, verdict in ((tax["id"], "conforms"), ("none", "violates")):
        said = otherwise(shown, "objects", at, "item_variation_data", "unit_id", value=name)
        answer = otherwise(said, "related_objects", value=more)
        assert Worlds(walk.api, walk.state).judge(sent, answer).verdict == verdict


def test_what_an_older_version_hides_may_be_related_to_what_it_shows() -> None:
    walk = Walk("square")
    holder = first(walk)
    for number in range(2):
        said = {"idempotency_key": f"i-{number}", "image": {"type": "IMAGE", "id": "#a"}}
        form = {"request": json.dumps({**said, "object_id": holder}), "image_file": FILE}
        answered(walk, request(walk, "CreateCatalogImage", {}, form=form))
    body = {"object_types": ["ITEM", "IMAGE"], "include_related_objects": True}
    sent = request(walk, "SearchCatalogObjects", {}, body=body)
    sent = replace(sent, headers={**sent.headers, walk.api.version_header: "2021-11-17"})
    shown = answered(walk, sent)
    images = [each for each in shown.body["objects"] if each["type"] == "IMAGE"]
    more = [*shown.body.get("related_objects", []), *images[-2:]]
    answer = otherwise(shown, "related_objects", value=more)
    assert Worlds(walk.api, walk.state).judge(sent, answer).verdict == "conforms"
