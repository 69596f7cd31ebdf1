"""From bytes to body values: reads what the client sent, never more than the limit allows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from mockserver.engine.message import Body, File, Form, Json, Malformed, Raw, TooLarge
from mockserver.engine.part import NoJson, read_json
from mockserver.model.media import essence
from mockserver.pictures import Picture, recognise
from mockserver.server.forms import read_multipart, read_urlencoded
from mockserver.server.foundation import Message, Receive

# How many files of a body are looked at, and up to which size a picture is remembered.
MOST_PICTURES = 16
REMEMBERED_BYTES = 64 * 1024


class ClientLeft(Exception):
    """The client closed the connection before its request was complete; nobody awaits an answer."""


def media_type_of(headers: Mapping[str, str]) -> str | None:
    """The request's Content-Type without parameters, lower-cased; None when absent or empty."""
    return essence(headers.get("content-type", "")) or None


def query_pairs(query: bytes) -> tuple[tuple[str, str], ...]:
    """The query's pairs, percent-decoded, in the order sent; undecodable bytes become U+FFFD."""
    if not query:
        return ()
    return tuple(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True))


def has_body(headers: Mapping[str, str]) -> bool:
    """Whether the request announces a body (HTTP/1.1 has no third way of sending one)."""
    return "content-length" in headers or "transfer-encoding" in headers


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int) -> Body:
    """The request's body, read and parsed by its media type; `None` when it is empty.

    Stops reading at `limit` bytes. Raises only `ClientLeft`.
    """
    if not has_body(headers):
        return None
    data = await _read(receive, headers, limit)
    if isinstance(data, TooLarge):
        return data
    if not data:
        return None
    content_type = headers.get("content-type", "")
    if content_type == "application/json":  # nearly always, and no need to wait for it
        return parse_json(data)
    return await parse(data, content_type)


async def _read(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes | TooLarge:
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        return TooLarge(limit)
    message = await receive()
    if not message.get("more_body") and message["type"] == "http.request":
        data: bytes = message.get("body", b"")
        return data if len(data) <= limit else TooLarge(limit)
    return await _read_on(receive, message, limit)


async def _read_on(receive: Receive, message: Message, limit: int) -> bytes | TooLarge:
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        if message["type"] == "http.disconnect":
            raise ClientLeft
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            return TooLarge(limit)
        chunks.append(chunk)
        more = message.get("more_body", False)
        if more:
            message = await receive()
    return b"".join(chunks)


async def parse(data: bytes, content_type: str) -> Body:
    """`data` as the body value that its Content-Type asks for."""
    media_type = essence(content_type)
    if media_type == "application/json" or media_type.endswith("+json"):
        return parse_json(data)
    if media_type == "multipart/form-data":
        form = read_multipart(data, content_type)
        return await _with_pictures(form) if isinstance(form, Form) else form
    if media_type == "application/x-www-form-urlencoded":
        return read_urlencoded(data)
    return Raw(data)


def parse_json(data: bytes) -> Json | Malformed:
    """`data` as JSON, if it is that and not too deep."""
    try:
        return Json(read_json(data))
    except NoJson as error:
        return Malformed(f"The body {error}")


UNSEEN = object()
"""Stands for what was not looked at yet: None is no picture."""


class Eyes:
    """Recognises pictures in a thread: a few bytes may be a picture of a hundred megapixels.

    Tests send the same few pictures over and over, and decoding one is half of an upload's
    cost; so small files are remembered.
    """

    def __init__(self, most: int = 128) -> None:
        self._most = most
        self._seen: dict[bytes, Any] = {}

    async def recognised(self, file: File) -> File:
        """Return the file with what its bytes are."""
        known = self._seen.get(file.data, UNSEEN)
        picture = await self._look(file.data) if known is UNSEEN else known
        return File(name=file.name, media_type=file.media_type, data=file.data, picture=picture)

    async def _look(self, data: bytes) -> Picture | None:
        picture = await asyncio.to_thread(recognise, data)
        if len(data) <= REMEMBERED_BYTES:
            if len(self._seen) >= self._most:
                self._seen.clear()
            self._seen[data] = picture
        return picture


_eyes = Eyes()


async def recognised(file: File) -> File:
    """The file with what its bytes are."""
    return await _eyes.recognised(file)


async def _with_pictures(form: Form) -> Form | Malformed:
    files = sum(isinstance(value, File) for _, value in form.fields)
    if files > MOST_PICTURES:
        return Malformed(f"The body has {files} files; at most {MOST_PICTURES} are read.")
    if not files:
        return form
    return Form(
        tuple(
            [
                (name, await _eyes.recognised(value) if isinstance(value, File) else value)
                for name, value in form.fields
            ]
        )
    )
