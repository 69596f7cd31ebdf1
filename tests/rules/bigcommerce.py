"""What the rule tests say to BigCommerce, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from tests.client import Client
from tests.rules.vendors import PICTURE, form_text, told

SOURCE = "https://cdn.example.com/1.png"
TYPE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"
MEGABYTE = 1024 * 1024


@dataclass
class BigCommerceGallery:
    """The images of one product at BigCommerce."""

    client: Client
    product_id: int

    @property
    def product(self) -> str:
        return f"/catalog/products/{self.product_id}"

    @property
    def path(self) -> str:
        return f"{self.product}/images"

    def create(self, image_url: Any = SOURCE, **fields: Any) -> httpx.Response:
        return self.client.post(self.path, json={"image_url": image_url, **fields})

    def upload(
        self, picture: bytes | None = PICTURE, name: str = "a.png", **fields: Any
    ) -> httpx.Response:
        files: dict[str, Any] = {} if picture is None else {"image_file": (name, picture)}
        files |= {key: (None, form_text(value)) for key, value in fields.items()}
        return self.client.post(self.path, files=files)

    def add(self, description: str = "", **fields: Any) -> dict[str, Any]:
        return data_of(self.create(description=description, **fields))

    def fill(self, numbers: dict[str, int]) -> dict[str, int]:
        """Add an image per letter with its sort order; return the ids by letter."""
        return {letter: self.add(letter, sort_order=n)["id"] for letter, n in numbers.items()}

    def list(self, **query: Any) -> list[dict[str, Any]]:
        answer = self.client.get(self.path, params={"limit": 250, **query})
        if answer.status_code == 204:
            assert answer.content == b""
            return []
        images: list[dict[str, Any]] = told(answer, 200)["data"]
        return images

    def page(self, **query: Any) -> dict[str, Any]:
        return told(self.client.get(self.path, params=query), 200)

    def total(self) -> int:
        answer = self.client.get(self.path)
        return 0 if answer.status_code == 204 else told(answer, 200)["meta"]["pagination"]["total"]

    def orders(self) -> dict[str, int]:
        """The sort orders by letter, in the order of the list."""
        return {image["description"]: image["sort_order"] for image in self.list()}

    def thumbnails(self) -> str:
        return "".join(each["description"] for each in self.list() if each["is_thumbnail"])

    def get(self, image_id: int, **query: Any) -> httpx.Response:
        return self.client.get(f"{self.path}/{image_id}", params=query)

    def image(self, image_id: int, **query: Any) -> dict[str, Any]:
        return data_of(self.get(image_id, **query))

    def put(self, image_id: int, **fields: Any) -> httpx.Response:
        return self.client.put(f"{self.path}/{image_id}", json=fields)

    def change(self, image_id: int, **fields: Any) -> dict[str, Any]:
        return data_of(self.put(image_id, **fields))

    def delete(self, image_id: int) -> httpx.Response:
        return self.client.delete(f"{self.path}/{image_id}")

    def get_product(self, **query: Any) -> dict[str, Any]:
        return data_of(self.client.get(self.product, params=query))

    def seen_by(self, role: str | None) -> BigCommerceGallery:
        return BigCommerceGallery(self.client.acting(role), self.product_id)

    def on_one_image(self, image_id: int) -> list[httpx.Response]:
        """The answers of everything that can be asked of one image."""
        return [self.get(image_id), self.put(image_id, sort_order=9), self.delete(image_id)]

    def on_the_gallery(self) -> list[httpx.Response]:
        """The answers of everything that can be asked of a product's images."""
        return [self.client.get(self.path), self.create(), self.upload()]


def data_of(answer: httpx.Response) -> dict[str, Any]:
    """The item of an answer, which has an empty meta."""
    body = told(answer, 200)
    assert set(body) == {"data", "meta"} and body["meta"] == {}
    item: dict[str, Any] = body["data"]
    return item


def create_product(client: Client, **fields: Any) -> httpx.Response:
    body = {"type": "physical", "weight": 1, "price": 1, **fields}
    return client.post("/catalog/products", json=body)


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The error of an answer that refuses in the vendor's own shape."""
    if status == 401:
        assert answer.status_code == 401
        assert answer.headers["content-type"].partition(";")[0] == "text/plain"
        return {}
    body: dict[str, Any] = told(answer, status)
    assert {"status", "title", "type"} <= set(body) <= {"status", "title", "type", "errors"}
    assert (body["status"], body["type"]) == (status, TYPE)
    assert body["title"] and isinstance(body["title"], str)
    return body


def refused_fields(answer: httpx.Response, status: int = 422) -> list[str]:
    return list(refused(answer, status).get("errors", {}))
