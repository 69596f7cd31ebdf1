"""Form bodies: `multipart/form-data` and urlencoded bytes to fields. Never raises."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from mockserver.engine.message import File, Form, Malformed

MAX_FIELDS = 1000
MAX_BOUNDARY = 200


class _Defect(Exception):
    """What is wrong with a part, in one plain sentence."""


class _Parts:
    """Collects the parts of one multipart body from the parser's callbacks."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, str | File]] = []
        self.complete = False
        self._headers: dict[str, bytes] = {}
        self._header_name = b""
        self._header_value = b""
        self._chunks: list[bytes] = []

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_part_data": lambda data, start, end: self._chunks.append(data[start:end]),
            "on_part_end": self._end,
            "on_header_field": self._name,
            "on_header_value": self._value,
            "on_header_end": self._header,
            "on_end": self._close,
        }

    def _begin(self) -> None:
        if len(self.fields) >= MAX_FIELDS:
            raise _Defect(f"The multipart body has more than {MAX_FIELDS} parts.")
        self._headers, self._chunks = {}, []

    def _name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _header(self) -> None:
        self._headers[self._header_name.decode("latin-1").lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _end(self) -> None:
        disposition = self._headers.get("content-disposition", b"").decode("latin-1")
        options = parse_options_header(disposition)[1]
        number = len(self.fields) + 1
        if b"name" not in options:
            raise _Defect(f"Part {number} of the multipart body has no field name.")
        name = _text(options[b"name"], f"The name of part {number}")
        data = b"".join(self._chunks)
        if b"filename" in options:
            value: str | File = File(
                name=options[b"filename"].decode("utf-8", "replace"),
                media_type=essence(self._headers.get("content-type", b"").decode("latin-1")),
                data=data,
            )
        else:
            value = _text(data, f"The value of the field {name!r}")
        self.fields.append((name, value))

    def _close(self) -> None:
        self.complete = True


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _Defect(f"{what} is not UTF-8 text.") from None


def essence(content_type: str) -> str:
    """A Content-Type without its parameters, lower-cased."""
    return content_type.partition(";")[0].strip().lower()


def read_multipart(data: bytes, content_type: str) -> Form | Malformed:
    """The parts of a `multipart/form-data` body, in the order sent; pictures not yet recognised."""
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        return Malformed("The Content-Type of the multipart body names no boundary.")
    if len(boundary) > MAX_BOUNDARY:
        return Malformed("The boundary of the multipart body is too long.")
    parts = _Parts()
    try:
        MultipartParser(boundary, parts.callbacks()).write(data)
    except _Defect as defect:
        return Malformed(str(defect))
    except FormParserError as error:
        return Malformed(f"The multipart body cannot be parsed: {str(error).rstrip('.')}.")
    if not parts.complete:
        return Malformed("The multipart body ends before its closing boundary.")
    return Form(tuple(parts.fields))


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
