"""What the rule tests say to Akinon, in the vendor's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from mockserver.pictures import draw
from tests.client import Client
from tests.rules.vendors import told

MEDIA = "/api/v1/product_image/"
DOWNLOADABLE = "/api/i1/downloadable_image/"
PICTURE = draw(width=6, height=4)


@dataclass
class Channel:
    """A sales channel, and the operations by which it takes images over."""

    client: Client
    number: int = 1

    @property
    def path(self) -> str:
        return f"/api/v1/channel/{self.number}"

    @property
    def images(self) -> str:
        return f"{self.path}/product_images/"

    def get(self, below: str, **query: Any) -> httpx.Response:
        return self.client.get(f"{self.path}/{below}", params=query)

    def list(self, **query: Any) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = told(self.get("product_images/", limit=100, **query), 200)[
            "results"
        ]
        return results

    def numbers(self, **query: Any) -> list[int]:
        return [each["pk"] for each in self.list(**query)]

    def image(self, pk: int) -> dict[str, Any]:
        image: dict[str, Any] = told(self.get(f"product_images/{pk}/"), 200)
        return image

    def pending(self, which: str) -> list[int]:
        found = told(self.get(f"product_images/{which}/", limit=100), 200)
        assert isinstance(found, list)
        return [each["pk"] for each in found]

    def inserts(self) -> list[int]:
        return self.pending("inserts")

    def updates(self) -> list[int]:
        return self.pending("updates")

    def both(self) -> list[int]:
        return self.pending("inserts_or_updates")

    def begin(self, **fields: Any) -> Batch:
        body = {"content_type": "productimage", **fields}
        answer = self.client.post(f"{self.path}/batch_requests/", json=body)
        return Batch(self, told(answer, 201))

    def commit(self, *pks: int) -> Batch:
        """A committed batch with these images."""
        batch = self.begin()
        told(batch.move("commit", *pks), 200)
        return batch

    def hand_over(self, *pks: int, remote: str = "r") -> Batch:
        """Hand images over with success."""
        batch = self.commit(*pks)
        objects = [{"pk": pk, "remote_id": f"{remote}{pk}"} for pk in pks]
        told(batch.patch(status="done", objects=objects), 200)
        return batch

    def actions(self, **query: Any) -> dict[int, dict[str, Any]]:
        """The actions on images by the number of what they hand over."""
        query = {"content_type_name": "productimage", **query}
        found = told(self.get("integration_actions/", limit=100, **query), 200)["results"]
        return {each["object_id"]: each for each in found}


@dataclass
class Batch:
    """One batch request."""

    channel: Channel
    fields: dict[str, Any]

    @property
    def path(self) -> str:
        return f"{self.channel.path}/batch_requests/{self.fields['pk']}/"

    @property
    def local_id(self) -> str:
        local: str = self.fields["local_batch_id"]
        return local

    def patch(self, **fields: Any) -> httpx.Response:
        return self.channel.client.patch(self.path, json=fields)

    def move(self, status: str, *pks: int, **fields: Any) -> httpx.Response:
        objects = {"objects": [{"pk": pk} for pk in pks]} if pks else {}
        return self.patch(status=status, **objects, **fields)

    def show(self) -> dict[str, Any]:
        shown: dict[str, Any] = told(self.channel.client.get(self.path), 200)
        return shown

    def fail(self) -> None:
        told(self.patch(status="fail"), 200)

    def report(self, **failures: str) -> None:
        """Say that it is done, and for which images (`_1="remote"`) it was in vain."""
        objects = [
            {"pk": int(pk[1:]), "failed_reason_type": reason} for pk, reason in failures.items()
        ]
        told(self.patch(status="done", objects=objects), 200)


def upload(
    client: Client, product: Any = 1, picture: bytes = PICTURE, name: str = "a.png", **fields: str
) -> httpx.Response:
    files: dict[str, Any] = {"product": (None, str(product)), "image": (name, picture)}
    return client.post(MEDIA, files=files | {key: (None, v) for key, v in fields.items()})


def change(client: Client, pk: int, order: int = 9) -> dict[str, Any]:
    changed: dict[str, Any] = told(client.patch(f"{MEDIA}{pk}/", json={"order": order}), 200)
    return changed


def replace_downloadable(client: Client, sku: str, *images: Any) -> httpx.Response:
    sent = [each if isinstance(each, dict) else {"url": each} for each in images]
    return client.post(DOWNLOADABLE, json={"product_sku": sku, "images": sent})


def downloadable(client: Client, sku: str) -> list[dict[str, Any]]:
    """The pictures to download of a product, without their numbers."""
    found = told(client.get(DOWNLOADABLE, params={"product_sku": sku}), 200)
    [group] = found["results"]
    assert group["product_sku"] == sku
    return [{name: v for name, v in each.items() if name != "pk"} for each in group["images"]]


def detail(answer: httpx.Response, status: int) -> str:
    """The sentence of a refusal."""
    body = told(answer, status)
    assert list(body) == ["detail"] and body["detail"]
    text: str = body["detail"]
    return text


def wrong(answer: httpx.Response) -> dict[str, list[str]]:
    """What is wrong by field, of a refusal with 400."""
    body: dict[str, list[str]] = told(answer, 400)
    assert body
    for field, messages in body.items():
        assert field and isinstance(messages, list)
        assert messages and all(isinstance(each, str) and each for each in messages)
    return body
