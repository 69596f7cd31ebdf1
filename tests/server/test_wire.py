from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockserver.engine.message import Body, File, Form, Json, Malformed, Raw, TooLarge
from mockserver.server.wire import ClientLeft, parse, query_pairs, read_body

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
MULTIPART = "multipart/form-data; boundary=x"


def body(data: bytes, content_type: str) -> Body:
    return asyncio.run(parse(data, content_type))


def part(head: str, data: bytes) -> bytes:
    return b"--x\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n"


def test_json_of_any_json_media_type() -> None:
    for content_type in ("application/json", "APPLICATION/JSON; charset=utf-8", "a/b+json"):
        assert body(b'{"a": [1, 2.5, null, true]}', content_type) == Json(
            {"a": [1, 2.5, None, True]}
        )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":', "line 1, column 6"),
        (b'{\n  "a": nope\n}', "line 2"),
        (b"{} x", "after document"),
        (b"NaN", "not valid JSON"),
        (b"[1e999]", "infinity"),
        (b'{"a": "\xff"}', "not UTF-8 text (byte 8)"),
        (b"[" * 5000, "depth"),
        (b'"\\ud800"', "surrogate"),
    ],
)
def test_what_is_not_json_is_malformed_and_says_where(data: bytes, reason: str) -> None:
    found = body(data, "application/json")
    assert isinstance(found, Malformed)
    assert reason in found.reason


def test_multipart_fields_and_files_in_order() -> None:
    data = (
        part('Content-Disposition: form-data; name="title"', "é".encode())
        + part(
            'content-disposition: form-data; name="image"; filename="a\\"b.gif"\r\n'
            "Content-Type: image/GIF; x=y",
            PIXEL,
        )
        + part('Content-Disposition: form-data; name="title"', b"")
        + b"--x--\r\n"
    )
    found = body(data, MULTIPART)
    assert isinstance(found, Form)
    (_, title), (name, image), last = found.fields
    assert (title, name, last) == ("é", "image", ("title", ""))
    assert isinstance(image, File)
    assert (image.name, image.media_type, image.data) == ('a"b.gif', "image/gif", PIXEL)
    assert image.picture is not None
    assert image.picture.media_type == "image/gif"


def test_a_big_file_is_recognised_too() -> None:
    data = part('Content-Disposition: form-data; name="i"; filename="a"', PIXEL + bytes(100_000))
    found = body(data + b"--x--", MULTIPART)
    assert isinstance(found, Form)
    (_, file), *_ = found.fields
    assert isinstance(file, File)
    assert len(file.data) == len(PIXEL) + 100_000


GOOD = part('Content-Disposition: form-data; name="a"', b"1")


@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (GOOD + b"--x--", "multipart/form-data", "no boundary"),
        (GOOD + b"--x--", "multipart/form-data; boundary=", "no boundary"),
        (GOOD + b"--x--", "multipart/form-data; boundary=" + "y" * 300, "too long"),
        (GOOD + b"--x--", "multipart/form-data; boundary=y", "cannot be parsed"),
        (GOOD, MULTIPART, "closing boundary"),
        (GOOD[:30], MULTIPART, "closing boundary"),
        (b"garbage", MULTIPART, "cannot be parsed"),
        (b"--x--\r\n", MULTIPART, ""),
        (part("Content-Type: text/plain", b"1") + b"--x--", MULTIPART, "no field name"),
        (part("Content-Disposition: form-data", b"1") + b"--x--", MULTIPART, "no field name"),
        (
            part('Content-Disposition: form-data; name="a"', b"\xff") + b"--x--",
            MULTIPART,
            "'a' is not UTF-8",
        ),
        (GOOD * 1001 + b"--x--", MULTIPART, "more than 1000 parts"),
        (part("A: b\r\n" * 50 + "C: d", b"") + b"--x--", MULTIPART, "cannot be parsed"),
        (part("A: " + "b" * 9000, b"") + b"--x--", MULTIPART, "cannot be parsed"),
    ],
)
def test_an_odd_multipart_body_is_malformed(data: bytes, content_type: str, reason: str) -> None:
    found = body(data, content_type)
    if reason:
        assert isinstance(found, Malformed)
        assert reason in found.reason
    else:
        assert found == Form(()) or isinstance(found, Malformed)


def test_urlencoded_pairs() -> None:
    kind = "application/x-www-form-urlencoded"
    assert body(b"a=1&b=&a=%C3%A9+x", kind) == Form((("a", "1"), ("b", ""), ("a", "é x")))
    assert isinstance(body(b"a=%FF", kind), Malformed)
    assert isinstance(body(b"\xff", kind), Malformed)
    assert isinstance(body(b"&".join([b"a=1"] * 2000), kind), Malformed)


def test_anything_else_stays_raw() -> None:
    assert body(b"\x00\xff", "application/octet-stream") == Raw(b"\x00\xff")
    assert body(b"{}", "") == Raw(b"{}")
    assert body(b"{}", "text") == Raw(b"{}")


def read(messages: list[dict[str, Any]], headers: dict[str, str], limit: int = 10) -> Body:
    left = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(left)

    return asyncio.run(read_body(receive, headers, limit))


def chunk(data: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": data, "more_body": more}


def test_chunked_and_announced_bodies_are_the_same() -> None:
    json = {"content-type": "application/json"}
    assert read([chunk(b"[1]")], {**json, "content-length": "3"}) == Json([1])
    chunks = [chunk(b"[", True), chunk(b"", True), chunk(b"1]")]
    assert read(chunks, {**json, "transfer-encoding": "chunked"}) == Json([1])


def test_an_empty_body_is_none() -> None:
    json = {"content-type": "application/json"}
    assert read([], json) is None
    assert read([chunk(b"")], {**json, "content-length": "0"}) is None
    assert read([chunk(b"")], {**json, "transfer-encoding": "chunked"}) is None


def test_reading_stops_at_the_limit() -> None:
    assert read([], {"content-length": "11"}) == TooLarge(10)
    endless = [chunk(b"12345678", True)] * 2
    assert read(endless, {"transfer-encoding": "chunked"}) == TooLarge(10)
    assert read([chunk(b"1234567890")], {"content-length": "10"}) == Raw(b"1234567890")


def test_a_client_that_leaves_is_noticed() -> None:
    with pytest.raises(ClientLeft):
        read(
            [chunk(b"1", True), {"type": "http.disconnect"}],
            {"transfer-encoding": "chunked"},
        )


def test_query_pairs_keep_their_order() -> None:
    assert query_pairs(b"a=1&b=&a=%C3%A9") == (("a", "1"), ("b", ""), ("a", "é"))
    assert query_pairs(b"") == ()
    assert query_pairs(b"a=%FF\xff") == (("a", "\ufffd\ufffd"),)
