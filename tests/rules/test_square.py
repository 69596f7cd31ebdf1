"""Square's rules on lists, keys, versions, deletions and errors; those on objects stand beside."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from mockserver.engine.message import Json, Request
from mockserver.engine.step import step
from mockserver.pictures import draw
from tests.rules.square import SquareCatalog, error, item, parts, tax
from tests.rules.vendors import PICTURE, TEXT, told

OLD = {"Square-Version": "2021-11-17"}
NEW = {"Square-Version": "2021-12-15"}
IMAGES = "/v2/catalog/images"


def image_data(answer: httpx.Response) -> Any:
    return told(answer, 200)["image"]


def data_of(square: SquareCatalog, object_id: str, **headers: str) -> Any:
    answer = square.client.get(f"/v2/catalog/object/{object_id}", headers=headers)
    found = told(answer, 200)["object"]
    return found["item_data"]


def test_SQ_4_older_versions_attach_first_and_show_one_image(square: SquareCatalog) -> None:
    holder = square.item()["id"]
    first, second, third = (
        image_data(square.upload(name, object_id=holder, headers=headers, **fields))["id"]
        for name, headers, fields in (
            ("A", NEW, {}),
            ("B", OLD, {}),
            ("C", OLD, {"is_primary": False}),
        )
    )
    assert data_of(square, holder)["image_ids"] == [second, first, third]
    assert data_of(square, holder, **NEW)["image_ids"] == [second, first, third]
    older = data_of(square, holder, **OLD)
    assert older["image_id"] == second and "image_ids" not in older
    assert "image_id" not in data_of(square, holder)
    latest = image_data(square.upload("D", object_id=holder, headers=OLD))["id"]
    assert data_of(square, holder, **OLD)["image_id"] == latest
    bare = square.item("Bare")["id"]
    assert not {"image_id", "image_ids"} & set(data_of(square, bare, **OLD))


def test_SQ_7_a_deleted_object_is_shown_to_those_who_ask(square: SquareCatalog) -> None:
    image = square.image("A")
    listed = told(square.client.get("/v2/catalog/list", params={"types": "IMAGE"}), 200)["objects"]
    assert [each["id"] for each in listed] == [image["id"]]
    gone = told(square.delete(image["id"]), 200)
    error(square.get(image["id"]), 404, "NOT_FOUND")
    error(square.delete(image["id"]), 404, "NOT_FOUND")
    assert square.names("IMAGE") == []
    assert square.search(object_types=["IMAGE"])["objects"] == []
    [dead] = square.search(object_types=["IMAGE"], include_deleted_objects=True)["objects"]
    assert (dead["id"], dead["is_deleted"]) == (image["id"], True)
    assert dead["image_data"] == image["image_data"]
    assert dead["updated_at"] == gone["deleted_at"] and dead["version"] > image["version"]
    ids = {"object_ids": [image["id"]]}
    assert told(square.batch("retrieve", **ids), 200)["objects"] == []
    asked = told(square.batch("retrieve", **ids, include_deleted_objects=True), 200)
    assert asked["objects"] == [dead]


def test_SQ_12_identifiers_are_tokens_of_the_server(square: SquareCatalog) -> None:
    made = [square.item(), square.image(), square.put(tax())]
    assert all(re.fullmatch("[0-9A-Z]{24}", each["id"]) for each in made)
    assert len({each["id"] for each in made}) == 3


def test_SQ_15_each_write_makes_a_larger_version(square: SquareCatalog) -> None:
    standin = square.client.standin
    now, running = standin._clock(), standin._clock
    standin._clock = lambda: now  # the clock stands
    try:
        stored = square.put(tax())
        versions = [stored["version"]]
        for name in "abc":
            stored = square.put({**stored, "tax_data": {"name": name}})
            versions.append(stored["version"])
            assert square.object(stored["id"])["version"] == stored["version"]
    finally:
        standin._clock = running
    assert versions == sorted(set(versions))
    moment = datetime.fromisoformat(stored["updated_at"]).timestamp() * 1000
    assert abs(versions[0] - moment) < 2, "milliseconds since 1970"


def test_SQ_19_the_same_key_and_request_has_the_same_answer(square: SquareCatalog) -> None:
    first = square.upload("A", key="k")
    for _ in range(2):
        with square.client.unchanged():
            again = square.upload("A", key="k")
        assert (again.status_code, again.json()) == (200, first.json())
    assert square.names("IMAGE") == ["A"]
    made = square.upsert(tax(), key="k").json()
    assert square.upsert(tax(), key="k").json() == made, "keys are those of an operation"
    objects = {"batches": [{"objects": [tax("B")]}], "idempotency_key": "k"}
    answers = [square.client.post("/v2/catalog/batch-upsert", json=objects) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert square.names("TAX").count("B") == 1


def test_SQ_19_requests_at_the_same_time_with_one_key_make_one(square: SquareCatalog) -> None:
    body = {"idempotency_key": "k", "object": tax("Once")}
    calls = [("POST", "/v2/catalog/object", {"json": body})] * 5
    answers = square.client.together(calls)
    assert len({each.text for each in answers}) == 1
    assert square.names("TAX").count("Once") == 1


def test_SQ_20_the_same_key_with_another_request_is_refused(square: SquareCatalog) -> None:
    told(square.upload("A", key="k"), 200)
    told(square.upsert(tax(), key="k"), 200)
    with square.client.unchanged():
        error(square.upload("B", key="k"), 400, "IDEMPOTENCY_KEY_REUSED")
        error(square.upsert(tax("Other"), key="k"), 400, "IDEMPOTENCY_KEY_REUSED")
    assert square.names("IMAGE") == ["A"]


def test_SQ_21_another_key_makes_another_object(square: SquareCatalog) -> None:
    one, two = (told(square.upload("A", key=key), 200)["image"] for key in "kl")
    assert one["id"] != two["id"]
    assert square.names("IMAGE") == ["A", "A"]


KEYS = [("", "VALUE_EMPTY"), ("x" * 129, "VALUE_TOO_LONG"), (None, "MISSING_REQUIRED_PARAMETER")]


@pytest.mark.parametrize(("key", "code"), KEYS)
def test_SQ_22_a_key_has_1_to_128_characters(
    square: SquareCatalog, key: str | None, code: str
) -> None:
    image = square.image()
    keyed = {} if key is None else {"idempotency_key": key}
    new = {"type": "IMAGE", "id": "#a"}
    with square.client.unchanged():
        for answer in (
            square.client.post(IMAGES, files=parts({**keyed, "image": new}, PICTURE)),
            square.client.put(f"{IMAGES}/{image['id']}", files=parts(keyed, PICTURE)),
            square.client.post("/v2/catalog/object", json={**keyed, "object": tax()}),
            square.client.post(
                "/v2/catalog/batch-upsert", json={**keyed, "batches": [{"objects": [tax()]}]}
            ),
        ):
            error(answer, 400, code, "idempotency_key")
    for fitting in ("x", "x" * 128):
        told(square.upload(key=fitting), 200)


def test_SQ_23_a_repeated_request_does_not_undo_later_ones(square: SquareCatalog) -> None:
    holder = square.item()["id"]
    first = told(square.upload("A", key="k", object_id=holder), 200)["image"]
    second = square.image("B", object_id=holder)
    with square.client.unchanged():
        assert told(square.upload("A", key="k", object_id=holder), 200)["image"] == first
    assert square.images_of(holder) == [first["id"], second["id"]]
    told(square.delete(first["id"]), 200)
    with square.client.unchanged():
        assert told(square.upload("A", key="k", object_id=holder), 200)["image"] == first
    assert square.images_of(holder) == [second["id"]]


MEBIBYTE = 1024 * 1024


def test_SQ_30_only_pictures_of_some_kinds_and_sizes_are_taken(square: SquareCatalog) -> None:
    for kind in ("image/jpeg", "image/png", "image/gif"):
        told(square.upload(picture=draw(width=3, height=2, media_type=kind)), 200)
    told(square.upload(picture=PICTURE + b"\0" * (15 * MEBIBYTE - len(PICTURE))), 200)
    image = square.image()
    with square.client.unchanged():
        for kind in ("image/webp", "image/bmp", "image/svg+xml"):
            picture = draw(width=3, height=2, media_type=kind)
            error(square.upload(picture=picture), 400, "INVALID_VALUE", "image_file")
            error(square.exchange(image["id"], picture), 400, "INVALID_VALUE", "image_file")
        error(square.upload(picture=TEXT), 400, "INVALID_VALUE", "image_file")
        large = PICTURE + b"\0" * (15 * MEBIBYTE + 1 - len(PICTURE))
        error(square.upload(picture=large), 400, "INVALID_VALUE", "image_file")


def test_SQ_30_the_request_is_a_form_of_two_parts(square: SquareCatalog) -> None:
    request = {"idempotency_key": "k", "image": {"type": "IMAGE", "id": "#a"}}
    both = parts(request, PICTURE)
    with square.client.unchanged():
        found = error(square.client.post(IMAGES, json=request), 400, "INVALID_CONTENT_TYPE")
        assert "multipart/form-data" in found["detail"]
        assert "application/json" in found["detail"]
        for left_out in both:
            rest = {name: part for name, part in both.items() if name != left_out}
            answer = square.client.post(IMAGES, files=rest)
            error(answer, 400, "MISSING_REQUIRED_PARAMETER", left_out)
        for text in ("", "{", "[]", "NaN", "null", "1"):
            wrong = {**both, "request": (None, text.encode(), "application/json")}
            error(square.client.post(IMAGES, files=wrong), 400, "INVALID_VALUE", "request")
    for name, kind in ((None, "application/json"), ("r.json", "application/json"), (None, None)):
        part = (name, json.dumps({**request, "idempotency_key": f"{name}{kind}"}), kind)
        told(square.client.post(IMAGES, files={**both, "request": part}), 200)


def walked(square: SquareCatalog, **query: Any) -> Iterator[list[str]]:
    """The identifiers on each page of a list."""
    cursor: dict[str, str] = {}
    while True:
        page = told(square.client.get("/v2/catalog/list", params={**query, **cursor}), 200)
        yield [each["id"] for each in page["objects"]]
        if "cursor" not in page:
            return
        cursor = {"cursor": page["cursor"]}


def test_SQ_33_cursors_lead_to_each_object_once(square: SquareCatalog) -> None:
    many = [{"objects": [tax(str(n), f"#{n}") for n in range(250)]}]
    made = told(square.batch("upsert", batches=many), 200)["objects"]
    pages = list(walked(square, types="TAX"))
    assert [len(page) for page in pages] == [100, 100, 51], "one is a fixture"
    ids = list(itertools.chain(*pages))
    assert len(set(ids)) == 251 and {each["id"] for each in made} < set(ids)
    assert next(walked(square, types="CATEGORY")) and len(list(walked(square))) == 3
    rest = walked(square, types="TAX")
    seen = next(rest)
    told(square.delete(seen[-1]), 200)
    assert [*seen, *itertools.chain(*rest)] == ids, "a cursor outlives what it was behind"
    error(square.client.get("/v2/catalog/list", params={"cursor": "x"}), 400, "INVALID_CURSOR")


def test_SQ_33_a_search_is_walked_alike(square: SquareCatalog) -> None:
    many = [{"objects": [tax(str(n), f"#{n}") for n in range(12)]}]
    told(square.batch("upsert", batches=many), 200)
    names, body = list[str](), {"object_types": ["TAX"], "limit": 5}
    for size in (5, 5, 3):
        page = square.search(**body)
        assert len(page["objects"]) == size
        names += [each["tax_data"]["name"] for each in page["objects"]]
        body["cursor"] = page.get("cursor", "")
    assert body["cursor"] == "" and names == ["Sales tax", *map(str, range(12))]
    for limit in (0, -1, 1001, 2**31 - 1):
        assert len(square.search(object_types=["TAX"], limit=limit)["objects"]) == 13
    answer = square.client.post("/v2/catalog/search", json={"cursor": "x"})
    error(answer, 400, "INVALID_CURSOR", "cursor")


def test_SQ_34_images_are_listed_only_when_asked_for(square: SquareCatalog) -> None:
    image, one = square.image("A"), square.item("B")
    everything = list(itertools.chain(*walked(square)))
    assert one["id"] in everything and image["id"] not in everything
    assert next(walked(square, types="IMAGE")) == [image["id"]]
    both = next(walked(square, types="IMAGE,ITEM"))
    assert {image["id"], one["id"]} <= set(both)
    assert next(walked(square, types="NOTHING")) == []
    assert image["id"] not in [each["id"] for each in square.search()["objects"]]


def test_SQ_35_the_begin_time_is_exclusive(square: SquareCatalog) -> None:
    made = [square.put(tax(name)) for name in "abc"]
    found = square.search(object_types=["TAX"], begin_time=made[1]["updated_at"])["objects"]
    assert found == [made[2]]
    changed = square.put({**made[0], "tax_data": {"name": "d"}})
    found = square.search(object_types=["TAX"], begin_time=made[2]["updated_at"])["objects"]
    assert found == [changed]
    told(square.delete(made[1]["id"]), 200)
    query = {"object_types": ["TAX"], "begin_time": changed["updated_at"]}
    assert square.search(**query)["objects"] == []
    [dead] = square.search(**query, include_deleted_objects=True)["objects"]
    assert dead["id"] == made[1]["id"]


def test_a_search_finds_by_name(square: SquareCatalog) -> None:
    for name in ("Green tea", "Black tea-bags", "Teapot"):
        square.item(name)
    for query, names in (
        ({"exact_query": {"attribute_name": "name", "attribute_value": "teapot"}}, ["Teapot"]),
        ({"prefix_query": {"attribute_name": "name", "attribute_prefix": "gr"}}, ["Green tea"]),
        ({"text_query": {"keywords": ["tea", "bla"]}}, ["Black tea-bags"]),
        ({"text_query": {"keywords": ["bags", "x!"]}}, ["Black tea-bags"]),
    ):
        found = square.search(object_types=["ITEM"], query=query)["objects"]
        assert [each["item_data"]["name"] for each in found] == names
    for other in ({"range_query": {}}, {"exact_query": {"attribute_name": "sku"}}):
        answer = square.client.post("/v2/catalog/search", json={"query": other})
        assert answer.status_code == 400


def test_SQ_38_a_deleted_object_cannot_be_written(square: SquareCatalog) -> None:
    stored = square.put(tax())
    with square.client.unchanged():
        error(square.upsert(tax(is_deleted=True)), 400, "INVALID_VALUE", "is_deleted")
        error(square.upsert({**stored, "is_deleted": True}), 400, "INVALID_VALUE", "is_deleted")
        image = {"type": "IMAGE", "id": "#a", "is_deleted": True}
        error(square.upload(image=image), 400, "INVALID_VALUE", "is_deleted")
    told(square.delete(stored["id"]), 200)
    query = {"object_types": ["TAX"], "include_deleted_objects": True}
    before = square.search(**query)
    with square.client.unchanged():
        error(square.upsert(stored), 404, "NOT_FOUND")
        [dead] = [each for each in before["objects"] if each["is_deleted"]]
        assert square.upsert({**dead, "is_deleted": False}).status_code == 404
        error(square.exchange(stored["id"]), 404, "NOT_FOUND")
    assert square.search(**query) == before


def test_SQ_39_a_write_may_be_refused_because_of_another(square: SquareCatalog) -> None:
    """The stand-in carries all of them out; an examiner takes the refusal for legal, too."""
    calls = [
        (
            "POST",
            "/v2/catalog/object",
            {"json": {"idempotency_key": f"k{n}", "object": tax(f"t{n}")}},
        )
        for n in range(8)
    ]
    assert [each.status_code for each in square.client.together(calls)] == [200] * 8
    assert len([each for each in square.names("TAX") if each.startswith("t")]) == 8
    api, state = square.client.api, square.client.standin.snapshot()
    request = Request(
        operation="UpsertCatalogObject",
        method="POST",
        headers=api.credentials[0].headers,
        media_type="application/json",
        body=Json({"idempotency_key": "new", "object": tax()}),
    )
    done, *others = step(api, state, request)
    assert done.refusal is None
    assert [(each.status, each.changes) for each in others] == [(429, ())]
    assert others[0].rules == ("SQ-39",)


def test_SQ_40_a_refusal_is_a_list_of_errors(square: SquareCatalog) -> None:
    client, image = square.client, square.image()
    refusals = [
        (client.get("/v2/catalog/nothing"), 404),
        (client.post("/v2/catalog/info"), 405),
        (square.get("UNKNOWN"), 404),
        (square.seen_by(None).get(image["id"]), 401),
        (square.seen_by("read-only").delete(image["id"]), 403),
        (client.post("/v2/catalog/object", json={}), 400),
        (
            client.post(
                "/v2/catalog/object", content=b"{", headers={"content-type": "application/json"}
            ),
            400,
        ),
        (
            client.post("/v2/catalog/object", content=b"x", headers={"content-type": "text/plain"}),
            400,
        ),
    ]
    for answer, status in refusals:
        body = told(answer, status)
        assert list(body) == ["errors"] and body["errors"]
        for each in body["errors"]:
            assert {"category", "code"} <= set(each) <= {"category", "code", "detail", "field"}
    for success in (square.get(image["id"]), client.get("/v2/catalog/list"), square.upload()):
        assert "errors" not in told(success, 200)


def test_SQ_41_a_token_and_its_permissions_are_needed(square: SquareCatalog) -> None:
    image = square.image()
    stranger = SquareCatalog(square.client.acting(None))
    unknown = {"Authorization": "Bearer unknown"}
    with square.client.unchanged():
        for answer in (
            stranger.get(image["id"]),
            stranger.upload(),
            square.client.get("/v2/catalog/list", headers=unknown),
        ):
            found = error(answer, 401, "UNAUTHORIZED")
            assert found["category"] == "AUTHENTICATION_ERROR"
        reader, outsider = square.seen_by("read-only"), square.seen_by("outsider")
        for refused in (
            reader.upload(),
            reader.exchange(image["id"]),
            reader.upsert(tax()),
            reader.delete(image["id"]),
            reader.batch("upsert", batches=[{"objects": [item()]}]),
            reader.batch("delete", object_ids=[image["id"]]),
            outsider.get(image["id"]),
            outsider.client.get("/v2/catalog/list"),
            outsider.client.get("/v2/catalog/info"),
            outsider.client.post("/v2/catalog/search", json={}),
            outsider.batch("retrieve", object_ids=[]),
        ):
            assert error(refused, 403, "INSUFFICIENT_SCOPES")["category"] == "AUTHENTICATION_ERROR"
    assert told(reader.get(image["id"]), 200)["object"] == image


def test_the_limits_are_told(square: SquareCatalog) -> None:
    limits = told(square.client.get("/v2/catalog/info"), 200)["limits"]
    assert limits["batch_upsert_max_objects_per_batch"] == 1000
