"""The same traffic through the fast stack and through Connexion's own slots.

Both answer with the same status and body, except where Connexion is known to differ: each such
request carries the key of the reason below.
"""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from conftest import NAMES, PIXEL, Client, Places, open_bundled

# What may differ and why: "body" allows another body, "status" another status as well.
DIFFERENCES = {
    "words": ("body", "Connexion's validators stop at the first mistake and use their own words"),
    "chunked": ("status", "Connexion takes a body without Content-Length for a missing one"),
    "encoded slash": ("status", "Starlette decodes %2F before it splits the path"),
    "trailing slash": ("status", "Starlette redirects to the path without the slash"),
    "head": ("status", "Starlette answers HEAD wherever there is a GET"),
    "multipart": ("status", "Connexion does not catch what Starlette's form parser raises"),
    "undecodable": ("status", "Connexion does not catch a body that is not UTF-8"),
    "no media type": ("status", "Connexion takes the first declared media type when none is sent"),
}

# Starlette's form parser leaves its temporary files to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")

JSON = {"content-type": "application/json"}
FORM = {"content-type": "multipart/form-data; boundary=x"}
UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Sent:
    """One request; `differs` is a key of DIFFERENCES, "" where both stacks must agree."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    differs: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.options} {self.differs}"


def closient(places: Places) -> Iterator[Sent]:
    key, images = places.key, places.uploads
    parent, gtin = images.removesuffix("/images").rsplit("/", 1)
    item = f"/closient/products/api/v1/trade-items/{gtin}"
    gif = {"image": ("a.gif", PIXEL, "image/gif")}
    for data in ({}, {"title": "front"}, {"title": "é", "is_primary": "true"}):
        yield Sent("POST", images, key, {"files": gif, "data": data})
    yield Sent("POST", images, key, {"files": {"image": ("a.gif", b"no picture", "image/gif")}})
    yield Sent("POST", images, key, {"files": gif, "data": {"title": "x" * 256}}, "words")
    yield Sent("POST", images, key, {"files": gif, "data": {"is_primary": "maybe"}}, "words")
    yield Sent("POST", images, key, {"files": {"other": ("a.gif", PIXEL)}}, "words")
    yield Sent("POST", images, {}, {"files": gif})
    yield Sent("POST", images, {"X-API-Key": "wrong"}, {"files": gif})
    yield Sent("POST", images, {**key, **FORM}, {"content": b"rubbish"}, "multipart")
    yield Sent("POST", images, {**key, **FORM}, {"content": b"--x\r\nrub"}, "multipart")
    yield Sent(
        "POST",
        images,
        {**key, "content-type": "multipart/form-data"},
        {"content": b"-"},
        "multipart",
    )
    yield Sent("POST", images, {**key, **JSON}, {"content": b"{}"}, "words")
    yield Sent("POST", images, {**key, "content-type": "text"}, {"content": b"x"}, "words")
    for query in ("", "?page=1", "?page=2&page_size=1", "?page=99", "?page_size=100", "?other=1"):
        yield Sent("GET", images + query, key)
    for query in ("page=0", "page_size=101", "page=x", "page=1.5", "page="):
        yield Sent("GET", f"{images}?{query}", key, differs="words")
    yield Sent("GET", images)
    yield Sent("GET", f"{parent}/{gtin.zfill(14)}/images", key)
    yield Sent("GET", f"{parent}/99999999/images", key)
    yield Sent("GET", f"{parent}/123456789/images", key, differs="words")
    yield Sent("GET", f"{parent}/a%2Fb/images", key, differs="encoded slash")
    yield Sent("DELETE", f"{images}/{UUID}", key)
    yield Sent("DELETE", f"{images}/nothing", key, differs="words")
    yield Sent("GET", f"{images}/", key, differs="trailing slash")
    yield Sent("HEAD", images, key, differs="head")
    yield Sent("PUT", images, key)
    yield Sent("GET", "/closient/nothing", key)
    yield Sent("GET", item, key)
    new = {"gtin": "4006381333948", "product_name": "Pen"}
    products = "/closient/products/api/v1/products"
    owner = {"organization_id": places.owner["organization_id"]}
    yield Sent("POST", products, key, {"json": {**new, **owner}})
    yield Sent("POST", products, key, {"json": {**new, **owner}})
    yield Sent("POST", products, key, {"json": {"product_name": "Pen"}}, "words")
    yield Sent("POST", f"{products}/96385074/claim", key, {"json": owner})
    yield Sent("POST", f"{products}/96385074/claim", key, {"json": owner})


def shoplazza(places: Places) -> Iterator[Sent]:
    token, images = places.token, places.images
    product = images.removesuffix("/images")
    source = {"src": "http://cdn.example.com/1.jpg"}
    whole = {**source, "position": 1, "alt": "é", "width": 30, "height": 20}
    for image in (source, whole, {**source, "position": 99}):
        yield Sent("POST", images, token, {"json": {"image": image}})
    for wrong in (
        {},
        {"src": ""},
        {**source, "position": 0},
        {**source, "width": -1},
        {**source, "height": "x"},
        {"src": 5},
    ):
        yield Sent("POST", images, token, {"json": {"image": wrong}}, "words")
    for body in ({}, [], None, {"image": []}):
        yield Sent("POST", images, token, {"json": body}, "words")
    for content in (b"{", b"nope", b"{} x", b""):
        yield Sent("POST", images, {**token, **JSON}, {"content": content}, "words")
    yield Sent("POST", images, {**token, **JSON}, {"content": b'{"a": "\xff"}'}, "undecodable")
    yield Sent("POST", images, {**token, "content-type": "text/plain"}, {"content": b"{}"}, "words")
    yield Sent("POST", images, token, {"content": b"{}"}, "no media type")
    yield Sent("POST", images, {}, {"json": {"image": source}})
    yield Sent("POST", images, {"access-token": "wrong"}, {"json": {"image": source}})
    for path in (images, f"{images}/count", product, "/shoplazza/nothing"):
        yield Sent("GET", path, token)
    for path in (f"{images}/{UUID}", f"{images}/nothing", f"{product}x/images"):
        yield Sent("GET", path, token, differs="words")
        yield Sent("DELETE", path, token, differs="words")
    yield Sent("PATCH", images, token)
    yield Sent("GET", images.removeprefix("/shoplazza"), token)


@pytest.fixture(scope="module")
def stacks() -> Iterator[dict[str, Client]]:
    yield {kind: Client(open_bundled(*NAMES, seed=1), kind) for kind in ("fast", "plain")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


def comparable(answer: httpx.Response) -> str:
    return TIME.sub("<time>", answer.text)


@pytest.mark.parametrize("traffic", [closient, shoplazza])
def test_both_stacks_answer_alike(stacks: dict[str, Client], places: Places, traffic: Any) -> None:
    apart = []
    for sent in traffic(places):
        fast, plain = (
            client(sent.method, sent.path, headers=sent.headers, **sent.options)
            for client in stacks.values()
        )
        extent = DIFFERENCES[sent.differs][0] if sent.differs else ""
        if fast.status_code != plain.status_code and extent != "status":
            apart.append(f"{sent}: {fast.status_code}, plain {plain.status_code}")
        elif comparable(fast) != comparable(plain) and not extent:
            apart.append(f"{sent}: {fast.text}, plain {plain.text}")
        assert fast.status_code < 500, sent
    assert not apart, "\n".join(apart)


def test_a_chunked_body_is_one_of_the_differences(
    stacks: dict[str, Client], places: Places
) -> None:
    async def chunks() -> Any:
        yield b'{"image": {"src": "http://cdn.example.com/1.jpg"}}'

    statuses = {
        kind: client(
            "POST", places.images, headers={**places.token, **JSON}, content=chunks()
        ).status_code
        for kind, client in stacks.items()
    }
    assert statuses == {"fast": 200, "plain": 400}, DIFFERENCES["chunked"]


def test_the_traffic_is_enough(places: Places) -> None:
    sent = [*closient(places), *shoplazza(places)]
    assert len(sent) >= 60
    assert {each.differs for each in sent} - {""} == set(DIFFERENCES) - {"chunked"}
