import importlib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from types import ModuleType
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from requests import Request
from schemathesis import GenerationMode
from schemathesis.core.media_types import MEDIA_TYPE_STRATEGIES

from contract_tests.pictures import MEDIA_TYPES
from mockserver.pictures import recognise


@pytest.fixture(scope="module", autouse=True)
def hooks() -> Iterator[ModuleType]:
    """The registrations, taken back afterwards: they are global."""
    before = dict(MEDIA_TYPE_STRATEGIES)
    module = importlib.reload(importlib.import_module("contract_tests.hooks.cases"))
    yield module
    MEDIA_TYPE_STRATEGIES.clear()
    MEDIA_TYPE_STRATEGIES.update(before)


def document(content: dict[str, Any]) -> dict[str, Any]:
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"201": {"description": "Created"}},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Pictures", "version": "1"},
        "paths": {"/pictures": {"post": operation}},
    }


def multipart(content_type: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "position": {"type": "integer", "minimum": 1},
        },
    }
    encoding = {"file": {"contentType": content_type}}
    return {"multipart/form-data": {"schema": schema, "encoding": encoding}}


def requests(content: dict[str, Any]) -> list[tuple[str, bytes]]:
    """The media types and bodies of 30 generated requests."""
    operation = schemathesis.openapi.from_dict(document(content))["/pictures"]["POST"]
    sent: list[tuple[str, bytes]] = []

    @settings(
        max_examples=30,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def collect(case: Any) -> None:
        sending = case.as_transport_kwargs(base_url="http://localhost")
        wanted = {"method", "url", "headers", "data", "files"} & sending.keys()
        request = Request(**{name: sending[name] for name in wanted}).prepare()
        sent.append((request.headers["Content-Type"], request.body))

    collect()
    assert len(sent) >= 30
    return sent


def file_parts(content_type: str, body: bytes) -> list[Message]:
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = message.get_payload()
    assert isinstance(parts, list)
    return [
        part
        for part in parts
        if isinstance(part, Message)
        and part.get_param("name", header="content-disposition") == "file"
    ]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("image/png, image/jpeg", {"image/png", "image/jpeg"}),
        ("image/svg+xml", {"image/svg+xml"}),
        ("image/*", set(MEDIA_TYPES)),
    ],
)
def test_every_upload_is_a_picture_of_a_declared_type(declared: str, expected: set[str]) -> None:
    seen = set()
    for content_type, body in requests(multipart(declared)):
        (part,) = file_parts(content_type, body)
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        picture = recognise(data)
        assert picture is not None
        assert picture.media_type == part.get_content_type()
        assert part.get_filename()
        seen.add(picture.media_type)
    assert seen <= expected
    assert len(seen) > 1 or len(expected) == 1


def test_a_raw_body_is_a_picture() -> None:
    content = {"image/webp": {"schema": {"type": "string", "format": "binary"}}}
    for content_type, body in requests(content):
        picture = recognise(body)
        assert picture is not None
        assert picture.media_type == content_type == "image/webp"
