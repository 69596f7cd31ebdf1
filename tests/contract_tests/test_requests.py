from __future__ import annotations

import pytest

from contract_tests.requests import request_of
from contract_tests.script import Step, Upload
from mockserver.engine.message import File, Form, Json, Raw
from mockserver.pictures import Picture, draw
from tests.conftest import APIS

LIBRARY = APIS["library"]


def test_a_step_is_read_as_it_would_be_from_the_wire() -> None:
    step = Step(
        operation="listBooks",
        path={"id": "A 1/ä"},
        query=(("size", 2), ("best", True), ("none", None)),
        headers={"X-Own": "1"},
    )
    request = request_of(LIBRARY, step, {"Authorization": "Bearer x"})
    assert request.operation == "listBooks" and request.method == "GET"
    assert request.path == {"id": "A 1/ä"}
    assert request.query == (("size", "2"), ("best", "true"), ("none", ""))
    assert request.target.endswith("/shelves/A%201%2F%C3%A4/books?size=2&best=true&none=")
    assert request.headers == {"authorization": "Bearer x", "x-own": "1"}
    assert request.media_type is None and request.body is None


def test_numbers_in_paths_are_texts() -> None:
    request = request_of(LIBRARY, Step(operation="getPage", path={"page": 12}), {})
    assert request.path == {"page": "12"}


def test_a_json_body_may_be_null() -> None:
    step = Step(operation="createShelf", media_type="application/json")
    assert request_of(LIBRARY, step, {}).body == Json(None)


@pytest.mark.parametrize(
    ("media_type", "body", "read"),
    [
        ("application/x-www-form-urlencoded", [], None),
        ("application/x-www-form-urlencoded", [("a", "")], Form((("a", ""),))),
        ("multipart/form-data", [], Form(())),
        ("text/plain", "", None),
        ("text/plain", "a", Raw(b"a")),
        ("application/json", "", Json("")),
    ],
)
def test_what_has_no_bytes_is_no_body(media_type: str, body: object, read: object) -> None:
    step = Step(operation="createShelf", media_type=media_type, body=body)
    assert request_of(LIBRARY, step, {}).body == read


def test_files_in_forms_are_recognised_by_their_bytes() -> None:
    picture = draw(width=3, height=2, media_type="image/gif")
    upload = Upload(name="a.png", media_type="image/png", content=picture)
    step = Step(
        operation="createShelf",
        media_type="multipart/form-data",
        body=[("title", "x"), ("flag", False), ("image", upload)],
    )
    body = request_of(LIBRARY, step, {}).body
    assert body == Form(
        (
            ("title", "x"),
            ("flag", "false"),
            (
                "image",
                File(
                    name="a.png",
                    media_type="image/png",
                    data=picture,
                    picture=Picture(media_type="image/gif", width=3, height=2),
                ),
            ),
        )
    )


def test_other_bodies_are_bytes() -> None:
    step = Step(operation="createShelf", media_type="Text/Plain; charset=utf-8", body="é")
    request = request_of(LIBRARY, step, {})
    assert request.media_type == "text/plain" and request.body == Raw("é".encode())


def test_an_unknown_operation_is_an_error() -> None:
    with pytest.raises(KeyError):
        request_of(LIBRARY, Step(operation="none"), {})
