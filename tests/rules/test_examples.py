from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from mockserver.document import below, load
from mockserver.engine.message import File, Form, Request
from mockserver.model.schema import Schemas
from mockserver.pictures import draw, recognise
from mockserver.standin import bundled, open_standin
from tests.client import Client
from tests.conftest import APIS, NAMES
from tests.rules.bigcommerce import BigCommerceGallery
from tests.rules.square import SquareCatalog
from tests.rules.vendors import PICTURE, ClosientGallery, ShoplazzaGallery, told

DOCUMENTS = {name: load(path) for name, path in bundled().items()}
SCHEMAS = {name: Schemas(document) for name, document in DOCUMENTS.items()}

Example = tuple[str, str, Any]


def media_types(name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every media type of a document: where it is, its direction, and what is written there."""
    document = DOCUMENTS[name]
    for path, item in document.content["paths"].items():
        for method, operation in item.items():
            if method not in ("get", "put", "post", "patch", "delete"):
                continue
            at = below("#/paths", path, method)
            places = [("request", operation.get("requestBody"), f"{at}/requestBody")]
            for status, response in operation["responses"].items():
                places.append(("response", response, f"{at}/responses/{status}"))
            for direction, node, here in places:
                if node is None:
                    continue
                found, here = document.follow(node, here)
                for media_type, each in found.get("content", {}).items():
                    yield below(here, "content", media_type), direction, each


def examples_of_bodies(name: str) -> dict[str, Example]:
    return {
        at: (f"{at}/schema", direction, each["example"])
        for at, direction, each in media_types(name)
        if "example" in each
    }


def examples_of_schemas(name: str) -> Iterator[Example]:
    def walk(node: Any, at: str) -> Iterator[Example]:
        if isinstance(node, dict):
            if "example" in node and ({"type", "allOf", "$ref"} & set(node)):
                yield at, "response", node["example"]
            for key, value in node.items():
                if key not in ("example", "x-behaviour"):
                    yield from walk(value, below(at, key))

    yield from walk(DOCUMENTS[name].content["components"]["schemas"], "#/components/schemas")


WRITTEN = [
    pytest.param(name, *example, id=f"{name}{at}")
    for name in NAMES
    for at, example in examples_of_bodies(name).items()
] + [
    pytest.param(name, *example, id=f"{name}{example[0]}")
    for name in NAMES
    for example in examples_of_schemas(name)
]


@pytest.mark.parametrize(("name", "at", "direction", "example"), WRITTEN)
def test_an_example_in_a_document_fits_its_schema(
    name: str, at: str, direction: Any, example: Any
) -> None:
    validator = SCHEMAS[name].validator(at, direction)
    assert [str(error) for error in validator.iter_errors(example)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_have_examples(name: str) -> None:
    directions = [direction for _, direction, _ in examples_of_bodies(name).values()]
    assert {"request", "response"} == set(directions)


CLOSIENT_IMAGE = {
    "id": "vytxeTZskVKR7C7WgdSP3d",
    "title": "Front of package",
    "is_primary": True,
    "priority": 1,
    "created": "2026-02-03T10:15:30.123456Z",
    "image_url": "https://cdn.closient.com/products/00012345678905/hero.jpg",
}
CLOSIENT_PAGE = {
    "has_next": True,
    "has_previous": False,
    "page": 1,
    "page_size": 25,
    "total_count": 342,
    "total_pages": 14,
}
CLOSIENT_NOT_FOUND = {
    "error": {
        "code": "NOT_FOUND",
        "message": "The requested resource was not found.",
        "status": 404,
        "details": None,
    }
}
CLOSIENT_INVALID = {
    "error": {
        "code": "VALIDATION_ERROR",
        "message": "Invalid input.",
        "status": 422,
        "details": [{"field": "gtin", "message": "GTIN must be 8, 12, 13, or 14 digits."}],
    }
}
SHOPLAZZA_SENT = {
    "image": {
        "src": "http://cdn.shoplazza.com/1.jpg",
        "position": 1,
        "alt": "Product image alt text",
        "width": 300,
        "height": 300,
    }
}
SHOPLAZZA_IMAGE = {
    "id": "91d032e7-bbc8-47e4-8668-9ba6fe714de6",
    "product_id": "636a07da-39eb-4829-bde9-b65fae1c28b0",
    "position": 1,
    "src": "//cdn.shoplazza.com/efd33b921cacd5311a32dd03a9bc8740.png",
    "width": 1588,
    "height": 2246,
    "alt": "",
    "created_at": "2024-04-08T07:13:28Z",
    "updated_at": "2024-04-08T07:13:28Z",
}
BIGCOMMERCE_URL = "https://cdn8.bigcommerce.com/s-id30h7ohwf/products/158/images/{}.{}.{}.{}.{}?c=2"


def bigcommerce_image(number: int, file: str, stamp: int, **fields: Any) -> dict[str, Any]:
    """An image as the reference shows it, with the addresses of its four sizes."""
    sizes = {"zoom": "1280.1280", "standard": "560.850", "thumbnail": "330.500", "tiny": "66.100"}
    name, _, ending = file.rpartition(".")
    shown = f"{number}/{name.rpartition('/')[2]}"
    urls = {
        f"url_{size}": BIGCOMMERCE_URL.format(shown, stamp, *sides.split("."), ending)
        for size, sides in sizes.items()
    }
    return {
        "id": number,
        "product_id": 158,
        "description": "",
        "image_file": file,
        **urls,
        **fields,
    }


BIGCOMMERCE_IMAGE = bigcommerce_image(
    485,
    "o/381/product-image__98178.png",
    1536854227,
    is_thumbnail=False,
    sort_order=1,
    date_modified="2018-09-13T15:57:07+00:00",
)
BIGCOMMERCE_LIST = {
    "data": [
        bigcommerce_image(
            number,
            f"{folder}/foglinenbeigestripetowel{place}b_1024x1024.jpg",
            1534344511,
            is_thumbnail=place == 1,
            sort_order=0,
            date_modified="2018-08-15T14:48:31+00:00",
        )
        for place, (number, folder) in enumerate(((382, "a/521"), (383, "k/050")), 1)
    ],
    "meta": {
        "pagination": {
            "total": 2,
            "count": 2,
            "per_page": 50,
            "current_page": 1,
            "total_pages": 1,
            "links": {"current": "?page=1&limit=50"},
        }
    },
}
BIGCOMMERCE_PRODUCT = {
    "name": "BigCommerce Coffee Mug",
    "price": "10.00",
    "categories": [23, 21],
    "weight": 4,
    "type": "physical",
}
STATUS_CODES = "/api-docs/getting-started/api-status-codes"
NO_ADDRESS = {
    "status": 422,
    "title": "image_url must be present if uploading by url",
    "type": STATUS_CODES,
}
MISSING_FIELDS = {
    "status": 422,
    "title": "Missing Required Fields",
    "type": f"https://developer.bigcommerce.com{STATUS_CODES}",
    "errors": {
        "name": "Please provide a name.",
        "price": "Please provide a price.",
        "type": "Please provide a type.",
        "weight": "Please provide a weight.",
    },
}
SAME_SKU = {
    "status": 409,
    "title": "The product sku is a duplicate",
    "type": f"https://developer.bigcommerce.com{STATUS_CODES}",
    "errors": {"sku": "The product sku is a duplicate"},
}
NO_PRODUCT = {"errors": ["Product not found"]}
NO_PRODUCT_ID = {"errors": ["ProductId must be a valid UUID"]}
NO_IMAGE_ID = {"errors": ["ImageId must be a valid UUID"]}
CLOSED = {"error": "store is not active"}

IMAGE_OPERATIONS = {
    "closient": ("uploadProductImage", "listProductImages", "deleteProductImage"),
    "shoplazza": (
        "listProductImages",
        "createProductImage",
        "countProductImages",
        "getProductImage",
        "updateProductImage",
        "deleteProductImage",
    ),
}
AKINON_IMAGE = {
    "pk": 1,
    "product": 1,
    "source": "unified",
    "modified_date": "2025-08-30T04:19:26.716Z",
    "created_date": "2025-08-30T04:19:26.716Z",
    "height": 1,
    "width": 1,
    "hash": "text",
    "status": "active",
    "is_active": True,
    "order": 1,
    "object_id": 1,
    "content_type": "text",
}
AKINON_LIST = {"count": 123, "next": None, "previous": None, "results": [AKINON_IMAGE]}
SQUARE_SENT = {
    "idempotency_key": "528dea59-7bfb-43c1-bd48-4a6bba7dd61f86",
    "image": {
        "id": "#TEMP_ID",
        "image_data": {"caption": "A picture of a cup of coffee"},
        "type": "IMAGE",
        "updated_at": "updated_at2",
        "version": 100,
        "is_deleted": False,
        "custom_attribute_values": {
            "key0": {
                "name": "name8",
                "string_value": "string_value2",
                "custom_attribute_definition_id": "custom_attribute_definition_id4",
                "type": "STRING",
                "number_value": "number_value8",
            }
        },
        "catalog_v1_ids": [{"catalog_v1_id": "catalog_v1_id4", "location_id": "location_id4"}],
    },
    "object_id": "ND6EA5AAJEO5WL3JNNIAQA32",
    "is_primary": False,
}
SQUARE_IMAGE = {
    "id": "KQLFFHA6K6J3YQAQAWDQAL57",
    "image_data": {"caption": "A picture of a cup of coffee", "url": "https://..."},
    "type": "IMAGE",
}
DOCUMENTED: list[tuple[str, str, str, Any]] = [
    ("closient", "uploadProductImage", "201", CLOSIENT_IMAGE),
    ("closient", "uploadProductImage", "201", {**CLOSIENT_IMAGE, "image_url": None}),
    (
        "closient",
        "listProductImages",
        "200",
        {"data": [CLOSIENT_IMAGE], "pagination": CLOSIENT_PAGE},
    ),
    *(("closient", each, "404", CLOSIENT_NOT_FOUND) for each in IMAGE_OPERATIONS["closient"]),
    *(("closient", each, "422", CLOSIENT_INVALID) for each in IMAGE_OPERATIONS["closient"]),
    ("bigcommerce", "createProductImage", "200", {"data": BIGCOMMERCE_IMAGE, "meta": {}}),
    ("bigcommerce", "getProductImage", "200", {"data": BIGCOMMERCE_IMAGE, "meta": {}}),
    ("bigcommerce", "updateProductImage", "201", {"data": BIGCOMMERCE_IMAGE, "meta": {}}),
    ("bigcommerce", "listProductImages", "200", BIGCOMMERCE_LIST),
    ("bigcommerce", "createProductImage", "422", NO_ADDRESS),
    ("bigcommerce", "createProduct", "422", MISSING_FIELDS),
    ("bigcommerce", "createProduct", "409", SAME_SKU),
    ("akinon", "getProductImage", "200", AKINON_IMAGE),
    ("akinon", "getProductImageDetailed", "200", AKINON_IMAGE),
    ("akinon", "listProductImages", "200", AKINON_LIST),
    ("akinon", "listProductImagesDetailed", "200", AKINON_LIST),
    ("square", "CreateCatalogImage", "200", {"image": SQUARE_IMAGE}),
    ("shoplazza", "listProductImages", "200", {"images": [SHOPLAZZA_IMAGE]}),
    ("shoplazza", "countProductImages", "200", {"count": 1}),
    ("shoplazza", "getProductImage", "200", {"image": SHOPLAZZA_IMAGE}),
    ("shoplazza", "createProductImage", "200", {"image": SHOPLAZZA_IMAGE}),
    ("shoplazza", "updateProductImage", "200", {"image": SHOPLAZZA_IMAGE}),
    ("shoplazza", "deleteProductImage", "200", {}),
    *(("shoplazza", each, "401", CLOSED) for each in IMAGE_OPERATIONS["shoplazza"]),
    *(("shoplazza", each, "404", NO_PRODUCT) for each in IMAGE_OPERATIONS["shoplazza"]),
    *(("shoplazza", each, "422", NO_PRODUCT_ID) for each in IMAGE_OPERATIONS["shoplazza"]),
    *(("shoplazza", each, "422", NO_IMAGE_ID) for each in IMAGE_OPERATIONS["shoplazza"][3:]),
]


@pytest.mark.parametrize(("name", "operation", "status", "body"), DOCUMENTED)
def test_the_vendors_example_fits_our_schema(
    name: str, operation: str, status: str, body: Any
) -> None:
    judge = APIS[name].operations[operation].statuses[status]
    assert judge is not None
    assert judge.is_valid(json.loads(json.dumps(body)))


@pytest.mark.parametrize(("name", "operation", "status", "body"), DOCUMENTED)
def test_a_spoilt_example_does_not(name: str, operation: str, status: str, body: Any) -> None:
    judge = APIS[name].operations[operation].statuses[status]
    assert judge is not None
    wrong = {"unforeseen": 1} if body == {} else dict.fromkeys(body, 1.5)
    assert not judge.is_valid(wrong)


def test_the_shoplazza_requests_fit_our_schema() -> None:
    operations = APIS["shoplazza"].operations
    for operation, body in (
        ("createProductImage", SHOPLAZZA_SENT),
        ("updateProductImage", SHOPLAZZA_SENT),
        ("updateProductImage", {"image": {"src": "http://cdn.shoplazza.com/1.jpg", "position": 1}}),
        ("createProduct", {"product": {"title": "Mug", "has_only_default_variant": True}}),
    ):
        validator = operations[operation].body["application/json"].validator
        assert [str(error) for error in validator.iter_errors(body)] == []


def test_342_images_make_the_documented_page() -> None:
    standin = open_standin(bundled()["closient"], seed=1)
    path = standin.fixtures()["known"]["Product"][0]
    asked = {"path": path, "headers": standin.credentials[0].headers}
    file = File(name="a.png", media_type="image/png", data=PICTURE, picture=recognise(PICTURE))
    upload = Request(
        operation="uploadProductImage",
        method="POST",
        media_type="multipart/form-data",
        body=Form((("image", file),)),
        **asked,
    )
    assert {standin.respond(upload).status for _ in range(342)} == {201}

    def page(number: int) -> Any:
        query = (("page", str(number)),)
        return standin.respond(Request(operation="listProductImages", query=query, **asked)).body

    assert page(1)["pagination"] == CLOSIENT_PAGE
    assert [len(page(number)["data"]) for number in (1, 13, 14, 15)] == [25, 25, 17, 0]
    ids = [image["id"] for number in range(1, 15) for image in page(number)["data"]]
    assert len(set(ids)) == 342


def test_the_documented_closient_errors_are_told(gallery: ClosientGallery) -> None:
    client = gallery.client
    assert told(client.get(gallery.under("12345678901").path), 422) == CLOSIENT_INVALID
    assert told(gallery.delete("vytxeTZskVKR7C7WgdSP3d"), 404) == CLOSIENT_NOT_FOUND
    assert told(client.get(gallery.under("99999999").path), 404) == CLOSIENT_NOT_FOUND


def test_the_documented_upload_is_answered_like_the_example(gallery: ClosientGallery) -> None:
    image = gallery.add("Front of package", is_primary=True)
    assert {
        **image,
        **{name: CLOSIENT_IMAGE[name] for name in ("id", "created", "image_url")},
    } == {**CLOSIENT_IMAGE, "priority": 0}
    assert len(image["created"]) == len(CLOSIENT_IMAGE["created"])


def test_the_documented_creation_is_answered_like_the_example(product: ShoplazzaGallery) -> None:
    answer = told(product.client.post(product.path, json=SHOPLAZZA_SENT), 200)
    image = answer["image"]
    assert list(answer) == ["image"]
    assert set(image) == set(SHOPLAZZA_IMAGE)
    assert {name: type(value) for name, value in image.items()} == {
        name: type(value) for name, value in SHOPLAZZA_IMAGE.items()
    }
    assert (image["position"], image["product_id"]) == (1, product.product_id)
    for name in ("created_at", "updated_at"):
        assert len(image[name]) == len(SHOPLAZZA_IMAGE[name])
    assert told(product.client.get(f"{product.path}/count"), 200) == {"count": 1}
    assert told(product.client.get(product.path), 200) == {"images": [image]}
    assert told(product.delete(image["id"]), 200) == {}


def test_the_documented_shoplazza_errors_are_told(shoplazza: Client) -> None:
    def images(product_id: str, image_id: str = "", role: str = "full") -> tuple[int, Any]:
        gallery = ShoplazzaGallery(shoplazza.acting(role), product_id)
        path = f"{gallery.path}/{image_id}" if image_id else gallery.path
        answer = gallery.client.get(path)
        return answer.status_code, answer.json()

    known = shoplazza.facts["known"]["Product"][0]["product_id"]
    assert images(str(uuid4())) == (404, NO_PRODUCT)
    assert images("x") == (422, NO_PRODUCT_ID)
    assert images(known, "x") == (422, NO_IMAGE_ID)
    assert images(known, role="inactive") == (401, CLOSED)
    answer = shoplazza.post(f"/products/{known}/images", json={"image": {"width": 0}})
    assert (answer.status_code, answer.text) == (400, "Bad Request")


def test_the_documented_bigcommerce_list_is_answered_like_the_example(
    store: BigCommerceGallery,
) -> None:
    assert store.client.get(store.path).status_code == 204
    for each in BIGCOMMERCE_LIST["data"]:
        sent = {name: each[name] for name in ("is_thumbnail", "sort_order", "description")}
        image = store.add(**sent)
        assert set(image) == set(each)
        assert {name: type(value) for name, value in image.items()} == {
            name: type(value) for name, value in each.items()
        }
        assert {name: image[name] for name in sent} == sent
    page = store.page()
    assert page["meta"] == BIGCOMMERCE_LIST["meta"]
    assert [image["is_thumbnail"] for image in page["data"]] == [True, False]


def test_the_documented_bigcommerce_image_is_answered_like_the_example(
    store: BigCommerceGallery,
) -> None:
    store.add("first")
    picture = draw(width=2000, height=2000)
    answer = store.upload(picture, "product-image.png", sort_order=1)
    image = told(answer, 200)["data"]
    assert told(answer, 200) == {"data": image, "meta": {}}
    assert set(image) == set(BIGCOMMERCE_IMAGE)
    same = ("is_thumbnail", "sort_order", "description")
    assert {name: image[name] for name in same} == {name: BIGCOMMERCE_IMAGE[name] for name in same}
    for name, sides in (("url_zoom", 1280), ("url_standard", 560), ("url_thumbnail", 330)):
        assert f".{sides}." in BIGCOMMERCE_IMAGE[name]
        served = recognise(store.client.get(image[name]).content)
        assert served is not None and (served.width, served.height) == (sides, sides)


def test_the_documented_bigcommerce_product_and_errors_are_told(bigcommerce: Client) -> None:
    def post(body: Any) -> tuple[int, Any]:
        answer = bigcommerce.post("/catalog/products", json=body)
        return answer.status_code, answer.json()

    status, made = post({**BIGCOMMERCE_PRODUCT, "sku": "CUP"})
    assert (status, made["meta"]) == (200, {})
    assert {**BIGCOMMERCE_PRODUCT, "price": 10, "sku": "CUP"}.items() <= made["data"].items()
    assert post({**BIGCOMMERCE_PRODUCT, "name": "Other", "sku": "CUP"}) == (409, SAME_SKU)
    status, error = post({})
    assert (status, error["errors"]) == (422, MISSING_FIELDS["errors"])
    answer = bigcommerce.post(
        "/catalog/products/1/images", files={"image_url": (None, b"https://a.b/c")}
    )
    assert answer.status_code == 422
    assert answer.json()["title"] == NO_ADDRESS["title"]


def test_the_documented_akinon_image_is_answered_like_the_example(akinon: Client) -> None:
    page = told(akinon.get("/api/v1/channel/1/product_images/"), 200)
    assert set(page) == set(AKINON_LIST)
    for image in page["results"]:
        assert set(image) == set(AKINON_IMAGE)
        assert {type(image[name]) for name in ("pk", "product", "order")} == {int}
        assert isinstance(image["is_active"], bool)
        assert told(akinon.get(f"/api/v1/channel/1/product_images/{image['pk']}/"), 200) == image


def test_the_documented_square_request_is_carried_out(square: SquareCatalog) -> None:
    """What it says of an image's version and times is the server's to say."""
    item = square.client.facts["known"]["CatalogObject"][0]["object_id"]
    files = {
        "request": (None, json.dumps({**SQUARE_SENT, "object_id": item}).encode()),
        "image_file": ("coffee.png", draw(width=4, height=3)),
    }
    image = told(square.client.post("/v2/catalog/images", files=files), 200)["image"]
    assert image["type"] == "IMAGE" and not image["id"].startswith("#")
    assert image["image_data"]["caption"] == "A picture of a cup of coffee"
    assert (image["version"], image["updated_at"], image["is_deleted"]) != (
        100,
        "updated_at2",
        True,
    )
    assert image["version"] > 100
    holder = told(square.client.get(f"/v2/catalog/object/{item}"), 200)["object"]
    assert holder["item_data"]["image_ids"][-1] == image["id"]
    lost = {**SQUARE_SENT, "idempotency_key": "another"}
    files["request"] = (None, json.dumps(lost).encode())
    assert square.client.post("/v2/catalog/images", files=files).status_code == 404
