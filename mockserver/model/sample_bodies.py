"""Bodies of samples in their media type: JSON, text, XML, pictures and other files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from mockserver.model.operation import Sample
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


def written(
    name: str,
    value: Callable[[], Any],
    examples: list[Any],
    schema: Mapping[str, Any],
    headers: Headers,
) -> Sample:
    """Return the sample in the media type that a document calls `name`; `value` makes the JSON
    value where that is what is written.
    """
    essence = name.partition(";")[0].strip().lower()
    if essence in ("*/*", "application/*", "") or "/" not in essence:
        essence = name = "application/json"
    if "json" in essence and not essence.endswith(("jsonl", "ndjson", "json-seq")):
        return Sample(media_type=_header(name), body=value(), headers=headers)
    texts = [each for each in examples if isinstance(each, str)]
    if essence.startswith("image/"):
        return _picture(essence, headers)
    if essence in FILES or schema.get("format") == "binary":
        data = FILES.get(essence, FILES["application/octet-stream"])
        return Sample(media_type=_header(name), body=data, headers=headers)
    if essence == "text/*":
        essence = name = "text/plain"
    body = texts[0] if texts else _text(essence, value(), schema)
    return Sample(media_type=_header(name), body=body, headers=headers)


def _text(essence: str, value: Any, schema: Mapping[str, Any]) -> str:
    if essence.endswith("xml"):
        return value if isinstance(value, str) else _xml(value, schema)
    if essence == "application/x-www-form-urlencoded" and isinstance(value, dict):
        return urlencode({key: _plain(each) for key, each in value.items()})
    if essence == "text/event-stream":
        return f"data: {_plain(value)}\n\n"
    return _plain(value)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _xml(value: Any, schema: Mapping[str, Any]) -> str:
    """Return a value as XML, its root called as the schema says."""
    described = schema.get("xml") if isinstance(schema.get("xml"), Mapping) else {}
    name = str((described or {}).get("name") or "response")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(name, value, schema)}'


def _element(name: str, value: Any, schema: Any) -> str:
    known = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    if isinstance(value, list):
        inner = schema.get("items") if isinstance(schema, Mapping) else None
        items = "".join(_element(_named("item", inner), each, inner) for each in value)
        return f"<{name}>{items}</{name}>"
    if not isinstance(value, dict):
        text = "" if value is None else _plain(value)
        return f"<{name}>{escape(text)}</{name}>"
    attributes, children = [], []
    for key, each in value.items():
        part = known.get(key)
        described = part.get("xml") if isinstance(part, Mapping) else None
        if isinstance(described, Mapping) and described.get("attribute") is True:
            attributes.append(f" {_named(key, part)}={quoteattr(_plain(each))}")
        elif isinstance(each, list) and not (
            isinstance(described, Mapping) and described.get("wrapped") is True
        ):
            children += [_element(_named(key, part), item, None) for item in each]
        else:
            children.append(_element(_named(key, part), each, part))
    return f"<{name}{''.join(attributes)}>{''.join(children)}</{name}>"


def _named(name: str, schema: Any) -> str:
    described = schema.get("xml") if isinstance(schema, Mapping) else None
    given = described.get("name") if isinstance(described, Mapping) else None
    return str(given or name).replace(" ", "_")


def _picture(essence: str, headers: Headers) -> Sample:
    kind = essence if essence in PICTURES else "image/png"
    data = draw(width=64, height=64, media_type=kind)
    return Sample(media_type=kind, body=data, headers=headers)


def _header(name: str) -> str:
    """Return a media type as a header can have it."""
    return " ".join(name.encode("ascii", "replace").decode().split())
