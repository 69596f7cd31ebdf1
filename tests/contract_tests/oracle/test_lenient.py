"""What a lenient server has taken is known, though not all of it was right."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle.lenient import without_wrong
from contract_tests.oracle.worlds import Worlds
from mockserver.engine.fill import fill
from mockserver.engine.message import File, Form, Json, Refusal, Request, Response, Violation
from mockserver.engine.step import step
from mockserver.pictures import Picture
from tests.walks import FILE, SOURCE, Walk

PNG = Picture(media_type="image/png", width=1, height=1)
CUT = File(name="a.webp", media_type="image/webp", data=b"RIFF", picture=None)


def refusal(*fields: str, where: str = "body") -> Refusal:
    wrong = [Violation(where=where, field=each, message="No.") for each in fields]
    return Refusal(kind="invalid", violations=tuple(wrong))


def sent(body: Any) -> Request:
    return Request(operation="x", body=body if isinstance(body, Form) else Json(body))


def test_members_that_are_wrong_are_left_out() -> None:
    request = sent({"a": 1, "b": {"c": "x", "d": 2}})
    left = without_wrong(request, refusal("a", "b.c"))
    assert left is not None
    assert left.body == Json({"b": {"d": 2}})
    assert request.body == Json({"a": 1, "b": {"c": "x", "d": 2}})


@pytest.mark.parametrize(
    "wrong",
    [refusal(), refusal("b"), refusal("a.b"), refusal("a", where="query")],
)
def test_what_is_not_there_or_elsewhere_cannot_be_left_out(wrong: Refusal) -> None:
    assert without_wrong(sent({"a": 1}), wrong) is None
    assert without_wrong(sent([1]), wrong) is None


def test_a_file_that_is_no_picture_is_taken_for_one() -> None:
    form = Form((("image_file", CUT), ("text", "?"), ("other", "b")))
    left = without_wrong(sent(form), refusal("image_file", "text"))
    assert left is not None
    assert isinstance(left.body, Form)
    [(name, file), *rest] = left.body.fields
    assert (name, rest) == ("image_file", [("other", "b")])
    assert isinstance(file, File)
    assert file.picture == PNG


def lenient(walk: Walk, wrong: Request, right: Request) -> Response:
    """Return what a server answers that takes a wrong request for a right one."""
    assert step(walk.api, walk.state, wrong)[0].refusal is not None
    return fill(walk.api, walk.state, step(walk.api, walk.state, right)[0], walk.chance()).response


@pytest.mark.parametrize("kind", ["json", "form"])
def test_the_state_after_what_was_not_heeded_is_known(kind: str) -> None:
    walk = Walk("bigcommerce")
    product = next(e.key for e in walk.state.entities.values() if e.resource == "Product")

    def asked(**more: str) -> Request:
        form = Form((("image_file", FILE), *more.items()))
        return Request(
            operation="createProductImage",
            method="POST",
            path={"product_id": str(product)},
            headers=walk.api.credentials[0].headers,
            media_type="application/json" if kind == "json" else "multipart/form-data",
            body=Json({"image_url": SOURCE, **more}) if kind == "json" else form,
        )

    wrong, right = asked(date_modified="no such form"), asked()
    worlds = Worlds(walk.api, walk.state)
    count = len(worlds.states[0].entities)
    judgement = worlds.judge(wrong, lenient(walk, wrong, right))
    assert (judgement.verdict, judgement.certain, judgement.lost) == ("violates", False, False)
    assert len(worlds.states[0].entities) == count + 1
