"""Square's rules on what its objects do to each other, over HTTP."""

from __future__ import annotations

import pytest

from tests.rules.square import Object, SquareCatalog, error, item, tax
from tests.rules.vendors import told


def test_SQ_1_an_image_without_a_holder_is_in_no_list(square: SquareCatalog) -> None:
    holder = square.item(image_ids=[square.image("a")["id"]])
    before = square.object(holder["id"])
    square.image("b")
    square.image("c", is_primary=True)  # without a holder it means nothing
    assert square.object(holder["id"]) == before


def test_SQ_2_a_new_image_comes_last(square: SquareCatalog) -> None:
    tea = square.item()["id"]
    first = square.image("a", object_id=tea)["id"]
    second = square.image("b", object_id=tea, is_primary=False)["id"]
    assert square.images_of(tea) == [first, second]


def test_SQ_3_a_new_primary_image_comes_first(square: SquareCatalog) -> None:
    tea = square.item()["id"]
    a, b = (square.image(name, object_id=tea)["id"] for name in "ab")
    c = square.image("c", object_id=tea, is_primary=True)["id"]
    assert square.images_of(tea) == [c, a, b]
    assert square.object(a)["image_data"]["name"] == "a"


@pytest.mark.parametrize("kind", ["category", "modifier_list", "item_variation"])
def test_SQ_2_other_holders_have_images_too(square: SquareCatalog, kind: str) -> None:
    data = {"name": "x"}
    if kind == "item_variation":
        data["item_id"] = square.item()["id"]
    holder = square.put({"type": kind.upper(), "id": "#x", f"{kind}_data": data})
    image = square.image("a", object_id=holder["id"])
    assert square.images_of(holder["id"]) == [image["id"]]


def test_SQ_4_an_older_write_leaves_the_newer_list_alone(square: SquareCatalog) -> None:
    ids = [square.image(name)["id"] for name in "ab"]
    tea = square.item(image_ids=ids)
    data = {"name": "Old", "image_id": ids[0]}
    sent = {"type": "ITEM", "id": tea["id"], "version": tea["version"], "item_data": data}
    told(square.upsert(sent, headers={"Square-Version": "2021-11-17"}), 200)
    changed = square.object(tea["id"])["item_data"]
    assert (changed["name"], changed["image_ids"]) == ("Old", ids)


def test_SQ_5_only_images_that_exist_each_once(square: SquareCatalog) -> None:
    image, other = square.image("a")["id"], square.item()["id"]
    for wrong in (["nothing"], [image, image], [other], ["#unknown"]):
        with square.client.unchanged():
            error(square.upsert(item(image_ids=wrong)), 400, "INVALID_VALUE", "image_ids")
    gone = square.image("b")["id"]
    told(square.delete(gone), 200)
    error(square.upsert(item(image_ids=[gone])), 400, "INVALID_VALUE", "image_ids")
    assert square.item(image_ids=[image])["item_data"]["image_ids"] == [image]


def test_SQ_6_a_deleted_image_leaves_every_list(square: SquareCatalog) -> None:
    a, b, c = (square.image(name)["id"] for name in "abc")
    tea, cake = (square.item(image_ids=ids)["id"] for ids in ([a, b, c], [b, a]))
    told(square.delete(b), 200)
    assert (square.images_of(tea), square.images_of(cake)) == ([a, c], [a])
    told(square.delete(a), 200)
    assert (square.images_of(tea), square.images_of(cake)) == ([c], [])


def test_SQ_8_variations_go_with_their_item(square: SquareCatalog) -> None:
    tea = square.item(variations="sml")
    ids = [each["id"] for each in tea["item_data"]["variations"]]
    answer = told(square.delete(tea["id"]), 200)
    assert sorted(answer["deleted_object_ids"]) == sorted([tea["id"], *ids])
    assert answer["deleted_at"].startswith("2026-")
    for each in (tea["id"], *ids):
        error(square.get(each), 404, "NOT_FOUND")


def test_SQ_8_a_variation_alone_goes_alone(square: SquareCatalog) -> None:
    tea = square.item(variations="sm")
    small, medium = tea["item_data"]["variations"]
    assert told(square.delete(small["id"]), 200)["deleted_object_ids"] == [small["id"]]
    assert square.object(tea["id"])["item_data"]["variations"] == [medium]


def variation(id: str, item_id: str) -> Object:
    data = {"item_id": item_id, "name": id}
    return {"type": "ITEM_VARIATION", "id": id, "item_variation_data": data}


@pytest.mark.parametrize(
    "objects",
    [
        [variation("#a", "#a")],
        [variation("#a", "#b"), variation("#b", "#a")],
        [item(id="#tea"), variation("#a", "#s")],
        [tax(), variation("#a", "#tax")],
    ],
    ids=["itself", "a circle", "another variation", "a tax"],
)
def test_SQ_8_only_an_item_has_variations(square: SquareCatalog, objects: list[Object]) -> None:
    with square.client.unchanged():
        answer = told(square.batch("upsert", batches=[{"objects": objects}]), 400)
    assert {each["code"] for each in answer["errors"]} == {"INVALID_VALUE"}
    assert {each["field"] for each in answer["errors"]} == {"item_variation_data.item_id"}


def test_SQ_8_a_long_line_of_variations_goes_with_its_item(square: SquareCatalog) -> None:
    """The line is drafted, and gone before it is judged."""
    tea = square.item(variations="")
    line = [variation("#0", tea["id"])]
    line += [variation(f"#{n}", f"#{n - 1}") for n in range(1, 990)]
    tea["item_data"]["variations"] = []
    answer = square.batch("upsert", batches=[{"objects": [*line, tea]}])
    assert answer.status_code in (200, 400)
    assert square.names("ITEM_VARIATION") == ["Small", "Large"]


def test_SQ_9_the_images_of_a_deleted_item_stay(square: SquareCatalog) -> None:
    tea = square.item()["id"]
    image = square.image("a", object_id=tea)
    assert image["id"] not in told(square.delete(tea), 200)["deleted_object_ids"]
    assert square.object(image["id"]) == image


def test_SQ_10_another_file_leaves_the_rest_alone(square: SquareCatalog) -> None:
    tea = square.item()["id"]
    a, b = (square.image(name, object_id=tea) for name in "ab")
    changed = told(square.exchange(a["id"]), 200)["image"]
    assert changed == square.object(a["id"])
    for name in ("id", "type"):
        assert changed[name] == a[name]
    for name in ("name", "caption"):
        assert changed["image_data"][name] == a["image_data"][name]
    assert changed["image_data"]["url"] != a["image_data"]["url"]
    assert square.images_of(tea) == [a["id"], b["id"]]
    error(square.exchange("unknown"), 404, "NOT_FOUND")


def test_SQ_11_another_file_makes_a_new_version(square: SquareCatalog) -> None:
    image = square.image("a")
    changed = told(square.exchange(image["id"]), 200)["image"]
    assert changed["version"] > image["version"]
    assert changed["updated_at"] > image["updated_at"]


def test_SQ_12_temporary_identifiers_become_real_ones(square: SquareCatalog) -> None:
    answer = told(square.upsert(item("# of teas", variations="sm")), 200)
    tea = answer["catalog_object"]
    ids = {"#item": tea["id"]}
    ids |= {
        f"#{each['item_variation_data']['name']}": each["id"]
        for each in tea["item_data"]["variations"]
    }
    assert len(set(ids.values())) == 3 and not any("#" in each for each in ids.values())
    mappings = answer["id_mappings"]
    assert {each["client_object_id"]: each["object_id"] for each in mappings} == ids
    assert len(mappings) == 3
    assert tea["item_data"]["name"] == "# of teas", "a text is no identifier"
    assert "id_mappings" not in told(square.upsert(tea), 200)
    image = square.image("a")
    assert not image["id"].startswith("#")


def test_SQ_12_one_temporary_identifier_is_one_object(square: SquareCatalog) -> None:
    with square.client.unchanged():
        error(square.upsert(item(variations="ss")), 400, "INVALID_VALUE", "id")


def test_SQ_13_references_follow_temporary_identifiers(square: SquareCatalog) -> None:
    tea = square.item(variations="sm")
    for each in square.object(tea["id"])["item_data"]["variations"]:
        assert each["item_variation_data"]["item_id"] == tea["id"]
    drinks = {"type": "CATEGORY", "id": "#drinks", "category_data": {"name": "Drinks"}}
    answer = told(
        square.batch("upsert", batches=[{"objects": [item(category_id="#drinks"), drinks]}]), 200
    )
    new, category = answer["objects"]
    assert new["item_data"]["category_id"] == category["id"]
    alone = {
        "type": "ITEM_VARIATION",
        "id": "#x",
        "item_variation_data": {"item_id": tea["id"], "name": "x"},
    }
    variation = square.put(alone)
    assert square.object(tea["id"])["item_data"]["variations"][-1] == variation
    alone["item_variation_data"] = {"item_id": "unknown", "name": "x"}
    with square.client.unchanged():
        error(square.upsert(alone), 400, "INVALID_VALUE", "item_id")


def test_SQ_14_a_temporary_identifier_holds_in_its_request_only(square: SquareCatalog) -> None:
    one, two = square.item(), square.item()
    assert one["id"] != two["id"]
    variation = {
        "type": "ITEM_VARIATION",
        "id": "#v",
        "item_variation_data": {"item_id": "#item", "name": "v"},
    }
    error(square.upsert(variation), 400, "INVALID_VALUE", "item_id")
    batches = [{"objects": [tax("a")]}, {"objects": [tax("b")]}]
    a, b = told(square.batch("upsert", batches=batches), 200)["objects"]
    assert a["id"] != b["id"]
    batches = [{"objects": [item()]}, {"objects": [variation]}]
    answer = told(square.batch("upsert", batches=batches), 200)
    assert [each["type"] for each in answer["objects"]] == ["ITEM"]
    assert answer["errors"][0]["field"].endswith("item_id")


def test_SQ_16_an_update_of_an_old_version_is_refused(square: SquareCatalog) -> None:
    tea = square.item("Tea")
    mine = {**tea, "item_data": {**tea["item_data"], "name": "Mine"}}
    theirs = {**tea, "item_data": {**tea["item_data"], "name": "Theirs"}}
    assert square.put(theirs)["item_data"]["name"] == "Theirs"
    for version in (tea["version"], tea["version"] + 10**9, 0):
        with square.client.unchanged():
            error(square.upsert({**mine, "version": version}), 400, "VERSION_MISMATCH", "version")
    fresh = square.object(tea["id"])
    data = {**fresh["item_data"], "name": "Mine"}
    assert square.put({**fresh, "item_data": data})["item_data"]["name"] == "Mine"


def test_SQ_17_an_update_without_a_version_is_refused(square: SquareCatalog) -> None:
    new = square.put(tax())
    del new["version"]
    with square.client.unchanged():
        error(square.upsert(new), 400, "VERSION_MISMATCH", "version")


def test_SQ_18_attaching_makes_a_new_version_of_the_holder(square: SquareCatalog) -> None:
    tea = square.item()
    square.image("a", object_id=tea["id"])
    now = square.object(tea["id"])
    assert now["version"] > tea["version"] and now["updated_at"] > tea["updated_at"]
    with square.client.unchanged():
        error(square.upsert(tea), 400, "VERSION_MISMATCH", "version")


def test_SQ_24_the_list_that_is_sent_is_the_list(square: SquareCatalog) -> None:
    a, b, c = (square.image(name)["id"] for name in "abc")
    tea = square.item(image_ids=[a, b])
    for ids in ([b, a], [c, b, a], [a], []):
        tea["item_data"]["image_ids"] = ids
        tea = square.put(tea)
        assert square.images_of(tea["id"]) == ids


def test_SQ_24_what_is_omitted_is_lost_but_variations_and_made_values(
    square: SquareCatalog,
) -> None:
    tea = square.item(description="Hot", variations="sm")
    data = {"name": "Tea", "image_ids": []}
    sent = {"type": "ITEM", "id": tea["id"], "version": tea["version"], "item_data": data}
    changed = square.put(sent)
    assert "description" not in changed["item_data"]
    assert changed["item_data"]["variations"] == tea["item_data"]["variations"]
    image = square.image("a")
    renamed = {"type": "IMAGE", "id": image["id"], "version": image["version"]}
    renamed["image_data"] = {"name": "b"}
    stored = square.put(renamed)["image_data"]
    assert stored == {"name": "b", "url": image["image_data"]["url"]}


def test_SQ_24_variations_that_are_sent_are_the_variations(square: SquareCatalog) -> None:
    tea = square.item(variations="sm")
    small, medium = tea["item_data"]["variations"]
    tea["item_data"]["variations"] = [
        medium,
        {"type": "ITEM_VARIATION", "id": "#l", "item_variation_data": {"name": "l"}},
    ]
    stored = square.put(tea)["item_data"]["variations"]
    assert [each["item_variation_data"]["name"] for each in stored] == ["m", "l"]
    assert stored[0]["id"] == medium["id"] and stored[0]["version"] > medium["version"]
    assert stored[1]["item_variation_data"]["item_id"] == tea["id"]
    error(square.get(small["id"]), 404, "NOT_FOUND")


def test_SQ_25_a_detached_image_still_exists(square: SquareCatalog) -> None:
    image = square.image("a")
    tea = square.item(image_ids=[image["id"]])
    tea["item_data"]["image_ids"] = []
    square.put(tea)
    assert square.object(image["id"]) == image


def test_SQ_26_holders_share_images(square: SquareCatalog) -> None:
    image = square.image("a")["id"]
    tea, cake = (square.item(image_ids=[image]) for _ in range(2))
    tea["item_data"]["image_ids"] = []
    square.put(tea)
    assert (square.images_of(tea["id"]), square.images_of(cake["id"])) == ([], [image])


def test_SQ_27_no_more_than_250_images(square: SquareCatalog) -> None:
    ids = [square.image()["id"] for _ in range(250)]
    tea = square.item(image_ids=ids)["id"]
    with square.client.unchanged():
        error(square.upload(object_id=tea), 400, "INVALID_VALUE", "image_ids")
    assert square.images_of(tea) == ids
    more = [*ids, square.image()["id"]]
    error(square.upsert(item(image_ids=more)), 400, "INVALID_VALUE", "image_ids")


def test_SQ_28_an_unknown_holder_and_no_image(square: SquareCatalog) -> None:
    gone = square.item()["id"]
    told(square.delete(gone), 200)
    with square.client.unchanged():
        error(square.upload(object_id="unknown"), 404, "NOT_FOUND", "object_id")
        error(square.upload(object_id=gone), 404, "NOT_FOUND", "object_id")
    duty = square.put(tax())["id"]
    with square.client.unchanged():
        error(square.upload(object_id=duty), 400, "INVALID_VALUE", "object_id")


def test_SQ_29_a_new_image_has_its_type_and_a_temporary_identifier(square: SquareCatalog) -> None:
    for wrong, name in (
        ({"type": "ITEM", "id": "#a"}, "type"),
        ({"type": "IMAGE", "id": "a"}, "id"),
    ):
        with square.client.unchanged():
            error(square.upload(image=wrong), 400, "INVALID_VALUE", name)
    assert square.image(image={"type": "IMAGE", "id": "#a"})["image_data"]["url"]


def test_SQ_31_the_address_is_the_servers(square: SquareCatalog) -> None:
    mine = "https://example.com/mine.png"
    data = {"name": "a", "url": mine}
    image = square.image(image={"type": "IMAGE", "id": "#a", "image_data": data})
    address = image["image_data"]["url"]
    assert address != mine and square.client.get(address).status_code == 200
    image["image_data"]["url"] = mine
    assert square.put(image)["image_data"]["url"] == address
    assert square.object(image["id"])["image_data"]["url"] == address


def test_SQ_32_related_objects_are_what_is_referred_to(square: SquareCatalog) -> None:
    a, b = (square.image(name) for name in "ab")
    square.image("c")
    tea = square.item(image_ids=[b["id"], a["id"]])
    answer = told(square.get(tea["id"], include_related_objects="true"), 200)
    related = {each["id"]: each for each in answer["related_objects"]}
    assert related == {each["id"]: each for each in map(square.object, (a["id"], b["id"]))}
    assert "related_objects" not in told(square.get(tea["id"]), 200)
    many = told(
        square.batch("retrieve", object_ids=[tea["id"], a["id"]], include_related_objects=True), 200
    )
    assert [each["id"] for each in many["objects"]] == [tea["id"], a["id"]]
    assert [each["id"] for each in many["related_objects"]] == [b["id"]], "a is shown already"


def test_SQ_36_a_bad_object_voids_its_batch_only(square: SquareCatalog) -> None:
    good, bad = tax("good"), item(image_ids=["unknown"])
    batches = [{"objects": [tax("void"), bad]}, {"objects": [good]}]
    answer = told(square.batch("upsert", batches=batches), 200)
    assert [each["tax_data"]["name"] for each in answer["objects"]] == ["good"]
    assert [each["client_object_id"] for each in answer["id_mappings"]] == ["#tax"]
    assert [each["code"] for each in answer["errors"]] == ["INVALID_VALUE"]
    names = square.names("TAX", "ITEM")
    assert "good" in names and "void" not in names and "Tea" not in names
    with square.client.unchanged():
        error(square.batch("upsert", batches=batches[:1]), 400, "INVALID_VALUE", "image_ids")


def test_SQ_37_a_batch_deletes_what_there_is(square: SquareCatalog) -> None:
    tea, duty, stays = square.item(variations="s"), square.put(tax()), square.put(tax("stays"))
    small = tea["item_data"]["variations"][0]["id"]
    ids = [duty["id"], "unknown", small, tea["id"], duty["id"]]
    answer = told(square.batch("delete", object_ids=ids), 200)
    assert sorted(answer["deleted_object_ids"]) == sorted([tea["id"], small, duty["id"]])
    for each in (tea["id"], small, duty["id"]):
        error(square.get(each), 404, "NOT_FOUND")
    assert square.object(stays["id"]) == stays
    with square.client.unchanged():
        assert "deleted_object_ids" not in told(square.batch("delete", object_ids=ids), 200)


def test_SQ_42_no_more_than_10000_images_that_nothing_has(square: SquareCatalog) -> None:
    square.image("used", object_id=square.item()["id"])
    new = [{"type": "IMAGE", "id": f"#{n}", "image_data": {}} for n in range(10_000)]
    batches = [{"objects": new[n : n + 1000]} for n in range(0, len(new), 1000)]
    stored = told(square.batch("upsert", batches=batches), 200)["objects"]
    tea, cake = square.item()["id"], square.item("Cake")["id"]
    error(square.upload(), 400, "INVALID_VALUE")
    for holder in (tea, cake):
        square.image("attached", object_id=holder)
    told(square.delete(stored[0]["id"]), 200)
    square.image("one")
    error(square.upload(), 400, "INVALID_VALUE")
    sent = square.object(tea)
    sent["item_data"]["image_ids"] = []
    assert square.put(sent)["item_data"]["image_ids"] == [], "an update may let one go"
    told(square.delete(cake), 200)  # and so may a deletion
    with square.client.unchanged():
        error(square.upload(), 400, "INVALID_VALUE")
    for each in stored[1:4]:
        told(square.delete(each["id"]), 200)
    square.image("one")
    error(square.upload(), 400, "INVALID_VALUE")


def test_no_more_objects_at_once_than_is_told(square: SquareCatalog) -> None:
    limits = told(square.client.get("/v2/catalog/info"), 200)["limits"]
    most = limits["batch_upsert_max_total_objects"]
    objects = [tax(id=f"#{n}") for n in range(1000)]
    batches = [{"objects": objects} for _ in range(most // 1000)] + [{"objects": [tax()]}]
    with square.client.unchanged():
        answer = square.batch("upsert", batches=batches)
        error(answer, 400, "ARRAY_LENGTH_TOO_LONG", "batches")


def test_of_many_faults_only_the_number_is_told(square: SquareCatalog) -> None:
    bad = [{"objects": [{"type": "TAX", "tax_data": {}}] * 500}] * 2
    errors = told(square.batch("upsert", batches=bad), 400)["errors"]
    assert len(errors) == 101 and errors[-1]["detail"] == "And 900 more."
    bad = [{"objects": [item(image_ids=["unknown"])]} for _ in range(300)]
    answer = told(square.batch("upsert", batches=[*bad, {"objects": [tax()]}]), 200)
    assert len(answer["errors"]) == 101 and len(answer["objects"]) == 1
    assert answer["errors"][-1]["detail"] == "And 200 more."


TYPES = ["ITEM", "ITEM_VARIATION", "IMAGE", "CATEGORY", "MODIFIER_LIST", "TAX", "DISCOUNT"]


@pytest.mark.parametrize("type_", TYPES)
def test_an_object_has_the_data_of_its_type_only(square: SquareCatalog, type_: str) -> None:
    for other in TYPES:
        if other != type_:
            sent = {"type": type_, "id": "#x", f"{other.lower()}_data": {"name": "x"}}
            with square.client.unchanged():
                error(square.upsert(sent), 400, "INVALID_VALUE")
    if type_ != "ITEM_VARIATION":
        square.put({"type": type_, "id": "#x", f"{type_.lower()}_data": {"name": "x"}})


def test_a_refusal_names_what_the_client_named(square: SquareCatalog) -> None:
    sent = {"type": "CATEGORY", "id": "#c", "category_data": {"image_ids": ["#c"]}}
    detail = error(square.upsert(sent), 400, "INVALID_VALUE", "image_ids")["detail"]
    assert detail == "Names nothing that it may refer to: #c"


def test_an_object_keeps_its_type(square: SquareCatalog) -> None:
    duty = square.put(tax())
    sent = {**duty, "type": "CATEGORY", "category_data": {"name": "x"}}
    del sent["tax_data"]
    with square.client.unchanged():
        error(square.upsert(sent), 400, "INVALID_VALUE", "type")
        error(square.upsert({**duty, "id": "unknown"}), 404, "NOT_FOUND")
