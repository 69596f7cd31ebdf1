"""What one can ask the stranger in Square's style."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import orjson

from tests.strangers.asking import Ask
from tests.strangers.square_facts import (
    BASE,
    CAKE,
    DATA,
    PICTURE,
)

GIF = b"GIF87a\x20\x00\x20\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00"
GIF += b"\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000200000002001000000005b0147590000000f4944415478da63"
    "f80f040c83970000dae97f8126f2fa630000000049454e44ae426082"
)
EARLY, TURN = "2021-11-17", "2021-12-15"
KEYS = count()


def ask(
    method: str, path: str, body: Any = None, by: str = "full", version: str = "", **query: Any
) -> Ask:
    """Return a request of a version of the API."""
    headers = {"Square-Version": version} if version else {}
    at = f"{BASE}/v2/catalog/{path}"
    return Ask(method=method, path=at, body=body, role=by, query=query, headers=headers)


def keyed(body: dict[str, Any], key: Any = ...) -> dict[str, Any]:
    key = f"key-{next(KEYS):05}" if key is ... else key
    return body if key is None else {"idempotency_key": key} | body


def part(
    method: str, path: str, request: Any, file: Any, name: str, by: str, version: str, media: str
) -> Ask:
    text = request if isinstance(request, bytes) else orjson.dumps(request)
    files = {"request": ("", text, "application/json")}
    files |= {name: ("a.png", file, media)} if file is not None else {}
    return replace(ask(method, path, None, by, version), files=files)


def up(
    to: str = "",
    primary: bool | None = None,
    key: Any = ...,
    *,
    file: bytes | None = PNG,
    part_name: str = "image_file",
    media: str = "image/png",
    by: str = "full",
    version: str = "",
    image: dict[str, Any] | None = None,
    **data: Any,
) -> Ask:
    """Return the creation of an image."""
    sent: dict[str, Any] = {"image": {"type": "IMAGE", "id": "#i", "image_data": data}}
    sent["image"] |= image or {}
    sent |= ({"object_id": to} if to else {}) | ({} if primary is None else {"is_primary": primary})
    return part("POST", "images", keyed(sent, key), file, part_name, by, version, media)


def again(image: str = PICTURE, key: Any = ..., file: bytes = PNG, **more: Any) -> Ask:
    """Return the replacement of the file of an image."""
    at = f"images/{image}"
    return part("PUT", at, keyed(more, key), file, "image_file", "full", "", "image/png")


def thing(type_: str, id_: str = "#a", **data: Any) -> dict[str, Any]:
    """Return an object as it is sent; members that end in _ are those of the envelope."""
    own = {name: value for name, value in data.items() if not name.endswith("_")}
    more = {name[:-1]: value for name, value in data.items() if name.endswith("_")}
    return {"type": type_, "id": id_, DATA[type_]: own, **more}


def put(it: dict[str, Any], key: Any = ..., by: str = "full", version: str = "") -> Ask:
    return ask("POST", "object", keyed({"object": it}, key), by, version)


def batch(*batches: list[dict[str, Any]], key: Any = ...) -> Ask:
    return ask("POST", "batch-upsert", keyed({"batches": [{"objects": it} for it in batches]}, key))


def get(id_: str = CAKE, by: str = "full", version: str = "", related: bool = False) -> Ask:
    query = {"include_related_objects": "true"} if related else {}
    return ask("GET", f"object/{id_}", None, by, version, **query)


def rm(id_: str = PICTURE, by: str = "full") -> Ask:
    return ask("DELETE", f"object/{id_}", by=by)


def ls(types: str | None = None, by: str = "full", **query: Any) -> Ask:
    return ask("GET", "list", by=by, **query | ({} if types is None else {"types": types}))


def find(**given: Any) -> Ask:
    return ask("POST", "search", given)


def several(what: str, *ids: str, **more: Any) -> Ask:
    return ask("POST", f"batch-{what}", {"object_ids": list(ids), **more})


def changed(index: int, type_: str = "ITEM", id_: str = CAKE, by: int = 0, **data: Any) -> Ask:
    """Return an update with the version that an answer has; `by` is added to it."""
    return put(thing(type_, id_, version_=f"{{{index}.object.version!{by:+}}}", **data))


def images(number: int, first: int = 0) -> list[dict[str, Any]]:
    return [thing("IMAGE", f"#p{first + each}") for each in range(number)]


def holding(number: int, name: str = "#c") -> Ask:
    """Return the creation of a category with some new images."""
    ids = [f"#p{each}" for each in range(number)]
    return batch([*images(number), thing("CATEGORY", name, image_ids=ids)])
