"""References by the names that schemas give themselves."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.document import load
from mockserver.standin import StandIn
from tests.server.conftest import Client

SCHEMAS: dict[str, Any] = {
    "Inner": {
        "$id": "https://example.com/inner",
        "type": "object",
        "required": ["n", "m"],
        "properties": {"n": {"$ref": "#number"}, "m": {"$ref": "#/$defs/more"}},
        "$defs": {
            "number": {"$anchor": "number", "type": "integer"},
            "more": {"type": "boolean"},
        },
    },
    "Page": {
        "$id": "page",
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#T"}}},
        "$defs": {"T": {"$dynamicAnchor": "T", "not": {}}},
    },
    "Pets": {"$ref": "page", "$defs": {"T": {"$dynamicAnchor": "T", "type": "string"}}},
    "Other": {"$ref": "https://example.com/inner"},
    "Part": {"type": "array", "minItems": 1, "items": {"$ref": "https://example.com/inner#number"}},
}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Inner", {"n": int, "m": bool}),
        ("Other", {"n": int, "m": bool}),
        ("Part", int),
        ("Pets", {"items": str}),
    ],
)
def test_they_lead_to_what_is_called_so(tmp_path: Path, name: str, kinds: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}"}
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    content = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": SCHEMAS},
    }
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(content))
    document = load(tmp_path / "a.yaml", mend=True)
    assert document.warnings == ()
    body = Client([StandIn(document, seed=1)])("GET", "/a").json()
    told = {key: _kind(each) for key, each in body.items()} if isinstance(body, dict) else body
    assert (told if isinstance(body, dict) else _kind(body)) == kinds


def _kind(value: Any) -> type:
    """Return the type of a value, of a list that of its first item."""
    return _kind(value[0]) if isinstance(value, list) else type(value)
