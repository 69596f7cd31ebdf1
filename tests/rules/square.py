"""What the rule tests say to Square, in its own words."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.client import Client
from tests.rules.vendors import PICTURE, told

Object = dict[str, Any]


@dataclass
class SquareCatalog:
    """The catalog of one seller. Keys are new for each request unless one is given."""

    client: Client
    keys: Any = field(default_factory=lambda: (f"key-{n}" for n in itertools.count(1)))

    def seen_by(self, role: str | None) -> SquareCatalog:
        return SquareCatalog(self.client.acting(role), self.keys)

    def upload(
        self, name: str = "", picture: bytes = PICTURE, key: str = "", **fields: Any
    ) -> httpx.Response:
        """Create an image; `object_id` and `is_primary` attach it."""
        headers = fields.pop("headers", None)
        request = {"idempotency_key": key or next(self.keys), **fields}
        request.setdefault(
            "image", {"type": "IMAGE", "id": "#TEMP", "image_data": {"name": name, "caption": name}}
        )
        return self.client.post(
            "/v2/catalog/images", files=parts(request, picture), headers=headers
        )

    def image(self, name: str = "", **fields: Any) -> Object:
        image: Object = told(self.upload(name, **fields), 200)["image"]
        return image

    def exchange(self, image_id: str, picture: bytes = PICTURE) -> httpx.Response:
        request = {"idempotency_key": next(self.keys)}
        path = f"/v2/catalog/images/{image_id}"
        return self.client.put(path, files=parts(request, picture))

    def upsert(self, sent: Any, key: str = "", **options: Any) -> httpx.Response:
        body = {"idempotency_key": key or next(self.keys), "object": sent}
        return self.client.post("/v2/catalog/object", json=body, **options)

    def put(self, sent: Object) -> Object:
        stored: Object = told(self.upsert(sent), 200)["catalog_object"]
        return stored

    def item(self, name: str = "Tea", variations: str = "s", **data: Any) -> Object:
        """Create an item with a variation for each letter."""
        return self.put(item(name, variations, **data))

    def get(self, object_id: str, **query: Any) -> httpx.Response:
        return self.client.get(f"/v2/catalog/object/{object_id}", params=query)

    def object(self, object_id: str) -> Object:
        found: Object = told(self.get(object_id), 200)["object"]
        return found

    def images_of(self, object_id: str) -> list[str]:
        [data] = (part for name, part in self.object(object_id).items() if name.endswith("_data"))
        ids: list[str] = data.get("image_ids", [])
        return ids

    def delete(self, object_id: str) -> httpx.Response:
        return self.client.delete(f"/v2/catalog/object/{object_id}")

    def batch(self, action: str, **body: Any) -> httpx.Response:
        if action == "upsert":
            body = {"idempotency_key": next(self.keys), **body}
        return self.client.post(f"/v2/catalog/batch-{action}", json=body)

    def search(self, **body: Any) -> Object:
        found: Object = told(self.client.post("/v2/catalog/search", json=body), 200)
        return found

    def names(self, *types: str) -> list[str]:
        """The names of all live objects of these types."""
        found, cursor = list[Object](), ""
        while True:
            query = {"types": ",".join(types), **({"cursor": cursor} if cursor else {})}
            page = told(self.client.get("/v2/catalog/list", params=query), 200)
            found += page.get("objects", [])
            cursor = page.get("cursor", "")
            if not cursor:
                return [each[f"{each['type'].lower()}_data"].get("name", "") for each in found]


def item(name: str = "Tea", variations: str = "s", id: str = "#item", **data: Any) -> Object:
    """An item that does not exist yet, with a variation for each letter."""
    return {
        "type": "ITEM",
        "id": id,
        "item_data": {
            "name": name,
            "variations": [
                {
                    "type": "ITEM_VARIATION",
                    "id": f"#{each}",
                    "item_variation_data": {"item_id": id, "name": each},
                }
                for each in variations
            ],
            **data,
        },
    }


def tax(name: str = "Tax", id: str = "#tax", **fields: Any) -> Object:
    return {"type": "TAX", "id": id, "tax_data": {"name": name}, **fields}


def parts(request: Any, picture: bytes) -> dict[str, Any]:
    return {
        "request": (None, json.dumps(request), "application/json; charset=utf-8"),
        "image_file": ("a.png", picture, "image/png"),
    }


def error(answer: httpx.Response, status: int, code: str, name: str = "") -> Object:
    """The only error of an answer that refuses, in Square's form, on the field `name`."""
    body = told(answer, status)
    assert list(body) == ["errors"]
    [found] = body["errors"]
    assert set(found) <= {"category", "code", "detail", "field"}
    assert found["category"] and found["code"] == code
    assert not name or found["field"].endswith(name), found
    return dict(found)
