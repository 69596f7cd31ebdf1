"""Bodies of samples in their media type: JSON, text, XML, pictures and other files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from mockserver.model.media import essence, meant
from mockserver.model.sample import Sample
from mockserver.pictures import draw

Headers = tuple[tuple[str, str], ...]

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
ZIP = b"PK\x05\x06" + bytes(18)
FILES = {
    "application/pdf": PDF,
    "application/zip": ZIP,
    "application/octet-stream": b"understudy\n",
}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "image/bmp")
LINES = ("jsonl", "ndjson", "json-seq", "jsonlines")
"""What media types end on that have one JSON value in each line."""


def written(
    name: str,
    value: Callable[[], Any],
    examples: list[Any],
    schema: Mapping[str, Any],
    headers: Headers,
    xml: Callable[[Any], str],
) -> Sample:
    """Return the sample in the media type that a document calls `name`; `value` makes the JSON
    value where that is what is written, `xml` writes it as XML.
    """
    name = meant(name)[0] if "/" in essence(name) else "application/json"
    kind = essence(name)
    if "json" in kind and not kind.endswith(LINES):
        return Sample(media_type=_header(name), body=value(), headers=headers)
    texts = [each for each in examples if isinstance(each, str)]
    if kind.startswith("image/"):
        return _picture(kind, headers)
    if kind in FILES or schema.get("format") == "binary":
        data = FILES.get(kind, FILES["application/octet-stream"])
        return Sample(media_type=_header(name), body=data, headers=headers)
    if kind.endswith("xml"):
        body = texts[0] if texts else xml(value())
    else:
        body = texts[0] if texts else _text(kind, value())
    return Sample(media_type=_header(name), body=body, headers=headers)


def _text(kind: str, value: Any) -> str:
    if kind == "application/x-www-form-urlencoded" and isinstance(value, dict):
        return urlencode({key: _plain(each) for key, each in value.items()})
    if kind == "text/event-stream":
        return f"data: {_plain(value)}\n\n"
    if kind == "text/csv" and isinstance(value, dict | list):
        return _table(value if isinstance(value, list) else [value])
    if kind.endswith(LINES) and isinstance(value, list):
        mark = "\x1e" if kind.endswith("json-seq") else ""
        return "".join(f"{mark}{json.dumps(each, ensure_ascii=False)}\n" for each in value)
    return _plain(value)


def _table(rows: list[Any]) -> str:
    """Return rows of comma separated values below the names of their columns."""
    named = [each if isinstance(each, dict) else {"value": each} for each in rows]
    columns = list(dict.fromkeys(name for each in named for name in each))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_plain(each.get(name, "")) for name in columns] for each in named)
    return text.getvalue()


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _picture(kind: str, headers: Headers) -> Sample:
    media_type = kind if kind in PICTURES else "image/png"
    data = draw(width=64, height=64, media_type=media_type)
    return Sample(media_type=media_type, body=data, headers=headers)


def _header(name: str) -> str:
    """Return a media type as a header can have it."""
    return " ".join(name.encode("ascii", "replace").decode().split())
