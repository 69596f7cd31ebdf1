from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.client import Client
from tests.rules.vendors import SOURCE, ShoplazzaGallery, refusal, told


def fill(product: ShoplazzaGallery, letters: str) -> dict[str, str]:
    """Add an image per letter (its alt); return the ids by letter."""
    return {letter: product.add(letter)["id"] for letter in letters}


def is_uuid(text: str) -> bool:
    return str(UUID(text)) == text


def every_image_operation(product: ShoplazzaGallery, image_id: str) -> Iterator[Any]:
    yield product.client.get(product.path)
    yield product.client.get(f"{product.path}/count")
    yield product.create()
    yield from every_operation_on_one_image(product, image_id)


def every_operation_on_one_image(product: ShoplazzaGallery, image_id: str) -> Iterator[Any]:
    yield product.get(image_id)
    yield product.put(image_id, position=1)
    yield product.delete(image_id)


def create_product(client: Client, **fields: Any) -> dict[str, Any]:
    body = {"product": {"title": "Mug", "has_only_default_variant": True, **fields}}
    product: dict[str, Any] = told(client.post("/products", json=body), 200)["product"]
    return product


BAD_NUMBERS = (0, -1, -(2**31), 2**31, 2**63, 10**30, 1.5, "1", "x", True, None, [1], {})


def test_SZ_1_a_position_is_at_least_1(product: ShoplazzaGallery) -> None:
    images = [product.add(), product.add(position=1), product.add(position=2**31 - 1)]
    images += [told(product.put(images[0]["id"], position=1), 200)["image"]]
    images += [product.image(each["id"]) for each in images]
    images += [*product.list(), *product.get_product()["images"]]
    assert all(type(each["position"]) is int and each["position"] >= 1 for each in images)
    assert product.positions() == [1, 2, 3]


@pytest.mark.parametrize("position", BAD_NUMBERS, ids=repr)
def test_SZ_2_a_position_below_1_is_refused(product: ShoplazzaGallery, position: Any) -> None:
    ids = fill(product, "AB")
    with product.client.unchanged():
        refusal(product.client, product.create(position=position), 400)
        answer = product.put(ids["B"], position=position, alt="changed")
        refusal(product.client, answer, 400)
    assert product.order() == "AB"


@pytest.mark.parametrize("length", BAD_NUMBERS, ids=repr)
@pytest.mark.parametrize("side", ["width", "height"])
def test_SZ_3_a_size_below_1_is_refused(product: ShoplazzaGallery, side: str, length: Any) -> None:
    image = product.add("A", width=3, height=2)
    with product.client.unchanged():
        refusal(product.client, product.create(**{side: length}), 400)
        answer = product.put(image["id"], **{side: length}, position=1)
        refusal(product.client, answer, 400)
    assert product.list() == [image]


@pytest.mark.parametrize(
    "src",
    [
        "",
        " ",
        "x",
        "1.jpg",
        "/1.jpg",
        "http://",
        "http:///1.jpg",
        "http:cdn.example.com/1.jpg",
        "ftp://cdn.example.com/1.jpg",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "http://cdn.example.com/a b.jpg",
        "http://cdn.example.com/1.jpg\n",
        "\nhttp://cdn.example.com/1.jpg",
        None,
        1,
        [],
        {},
    ],
    ids=repr,
)
def test_SZ_4_a_source_that_is_no_address_is_refused(product: ShoplazzaGallery, src: Any) -> None:
    image = product.add("A")
    with product.client.unchanged():
        refusal(product.client, product.create(src), 400)
        refusal(product.client, product.put(image["id"], src=src), 400)
    for good in (SOURCE, "https://cdn.example.com/1.jpg?a=b#c", "//cdn.example.com/1.jpg"):
        assert product.create(good).status_code == 200


def test_SZ_4_an_image_without_a_source_is_refused(product: ShoplazzaGallery) -> None:
    bodies: tuple[Any, ...] = ({}, {"image": {}}, {"image": {"alt": "A"}}, {"src": SOURCE})
    with product.client.unchanged():
        for body in (*bodies, {"image": None}, {"image": []}, {"image": SOURCE}, [], None, "x", 1):
            refusal(product.client, product.client.post(product.path, json=body), 400)


def test_SZ_5_an_image_names_the_product_of_the_path(products: list[ShoplazzaGallery]) -> None:
    for product in products:
        image = product.add("A")
        product.add("B", product_id=str(uuid4()))
        shown = [image, product.image(image["id"]), *product.list()]
        assert {each["product_id"] for each in shown} == {product.product_id}


def test_SZ_6_ids_are_unique_uuids(products: list[ShoplazzaGallery]) -> None:
    ids = []
    for product in products * 15:
        ids.append(product.add()["id"])
        ids.append(product.add()["id"])
        assert product.delete(ids[-1]).status_code == 200
    assert all(is_uuid(each) for each in ids)
    assert len(set(ids)) == len(ids) == 60
    for product in products:
        assert all(is_uuid(each["product_id"]) for each in product.list())
        assert is_uuid(product.get_product()["id"])
        wanted = str(uuid4())
        assert product.add(id=wanted)["id"] != wanted


@pytest.mark.parametrize(
    "text", ["x", "1", "0" * 32, "{id}x", "x{id}", "{{{id}}}", "urn:uuid:{id}"]
)
def test_SZ_7_what_is_no_uuid_is_named(product: ShoplazzaGallery, text: str) -> None:
    image = product.add("A")
    nobody = ShoplazzaGallery(product.client, text.format(id=product.product_id))
    no_image = text.format(id=image["id"])
    with product.client.unchanged():
        for answer in (
            *every_image_operation(nobody, image["id"]),
            product.client.get(nobody.product),
            product.client.delete(nobody.product),
        ):
            error = refusal(product.client, answer, 422)
            assert error == ["ProductId must be a valid UUID"]
        for answer in every_operation_on_one_image(product, no_image):
            error = refusal(product.client, answer, 422)
            assert error == ["ImageId must be a valid UUID"]


def test_SZ_7_both_ids_may_be_wrong(product: ShoplazzaGallery) -> None:
    nobody = ShoplazzaGallery(product.client, "x")
    for answer in every_operation_on_one_image(nobody, "y"):
        errors = refusal(product.client, answer, 422)
        assert errors[0] == "ProductId must be a valid UUID"
        assert errors[1:] in ([], ["ImageId must be a valid UUID"])


def test_SZ_8_an_unknown_product_is_not_found(product: ShoplazzaGallery) -> None:
    image = product.add("A")
    nobody = ShoplazzaGallery(product.client, str(uuid4()))
    with product.client.unchanged():
        for answer in (
            *every_image_operation(nobody, image["id"]),
            *every_operation_on_one_image(nobody, str(uuid4())),
            product.client.get(nobody.product),
        ):
            assert refusal(product.client, answer, 404) == ["Product not found"]


def test_SZ_8_a_deleted_product_is_unknown(product: ShoplazzaGallery) -> None:
    image = product.add("A")
    assert told(product.client.delete(product.product), 200) == {}
    assert product.client.state()["ProductImage"] == []
    assert product.client.get("http:" + image["src"]).status_code == 404
    for answer in every_image_operation(product, image["id"]):
        assert refusal(product.client, answer, 404) == ["Product not found"]


def test_SZ_9_an_image_of_another_product_is_not_found(products: list[ShoplazzaGallery]) -> None:
    mine, other = products
    fill(mine, "AB")
    image = other.add("C")
    with mine.client.unchanged():
        for image_id in (image["id"], str(uuid4())):
            for answer in every_operation_on_one_image(mine, image_id):
                assert refusal(mine.client, answer, 404) == ["record not found"]
    assert other.list() == [image]


def test_SZ_10_the_count_is_the_length_of_the_list(products: list[ShoplazzaGallery]) -> None:
    product, other = products
    other.add("X")

    def counted() -> int:
        assert product.count() == len(product.list()) == len(product.get_product()["images"])
        return product.count()

    assert counted() == 0
    ids = fill(product, "ABC")
    assert counted() == 3
    product.put(ids["C"], position=1)
    assert product.create("").status_code == 400
    assert counted() == 3
    product.delete(ids["B"])
    product.delete(ids["B"])
    assert counted() == 2
    assert other.count() == 1


def test_SZ_11_positions_are_1_to_n(products: list[ShoplazzaGallery]) -> None:
    product, other = products
    other.add("X")
    ids = []
    for number, position in enumerate((5, 1, 1, 3, None, 2, 2, 9, 1, 4), 1):
        ids.append(product.add(**({"position": position} if position else {}))["id"])
        assert product.positions() == list(range(1, number + 1))
    for image_id, position in zip(ids, (10, 1, 99, 5, 5, 5, 1, 2, 3, 10), strict=True):
        assert product.put(image_id, position=position).status_code == 200
        assert product.positions() == list(range(1, 11))
    for left in range(9, -1, -1):
        assert product.delete(ids.pop(left // 2)).status_code == 200
        assert product.positions() == list(range(1, left + 1))
    assert other.positions() == [1]


def test_SZ_11_a_hundred_insertions_at_one_place(product: ShoplazzaGallery) -> None:
    expected = fill(product, "AZ")
    order = [expected["A"], expected["Z"]]
    for _ in range(100):
        order.insert(1, product.add(position=2)["id"])
    assert [image["id"] for image in product.list()] == order
    assert product.positions() == list(range(1, 103))


def test_SZ_12_without_a_position_an_image_comes_last(product: ShoplazzaGallery) -> None:
    assert [product.add(letter)["position"] for letter in "ABC"] == [1, 2, 3]
    assert product.order() == "ABC"
    product.delete(product.list()[0]["id"])
    assert product.add("D")["position"] == 3
    assert product.order() == "BCD"


def test_SZ_13_an_image_is_inserted_at_its_position(product: ShoplazzaGallery) -> None:
    fill(product, "AB")
    assert product.add("C", position=1)["position"] == 1
    assert (product.order(), product.positions()) == ("CAB", [1, 2, 3])
    assert product.add("D", position=2)["position"] == 2
    assert product.order() == "CDAB"
    assert product.add("E", position=5)["position"] == 5
    assert product.add("F", position=100)["position"] == 6
    assert product.add("G", position=2**31 - 1)["position"] == 7
    assert product.order() == "CDABEFG"


@pytest.mark.parametrize(
    ("letter", "position", "order"),
    [
        ("C", 1, "CABD"),
        ("A", 1, "ABCD"),
        ("A", 2, "BACD"),
        ("A", 3, "BCAD"),
        ("A", 4, "BCDA"),
        ("B", 3, "ACBD"),
        ("D", 2, "ADBC"),
        ("C", 3, "ABCD"),
        ("B", 99, "ACDB"),
    ],
)
def test_SZ_14_an_image_is_moved_to_its_position(
    product: ShoplazzaGallery, letter: str, position: int, order: str
) -> None:
    ids = fill(product, "ABCD")
    moved = told(product.put(ids[letter], position=position), 200)["image"]
    assert moved["position"] == min(position, 4)
    assert product.image(ids[letter]) == moved
    assert (product.order(), product.positions()) == (order, [1, 2, 3, 4])


def test_SZ_14_every_order_can_be_reached(product: ShoplazzaGallery) -> None:
    ids = fill(product, "ABCD")
    for order in permutations("ABCD"):
        for position, letter in enumerate(order, 1):
            product.put(ids[letter], position=position)
        assert product.order() == "".join(order)


def test_SZ_15_a_deletion_closes_the_gap(product: ShoplazzaGallery) -> None:
    ids = fill(product, "ABCDE")
    for letter, left in (("A", "BCDE"), ("C", "BDE"), ("E", "BD"), ("B", "D"), ("D", "")):
        assert product.delete(ids[letter]).status_code == 200
        assert product.order() == left
        assert product.positions() == list(range(1, len(left) + 1))
        assert [product.image(ids[each])["position"] for each in left] == product.positions()


def test_SZ_16_the_list_is_by_position(product: ShoplazzaGallery) -> None:
    for letter, position in zip("ABCDEF", (1, 1, 2, 1, 9, 3), strict=True):
        product.add(letter, position=position)
        assert product.positions() == sorted(product.positions())
    assert product.order() == "DBFCAE"
    assert product.positions() == [1, 2, 3, 4, 5, 6]


def test_SZ_17_the_main_image_is_the_one_at_position_1(product: ShoplazzaGallery) -> None:
    def main() -> Any:
        return product.get_product()["image"]

    def shown(letter: str) -> dict[str, Any]:
        image = product.image(ids[letter])
        return {name: image[name] for name in ("src", "width", "height", "alt")}

    assert main() is None
    ids = {each: product.add(each, width=3 + n)["id"] for n, each in enumerate("ABC")}
    assert shown("A")["width"] == 3
    assert shown("A").items() <= main().items()
    product.put(ids["C"], position=1)
    assert shown("C").items() <= main().items()
    ids["D"] = product.add("D", position=1)["id"]
    assert shown("D").items() <= main().items()
    product.delete(ids["D"])
    assert shown("C").items() <= main().items()
    for letter in "ABC":
        product.delete(ids[letter])
    assert main() is None


def test_SZ_18_the_products_images_are_those_of_the_list(product: ShoplazzaGallery) -> None:
    assert product.get_product()["images"] == product.list() == []
    ids = fill(product, "ABC")
    product.put(ids["C"], position=1, alt="D")
    product.delete(ids["B"])
    assert product.order() == "DA"
    assert product.get_product()["images"] == product.list()
    listed = told(product.client.get("/products"), 200)["products"]
    shown = {each["id"]: each["images"] for each in listed}
    assert shown[product.product_id] == product.list()


def test_SZ_19_an_update_keeps_identity_and_creation(product: ShoplazzaGallery) -> None:
    product.add("A")
    image = before = product.add("B")
    assert before["created_at"] == before["updated_at"]
    for change in ({"position": 1}, {"alt": "C"}, {"src": SOURCE}, {"width": 7}, {}):
        sent = {**change, "id": str(uuid4()), "product_id": str(uuid4()), "created_at": "2000"}
        after = told(product.put(image["id"], **sent), 200)["image"]
        assert after == product.image(image["id"])
        for name in ("id", "product_id", "created_at"):
            assert after[name] == image[name]
        assert after["updated_at"] > before["updated_at"]
        before = after


def test_SZ_20_an_update_of_the_position_keeps_the_rest(product: ShoplazzaGallery) -> None:
    product.add("A")
    image = product.add("B", width=300, height=200)
    moved = told(product.put(image["id"], position=1), 200)["image"]
    assert moved == {**image, "position": 1, "updated_at": moved["updated_at"]}
    assert product.list()[0] == moved
    renamed = told(product.put(image["id"], alt="C"), 200)["image"]
    assert renamed == {**moved, "alt": "C", "updated_at": renamed["updated_at"]}


def test_SZ_21_a_deleted_image_is_gone(product: ShoplazzaGallery) -> None:
    ids = fill(product, "AB")
    src = product.image(ids["A"])["src"]
    assert told(product.delete(ids["A"]), 200) == {}
    for answer in every_operation_on_one_image(product, ids["A"]):
        assert refusal(product.client, answer, 404) == ["record not found"]
    assert (product.count(), product.order()) == (1, "B")
    assert product.client.get("http:" + src).status_code == 404


def test_SZ_22_a_creation_is_answered_with_what_reading_shows(product: ShoplazzaGallery) -> None:
    shown = {"id", "product_id", "position", "src", "width", "height", "alt"}
    for fields in (
        {},
        {"position": 1},
        {"width": 3, "height": 2},
        {"alt": "Grüße \0\u2028\U0001f600"},
    ):
        image = told(product.create(**fields), 200)["image"]
        assert product.image(image["id"]) == image
        assert image in product.list()
        assert fields.items() <= image.items()
        assert set(image) == shown | {"created_at", "updated_at"}
        assert image["src"].startswith("//") and image["src"] != SOURCE.removeprefix("http:")


def test_SZ_23_the_same_creation_twice_makes_two(product: ShoplazzaGallery) -> None:
    first, second = product.add("A", position=1), product.add("A", position=1)
    assert first["id"] != second["id"]
    assert [image["id"] for image in product.list()] == [second["id"], first["id"]]
    assert product.count() == 2


def test_SZ_24_a_variant_loses_the_image_that_is_deleted(product: ShoplazzaGallery) -> None:
    client, (variant, other) = product.client, product.get_product()["variants"]
    image, kept = product.add("A"), product.add("B")

    def put(of: dict[str, Any], image_id: str) -> httpx.Response:
        return client.put(f"/variants/{of['id']}", json={"variant": {"image_id": image_id}})

    def get(of: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = told(client.get(f"/variants/{of['id']}"), 200)["variant"]
        return found

    assert (variant["image_id"], other["image_id"]) == ("", "")
    assert told(put(variant, image["id"]), 200)["variant"]["image_id"] == image["id"]
    put(other, kept["id"])
    with client.unchanged():
        refusal(client, put(variant, str(uuid4())), 400)
    product.delete(image["id"])
    assert get(variant)["image_id"] == ""
    assert get(variant) | {"image_id": "", "updated_at": ""} == variant | {"updated_at": ""}
    assert get(other)["image_id"] == kept["id"]
    assert [each["image_id"] for each in product.get_product()["variants"]] == ["", kept["id"]]
    assert told(put(other, ""), 200)["variant"]["image_id"] == ""


def test_a_variant_shows_no_image_of_another_product(products: list[ShoplazzaGallery]) -> None:
    mine, other = products[:2]
    (variant, *_), image, stranger = mine.get_product()["variants"], mine.add("A"), other.add("B")
    path = f"/variants/{variant['id']}"
    with mine.client.unchanged():
        answer = mine.client.put(path, json={"variant": {"image_id": stranger["id"]}})
        refusal(mine.client, answer, 400)
    for text in (image["id"].upper(), image["id"].replace("-", ""), image["id"]):
        answer = mine.client.put(path, json={"variant": {"image_id": text}})
        assert told(answer, 200)["variant"]["image_id"] == image["id"]


def test_a_variant_that_comes_with_its_product_names_no_unknown_image(shoplazza: Client) -> None:
    variants = [{"price": "1"}, {"price": "2", "image_id": str(uuid4())}]
    sent = {"title": "Mug", "has_only_default_variant": False, "variants": variants}
    with shoplazza.unchanged():
        refusal(shoplazza, shoplazza.post("/products", json={"product": sent}), 400)


def test_SZ_25_without_a_token_nothing_is_done(product: ShoplazzaGallery) -> None:
    image = product.add("A")
    with product.client.unchanged():
        nobody, closed = product.seen_by(None), product.seen_by("inactive")
        for answer in every_image_operation(nobody, image["id"]):
            assert refusal(product.client, answer, 401) == "Unauthorized"
        for answer in every_image_operation(closed, image["id"]):
            assert refusal(product.client, answer, 401) == "store is not active"
        token = product.client.headers["access-token"]
        for headers in ({"access-token": ""}, {"access-token": token.upper()}):
            refusal(product.client, product.client.get(product.path, headers=headers), 401)
        bearer = {"authorization": f"Bearer {token}"}
        refusal(product.client, nobody.client.get(nobody.path, headers=bearer), 401)


def test_SZ_25_scopes_are_needed(product: ShoplazzaGallery) -> None:
    image = product.add("A")
    reader, other = product.seen_by("read-only"), product.seen_by("outsider")
    with product.client.unchanged():
        assert (reader.list(), reader.count()) == ([image], 1)
        for answer in (
            reader.create(),
            reader.put(image["id"], alt="B"),
            reader.delete(image["id"]),
        ):
            refusal(product.client, answer, 403)
        for answer in every_image_operation(other, image["id"]):
            refusal(product.client, answer, 403)


def test_SZ_26_every_answer_has_a_request_id(product: ShoplazzaGallery) -> None:
    client = product.client
    image = product.add("A")
    answers = [
        *every_image_operation(product, image["id"]),
        *every_image_operation(product.seen_by(None), image["id"]),
        *every_image_operation(product.seen_by("read-only"), image["id"]),
        client.get("/nothing"),
        client.patch(product.path),
        client.post(product.path, content=b"{"),
        client.post(product.path, content=b"{", headers={"content-type": "application/json"}),
        product.get("x"),
    ]
    statuses = {answer.status_code for answer in answers}
    assert statuses == {200, 400, 401, 403, 404, 405, 415, 422}
    ids = [answer.headers["Request-Id"] for answer in answers]
    assert all(ids) and len(set(ids)) == len(ids)


def burst(product: ShoplazzaGallery) -> tuple[int, float, Any]:
    """Call until a call is refused; return how many were not, how long it took, the refusal."""
    started = time.monotonic()
    for accepted in range(100):
        answer = product.client.get(product.path)
        if answer.status_code != 200:
            return accepted, time.monotonic() - started, answer
        assert "Retry-After" not in answer.headers
    raise AssertionError("a hundred calls at once were accepted")


def test_SZ_27_a_burst_is_refused_and_later_calls_succeed() -> None:
    with Client("shoplazza", rate_limits=True) as client:
        product = ShoplazzaGallery(client, client.facts["known"]["Product"][0]["product_id"])
        accepted, seconds, answer = burst(product)
        assert 40 <= accepted <= 40 + 2 * seconds
        refusal(client, answer, 429)
        assert answer.headers["Retry-After"] == "1"
        assert answer.headers["Request-Id"]
        with client.unchanged():
            refusal(client, product.create(), 429)
        assert client.acting("read-only").get(product.path).status_code == 200
        time.sleep(1)
        assert product.create().status_code == 200
        accepted, seconds, _ = burst(product)
        assert 1 <= accepted <= 2 + 2 * seconds


def test_SZ_28_images_sent_with_a_product_are_in_order(shoplazza: Client) -> None:
    sent = [{"src": SOURCE, "alt": letter, "width": 3, "height": 2} for letter in "CAB"]
    made = create_product(shoplazza, images=sent)
    product = ShoplazzaGallery(shoplazza, made["id"])
    assert (product.order(), product.positions()) == ("CAB", [1, 2, 3])
    assert made["images"] == product.list()
    assert made["image"]["alt"] == "C"
    assert product.get_product() == made
    assert {image["product_id"] for image in made["images"]} == {made["id"]}
    assert len({image["id"] for image in made["images"]}) == 3
    assert product.add("D")["position"] == 4


def test_SZ_28_one_bad_image_refuses_the_product(shoplazza: Client) -> None:
    body = {"title": "Mug", "has_only_default_variant": True}
    with shoplazza.unchanged():
        for bad in ({}, {"src": ""}, {"src": SOURCE, "width": 0}, None):
            sent = {"product": {**body, "images": [{"src": SOURCE}, bad]}}
            refusal(shoplazza, shoplazza.post("/products", json=sent), 400)
