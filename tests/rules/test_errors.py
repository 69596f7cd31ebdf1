from __future__ import annotations

import asyncio
import base64
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from mockserver.engine.message import Response
from mockserver.pictures import draw, extension
from tests.client import Client, gathered
from tests.rules.vendors import (
    MEDIA_TYPES,
    PICTURE,
    SOURCE,
    TEXT,
    ClosientGallery,
    ShoplazzaGallery,
    refusal,
    refused_fields,
    told,
)

JSON = {"content-type": "application/json"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
INVALID = {"closient": 422, "shoplazza": 400}


class Place:
    """The same kinds of request at either vendor."""

    def __init__(self, client: Client) -> None:
        known = client.facts["known"]["Product"][0]
        self.client, self.gallery = client, gallery_of(client, known)
        self.images = self.gallery.path
        self.unknown = known_stranger(client)
        if client.name == "closient":
            self.product = f"/products/api/v1/trade-items/{known['gtin']}"
            self.json_path = "/products/api/v1/products"
            self.json_body: Any = {"gtin": "76543210"}
        else:
            self.product = f"/products/{known['product_id']}"
            self.json_path = self.images
            self.json_body = {"image": {"src": SOURCE}}

    def send_json(self, content: Any, **headers: str) -> httpx.Response:
        return self.client.post(self.json_path, content=content, headers={**JSON, **headers})

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Something is stored, and nothing of it changes inside."""
        self.gallery.add("A")
        with self.client.unchanged():
            yield


def gallery_of(client: Client, known: dict[str, str]) -> Any:
    return (ClosientGallery if client.name == "closient" else ShoplazzaGallery)(client, **known)


def known_stranger(client: Client) -> str:
    stranger: str = client.facts["unknown"]["ProductImage"][0]["image_id"]
    return stranger


@pytest.fixture
def place(client: Client) -> Place:
    return Place(client)


def below_base(client: Client) -> dict[str, list[str]]:
    """The methods that the document has, by path with known identifiers."""
    firsts = (each[0] for each in client.facts["known"].values())
    identifiers = {name: value for first in firsts for name, value in first.items()}
    identifiers["image_id"] = known_stranger(client)
    found: dict[str, list[str]] = {}
    for operation in client.api.operations.values():
        path = operation.path.format(**identifiers)
        found.setdefault(path, []).append(operation.method)
    return found


# Paths and methods


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/products/",
        "//products",
        "/products/api/v1",
        "/PRODUCTS",
        "/%",
        "/%zz",
        "/%ff%fe",
        "/%00",
        "/products%00",
        "/..",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/.",
        "/products;x=1/y/z",
        "/" + "x" * 60_000,
        "/" + "x/" * 20_000,
        "/a\xffb",
        "/a b",
        "/'\"<script>",
        "/x%0d%0aSet-Cookie:%20a=b",
    ],
    ids=lambda path: path[:30],
)
def test_an_unknown_path_is_not_found(place: Place, path: str) -> None:
    with place.refused():
        for method in ("GET", "POST", "DELETE"):
            answer = place.client.raw(method, path.encode("latin-1"))
            refusal(place.client, answer, 404)
            assert "set-cookie" not in answer.headers


def test_a_wrong_method_is_told_all_right_ones(place: Place) -> None:
    with place.refused():
        for path, methods in below_base(place.client).items():
            for method in {*METHODS} - {*methods}:
                answer = place.client.raw(method, path)
                assert answer.status_code == 405, (method, path)
                refusal(place.client, answer, 405)
                assert answer.headers["allow"] == ", ".join(sorted(methods))


def test_an_unknown_route_needs_no_credential(place: Place) -> None:
    stranger = place.client.acting(None)
    refusal(stranger, stranger.get("/nothing"), 404)
    refusal(stranger, stranger.patch(place.images), 405)


@pytest.mark.parametrize(
    "text",
    [
        "%00",
        "1%00",
        "%2F",
        "%2F..%2F..",
        "..%2F..%2Fetc%2Fpasswd",
        "%2e%2e",
        "%",
        "%zz",
        "%ff%fe",
        "%ed%a0%80",
        "%E2%82%AC",
        "x%0d%0aSet-Cookie:%20a=b",
        "x%22%27%3Cscript%3E",
        "1" * 100_000,
        "%31" * 20_000,
        "*",
        "null",
        "-1",
        "1e5",
        "[1]",
        "0x10",
    ],
    ids=lambda text: text[:30],
)
def test_an_impossible_id_is_invalid(place: Place, text: str) -> None:
    product = re.sub(r"/(\d{14}|[0-9a-f-]{36})(?=/|$)", f"/{text}", place.product)
    images = re.sub(r"/(\d{14}|[0-9a-f-]{36})/images", f"/{text}/images", place.images)
    assert text in product and text in images
    with place.refused():
        for method, path in (
            ("GET", product),
            ("GET", images),
            ("DELETE", f"{images}/{place.unknown}"),
            ("DELETE", f"{place.images}/{text}"),
        ):
            answer = place.client.raw(method, path)
            refusal(place.client, answer, 422)
            assert "set-cookie" not in answer.headers
            assert len(answer.text) < 1000


def test_an_unknown_id_is_not_found(place: Place) -> None:
    with place.refused():
        refusal(place.client, place.gallery.delete(place.unknown), 404)
        stranger = gallery_of(place.client, place.client.facts["unknown"]["Product"][0])
        refusal(place.client, place.client.get(stranger.path), 404)
        refusal(place.client, stranger.delete(place.unknown), 404)


@pytest.mark.parametrize(
    "image_id",
    [
        "2" * 21,
        "2" * 23,
        "0" * 22,
        "I" * 22,
        "2" * 21 + "l",
        "2" * 22 + "%0A",
        "{x}",
        "00000000000000000000000000000000",
        "%7B00000000-0000-0000-0000-000000000000%7D",
        "urn:uuid:00000000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-00000000000g",
        "00000000-0000-0000-0000-000000000000%0A",
    ],
)
def test_closient_knows_two_forms_of_ids(gallery: ClosientGallery, image_id: str) -> None:
    answer = gallery.client.raw("DELETE", f"{gallery.path}/{image_id}")
    assert refused_fields(gallery.client, answer) == ["image_id"]


@pytest.mark.parametrize("image_id", ["z" * 22, "2" * 22, "0" * 8 + "-0000-0000-0000-" + "0" * 12])
def test_closient_ids_at_the_edges(gallery: ClosientGallery, image_id: str) -> None:
    refusal(gallery.client, gallery.delete(image_id), 404)


def test_shoplazza_ids_may_be_in_capitals(product: ShoplazzaGallery) -> None:
    image = product.add("A")
    loud = ShoplazzaGallery(product.client, product.product_id.upper())
    assert loud.list() == [image]
    assert loud.image(image["id"].upper()) == image
    assert loud.add("B")["product_id"] == product.product_id
    assert told(loud.delete(image["id"].upper()), 200) == {}
    assert product.order() == "B"


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_nobody_asked_for_is_not_looked_at(place: Place, body: bytes) -> None:
    image = place.gallery.add("A")
    answer = place.client.request("GET", place.images, content=body, headers=JSON)
    assert answer.json() == place.client.get(place.images).json()
    path = f"{place.images}/{image['id']}"
    answer = place.client.request("DELETE", path, content=body, headers=JSON)
    assert answer.status_code in (200, 204)


def test_head_and_options(place: Place) -> None:
    for method in ("HEAD", "OPTIONS"):
        answer = place.client.request(method, place.images)
        refusal(place.client, answer, 405)
        assert answer.headers["allow"] == "GET, POST"


# Queries


@pytest.mark.parametrize(
    "query",
    [
        "page=%00",
        "page=%ff",
        "page=%",
        "page=%zz",
        "page",
        "page=",
        "page=1;page_size=2",
        "page=99999999999999999999999999",
        "page=-99999999999999999999999999",
        "page=NaN",
        "page=1&page=x",
        "page=" + "9" * 50_000,
        "page[]=1&page=0",
        "page=%0d%0aSet-Cookie:%20a=b",
    ],
    ids=lambda query: query[:30],
)
def test_closient_refuses_odd_queries(gallery: ClosientGallery, query: str) -> None:
    answer = gallery.client.raw("GET", f"{gallery.path}?{query}")
    assert refused_fields(gallery.client, answer) == ["page"]
    assert len(answer.text) < 1000


@pytest.mark.parametrize(
    "query", ["", "&&&", "=", "=1", "x=1", "%00=%00", "%ff", "page_sizes=0", "Page=0", "a" * 60_000]
)
def test_an_unknown_query_means_nothing(place: Place, query: str) -> None:
    answer = place.client.raw("GET", f"{place.images}?{query}")
    assert answer.status_code == 200
    assert answer.json() == place.client.get(place.images).json()


def test_of_repeated_parameters_the_last_counts(gallery: ClosientGallery) -> None:
    answer = gallery.client.raw("GET", f"{gallery.path}?page=1&page_size=3&page=2")
    pagination = told(answer, 200)["pagination"]
    assert (pagination["page"], pagination["page_size"]) == (2, 3)


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "%00",
        "%ff",
        "====",
        "é",
        cursor("nonsense"),
        cursor("123"),
        cursor("true"),
        cursor("null"),
        cursor('"text"'),
        cursor('{"a": 1}'),
        cursor("[]"),
        cursor("[null]"),
        cursor("[[[[]]]]"),
        cursor("[" * 500 + "]" * 500),
    ],
)
@pytest.mark.parametrize("name", ["cursor", "pre_cursor"])
def test_shoplazza_refuses_odd_cursors(shoplazza: Client, name: str, text: str) -> None:
    refusal(shoplazza, shoplazza.raw("GET", f"/products?{name}={text}".encode()), 400)


@pytest.mark.parametrize("size", ["0", "-1", "251", "x", "", "1.0", "%00", "9" * 5000])
def test_shoplazza_refuses_odd_page_sizes(shoplazza: Client, size: str) -> None:
    refusal(shoplazza, shoplazza.raw("GET", f"/products?per_page={size}"), 400)


# JSON bodies

MALFORMED = {
    "brace": b"{",
    "cut": b'{"image": {"src": "http',
    "comma": b'{"gtin": "76543210",}',
    "word": b"nope",
    "quotes": b"{'gtin': '76543210'}",
    "blank": b" ",
    "two": b'{"gtin": "76543210"} {}',
    "nan": b'{"gtin": NaN}',
    "infinity": b'{"image": {"src": "http://a/b", "position": Infinity}}',
    "huge": b'{"image": {"src": "http://a/b", "position": 1e999}}',
    "zero": b"\0",
    "raw zero": b'{"gtin": "7654\0"}',
    "latin-1": b'{"gtin": "\xff"}',
    "utf-16": '{"gtin": "76543210"}'.encode("utf-16"),
    "surrogate": b'{"gtin": "\\ud800"}',
    "deep list": b"[" * 100_000,
    "deep closed list": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_malformed_json_is_a_bad_request(place: Place, body: bytes) -> None:
    with place.refused():
        answer = place.send_json(body)
        refusal(place.client, answer, 400)
        assert len(answer.text) < 1000


@pytest.mark.parametrize("value", [None, [], {}, "x", 1, 1.5, True, [{}], [[]]], ids=repr)
def test_json_of_another_shape_is_invalid(place: Place, value: Any) -> None:
    with place.refused():
        answer = place.send_json(json.dumps(value))
        refusal(place.client, answer, INVALID[place.client.name])


@pytest.mark.parametrize("headers", [{}, JSON, {"content-length": "0"}], ids=repr)
def test_an_empty_body_is_invalid(place: Place, headers: dict[str, str]) -> None:
    with place.refused():
        for body in (b"", iter(())):
            answer = place.client.post(place.json_path, content=body, headers=headers)
            refusal(place.client, answer, INVALID[place.client.name])


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "",
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "json",
        "application/json/x",
        ";",
        "\x00",
        "application/*",
        "x" * 60_000,
    ],
    ids=lambda text: str(text)[:30],
)
def test_a_wrong_media_type_is_unsupported(place: Place, media_type: str | None) -> None:
    headers = {} if media_type is None else {"content-type": media_type}
    content = json.dumps(place.json_body).encode()
    with place.refused():
        answer = place.client.post(place.json_path, content=content, headers=headers)
        refusal(place.client, answer, 415)


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "APPLICATION/JSON", " application/json ;"]
)
def test_the_right_media_type_may_be_spelled_otherwise(place: Place, media_type: str) -> None:
    answer = place.client.post(
        place.json_path,
        content=json.dumps(place.json_body).encode(),
        headers={"content-type": media_type},
    )
    assert answer.status_code in (200, 201), answer.text


@pytest.mark.parametrize("depth", [50, 200, 260, 900])
def test_deep_json_is_stored_or_refused(closient: Client, depth: int) -> None:
    metadata: Any = 1
    for _ in range(depth):
        metadata = {"a": metadata}
    body = {"gtin": "76543210", "metadata": metadata}
    answer = closient.post("/products/api/v1/products", json=body)
    if answer.status_code == 201:
        assert answer.json()["metadata"] == metadata
        shown = told(closient.get("/products/api/v1/trade-items/76543210"), 200)
        assert shown["metadata"] == metadata
    else:
        assert answer.status_code in (400, 422)
        refusal(closient, answer, answer.status_code)
    assert closient.state()["Product"]


def test_an_answer_that_cannot_be_written_is_told_in_the_vendors_shape(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwritable = Response(status=200, media_type="application/json", body=object())
    monkeypatch.setattr(place.client.standin, "perform", lambda _call: unwritable)
    refusal(place.client, place.client.get(place.images), 500)


@pytest.mark.parametrize("depth", [50, 200, 260, 1000])
def test_deep_json_in_an_unknown_field_is_no_fault(place: Place, depth: int) -> None:
    text = json.dumps(place.json_body)[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"
    assert place.send_json(text).status_code in (200, 201, 400, 422)


@pytest.mark.parametrize(
    "number",
    ["1" * 5000, "-" + "1" * 400, "1e308", "1e-999", "18446744073709551616", "0.1e1", "-0"],
)
def test_huge_numbers_are_no_fault(closient: Client, shoplazza: Client, number: str) -> None:
    body = f'{{"gtin": "76543210", "metadata": {{"n": {number}}}}}'
    answer = closient.post("/products/api/v1/products", content=body, headers=JSON)
    assert answer.status_code in (201, 400, 422), answer.text
    if answer.status_code == 201:
        assert told(closient.get("/products/api/v1/trade-items/76543210"), 200) == answer.json()
    path = Place(shoplazza).images
    body = f'{{"image": {{"src": "{SOURCE}", "position": {number}}}}}'
    answer = shoplazza.post(path, content=body, headers=JSON)
    if number != "0.1e1":  # JSON Schema takes 1.0 as an integer
        refusal(shoplazza, answer, 400)
    assert shoplazza.get(path).status_code == 200
    assert all(type(each["position"]) is int for each in shoplazza.get(path).json()["images"])


def test_a_whole_float_is_kept_as_an_integer(product: ShoplazzaGallery) -> None:
    body = f'{{"image": {{"src": "{SOURCE}", "position": 1.0, "width": 3.0, "height": 2.0}}}}'
    answer = product.client.post(product.path, content=body, headers=JSON)
    if answer.status_code == 400:
        refusal(product.client, answer, 400)
        return
    image = told(answer, 200)["image"]
    assert {type(image[name]) for name in ("position", "width", "height")} == {int}
    picture = product.client.get("http:" + image["src"])
    assert Image.open(BytesIO(picture.content)).size == (3, 2)


def test_of_repeated_keys_the_last_counts(product: ShoplazzaGallery) -> None:
    body = f'{{"image": {{"src": "x", "src": "{SOURCE}", "alt": "A", "alt": "B"}}}}'
    answer = product.client.post(product.path, content=body, headers=JSON)
    assert told(answer, 200)["image"]["alt"] == "B"


# Forms


def part(head: str, data: bytes, boundary: str = "x") -> bytes:
    return f"--{boundary}\r\n{head}\r\n\r\n".encode() + data + b"\r\n"


IMAGE = part('Content-Disposition: form-data; name="image"; filename="a.png"', PICTURE)
TITLE = 'Content-Disposition: form-data; name="title"'
END = b"--x--\r\n"
MULTIPART = "multipart/form-data; boundary=x"

BAD_FORMS = {
    "no boundary": ("multipart/form-data", IMAGE + END),
    "empty boundary": ("multipart/form-data; boundary=", IMAGE + END),
    "wrong boundary": ("multipart/form-data; boundary=y", IMAGE + END),
    "long boundary": (f"multipart/form-data; boundary={'x' * 10_000}", IMAGE + END),
    "truncated in the file": (MULTIPART, IMAGE[:-30]),
    "truncated before the end": (MULTIPART, IMAGE),
    "truncated in the end": (MULTIPART, IMAGE + END[:3]),
    "garbage": (MULTIPART, b"garbage"),
    "random": (MULTIPART, bytes(range(256)) * 20),
    "json": (MULTIPART, b'{"image": "x"}'),
    "no headers": (MULTIPART, b"--x\r\n\r\nabc\r\n" + END),
    "no name": (MULTIPART, part("Content-Disposition: form-data", b"abc") + IMAGE + END),
    "no colon": (MULTIPART, part("Content-Disposition", b"abc") + IMAGE + END),
    "endless header": (MULTIPART, part(TITLE + ";" + "x" * 100_000, b"abc") + IMAGE + END),
    "too many parts": (MULTIPART, IMAGE + part(TITLE, b"A") * 5000 + END),
    "title not UTF-8": (MULTIPART, IMAGE + part(TITLE, b"\xff\xfe") + END),
}


@pytest.mark.parametrize(("media_type", "body"), BAD_FORMS.values(), ids=BAD_FORMS)
def test_a_bad_form_is_a_bad_request(
    gallery: ClosientGallery, media_type: str, body: bytes
) -> None:
    gallery.add("A")
    headers = {"content-type": media_type}
    with gallery.client.unchanged():
        for content in (body, iter([body[:10], body[10:]])):
            answer = gallery.client.post(gallery.path, content=content, headers=headers)
            refusal(gallery.client, answer, 400)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"is_primary": "maybe"}, ["is_primary"]),
        ({"is_primary": ""}, ["is_primary"]),
        ({"title": "x" * 256, "is_primary": "2"}, ["is_primary", "title"]),
        ({"title": "\U0001f600" * 256}, ["title"]),
    ],
)
def test_bad_fields_are_all_named(
    gallery: ClosientGallery, fields: dict[str, str], wrong: list[str]
) -> None:
    with gallery.client.unchanged():
        answer = gallery.upload(**fields)
        assert sorted(refused_fields(gallery.client, answer)) == wrong
        answer = gallery.upload(TEXT, **fields)
        assert sorted(refused_fields(gallery.client, answer)) == sorted(["image", *wrong])


def test_an_upload_wants_a_form(gallery: ClosientGallery) -> None:
    client = gallery.client
    with client.unchanged():
        for media_type in ("application/json", "image/png", "application/x-www-form-urlencoded"):
            headers = {"content-type": media_type}
            answer = client.post(gallery.path, content=IMAGE + END, headers=headers)
            refusal(client, answer, 415)
        refusal(client, client.post(gallery.path, content=IMAGE + END), 415)


@pytest.mark.parametrize(
    "filename",
    [
        "",
        "../../../../etc/passwd",
        "..\\..\\boot.ini",
        "a/b?c#d%00.png",
        "a\\r\\nSet-Cookie: a=b.png",
        "Grüße \U0001f600.png",
        "x" * 5000 + ".png",
        "CON",
        ".",
        "<script>.svg",
        "a.exe",
    ],
    ids=lambda text: text[:20],
)
def test_a_file_name_means_nothing(gallery: ClosientGallery, filename: str) -> None:
    head = f'Content-Disposition: form-data; name="image"; filename="{filename}"'
    answer = gallery.client.post(
        gallery.path, content=part(head, PICTURE) + END, headers={"content-type": MULTIPART}
    )
    image = told(answer, 201)
    assert "set-cookie" not in answer.headers
    assert re.fullmatch(
        r"http://127\.0\.0\.1:8080/closient/_assets/[\w/]+\.png", image["image_url"]
    )
    picture = gallery.client.get(image["image_url"])
    assert picture.content == PICTURE
    assert picture.headers["content-type"] == "image/png"


@pytest.mark.parametrize("title", ["a\r\nSet-Cookie: a=b", "\0", "\r\n--x", '"', "\u2028", "{}%s"])
def test_a_title_stays_a_title(gallery: ClosientGallery, title: str) -> None:
    answer = gallery.upload(title=title)
    assert told(answer, 201)["title"] == title
    assert gallery.list()[0]["title"] == title
    assert "set-cookie" not in answer.headers


def test_headers_cannot_be_injected(place: Place) -> None:
    evil = "x\r\nSet-Cookie: a=b\r\n\r\nx"
    for name in (*place.client.facts["credentials"]["full"], "origin", "accept", "content-type"):
        for method in ("GET", "POST"):
            answer = place.client.request(method, place.images, headers={name: evil})
            assert answer.status_code < 500
            assert "set-cookie" not in answer.headers


# Bodies in pieces, and bodies that are too large


def test_a_body_may_come_in_pieces(place: Place) -> None:
    text = json.dumps(place.json_body).encode()
    answer = place.send_json(iter([bytes([each]) for each in text]))
    assert answer.request.headers["transfer-encoding"] == "chunked"
    assert answer.status_code in (200, 201), answer.text


def test_an_upload_may_come_in_pieces(gallery: ClosientGallery) -> None:
    picture = draw(width=400, height=300, media_type="image/bmp")
    body = part('Content-Disposition: form-data; name="image"; filename="a"', picture) + END
    pieces = (body[start : start + 1000] for start in range(0, len(body), 1000))
    headers = {"content-type": MULTIPART}
    image = told(gallery.client.post(gallery.path, content=pieces, headers=headers), 201)
    assert gallery.client.get(image["image_url"]).content == picture


MEGABYTE = 1024 * 1024


def test_a_body_that_is_too_large_is_not_read(place: Place) -> None:
    most = place.client.api.max_body // MEGABYTE
    too_large = str(place.client.api.max_body + 1)
    with place.refused():
        answer = place.send_json(iter([b" " * MEGABYTE] * (most + 8)))
        refusal(place.client, answer, 413)
        assert place.client.wire.chunks_read == most + 1
        for length in (too_large, "9" * 400):
            answer = place.send_json(iter([b"{}"]), **{"content-length": length})
            refusal(place.client, answer, 413)
            assert place.client.wire.chunks_read == 0


def test_the_largest_body_is_read(product: ShoplazzaGallery) -> None:
    text = json.dumps({"image": {"src": SOURCE}}).encode()
    body = text.ljust(product.client.api.max_body)
    assert product.client.post(product.path, content=body, headers=JSON).status_code == 200
    answer = product.client.post(product.path, content=body + b" ", headers=JSON)
    refusal(product.client, answer, 413)
    assert product.count() == 1


# Pictures


def uploads_come_back(gallery: ClosientGallery) -> None:
    for media_type in MEDIA_TYPES:
        picture = draw(width=30, height=20, media_type=media_type, label="Oats")
        image = told(gallery.upload(picture, "a.bin"), 201)
        assert image["image_url"].endswith(extension(media_type))
        answer = gallery.client.get(image["image_url"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        assert answer.content == picture


def test_uploaded_pictures_come_back_byte_for_byte(gallery: ClosientGallery) -> None:
    uploads_come_back(gallery)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (300, 200), (7, 4096), (1588, 2246)])
def test_shoplazza_serves_a_picture_of_the_stated_size(
    product: ShoplazzaGallery, width: int, height: int
) -> None:
    image = product.add("Grüße", width=width, height=height)
    assert (image["width"], image["height"]) == (width, height)
    answer = product.client.get("http:" + image["src"])
    assert answer.headers["content-type"] == "image/png"
    assert image["src"].endswith(".png")
    assert Image.open(BytesIO(answer.content)).size == (width, height)
    changed = told(product.put(image["id"], width=20, height=10), 200)["image"]
    answer = product.client.get("http:" + changed["src"])
    assert Image.open(BytesIO(answer.content)).size == (20, 10)


@pytest.mark.parametrize(
    "path",
    [
        "/_assets/",
        "/_assets/..",
        "/_assets/../../../etc/passwd",
        "/_assets/..%2f..%2f..%2fetc%2fpasswd",
        "/_assets/%2e%2e/%2e%2e/pyproject.toml",
        "/_assets//etc/passwd",
        "/_assets/ProductImage/../Product/x",
        "/_assets/Product/{key}/id/{key}",
        "/_assets/Product/{key}/../x",
        "/_assets/Nothing/x/y/z",
        "/_assets/%00/%00/%00/%00",
        "/_assets/%ff/%zz/%/",
        "/_assets/" + "x" * 60_000,
        "/ui/../../../etc/passwd",
        "/ui/..%2f..%2f..%2fetc%2fpasswd",
        "/ui/%2e%2e/%2e%2e/__init__.py",
        "/ui//etc/passwd",
        "/ui/%00",
        "/ui/" + "x" * 5000,
    ],
    ids=lambda path: path[:40],
)
def test_no_file_is_served_that_was_not_uploaded(client: Client, path: str) -> None:
    known = client.facts["known"]["Product"][0]
    path = path.format(key=known.get("gtin") or known["product_id"])
    for start in (f"/{client.name}", ""):
        target = (start + path).encode()
        answer = client.request("GET", "/", extensions={"target": target})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", ["", "/", "/..", "/%00", "/closient/..", "/%ff/state", "//state/"])
def test_the_control_plane_takes_odd_paths(client: Client, path: str) -> None:
    target = f"/_understudy{path}".encode()
    answer = client.request("DELETE", "/", extensions={"target": target})
    assert answer.status_code in (404, 405)


# Many at once


def primary_uploads(gallery: ClosientGallery, number: int) -> list[tuple[str, str, dict[str, Any]]]:
    # A picture above 64 KiB is looked at in a thread, so that requests overtake each other.
    large = draw(width=200, height=200, media_type="image/bmp")
    assert len(large) > 64 * 1024
    return [
        (
            "POST",
            gallery.path,
            {
                "files": {"image": ("a", large if n % 3 == 0 else PICTURE)},
                "data": {"title": str(n), "is_primary": "true"},
            },
        )
        for n in range(number)
    ]


def one_primary_is_left(gallery: ClosientGallery, answers: list[httpx.Response]) -> None:
    made = [told(answer, 201) for answer in answers]
    assert all(image["is_primary"] for image in made)
    pages = [gallery.page(page=number, page_size=100) for number in (1, 2, 3)]
    shown = [image for page in pages for image in page["data"]]
    assert [image["is_primary"] for image in shown] == [True] + [False] * 199
    assert {image["title"] for image in shown} == {str(n) for n in range(200)}
    assert {image["id"] for image in shown} == {image["id"] for image in made}
    assert pages[0]["pagination"]["total_count"] == 200


def test_200_primary_uploads_at_once_leave_one_primary(gallery: ClosientGallery) -> None:
    answers = gallery.client.together(primary_uploads(gallery, 200))
    one_primary_is_left(gallery, answers)


def insertions(product: ShoplazzaGallery, number: int) -> list[tuple[str, str, dict[str, Any]]]:
    image = {"src": SOURCE, "position": 1}
    return [("POST", product.path, {"json": {"image": image}}) for _ in range(number)]


def test_insertions_at_once_leave_no_gap(product: ShoplazzaGallery) -> None:
    answers = product.client.together(insertions(product, 100))
    ids = {told(answer, 200)["image"]["id"] for answer in answers}
    assert product.positions() == list(range(1, 101))
    assert {image["id"] for image in product.list()} == ids


def test_of_deletions_at_once_one_succeeds(place: Place) -> None:
    image = place.gallery.add("A")
    path = f"{place.images}/{image['id']}"
    answers = place.client.together(("DELETE", path, {}) for _ in range(20))
    done, *others = sorted(answer.status_code for answer in answers)
    assert (done, others) == (204 if place.client.name == "closient" else 200, [404] * 19)


# The same through a socket


class Remote(httpx.Client):
    """Speaks to an API of a running server, as `Client` does in process."""

    def __init__(self, root: str, like: Client) -> None:
        self.name, self.api, self.facts = like.name, like.api, like.facts
        super().__init__(
            base_url=root + like.base_path, headers=self.facts["credentials"]["full"], timeout=30
        )


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    command = [sys.executable, "-c", "from mockserver.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    banner = "".join(iter(process.stdout.readline, "Ctrl-C stops the server.\n"))
    found = re.search(r"listens on (\S+)", banner)
    assert found, banner
    yield found[1]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)


@pytest.fixture
def remote(root: str, client: Client) -> Iterator[Remote]:
    with Remote(root, client) as opened:
        assert opened.post(f"{root}/_understudy/reset").status_code == 200
        yield opened


def at_once(client: Remote, calls: Any) -> list[httpx.Response]:
    transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=50))
    return asyncio.run(gathered(transport, client.base_url, client.headers, calls))


@pytest.fixture
def remote_gallery(root: str, closient: Client) -> Iterator[ClosientGallery]:
    with Remote(root, closient) as opened:
        assert opened.post(f"{root}/_understudy/reset").status_code == 200
        yield gallery_of(opened, closient.facts["known"]["Product"][0])  # type: ignore[arg-type]


@pytest.fixture
def remote_product(root: str, shoplazza: Client) -> Iterator[ShoplazzaGallery]:
    with Remote(root, shoplazza) as opened:
        assert opened.post(f"{root}/_understudy/reset").status_code == 200
        yield gallery_of(opened, shoplazza.facts["known"]["Product"][0])  # type: ignore[arg-type]


def test_200_primary_uploads_through_sockets_leave_one_primary(
    remote_gallery: ClosientGallery,
) -> None:
    calls = primary_uploads(remote_gallery, 200)
    one_primary_is_left(remote_gallery, at_once(remote_gallery.client, calls))  # type: ignore


def test_insertions_through_sockets_leave_no_gap(remote_product: ShoplazzaGallery) -> None:
    answers = at_once(remote_product.client, insertions(remote_product, 100))  # type: ignore
    assert {answer.status_code for answer in answers} == {200}
    assert remote_product.positions() == list(range(1, 101))


def test_pictures_come_back_through_a_socket(remote_gallery: ClosientGallery) -> None:
    uploads_come_back(remote_gallery)


def test_the_stated_size_is_served_through_a_socket(remote_product: ShoplazzaGallery) -> None:
    image = remote_product.add("A", width=30, height=20)
    picture = remote_product.client.get("http:" + image["src"])
    assert Image.open(BytesIO(picture.content)).size == (30, 20)


def test_errors_through_a_socket(remote: Remote) -> None:
    place = Place(remote)  # type: ignore[arg-type]
    client: Any = remote
    refusal(client, client.get("/nothing"), 404)
    refusal(client, client.patch(place.images), 405)
    refusal(client, place.send_json(b"{"), 400)
    refusal(client, place.send_json(iter([b"{", b"x"])), 400)
    refusal(client, client.post(place.json_path, content=b"{}"), 415)
    refusal(
        client,
        client.get(place.images, headers=dict.fromkeys(client.facts["credentials"]["full"], "x")),
        401,
    )
    assert place.send_json(iter([json.dumps(place.json_body).encode()])).status_code in (200, 201)


def test_head_has_no_body_through_a_socket(remote: Remote) -> None:
    answer = remote.head(Place(remote).images)  # type: ignore[arg-type]
    assert (answer.status_code, answer.content) == (405, b"")
    assert answer.headers["allow"] == "GET, POST"
    assert int(answer.headers["content-length"]) > 0


def test_a_large_body_is_refused_through_a_socket(remote: Remote) -> None:
    place = Place(remote)  # type: ignore[arg-type]
    answer = place.send_json(b" " * (place.client.api.max_body + 1))
    refusal(place.client, answer, 413)
    answer = place.send_json(iter([b" " * MEGABYTE] * (place.client.api.max_body // MEGABYTE + 1)))
    refusal(place.client, answer, 413)
    assert remote.get(place.images).status_code == 200


@pytest.mark.parametrize("line_break", [b"\r\n ", b"\r\n\t", b"\n ", b"\r", b"\n", b"\0", b"\r\n"])
@pytest.mark.parametrize("name", [b"Access-Control-Request-Headers", b"Origin", b"access-token"])
def test_headers_cannot_be_injected_through_a_socket(
    root: str, name: bytes, line_break: bytes
) -> None:
    headers = {
        b"Host": b"x",
        b"Origin": b"http://localhost",
        b"Access-Control-Request-Method": b"GET",
        b"Connection": b"close",
        name: b"x" + line_break + b"Set-Cookie: a=b",
    }
    lines = [b"OPTIONS /closient HTTP/1.1", *(b": ".join(pair) for pair in headers.items())]
    with socket.create_connection((urlsplit(root).hostname, urlsplit(root).port)) as wire:
        wire.settimeout(5)
        wire.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        answer = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 204"))
    assert b"\nset-cookie" not in answer.lower().replace(b"\r", b"\n")
