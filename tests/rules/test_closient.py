from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import product as combinations
from math import ceil
from typing import Any

import pytest
import shortuuid
from PIL import Image

from mockserver.engine.state import Put
from mockserver.engine.transition import applied
from mockserver.pictures import draw
from tests.client import Client
from tests.rules.conftest import Clock
from tests.rules.vendors import (
    MEDIA_TYPES,
    PICTURE,
    TEXT,
    ClosientGallery,
    refusal,
    refused_fields,
    told,
)

SHORTUUID = re.compile(r"[23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz]{22}")
GTIN_MESSAGE = "GTIN must be 8, 12, 13, or 14 digits."


def create_product(client: Client, gtin: str, **fields: Any) -> Any:
    return client.post("/products/api/v1/products", json={"gtin": gtin, **fields})


def give_priority(client: Client, image: dict[str, Any], priority: int) -> None:
    """Do what no operation does: only a stored priority can show that it counts."""
    standin = client.standin
    state = standin.snapshot()
    entity = state.entities["ProductImage", image["id"]]
    changed = replace(entity, fields={**entity.fields, "priority": priority})
    standin.restore(applied(standin.api, state, [Put(changed)], state.serial))


def limits(answer: Any) -> tuple[int, int, int]:
    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    limit, remaining, reset = (int(answer.headers[name]) for name in names)
    return limit, remaining, reset


def test_CL_1_at_most_one_primary(galleries: list[ClosientGallery]) -> None:
    first, second = galleries
    for title, primary in zip("ABCDEF", (True, True, False, True, True, False), strict=True):
        first.add(title, is_primary=primary)
        pages = [first.page(page=number, page_size=2)["data"] for number in (1, 2, 3)]
        assert sum(image["is_primary"] for page in pages for image in page) == 1
    second.add("X", is_primary=True)
    assert (first.primaries(), second.primaries()) == (["E"], ["X"])


def test_CL_2_a_new_primary_takes_the_flag(gallery: ClosientGallery) -> None:
    first = gallery.add("A", is_primary=True)
    assert first["is_primary"] is True
    second = gallery.add("B", is_primary=True)
    assert second["is_primary"] is True
    shown = {image["id"]: image["is_primary"] for image in gallery.list()}
    assert shown == {first["id"]: False, second["id"]: True}


def test_CL_2_a_refused_primary_takes_nothing(gallery: ClosientGallery) -> None:
    gallery.add("A", is_primary=True)
    assert gallery.upload(TEXT, title="B", is_primary=True).status_code == 422
    assert gallery.primaries() == ["A"]


def test_CL_3_the_former_primary_stays_as_it_was(gallery: ClosientGallery) -> None:
    former = gallery.add("A", is_primary=True)
    new = gallery.add("B", is_primary=True)
    assert gallery.list() == [new, {**former, "is_primary": False}]
    assert gallery.client.get(former["image_url"]).content == PICTURE


def test_CL_4_an_image_without_the_flag_leaves_the_primary(gallery: ClosientGallery) -> None:
    primary = gallery.add("A", is_primary=True)
    assert gallery.add("B")["is_primary"] is False
    assert gallery.add("C", is_primary=False)["is_primary"] is False
    assert gallery.primaries() == ["A"]
    assert gallery.list()[0] == primary


def test_CL_5_an_image_is_not_primary_by_default(gallery: ClosientGallery) -> None:
    assert gallery.add("A")["is_primary"] is False
    assert gallery.add("B")["is_primary"] is False
    assert [image["is_primary"] for image in gallery.list()] == [False, False]


def test_CL_6_primary_first_then_priority_then_newest(gallery: ClosientGallery) -> None:
    images = {
        title: gallery.add(title, is_primary=primary)
        for title, primary in (("A", False), ("B", True), ("C", False))
    }
    assert gallery.titles() == "BCA"
    created = [images[title]["created"] for title in "ABC"]
    assert created == sorted(set(created))
    give_priority(gallery.client, images["C"], 1)
    assert gallery.titles() == "BAC"
    give_priority(gallery.client, images["B"], 2)
    assert gallery.titles() == "BAC"
    gallery.add("D", is_primary=True)
    assert gallery.titles() == "DACB"


def test_CL_7_pages_make_up_the_whole_list(gallery: ClosientGallery) -> None:
    for title in "ABCDEFG":
        gallery.add(title, is_primary=title == "C")
    whole = gallery.page(page_size=100)["data"]
    assert "".join(image["title"] for image in whole) == "CGFEDBA"
    for size in range(1, 9):
        pages = [gallery.page(page=1 + n, page_size=size)["data"] for n in range(ceil(7 / size))]
        assert [image for page in pages for image in page] == whole


def test_CL_8_priority_is_at_least_0(gallery: ClosientGallery) -> None:
    gallery.add("A")
    assert told(gallery.upload(title="B", priority=-1), 201)["priority"] == 0
    shown = [image["priority"] for image in gallery.list()]
    assert shown == [0, 0]
    assert {type(priority) for priority in shown} == {int}


def test_CL_9_a_title_has_at_most_255_characters(gallery: ClosientGallery) -> None:
    assert gallery.add()["title"] == ""
    assert told(gallery.upload(title=""), 201)["title"] == ""
    for letter in ("x", "ß", "\N{GRINNING FACE}"):
        assert gallery.add(letter * 255)["title"] == letter * 255
        answer = gallery.upload(title=letter * 256)
        assert refused_fields(gallery.client, answer) == ["title"]
    assert gallery.total() == 5
    assert [image["title"] for image in gallery.list()][-2:] == ["", ""]


def test_CL_10_all_forms_of_a_gtin_are_one_product(closient: Client) -> None:
    owner = closient.facts["known"]["Product"][0]["organization_id"]
    for shortest, forms in (("012345678905", (12, 13, 14)), ("76543210", (8, 12, 13, 14))):
        if shortest == "76543210":
            assert create_product(closient, shortest, organization_id=owner).status_code == 201
        galleries = [ClosientGallery(closient, shortest.zfill(form), owner) for form in forms]
        images = [gallery.add() for gallery in galleries]
        assert [gallery.list() for gallery in galleries] == [images[::-1]] * len(forms)
        for gallery in galleries:
            item = told(closient.get(f"/products/api/v1/trade-items/{gallery.gtin}"), 200)
            assert item["gtin"] == shortest.zfill(14)
        assert galleries[0].delete(images[-1]["id"]).status_code == 204
        assert galleries[-1].list() == images[-2::-1]


def test_CL_11_other_numbers_of_digits_are_refused(gallery: ClosientGallery) -> None:
    image = gallery.add()
    for gtin in ("123456789", "1234567890", "12345678905", "00012345678905"[-11:]):
        other = gallery.under(gtin)
        for answer in (gallery.client.get(other.path), other.upload(), other.delete(image["id"])):
            error = refusal(gallery.client, answer, 422)
            assert error["details"] == [{"field": "gtin", "message": GTIN_MESSAGE}]
    assert gallery.total() == 1


@pytest.mark.parametrize(
    "gtin",
    [
        "abc",
        "1234567",
        "000012345678905",
        "0001234567890x",
        "12345-78",
        "%2B1234567",
        "-1234567",
        "%2012345678",
        "12345678%0A",
        "%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6%D9%A7%D9%A8",
        "1234567.",
        "12345e78",
        "%00012345678905",
    ],
)
def test_CL_12_what_is_no_number_is_refused(gallery: ClosientGallery, gtin: str) -> None:
    path = gallery.under(gtin).path
    with gallery.client.unchanged():
        for answer in (
            gallery.client.raw("GET", path),
            gallery.client.raw("POST", path, files={"image": ("a.png", PICTURE)}),
        ):
            error = refusal(gallery.client, answer, 422)
            assert error["details"] == [{"field": "gtin", "message": GTIN_MESSAGE}]


def test_CL_13_ids_are_shortuuids(gallery: ClosientGallery) -> None:
    made = [gallery.add()["id"] for _ in range(20)]
    assert [image["id"] for image in gallery.list()] == made[::-1]
    assert all(SHORTUUID.fullmatch(each) for each in made)
    assert all(shortuuid.encode(shortuuid.decode(each)) == each for each in made)


def test_CL_14_an_image_is_known_by_both_forms_of_its_id(gallery: ClosientGallery) -> None:
    images = {title: gallery.add(title)["id"] for title in "ABC"}
    assert gallery.delete(str(shortuuid.decode(images["B"]))).status_code == 204
    assert gallery.titles() == "CA"
    assert gallery.delete(str(shortuuid.decode(images["A"])).upper()).status_code == 204
    assert gallery.titles() == "C"
    for form in (images["A"], str(shortuuid.decode(images["A"]))):
        assert gallery.delete(form).status_code == 404
    assert gallery.delete(images["C"]).status_code == 204
    assert gallery.titles() == ""


def test_CL_15_an_organisation_is_known_by_both_forms(gallery: ClosientGallery) -> None:
    as_uuid = str(shortuuid.decode(gallery.organization_id))
    for form in (as_uuid, as_uuid.upper()):
        other = gallery.under(organization_id=form)
        image = other.add("A")
        assert gallery.page() == other.page()
        assert gallery.list() == [image]
        assert other.delete(image["id"]).status_code == 204
    answer = create_product(gallery.client, "76543210", organization_id=as_uuid)
    assert told(answer, 201)["owner_id"] == gallery.organization_id


def test_CL_16_ids_are_not_given_again(galleries: list[ClosientGallery]) -> None:
    seen = set()
    for _ in range(30):
        for gallery in galleries:
            made = gallery.add()["id"]
            assert made not in seen
            seen.add(made)
            assert gallery.delete(made).status_code == 204
    assert len(seen) == 60


def test_CL_17_a_deleted_image_is_gone(gallery: ClosientGallery) -> None:
    kept, gone = gallery.add("A"), gallery.add("B")
    assert gallery.total() == 2
    answer = gallery.delete(gone["id"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers
    assert gallery.list() == [kept]
    assert gallery.total() == 1
    assert gallery.client.get(gone["image_url"]).status_code == 404


def test_CL_18_an_image_of_another_product_is_not_deleted(
    galleries: list[ClosientGallery],
) -> None:
    mine, other = galleries
    image = other.add("A", is_primary=True)
    mine.add("B")
    with mine.client.unchanged():
        for form in (image["id"], str(shortuuid.decode(image["id"]))):
            refusal(mine.client, mine.delete(form), 404)
    assert other.list() == [image]


def test_CL_19_a_second_deletion_finds_nothing(gallery: ClosientGallery) -> None:
    image, kept = gallery.add("A"), gallery.add("B")
    assert gallery.delete(image["id"]).status_code == 204
    for _ in range(2):
        refusal(gallery.client, gallery.delete(image["id"]), 404)
    assert gallery.list() == [kept]


def test_CL_20_nobody_is_promoted_when_the_primary_goes(gallery: ClosientGallery) -> None:
    images = {title: gallery.add(title, is_primary=title == "B") for title in "ABC"}
    assert gallery.delete(images["B"]["id"]).status_code == 204
    assert gallery.list() == [images["C"], images["A"]]
    assert gallery.primaries() == []
    gallery.add("D", is_primary=True)
    assert gallery.primaries() == ["D"]


def test_CL_21_pages_have_limits_and_defaults(gallery: ClosientGallery) -> None:
    for _ in range(26):
        gallery.add()
    default = gallery.page()
    assert (default["pagination"]["page"], default["pagination"]["page_size"]) == (1, 25)
    assert len(default["data"]) == 25
    assert [len(gallery.page(page_size=size)["data"]) for size in (1, 100)] == [1, 26]
    assert len(gallery.page(page=2)["data"]) == 1
    answer = gallery.client.get(gallery.path, params={"page": 0, "page_size": 101})
    assert sorted(refused_fields(gallery.client, answer)) == ["page", "page_size"]
    answer = gallery.client.get(gallery.path, params={"page_size": 101})
    assert refused_fields(gallery.client, answer) == ["page_size"]


@pytest.mark.parametrize("name", ["page", "page_size"])
@pytest.mark.parametrize(
    "text",
    ["0", "-1", "x", "", "1.5", "1e0", " 1", "1 ", "1\n", "+1", "1" * 20, "true", "0x1", "\u0661"],
)
def test_CL_21_what_is_no_number_in_the_limits_is_refused(
    gallery: ClosientGallery, name: str, text: str
) -> None:
    answer = gallery.client.get(gallery.path, params={name: text})
    assert refused_fields(gallery.client, answer) == [name]


def test_CL_22_the_numbers_of_a_page_agree(gallery: ClosientGallery) -> None:
    for total in range(6):
        for page, size in combinations((1, 2, 3, 5, 6, 7), (1, 2, 5, 25)):
            told_page = gallery.page(page=page, page_size=size)
            pages = ceil(total / size)
            assert told_page["pagination"] == {
                "page": page,
                "page_size": size,
                "total_count": total,
                "total_pages": pages,
                "has_next": page < pages,
                "has_previous": page > 1,
            }
            assert len(told_page["data"]) == max(0, min(size, total - (page - 1) * size))
        gallery.add()


def test_CL_23_a_page_past_the_end_is_empty(gallery: ClosientGallery) -> None:
    gallery.add()
    for page in (2, 999, 2**31, 2**63 - 1):
        assert gallery.page(page=page) == {
            "data": [],
            "pagination": {
                "page": page,
                "page_size": 25,
                "total_count": 1,
                "total_pages": 1,
                "has_next": False,
                "has_previous": True,
            },
        }


def test_CL_24_six_formats_are_accepted(gallery: ClosientGallery) -> None:
    for media_type in MEDIA_TYPES:
        picture = draw(width=5, height=5, media_type=media_type)
        assert gallery.upload(picture, "misleading.txt").status_code == 201
    assert gallery.total() == 6


def other_picture(form: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (16, 16)).save(buffer, form)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        b"",
        other_picture("TIFF"),
        other_picture("ICO"),
        other_picture("AVIF"),
        PICTURE[:-20],
        PICTURE[:8],
        draw(width=9, height=9, media_type="image/jpeg")[:100],
        b"GIF89a",
        b"BM",
        b"%PDF-1.7\n",
        b"<html></html>",
        b"<svg",
        b'<!DOCTYPE svg [<!ENTITY a "a">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ],
    ids=lambda data: repr(data[:12]),
)
def test_CL_24_anything_else_is_refused(gallery: ClosientGallery, data: bytes) -> None:
    gallery.add("A", is_primary=True)
    with gallery.client.unchanged():
        answer = gallery.upload(data, "picture.png", is_primary=True)
        assert refused_fields(gallery.client, answer) == ["image"]


def test_CL_25_the_image_is_required(gallery: ClosientGallery) -> None:
    client, path = gallery.client, gallery.path
    form = {"content-type": "multipart/form-data; boundary=x"}
    with client.unchanged():
        for answer in (
            gallery.upload(None, title="A", is_primary=True),
            client.post(path, headers=form, content=b"--x--\r\n"),
            client.post(path, headers=form),
            client.post(path, files={"image": (None, b"only a text")}),
            client.post(path, files={"picture": ("a.png", PICTURE)}),
        ):
            assert refused_fields(client, answer) == ["image"]


def test_CL_26_an_upload_is_answered_with_what_the_list_shows(gallery: ClosientGallery) -> None:
    for title in ("", "Front of package", "  Grüße\t\N{GRINNING FACE} <&'\"> \u202e"):
        image = gallery.add(title, is_primary=True)
        assert image["title"] == title
        assert gallery.list()[0] == image
        shown = {"id", "title", "is_primary", "priority", "created", "image_url"}
        assert set(image) == shown


def test_CL_27_an_image_belongs_to_one_product(galleries: list[ClosientGallery]) -> None:
    first, second = galleries
    image = first.add("A")
    assert (first.list(), second.list()) == ([image], [])
    other = second.add("B")
    assert (first.list(), second.list()) == ([image], [other])
    assert (first.total(), second.total()) == (1, 1)


def test_CL_28_who_may_do_what(gallery: ClosientGallery) -> None:
    client = gallery.client
    image = gallery.add("A")
    with client.unchanged():
        nobody = gallery.seen_by(None)
        reader = gallery.seen_by("read-only")
        for answer in (nobody.client.get(nobody.path), nobody.upload(), nobody.delete(image["id"])):
            refusal(client, answer, 401)
        key = client.headers["X-API-Key"]
        for wrong in ("", "nonsense", key.upper(), key + "x", "csb_" + "0" * 32 + "_00000000"):
            answer = client.get(gallery.path, headers={"X-API-Key": wrong})
            refusal(client, answer, 401)
        for answer in (
            reader.upload(),
            reader.delete(image["id"]),
            create_product(reader.client, "76543210"),
            reader.client.post("/products/api/v1/products/96385074/claim", json={}),
        ):
            refusal(client, answer, 403)
        assert reader.list() == [image]


def test_CL_28_the_error_has_the_status_of_the_answer(gallery: ClosientGallery) -> None:
    client = gallery.client
    for answer, status in (
        (client.post("/products/api/v1/products", json={}), 422),
        (create_product(client, gallery.gtin), 409),
        (gallery.delete("2" * 22), 404),
        (client.patch(gallery.path), 405),
        (client.post(gallery.path, json={}), 415),
        (client.get("/nothing"), 404),
    ):
        assert refusal(client, answer, status)["status"] == answer.status_code


def test_CL_29_others_see_nothing(gallery: ClosientGallery) -> None:
    client = gallery.client
    gallery.add("A")
    outsider = gallery.seen_by("outsider")
    own = next(iter(client.standin.api.credentials[2].member_of["organization_id"]))
    unowned = gallery.under("96385074")
    with client.unchanged():
        refusal(client, outsider.client.get(outsider.path), 403)
        refusal(client, outsider.upload(), 403)
        refusal(client, outsider.client.get(outsider.under(organization_id=own).path), 404)
        refusal(client, outsider.under(organization_id=own).upload(), 404)
        refusal(client, client.get(unowned.path), 404)
        refusal(client, unowned.upload(), 404)


def test_CL_30_every_answer_tells_the_rate_limit() -> None:
    with Client("closient", rate_limits=True) as client:
        gallery = ClosientGallery(client, **client.facts["known"]["Product"][0])
        answers = [
            client.get(gallery.path),
            gallery.upload(),
            gallery.upload(TEXT),
            gallery.delete("2" * 22),
            client.get("/nothing"),
            client.patch(gallery.path),
            gallery.client.post(gallery.path, headers={"content-type": "multipart/form-data"}),
        ]
        answers += [gallery.delete(answers[1].json()["id"])]
        answers += [client.get(gallery.path) for _ in range(300 - len(answers))]
        assert 429 not in {answer.status_code for answer in answers}
        assert [limits(answer)[:2] for answer in answers] == [(300, 299 - n) for n in range(300)]
        resets = [limits(answer)[2] for answer in answers]
        assert resets == sorted(resets, reverse=True) and 50 <= resets[-1] <= resets[0] <= 60

        with client.unchanged():
            refused = [client.get(gallery.path), gallery.upload(), client.get("/nothing")]
        for answer in refused:
            refusal(client, answer, 429)
            assert limits(answer)[:2] == (300, 0)
            assert answer.headers["Retry-After"] == answer.headers["RateLimit-Reset"]
        for answer in answers + refused:
            headers = answer.headers
            assert headers["RateLimit-Policy"] == "300;w=60, 10000;w=86400"
            assert headers["X-RateLimit-Limit"] == headers["RateLimit-Limit"]
            assert headers["X-RateLimit-Remaining"] == headers["RateLimit-Remaining"]
            ahead = int(headers["X-RateLimit-Reset"]) - time.time()
            assert abs(ahead - limits(answer)[2]) < 30
            assert ("Retry-After" in headers) == (answer.status_code == 429)
        for role in ("read-only", None):
            assert limits(client.acting(role).get(gallery.path))[:2] == (300, 299)


def test_CL_31_a_known_gtin_is_a_conflict(gallery: ClosientGallery) -> None:
    client = gallery.client
    with client.unchanged():
        for gtin in (
            "012345678905",
            "0012345678905",
            "00012345678905",
            "96385074",
            "4006381333931",
        ):
            refusal(client, create_product(client, gtin, product_name="Another"), 409)
    made = told(create_product(client, "76543210"), 201)
    assert (made["gtin"], made["owner_id"], made["is_claimed"]) == ("00000076543210", None, False)
    with client.unchanged():
        for form in (8, 12, 13, 14):
            refusal(client, create_product(client, "76543210".zfill(form)), 409)


def test_CL_32_created_is_in_utc_and_stays(gallery: ClosientGallery, clock: Clock) -> None:
    before = clock.now
    image = gallery.add("A", is_primary=True)
    created = datetime.fromisoformat(image["created"])
    assert image["created"].endswith("Z") and created.tzinfo == UTC
    assert before < created <= clock.now
    gallery.add("B", is_primary=True)
    deleted = gallery.add("C")
    assert gallery.delete(deleted["id"]).status_code == 204
    shown = {each["id"]: each["created"] for each in gallery.list()}
    assert shown[image["id"]] == image["created"]
