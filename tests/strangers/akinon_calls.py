"""The requests that the stranger in Akinon's style answers, one function for each kind."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.strangers.asking import Ask

IMAGES = "/api/v1/channel/{}/product_images/"
BATCHES, ACTIONS = "/api/v1/channel/{}/batch_requests/", "/api/v1/channel/{}/integration_actions/"
MEDIA, DOWNLOADS = "/api/v1/product_image/", "/api/i1/downloadable_image/"


def picture(width: int = 48, height: int = 32, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new("1", (width, height)).save(content, kind)
    return content.getvalue()


def ls(at: str = "", channel: int = 7, by: str = "full", **query: Any) -> Ask:
    return Ask(method="GET", path=IMAGES.format(channel) + at, role=by, query=query)


def get(pk: Any = 9001, at: str = "", channel: int = 7) -> Ask:
    return Ask(method="GET", path=f"{IMAGES.format(channel)}{pk}/{at}")


def media(**query: Any) -> Ask:
    return Ask(method="GET", path=MEDIA, query=query)


def up(
    content: bytes | None = None,
    source: str | None = "integration",
    product: Any = 302,
    name: str = "",
    by: str = "full",
) -> Ask:
    form = {"product": str(product)} | ({"source": source} if source else {})
    kind = "jpeg" if content == PHOTO else "png"
    file = (name or f"a.{kind}", PICTURE if content is None else content, f"image/{kind}")
    return Ask(method="POST", path=MEDIA, role=by, form=form, files={"image": file})


def patch(order: Any = 5, pk: Any = 9001) -> Ask:
    return Ask(method="PATCH", path=f"{MEDIA}{pk}/", body={"order": order})


def new(channel: int = 7, by: str = "full", **given: Any) -> Ask:
    return Ask(method="POST", path=BATCHES.format(channel), role=by, body=given)


def move(
    status: str | None,
    *objects: Any,
    pk: Any = 512,
    channel: int = 7,
    method: str = "PATCH",
    **given: Any,
) -> Ask:
    """Return a change of a batch; an object is a number, or all that is said of it."""
    body = given | ({"status": status} if status else {})
    if objects:
        body["objects"] = [{"pk": each} if isinstance(each, int) else each for each in objects]
    return Ask(method=method, path=f"{BATCHES.format(channel)}{pk}/", body=body)


def commit(*objects: Any, content_type: str = "productimage", **more: Any) -> Ask:
    return move("commit", *objects, content_type=content_type, **more)


def batch(pk: Any = 512, channel: int = 7) -> Ask:
    return Ask(method="GET", path=f"{BATCHES.format(channel)}{pk}/")


def drop(pk: Any = 512, channel: int = 7) -> Ask:
    return Ask(method="DELETE", path=f"{BATCHES.format(channel)}{pk}/")


def batches(**query: Any) -> Ask:
    return Ask(method="GET", path=BATCHES.format(7), query=query)


def actions(channel: int = 7, **query: Any) -> Ask:
    return Ask(method="GET", path=ACTIONS.format(channel), query=query)


def forget(pk: Any, channel: int = 7) -> Ask:
    return Ask(method="DELETE", path=f"{ACTIONS.format(channel)}{pk}/")


def put(*urls: Any, sku: str = "TEA-1") -> Ask:
    """Return a replacement of addresses, each with what is said of it."""
    images = [{"url": each} if isinstance(each, str) else each for each in urls]
    return Ask(method="POST", path=DOWNLOADS, body={"product_sku": sku, "images": images})


def downloads(**query: Any) -> Ask:
    return Ask(method="GET", path=DOWNLOADS, query=query)


def products(channel: int = 7, **query: Any) -> Ask:
    return Ask(method="GET", path=f"/api/v1/channel/{channel}/products/", query=query)


def product(pk: int = 301, channel: int = 7) -> Ask:
    return Ask(method="GET", path=f"/api/v1/channel/{channel}/products/{pk}/")


PICTURE, PHOTO = picture(), picture(kind="JPEG")
