"""Form bodies: `multipart/form-data` and urlencoded bytes to fields. Never raises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header

from mockserver.engine.message import File, Form, Malformed
from mockserver.model.media import essence

MAX_FIELDS = 1000
MAX_BOUNDARY = 200
MAX_PART_HEADERS = 8 * 1024

# A part of such a type is a file without a name: RFC 7578 asks for one, but does not demand it.
BINARY = ("image/", "audio/", "video/", "application/octet-stream")


# How nearly every client writes it; for all other ways there is a parser, which takes its time.
USUAL = re.compile(
    rf"multipart/form-data; ?boundary=([\w'()+,./:=?-]{{1,{MAX_BOUNDARY}}})", re.ASCII
)


class _Defect(Exception):
    """What is wrong with a body, in one plain sentence."""


def read_multipart(data: bytes, content_type: str) -> Form | Malformed:
    """The parts of a `multipart/form-data` body, in the order sent; pictures not yet recognised."""
    try:
        parts = _split(data, _boundary(content_type))
        return Form(tuple([_field(part, number) for number, part in enumerate(parts, 1)]))
    except _Defect as defect:
        return Malformed(str(defect))


def _boundary(content_type: str) -> bytes:
    usual = USUAL.fullmatch(content_type)
    if usual:
        return usual[1].encode("latin-1")
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise _Defect("The Content-Type of the multipart body names no boundary.")
    if len(boundary) > MAX_BOUNDARY:
        raise _Defect("The boundary of the multipart body is too long.")
    return boundary


def _split(data: bytes, boundary: bytes) -> list[bytes]:
    """The parts between the delimiters, each from the end of its delimiter line on.

    The body is in memory already, so one split does what a streaming parser takes far longer for.
    """
    delimiter = b"\r\n--" + boundary
    # What stands before the first delimiter, and behind the closing one, means nothing.
    _, *pieces = (b"\r\n" + data).split(delimiter, MAX_FIELDS + 2)
    if not pieces:
        raise _Defect("The multipart body has no part that begins with its boundary.")
    parts: list[bytes] = []
    closed = False
    for piece in pieces:
        if closed := piece.startswith(b"--"):
            break
        padding, line_break, part = piece.partition(b"\r\n")
        if not line_break or padding.strip(b" \t"):
            break
        parts.append(part)
    if len(parts) > MAX_FIELDS:
        raise _Defect(f"The multipart body has more than {MAX_FIELDS} parts.")
    if not closed:
        raise _Defect("The multipart body ends before its closing boundary.")
    return parts


def _field(part: bytes, number: int) -> tuple[str, str | File]:
    headers, content = _headers(part, number)
    options = _disposition(headers.get("content-disposition", ""))
    if b"name" not in options:
        raise _Defect(f"Part {number} of the multipart body has no field name.")
    name = _text(options[b"name"], f"The name of part {number}")
    media_type = essence(headers.get("content-type", ""))
    if b"filename" not in options and not media_type.startswith(BINARY):
        return name, _text(content, f"The value of the field {name!r}")
    return name, File(
        name=options.get(b"filename", options[b"name"]).decode("utf-8", "replace"),
        media_type=media_type,
        data=content,
    )


@lru_cache(maxsize=256)  # the fields of a form are called the same in every request
def _disposition(text: str) -> Mapping[bytes, bytes]:
    return parse_options_header(text)[1]


def _headers(part: bytes, number: int) -> tuple[dict[str, str], bytes]:
    head, blank_line, content = (b"\r\n" + part).partition(b"\r\n\r\n")
    if not blank_line or len(head) > MAX_PART_HEADERS:
        raise _Defect(f"Part {number} of the multipart body has no end of its headers.")
    headers = {}
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise _Defect(f"Part {number} of the multipart body has a header without a colon.")
        headers[name.strip().lower()] = value.strip()
    return headers, content


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _Defect(f"{what} is not UTF-8 text.") from None


def read_urlencoded(data: bytes) -> Form | Malformed:
    """The pairs of an `application/x-www-form-urlencoded` body, in the order sent."""
    try:
        pairs = parse_qsl(
            data.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except UnicodeDecodeError:
        return Malformed("The form body is not UTF-8 text.")
    except ValueError:
        return Malformed(f"The form body has more than {MAX_FIELDS} fields.")
    return Form(tuple(pairs))
