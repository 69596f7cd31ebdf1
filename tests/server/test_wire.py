from __future__ import annotations

import asyncio
from typing import Any

import pytest
from conftest import PIXEL
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.message import Body, File, Form, Json, Malformed, Raw, TooLarge
from mockserver.server.wire import ClientLeft, parse, query_pairs, read_body

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
        (b"[" * 5000, "not valid JSON"),
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
        (GOOD + b"--x--", "multipart/form-data; boundary=y", "begins with its boundary"),
        (GOOD, MULTIPART, "closing boundary"),
        (GOOD[:30], MULTIPART, "closing boundary"),
        (GOOD + b"--x", MULTIPART, "closing boundary"),
        (GOOD + b"--xy\r\n\r\n", MULTIPART, "closing boundary"),
        (b"garbage", MULTIPART, "begins with its boundary"),
        (b"", MULTIPART, "begins with its boundary"),
        (part("Content-Type: text/plain", b"1") + b"--x--", MULTIPART, "no field name"),
        (part("Content-Disposition: form-data", b"1") + b"--x--", MULTIPART, "no field name"),
        (b"--x\r\n\r\n1\r\n--x--", MULTIPART, "no field name"),
        (b"--x\r\nabc\r\n--x--", MULTIPART, "no end of its headers"),
        (part("abc", b"1") + b"--x--", MULTIPART, "without a colon"),
        (part("A: " + "b" * 9000, b"") + b"--x--", MULTIPART, "no end of its headers"),
        (
            part('Content-Disposition: form-data; name="a"', b"\xff") + b"--x--",
            MULTIPART,
            "'a' is not UTF-8",
        ),
        (GOOD * 1001 + b"--x--", MULTIPART, "more than 1000 parts"),
        (GOOD * 5000 + b"--x--", MULTIPART, "more than 1000 parts"),
    ],
)
def test_an_odd_multipart_body_is_malformed(data: bytes, content_type: str, reason: str) -> None:
    found = body(data, content_type)
    assert isinstance(found, Malformed)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"--x--", ()),
        (b"before\r\n" + GOOD + b"--x--\r\nbehind", (("a", "1"),)),
        (GOOD.replace(b"--x\r", b"--x \t\r") + b"--x--", (("a", "1"),)),
        (GOOD * 1000 + b"--x--", (("a", "1"),) * 1000),
    ],
)
def test_what_multipart_allows_is_read(data: bytes, fields: tuple[tuple[str, str], ...]) -> None:
    assert body(data, MULTIPART) == Form(fields)


@given(st.binary(max_size=60), st.booleans())
def test_no_bytes_raise(data: bytes, inside: bool) -> None:
    sent = b"--x\r\n" + data + b"\r\n--x--" if inside else data
    for content_type in (MULTIPART, "application/json", "application/x-www-form-urlencoded"):
        assert body(sent, content_type) is not None


@given(
    st.binary(max_size=60),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"\\\r\n;')),
)
def test_files_come_through_unchanged(data: bytes, name: str) -> None:
    sent = part(f'Content-Disposition: form-data; name="f"; filename="{name}"', data) + b"--x--"
    if b"\r\n--x" not in b"\r\n" + data + b"\r\n":
        found = body(sent, MULTIPART)
        assert isinstance(found, Form)
        (_, file), *_ = found.fields
        assert isinstance(file, File)
        assert file.data == data


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
