"""What the rule tests say to the two vendors, in the vendors' words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from mockserver.pictures import draw
from tests.client import Client

MEDIA_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml", "image/bmp")
PICTURE = draw(width=6, height=4)
SOURCE = "http://cdn.example.com/1.jpg"
TEXT = b"This is a text, whatever its name may say.\n"


@dataclass
class ClosientGallery:
    """The images of one product at Closient."""

    client: Client
    gtin: str
    organization_id: str

    @property
    def path(self) -> str:
        return f"/dashboard/api/v1/trade-items/{self.organization_id}/{self.gtin}/images"

    def upload(self, picture: bytes | None = PICTURE, name: str = "a.png", **fields: Any) -> Any:
        files = {} if picture is None else {"image": (name, picture)}
        files |= {key: (None, form_text(value)) for key, value in fields.items()}
        return self.client.post(self.path, files=files)

    def add(self, title: str = "", **fields: Any) -> dict[str, Any]:
        answer = self.upload(title=title, **fields) if title else self.upload(**fields)
        return told(answer, 201)

    def page(self, **query: Any) -> dict[str, Any]:
        return told(self.client.get(self.path, params=query), 200)

    def list(self) -> list[dict[str, Any]]:
        images: list[dict[str, Any]] = self.page(page_size=100)["data"]
        return images

    def total(self) -> int:
        total: int = self.page()["pagination"]["total_count"]
        return total

    def titles(self) -> str:
        return "".join(image["title"] for image in self.list())

    def primaries(self) -> list[str]:
        return [image["title"] for image in self.list() if image["is_primary"]]

    def delete(self, image_id: str) -> httpx.Response:
        return self.client.delete(f"{self.path}/{image_id}")

    def under(self, gtin: str = "", organization_id: str = "") -> ClosientGallery:
        return ClosientGallery(
            self.client, gtin or self.gtin, organization_id or self.organization_id
        )

    def seen_by(self, role: str | None) -> ClosientGallery:
        return ClosientGallery(self.client.acting(role), self.gtin, self.organization_id)


@dataclass
class ShoplazzaGallery:
    """The images of one product at Shoplazza."""

    client: Client
    product_id: str

    @property
    def product(self) -> str:
        return f"/products/{self.product_id}"

    @property
    def path(self) -> str:
        return f"{self.product}/images"

    def create(self, src: Any = SOURCE, **fields: Any) -> httpx.Response:
        return self.client.post(self.path, json={"image": {"src": src, **fields}})

    def add(self, alt: str = "", **fields: Any) -> dict[str, Any]:
        image: dict[str, Any] = told(self.create(alt=alt, **fields), 200)["image"]
        return image

    def list(self) -> list[dict[str, Any]]:
        images: list[dict[str, Any]] = told(self.client.get(self.path), 200)["images"]
        return images

    def order(self) -> str:
        return "".join(image["alt"] for image in self.list())

    def positions(self) -> list[int]:
        return [image["position"] for image in self.list()]

    def count(self) -> int:
        count: int = told(self.client.get(f"{self.path}/count"), 200)["count"]
        return count

    def get(self, image_id: str) -> httpx.Response:
        return self.client.get(f"{self.path}/{image_id}")

    def image(self, image_id: str) -> dict[str, Any]:
        image: dict[str, Any] = told(self.get(image_id), 200)["image"]
        return image

    def put(self, image_id: str, **fields: Any) -> httpx.Response:
        return self.client.put(f"{self.path}/{image_id}", json={"image": fields})

    def delete(self, image_id: str) -> httpx.Response:
        return self.client.delete(f"{self.path}/{image_id}")

    def get_product(self) -> dict[str, Any]:
        product: dict[str, Any] = told(self.client.get(self.product), 200)["product"]
        return product

    def seen_by(self, role: str | None) -> ShoplazzaGallery:
        return ShoplazzaGallery(self.client.acting(role), self.product_id)


def form_text(value: Any) -> bytes:
    return str(value).lower().encode() if isinstance(value, bool) else str(value).encode()


def told(answer: httpx.Response, status: int) -> Any:
    """The JSON of an answer with this status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "CONFLICT",
    413: "REQUEST_ENTITY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMITED",
    500: "INTERNAL_ERROR",
}


def refusal(client: Client, answer: httpx.Response, status: int) -> Any:
    """The error of an answer that refuses in the vendor's own shape."""
    assert answer.status_code == status, answer.text[:500]
    if client.name == "shoplazza" and status == 400:
        assert answer.headers["content-type"].partition(";")[0] == "text/plain"
        assert answer.text == "Bad Request"
        return answer.text
    body = told(answer, status)
    if client.name == "shoplazza":
        if status in (401, 403):
            assert list(body) == ["error"] and isinstance(body["error"], str)
            return body["error"]
        assert list(body) == ["errors"] and body["errors"]
        assert all(isinstance(each, str) and each for each in body["errors"])
        return body["errors"]
    assert list(body) == ["error"]
    error = body["error"]
    assert set(error) == {"code", "message", "status", "details"}
    assert (error["code"], error["status"]) == (CODES[status], status)
    assert isinstance(error["message"], str) and error["message"]
    if status == 422:
        assert error["details"]
        assert all(set(each) == {"field", "message"} for each in error["details"])
    else:
        assert error["details"] is None
    return error


def refused_fields(client: Client, answer: httpx.Response, status: int = 422) -> list[str]:
    return [each["field"] for each in refusal(client, answer, status)["details"]]
